"""The work itself, and its review."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from councils.models import Teammate
from tests.factories.accounts import UserFactory
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    ContributionFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
)
from volunteers import services
from volunteers.models import Contribution, Task

pytestmark = pytest.mark.django_db
Stage = Contribution.Stage
DONE = {"hours": Decimal("1.5"), "evidence": "Ten letters read."}


def told(kind):
    return {notice.to for notice in Notification.objects.filter(event__kind=f"volunteers.{kind}")}


@pytest.fixture
def task(world):
    """Lambeth's task on its open project, written and opened by the officer."""
    officer = world.people["officer"]
    project = world.project("open")
    return OpenTaskFactory(
        council=world.council, project=project, author=officer, opened_by=officer, places=2
    )


def test_work_goes_from_claim_through_a_return_to_acceptance(world, task):
    volunteer, officer = ReadyVolunteerFactory(), world.people["officer"]
    stages = []

    work = services.claim(task, by=volunteer.user)
    for act in (
        lambda: services.start(work, by=volunteer.user),
        lambda: services.submit(work, by=volunteer.user, **DONE),
        lambda: services.return_work(work, by=officer, reason="Two are missing."),
        lambda: services.submit(work, by=volunteer.user, evidence="Twelve letters read."),
        lambda: services.accept(work, by=officer, endorsement="Careful."),
    ):
        stages.append(act().stage)

    work.refresh_from_db()
    assert stages == ["in_progress", "submitted", "returned", "submitted", "accepted"]
    assert (work.reviewer, work.endorsement, work.hours) == (officer, "Careful.", Decimal("1.5"))
    assert (work.evidence, work.stage_reason) == ("Twelve letters read.", "")
    assert told("work_returned") == told("work_accepted") == {volunteer.user}


def test_accepted_work_puts_its_volunteer_on_the_projects_team(world, task):
    work = SubmittedContributionFactory(task=task)

    services.accept(work, by=world.people["officer"])

    mate = Teammate.objects.get(project=task.project)
    assert (mate.user, mate.capacity) == (work.volunteer.user, "volunteer")


def test_a_second_piece_of_work_makes_no_second_teammate(world, task):
    volunteer, other = (
        ReadyVolunteerFactory(),
        OpenTaskFactory(council=world.council, project=task.project),
    )
    for one in (task, other):
        services.accept(
            SubmittedContributionFactory(task=one, volunteer=volunteer),
            by=world.people["officer"],
        )

    assert Teammate.objects.filter(user=volunteer.user).count() == 1


def test_a_task_of_no_project_has_no_team(world):
    work = SubmittedContributionFactory(task__council=world.council)

    services.accept(work, by=world.people["officer"])

    assert Teammate.objects.count() == 0


def test_work_sent_in_waits_for_those_who_asked_but_not_for_who_did_it(world, task):
    officer = ReadyVolunteerFactory(user=world.people["officer"])
    own = ContributionFactory(task=task, volunteer=officer)
    theirs = ContributionFactory(task=task, place=2)

    services.submit(theirs, by=theirs.volunteer.user, **DONE)
    assert told("work_submitted") == {officer.user}

    Notification.objects.all().delete()
    services.submit(own, by=officer.user, **DONE)
    assert told("work_submitted") == {world.people["approver"], world.people["administrator"]}


@pytest.mark.parametrize("act", ["accept", "return_work"])
def test_nobody_reviews_what_they_did(world, task, act):
    work = SubmittedContributionFactory(task=task, volunteer__user=world.people["officer"])
    words = {"reason": "No."} if act == "return_work" else {}

    with pytest.raises(services.OwnWork):
        getattr(services, act)(work, by=world.people["officer"], **words)


@pytest.mark.parametrize(
    "fields", [{}, {"hours": Decimal(1)}, {"evidence": "Done."}, {"evidence_link": "https://x.org"}]
)
def test_work_is_sent_in_with_its_hours_and_something_to_show(fields):
    work = ContributionFactory()

    with pytest.raises(services.NothingToShow):
        services.submit(work, by=work.volunteer.user, **fields)


@pytest.mark.parametrize(
    ("make", "act"),
    [
        (SubmittedContributionFactory, "start"),
        (SubmittedContributionFactory, "keep"),
        (AcceptedContributionFactory, "keep"),
        (AcceptedContributionFactory, "submit"),
        (ContributionFactory, "accept"),
    ],
)
def test_an_act_at_the_wrong_stage_is_refused(make, act):
    work = make()
    by = UserFactory() if act == "accept" else work.volunteer.user

    with pytest.raises(IllegalMove):
        getattr(services, act)(work, by=by)


def test_what_is_kept_is_a_sign_of_life_and_sent_nowhere():
    long_ago = timezone.now() - timedelta(days=20)
    work = ContributionFactory(touched_at=long_ago, reminded_at=long_ago)

    services.keep(work, by=work.volunteer.user, evidence="Half of it.")

    work.refresh_from_db()
    assert (work.stage, work.evidence, work.reminded_at) == ("in_progress", "Half of it.", None)
    assert work.touched_at > long_ago
    assert told("work_submitted") == set()


def test_what_was_returned_is_kept_as_returned():
    work = SubmittedContributionFactory()
    services.return_work(work, by=UserFactory(), reason="More, please.")

    kept = services.keep(work, by=work.volunteer.user, evidence="More.")

    assert (kept.stage, kept.stage_reason) == ("returned", "More, please.")


def test_a_task_closes_once_work_in_every_place_is_accepted(world, task):
    first = SubmittedContributionFactory(task=task, place=1)
    second = SubmittedContributionFactory(task=task, place=2)
    stages = []

    for work in (first, second):
        services.accept(work, by=world.people["officer"])
        stages.append(Task.objects.get(pk=task.pk).stage)

    assert stages == ["open", "closed"]


@pytest.mark.django_db(transaction=True)
def test_two_who_review_at_once_come_to_one_answer(world, task):
    work = SubmittedContributionFactory(task=task)
    gate, refused = threading.Barrier(2), []

    def judge(act, **words):
        gate.wait(10)
        try:
            act(work, **words)
        except IllegalMove as late:
            refused.append(late)
        finally:
            connections.close_all()

    people = world.people
    threads = [
        threading.Thread(target=judge, args=[services.accept], kwargs={"by": people["officer"]}),
        threading.Thread(
            target=judge,
            args=[services.return_work],
            kwargs={"by": people["approver"], "reason": "More."},
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    judged = Event.objects.filter(kind__in=["volunteers.work_accepted", "volunteers.work_returned"])
    assert (len(refused), judged.count()) == (1, 1)
