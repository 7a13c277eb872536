"""Pledges: days first, names later; and what nobody can do with them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.organisations.models import Organisation
from corps.stages import IllegalMove
from secondments import queries, services
from secondments.matching.queries import bookable, unheld
from secondments.models import Expert, Naming, Pledge
from tests.factories.secondments import PledgeFactory, PledgeSkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(world):
    return world.people["employer"]


@pytest.fixture
def employer(world):
    return world.people["expert"].expert.employer


@pytest.fixture
def pledge(world, boss, employer):
    """Two developers, two days a week each."""
    today = timezone.localdate()
    return services.offer_pledge(
        employer,
        by=boss,
        skills=[(world.skill.pk, 3)],
        boroughs=[world.council],
        title="Sample developers",
        people=2,
        days_a_week=Decimal(2),
        available_from=today,
        available_until=today + timedelta(days=300),
    )


def test_a_company_that_is_not_verified_pledges_nothing_and_counts_nothing(pledge, boss, employer):
    assert queries.capacity(timezone.localdate()).people == 2

    Organisation.objects.filter(pk=employer.pk).update(stage="refused")

    assert queries.capacity(timezone.localdate()).people == 0
    with pytest.raises(services.NotYet, match="once corps staff have verified"):
        services.offer_pledge(employer, by=boss, skills=[], title="More")


def test_naming_somebody_new_gives_them_a_profile_to_complete_and_counts_down(pledge, boss, world):
    naming = services.name_person(pledge, by=boss, email="New@One.example ", name="Sample new")

    pledge.refresh_from_db()
    expert = naming.expert
    assert (pledge.named, pledge.left, pledge.stage) == (1, 1, Pledge.Stage.OFFERED)
    assert queries.capacity(timezone.localdate()) == queries.Capacity(1, Decimal("2.0"), 1)
    assert (expert.stage, expert.days_a_week, expert.headline) == ("draft", 2, "Sample developers")
    assert list(expert.boroughs.all()) == [world.council]
    assert (expert.consent_by, expert.consents.get().by) == (boss, boss)
    assert not unheld().filter(pk=expert.pk).exists()
    told = expert.user.notifications.get(event__kind="secondments.person_named").event
    assert "put yourself on offer" in told.text


def test_naming_consents_within_what_is_pledged_and_leaves_a_consent_that_stands(
    pledge, boss, world
):
    begins = timezone.localdate() + timedelta(days=7)
    Pledge.objects.update(available_from=begins)

    new = services.name_person(pledge, by=boss, email="new@one.example").expert
    services.name_person(pledge, by=boss, email="expert@one.example")

    given = new.consents.get()
    assert (given.starts_on, given.ends_on) == (begins, pledge.available_until)
    assert given.days_a_week == 2
    assert not world.people["expert"].expert.consents.exists()


def test_nobody_is_named_for_days_that_are_over(pledge, boss):
    today = timezone.localdate()
    Pledge.objects.update(available_from=today - timedelta(days=9), available_until=today)

    with pytest.raises(services.NotYet, match="days of this pledge are over"):
        services.name_person(pledge, by=boss, email="new@one.example")


def test_who_is_named_agrees_by_the_offer_and_is_free_to_be_matched_then(pledge, boss, world):
    expert = services.name_person(pledge, by=boss, email="new@one.example").expert
    services.set_skills(expert, by=expert.user, held=[(world.skill.pk, 3)], wanted=[])

    services.offer(expert, by=expert.user)

    assert bookable().filter(pk=expert.pk).exists()


def test_somebody_on_offer_may_be_named_and_the_last_one_closes_the_pledge(pledge, boss, world):
    for email in ("expert@one.example", "new@one.example"):
        services.name_person(pledge, by=boss, email=email)

    pledge.refresh_from_db()
    assert (pledge.stage, pledge.left) == (Pledge.Stage.NAMED, 0)
    assert queries.capacity(timezone.localdate()).people == 0
    with pytest.raises(services.NotYet, match="named already"):
        services.name_person(pledge, by=boss, email="third@one.example")
    assert not User.objects.filter(email="third@one.example").exists()


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("employer@one.example", "cannot name yourself"),
        ("expert@two.example", "cannot be named here"),
    ],
)
def test_nobody_is_named_by_themselves_or_by_another_company(pledge, boss, email, why):
    with pytest.raises(services.NotYet, match=why):
        services.name_person(pledge, by=boss, email=email)

    assert Naming.objects.count() == 0


def test_a_naming_can_be_taken_back_until_the_person_has_agreed(pledge, boss):
    naming = services.name_person(pledge, by=boss, email="new@one.example")

    services.take_back_naming(naming, by=naming.expert.user)

    pledge.refresh_from_db()
    expert = Expert.objects.get(pk=naming.expert_id)
    assert (pledge.named, expert.consent_at) == (0, None)
    agreed = services.name_person(pledge, by=boss, email="expert@one.example")
    with pytest.raises(IllegalMove):
        services.take_back_naming(agreed, by=boss)


def test_who_is_named_may_not_leave_for_another_company_without_saying_so(pledge, boss, world):
    named = services.name_person(pledge, by=boss, email="new@one.example").expert
    other = world.people["other_expert"].expert.employer

    with pytest.raises(services.NotYet, match="has named you"):
        services.begin_profile(user=named.user, employer=other)


def test_a_pledge_cannot_shrink_to_those_it_has_named(pledge, boss):
    services.name_person(pledge, by=boss, email="new@one.example")

    with pytest.raises(services.NotYet, match="1 of this pledge are named"):
        services.edit_pledge(pledge, by=boss, people=1)


def test_paused_and_withdrawn_pledges_count_nowhere_and_move_no_further(pledge, boss):
    today = timezone.localdate()

    services.pause_pledge(pledge, by=boss)
    assert queries.capacity(today).people == 0
    services.resume_pledge(pledge, by=boss)
    assert queries.capacity(today).people == 2
    services.withdraw_pledge(pledge, by=boss, reason="They are needed here.")

    assert queries.capacity(today).people == 0
    for act in (services.pause_pledge, services.resume_pledge):
        with pytest.raises(IllegalMove):
            act(pledge, by=boss)
    with pytest.raises(IllegalMove):
        services.edit_pledge(pledge, by=boss, people=3)
    kinds = {event.kind for event in Event.objects.about(pledge)}
    assert kinds == {
        f"secondments.pledge_{what}" for what in ("offered", "paused", "resumed", "withdrawn")
    }


def test_pledges_end_with_their_last_day(pledge):
    last = pledge.available_until

    assert services.expire_pledges(on=last) == 0
    assert services.expire_pledges(on=last + timedelta(days=1)) == 1
    assert services.expire_pledges(on=last + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"named": 3, "stage": "withdrawn"}, "pledge_names_no_more_than_it_offers"),
        ({"people": 0, "stage": "withdrawn"}, "pledge_is_of_somebody"),
        ({"named": 2}, "pledge_is_named_when_all_are"),
        ({"days_a_week": Decimal("0.1")}, "pledge_offers_some_of_the_week"),
        ({"available_until": timezone.localdate()}, "pledge_lasts_some_time"),
    ],
)
def test_the_database_keeps_a_pledge_possible(fields, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        PledgeFactory(**fields)


def test_what_is_pledged_is_counted_by_skill_for_those_left():
    first = PledgeSkillFactory(pledge__people=3, pledge__named=1)
    PledgeSkillFactory(pledge__people=1, skill=first.skill)
    PledgeSkillFactory(pledge__employer__organisation__stage="applied", skill=first.skill)

    found = queries.skills_pledged(timezone.localdate()).get()

    assert (found, found.people, found.days) == (first.skill, 3, Decimal("9.0"))
