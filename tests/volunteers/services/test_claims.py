"""Taking a task and letting go of it; two who race for the last place."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from tests.factories.organisations import MembershipFactory as OrganisationMembershipFactory
from tests.factories.volunteers import (
    AdmissionFactory,
    ContributionFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
    ToldTaskFactory,
    VolunteerFactory,
)
from volunteers import services
from volunteers.models import Contribution, Task
from volunteers.services import claims

Stage = Contribution.Stage


def told(kind):
    return {notice.to for notice in Notification.objects.filter(event__kind=f"volunteers.{kind}")}


@pytest.mark.django_db
def test_a_claim_takes_the_first_free_place_and_tells_who_asked(world):
    officer = world.people["officer"]
    task = OpenTaskFactory(council=world.council, author=officer, opened_by=officer, places=3)
    ContributionFactory(task=task, place=1)
    ContributionFactory(task=task, place=2, stage=Stage.RELEASED)
    volunteer = ReadyVolunteerFactory()

    claim = services.claim(task, by=volunteer.user)

    assert (claim.place, claim.stage, claim.volunteer) == (2, Stage.CLAIMED, volunteer)
    assert told("work_claimed") == {officer}


@pytest.mark.django_db
def test_a_claim_is_for_the_organisation_that_one_gives_time_for():
    membership = OrganisationMembershipFactory()
    volunteer = ReadyVolunteerFactory(user=membership.user, organisation=membership.organisation)

    claim = services.claim(OpenTaskFactory(), by=volunteer.user)
    membership.delete()
    later = services.claim(OpenTaskFactory(), by=volunteer.user)

    assert (claim.organisation, later.organisation) == (membership.organisation, None)


@pytest.mark.django_db
@pytest.mark.parametrize("volunteer", [None, {}, {"age_confirmed": 18}])
def test_who_has_not_said_what_is_asked_does_so_first(volunteer, django_user_model):
    user = django_user_model.objects.create_user("new@example.org")
    if volunteer is not None:
        VolunteerFactory(user=user, **volunteer)

    with pytest.raises(services.NotReady):
        services.claim(OpenTaskFactory(), by=user)


def in_hand_already():
    volunteer = ReadyVolunteerFactory()
    return ContributionFactory(volunteer=volunteer, task__places=2).task, volunteer


def day_is_over():
    yesterday = timezone.localdate() - timedelta(days=1)
    return OpenTaskFactory(due_on=yesterday), ReadyVolunteerFactory()


def too_many():
    volunteer = ReadyVolunteerFactory()
    for _ in range(10):
        ContributionFactory(volunteer=volunteer)
    return OpenTaskFactory(), volunteer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "words"),
    [
        (lambda: (ToldTaskFactory(), ReadyVolunteerFactory()), "This task takes nobody any more."),
        (day_is_over, "The day by which this was needed has passed."),
        (in_hand_already, "You have this task already: it is in your work."),
        (too_many, "You have 10 tasks in hand. Finish one, or hand one back, first."),
        (
            lambda: (
                OpenTaskFactory(personal_data="living"),
                ReadyVolunteerFactory(age_confirmed=16),
            ),
            "This shows living people’s data: it is for those who are 18 or over.",
        ),
        (
            lambda: (
                OpenTaskFactory(personal_data="living", council__name="Sampleton"),
                ReadyVolunteerFactory(),
            ),
            "This shows living people’s data: Sampleton names the trained volunteers who may"
            " take it. Write to them if you would like to be one.",
        ),
    ],
)
def test_a_claim_that_cannot_be_is_refused_with_the_reason(case, words):
    task, volunteer = case()

    with pytest.raises(services.NotClaimable) as why:
        services.claim(task, by=volunteer.user)

    assert str(why.value) == words


@pytest.mark.django_db
def test_whom_the_asker_has_named_may_see_the_living():
    admission = AdmissionFactory(task__personal_data="living")

    claim = services.claim(admission.task, by=admission.volunteer.user)

    assert claim.stage == Stage.CLAIMED


@pytest.mark.django_db
def test_a_full_task_says_so_kindly():
    task = ContributionFactory().task

    with pytest.raises(services.PlacesTaken) as why:
        services.claim(task, by=ReadyVolunteerFactory().user)

    assert "Thank you for offering" in str(why.value)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("places", [1, 3])
def test_of_many_who_race_for_the_last_place_exactly_one_gets_it(places):
    task = OpenTaskFactory(places=places)
    for place in range(2, places + 1):
        ContributionFactory(task=task, place=place)
    rivals = [ReadyVolunteerFactory().user for _ in range(5)]
    gate = threading.Barrier(len(rivals))
    got, late = [], []

    def race(user):
        gate.wait(10)
        try:
            got.append(services.claim(task, by=user).place)
        except services.PlacesTaken:
            late.append(user)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=race, args=[user]) for user in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert (got, len(late)) == ([1], len(rivals) - 1)
    assert task.contributions.live().count() == places


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_lets_one_of_two_into_a_place():
    """Even for code that holds nothing: two transactions write the same place at once."""
    task = OpenTaskFactory()
    rivals = [ReadyVolunteerFactory() for _ in range(2)]
    gate = threading.Barrier(2)
    refused = []

    def write(volunteer):
        try:
            with transaction.atomic():
                Task.objects.get(pk=task.pk)
                gate.wait(10)
                Contribution.objects.create(task=task, volunteer=volunteer, place=1)
        except IntegrityError as error:
            refused.append(error.__cause__.diag.constraint_name)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[one]) for one in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert refused == ["task_place_is_held_once"]
    assert task.contributions.count() == 1


@pytest.mark.django_db
def test_what_is_handed_back_is_free_for_others():
    claim = ContributionFactory()

    back = services.hand_back(claim, by=claim.volunteer.user, reason="No time.")

    assert (back.stage, back.stage_reason) == (Stage.RELEASED, "No time.")
    assert services.claim(claim.task, by=ReadyVolunteerFactory().user).place == 1


@pytest.mark.django_db
def test_what_was_sent_in_is_not_handed_back():
    sent = SubmittedContributionFactory()

    with pytest.raises(IllegalMove):
        services.hand_back(sent, by=sent.volunteer.user)


def idle(days, **fields):
    return ContributionFactory(touched_at=timezone.now() - timedelta(days=days), **fields)


@pytest.mark.django_db
def test_who_does_nothing_for_two_weeks_is_reminded_once():
    quiet = idle(15)
    idle(13)
    idle(15, stage=Stage.RELEASED)

    reminded = [services.remind_idle(), services.remind_idle()]

    quiet.refresh_from_db()
    assert reminded == [1, 0]
    assert quiet.reminded_at is not None
    assert told("work_reminded") == {quiet.volunteer.user}


@pytest.mark.django_db
def test_a_week_after_the_reminder_the_place_goes_to_others(world):
    now = timezone.now()
    task = OpenTaskFactory(council=world.council, author=world.people["officer"])
    silent = idle(22, reminded_at=now - timedelta(days=7, minutes=1), task=task)
    idle(22, reminded_at=now - timedelta(days=6))

    released = [services.release_idle(now=now), services.release_idle(now=now)]

    silent.refresh_from_db()
    assert released == [1, 0]
    assert silent.stage == Stage.RELEASED
    assert told("work_released") == {silent.volunteer.user, world.people["officer"]}
    assert Event.objects.get(kind="volunteers.work_released").by is None


@pytest.mark.django_db
def test_a_sign_of_life_stops_the_clock():
    claim = idle(22, reminded_at=timezone.now() - timedelta(days=8))

    services.keep(claim, by=claim.volunteer.user)

    claim.refresh_from_db()
    assert services.release_idle() == 0
    assert (claim.stage, claim.reminded_at) == (Stage.IN_PROGRESS, None)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_remind_of_a_claim_once():
    idle(15)
    gate, counts = threading.Barrier(2), []

    def tick():
        gate.wait(10)
        try:
            counts.append(services.remind_idle())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sum(counts) == 1
    assert Event.objects.filter(kind="volunteers.work_reminded").count() == 1


@pytest.mark.django_db
def test_what_is_over_by_the_time_the_clock_looks_is_left_alone():
    claim = idle(15, stage=Stage.RELEASED)

    assert claims._remind(claim.pk, timezone.now()) == 0
