"""Pledges near to roles: both sides are told once, and the last unit is given once."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

import secondments.services
from corps.notifications.models import Event
from councils.contracts.models import Interest
from secondments.matching import services
from secondments.matching.services import pledges
from secondments.models import Lead, Naming, Pledge
from tests.factories.contracts import InterestFactory
from tests.factories.secondments import PledgeFactory, PledgeSkillFactory

PLEDGED, WANTED = "matching.role_for_pledge", "matching.capacity_pledged"


@pytest.fixture
def pledge(world):
    """Two people of the first company who could take the open project's role."""
    employer = world.people["expert"].expert.employer
    role = world.role("open")
    made = PledgeFactory(employer=employer, available_until=role.ends_on)
    made.boroughs.set([world.council])
    PledgeSkillFactory(pledge=made, skill=world.skill, level=2)
    return made


def told(kind):
    events = Event.objects.filter(kind=kind)
    return {notice.to for event in events for notice in event.notifications.all()}


@pytest.mark.django_db
def test_company_and_council_are_told_of_a_pair_once_and_nobody_is_proposed(world, pledge):
    first, again = services.tell_of_pledges(), services.tell_of_pledges()

    assert (first, again) == (1, 0)
    lead = Lead.objects.get()
    assert (lead.pledge, lead.role, lead.fit) == (pledge, world.role("open"), 415)
    assert told(PLEDGED) == {world.people["employer"]}
    assert told(WANTED) == {world.people[one] for one in ("officer", "approver", "administrator")}
    assert Event.objects.filter(kind="matching.proposal_made").count() == 0


@pytest.mark.django_db
def test_a_pledge_that_cannot_be_told_of_holds_up_no_other_and_is_told_of_later(
    world, pledge, monkeypatch
):
    other = PledgeFactory(
        employer=world.people["other_expert"].expert.employer,
        available_until=pledge.available_until,
    )
    other.boroughs.set([world.council])
    PledgeSkillFactory(pledge=other, skill=world.skill, level=2)
    record = pledges.record

    def fail_of_the_first(kind, *, about, **words):
        if about == pledge:
            raise OSError("no template")
        return record(kind, about=about, **words)

    monkeypatch.setattr(pledges, "record", fail_of_the_first)
    with pytest.raises(ExceptionGroup, match="1 failed"):
        services.tell_of_pledges()
    monkeypatch.undo()
    before = set(Lead.objects.values_list("pledge", flat=True)), told(PLEDGED)
    heard = Event.objects.filter(kind=WANTED).count()
    again = services.tell_of_pledges()

    assert before == ({other.pk}, {world.people["other_employer"]})
    assert (heard, again) == (1, 1)
    assert told(PLEDGED) == {world.people["employer"], world.people["other_employer"]}
    assert Event.objects.filter(kind=WANTED).count() == 2


@pytest.mark.django_db
def test_a_council_hears_of_many_pledges_at_once(world, pledge):
    other = PledgeFactory(employer=pledge.employer, available_until=pledge.available_until)
    other.boroughs.set([world.council])
    PledgeSkillFactory(pledge=other, skill=world.skill, level=2)

    assert services.tell_of_pledges() == 2

    assert Event.objects.filter(kind=WANTED).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("shows", [True, False])
def test_the_council_reads_who_pledged_only_if_the_company_agrees(pledge, shows):
    Pledge.objects.update(shows_name=shows)

    services.tell_of_pledges()

    text = Event.objects.get(kind=WANTED).text
    assert (str(pledge.employer) in text) is shows


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fault", ["skill", "window", "days", "place", "conflict", "paused", "named", "fit"]
)
def test_a_pledge_that_a_rule_keeps_away_is_told_to_nobody(world, pledge, settings, fault):
    role = world.role("open")
    if fault == "skill":
        pledge.pledge_skills.update(level=1)
    elif fault == "conflict":
        InterestFactory(
            organisation=pledge.employer.organisation,
            council=world.council,
            kind=Interest.Kind.SUPPLIES,
        )
    elif fault == "fit":
        settings.PLEDGE_FIT = 416
    else:
        changes = {
            "window": {"available_until": role.ends_on - timedelta(days=1)},
            "days": {"days_a_week": role.days_a_week - 1},
            "paused": {"stage": "paused"},
            "named": {"stage": "named", "named": 2},
            "place": {},
        }
        Pledge.objects.update(**changes[fault] | {"title": "Sample"})
        if fault == "place":
            pledge.boroughs.clear()

    assert services.tell_of_pledges() == 0


@pytest.mark.django_db
def test_a_pledge_hears_of_a_few_roles_at_a_time_the_best_first(world, pledge):
    for _ in range(5):
        world.projects.pop("open")
        world.role("open")

    assert (services.tell_of_pledges(), services.tell_of_pledges()) == (5, 0)
    assert told(PLEDGED) == {world.people["employer"]}
    assert Event.objects.filter(kind=PLEDGED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_name_the_last_of_a_pledge_at_once_name_one(world, pledge, elsewhere):
    Pledge.objects.update(people=1)
    start, said = threading.Barrier(2), []

    def name(email):
        def act():
            start.wait(10)
            try:
                secondments.services.name_person(pledge, by=world.people["employer"], email=email)
                said.append("named")
            except secondments.services.NotYet as why:
                said.append(str(why))

        return act

    threads = [elsewhere(name(email)) for email in ("one@one.example", "two@one.example")]
    for thread in threads:
        thread.join(30)

    pledge.refresh_from_db()
    assert sorted(said) == ["Everybody of this pledge is named already.", "named"]
    assert (pledge.named, Naming.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_pledges_that_begin_after_today_are_weighed_as_any(world, pledge):
    role = world.role("open")
    Pledge.objects.update(available_from=timezone.localdate() + timedelta(days=1))

    assert services.tell_of_pledges(on=role.starts_on - timedelta(days=1)) == 1
