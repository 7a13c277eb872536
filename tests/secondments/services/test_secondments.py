import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from councils.models import Project, Teammate
from secondments import services, tasks
from secondments.models import Secondment
from tests.factories.accounts import UserFactory
from tests.factories.councils import MembershipFactory as CouncilMembershipFactory
from tests.factories.councils import RoleFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.secondments import AvailableExpertFactory, SecondmentFactory

pytestmark = pytest.mark.django_db

Stage = Secondment.Stage
BEGINS, ENDS = date(2027, 3, 1), date(2027, 8, 31)


def plan(role, expert, by, place=1):
    return services.begin_secondment(
        role=role,
        place=place,
        expert=expert,
        by=by,
        starts_on=BEGINS,
        ends_on=ENDS,
        days_a_week=Decimal(3),
    )


def open_role(**fields):
    return RoleFactory(project__stage=Project.Stage.OPEN, **fields)


def secondment_of(stage, project):
    """A secondment at its stage, on a project at its own."""
    made = SecondmentFactory(stage=stage, role__project__stage=project)
    if stage == Stage.ACTIVE:
        Teammate.objects.create(
            project=made.role.project,
            user=made.expert.user,
            capacity=Teammate.Capacity.SECONDEE,
            joined_on=BEGINS,
        )
    return made


def told(kind):
    return {n.to for n in Notification.objects.filter(event__kind=f"secondments.{kind}")}


def project_of(secondment):
    return Project.objects.get(pk=secondment.role.project_id)


def test_the_last_place_filled_staffs_the_project_and_all_three_sides_are_told():
    role, expert = open_role(), AvailableExpertFactory()
    boss = MembershipFactory(organisation=expert.employer.organisation).user
    ada, bo = CouncilMembershipFactory.create_batch(2, council=role.project.council)

    secondment = plan(role, expert, by=ada.user)

    assert (secondment.stage, project_of(secondment).stage) == ("planned", "staffed")
    assert told("secondment_planned") == {expert.user, boss, bo.user}


def test_a_project_with_a_place_left_stays_open():
    role = open_role(places=2)

    secondment = plan(role, AvailableExpertFactory(), UserFactory())

    assert project_of(secondment).stage == "open"


def test_a_project_with_another_role_to_fill_stays_open():
    role = open_role()
    RoleFactory(project=role.project)

    secondment = plan(role, AvailableExpertFactory(), UserFactory())

    assert project_of(secondment).stage == "open"


def test_a_place_whose_work_was_completed_is_not_open_again():
    role = open_role(places=2)
    SecondmentFactory(role=role, stage=Stage.COMPLETED)

    secondment = plan(role, AvailableExpertFactory(), UserFactory(), place=2)

    assert project_of(secondment).stage == "staffed"


@pytest.mark.parametrize("place", [0, 3])
def test_a_role_has_no_more_places_than_it_says(place):
    role = open_role(places=2)

    with pytest.raises(IllegalMove):
        plan(role, AvailableExpertFactory(), UserFactory(), place=place)


@pytest.mark.parametrize("stage", sorted(set(Project.Stage) - {Project.Stage.OPEN}))
def test_nobody_is_seconded_to_a_project_that_is_not_open(stage):
    role = RoleFactory(project__stage=stage)

    with pytest.raises(IllegalMove):
        plan(role, AvailableExpertFactory(), UserFactory())


def test_who_is_seconded_is_not_seconded_twice():
    first = SecondmentFactory(role=open_role())

    with pytest.raises(services.AlreadyHeld):
        plan(open_role(), first.expert, UserFactory())

    assert (Secondment.objects.count(), Event.objects.count()) == (1, 0)


def test_a_place_that_is_held_is_not_given_twice():
    first = SecondmentFactory(role=open_role(places=2))

    with pytest.raises(services.AlreadyHeld):
        plan(first.role, AvailableExpertFactory(), UserFactory())


def test_another_fault_is_not_taken_for_somebody_who_was_first():
    with pytest.raises(IntegrityError, match="secondment_ends_after_it_starts"):
        services.begin_secondment(
            role=open_role(),
            place=1,
            expert=AvailableExpertFactory(),
            by=UserFactory(),
            starts_on=ENDS,
            ends_on=BEGINS,
            days_a_week=Decimal(3),
        )


def test_a_start_joins_the_team_and_begins_the_delivery_of_a_staffed_project():
    planned = secondment_of(Stage.PLANNED, Project.Stage.STAFFED)

    started = services.start_secondment(planned, by=UserFactory(), on=BEGINS)

    teammate = Teammate.objects.get()
    assert (started.stage, project_of(started).stage) == ("active", "in_delivery")
    assert (teammate.user, teammate.capacity, teammate.joined_on) == (
        started.expert.user,
        "secondee",
        BEGINS,
    )
    assert told("secondment_started") == {started.expert.user}


def test_a_start_leaves_a_project_open_that_still_looks_for_others():
    planned = secondment_of(Stage.PLANNED, Project.Stage.OPEN)

    started = services.start_secondment(planned, by=UserFactory(), on=BEGINS)

    assert project_of(started).stage == "open"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (BEGINS, "First day: 1 March 2027. "),
        (BEGINS - timedelta(days=4), "First day: 25 February 2027, where 1 March 2027 was agreed."),
        (BEGINS + timedelta(days=1), "First day: 2 March 2027, where 1 March 2027 was agreed."),
    ],
)
def test_a_start_on_another_day_is_noted(day, words):
    planned = secondment_of(Stage.PLANNED, Project.Stage.STAFFED)

    started = services.start_secondment(planned, by=UserFactory(), on=day)

    event = Event.objects.get(kind="secondments.secondment_started")
    assert (event.text.startswith(words), started.starts_on) == (True, BEGINS)


def test_nothing_starts_after_its_last_day():
    planned = secondment_of(Stage.PLANNED, Project.Stage.STAFFED)

    with pytest.raises(services.NotYet, match="last day has passed"):
        services.start_secondment(planned, by=UserFactory(), on=ENDS + timedelta(days=1))

    assert Secondment.objects.get().stage == Stage.PLANNED


def test_today_is_the_day_unless_another_is_given():
    today = timezone.localdate()
    planned = SecondmentFactory(
        role__project__stage=Project.Stage.STAFFED,
        starts_on=today,
        ends_on=today + timedelta(days=100),
    )

    services.start_secondment(planned, by=UserFactory())

    assert Teammate.objects.get().joined_on == today


def test_a_completed_secondment_leaves_the_team_and_the_project_goes_on():
    active = secondment_of(Stage.ACTIVE, Project.Stage.IN_DELIVERY)

    completed = services.complete_secondment(active, by=UserFactory(), on=ENDS)

    assert (completed.stage, project_of(completed).stage) == ("completed", "in_delivery")
    assert Teammate.objects.get().left_on == ENDS


@pytest.mark.parametrize(
    ("stage", "project"),
    [
        (Stage.PLANNED, Project.Stage.STAFFED),
        (Stage.ACTIVE, Project.Stage.IN_DELIVERY),
        (Stage.PLANNED, Project.Stage.OPEN),
    ],
)
def test_an_early_end_opens_the_place_again_and_says_why(stage, project):
    live = secondment_of(stage, project)

    ended = services.end_secondment(live, by=UserFactory(), reason="She fell ill", on=BEGINS)

    assert (ended.stage, ended.stage_reason, project_of(ended).stage) == (
        "ended_early",
        "She fell ill",
        "open",
    )
    assert Event.objects.get(kind="secondments.secondment_ended").reason == "She fell ill"
    assert not Teammate.objects.filter(left_on=None).exists()


def test_a_place_whose_time_is_over_is_not_opened_again():
    active = secondment_of(Stage.ACTIVE, Project.Stage.IN_DELIVERY)

    ended = services.end_secondment(active, by=UserFactory(), reason="Done badly", on=ENDS)

    assert project_of(ended).stage == "in_delivery"


MOVES = {
    "start": (lambda row: services.start_secondment(row, by=UserFactory(), on=BEGINS), {"planned"}),
    "complete": (
        lambda row: services.complete_secondment(row, by=UserFactory(), on=ENDS),
        {"active"},
    ),
    "end": (
        lambda row: services.end_secondment(row, by=UserFactory(), reason="Why not", on=ENDS),
        {"planned", "active"},
    ),
}


@pytest.mark.parametrize(
    ("move", "stage"),
    [
        (move, stage)
        for move, (_act, allowed) in MOVES.items()
        for stage in Stage.values
        if stage not in allowed
    ],
)
def test_no_other_move_is_made_and_nothing_is_told_of_it(move, stage):
    row = SecondmentFactory(stage=stage)

    with pytest.raises(IllegalMove):
        MOVES[move][0](row)

    assert (Secondment.objects.get().stage, Event.objects.count()) == (stage, 0)


def race(*acts):
    """Run the acts at the same moment, each in a transaction of its own; return what came of it."""
    outcomes, barrier = [], threading.Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            outcomes.append(act())
        except (services.AlreadyHeld, IllegalMove) as lost:
            outcomes.append(type(lost))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_for_one_place_at_once_one_wins():
    role, by = open_role(places=2), UserFactory()
    ada, bo = AvailableExpertFactory.create_batch(2)

    outcomes = race(lambda: plan(role, ada, by), lambda: plan(role, bo, by))

    assert services.AlreadyHeld in outcomes
    assert Secondment.objects.filter(role=role, place=1).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_for_one_expert_at_once_one_wins():
    here, there, by = open_role(), open_role(), UserFactory()
    ada = AvailableExpertFactory()

    outcomes = race(lambda: plan(here, ada, by), lambda: plan(there, ada, by))

    assert services.AlreadyHeld in outcomes
    assert Secondment.objects.filter(expert=ada).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_two_last_places_filled_at_once_staff_the_project():
    role, by = open_role(places=2), UserFactory()
    ada, bo = AvailableExpertFactory.create_batch(2)

    race(lambda: plan(role, ada, by, place=1), lambda: plan(role, bo, by, place=2))

    assert Project.objects.get().stage == "staffed"


@pytest.mark.django_db(transaction=True)
def test_of_two_starts_at_once_one_wins():
    planned, by = secondment_of(Stage.PLANNED, Project.Stage.STAFFED), UserFactory()

    outcomes = race(
        lambda: services.start_secondment(planned, by=by, on=BEGINS).stage,
        lambda: services.start_secondment(planned, by=by, on=BEGINS).stage,
    )

    assert sorted(outcomes, key=str) == sorted(["active", IllegalMove], key=str)
    assert Teammate.objects.count() == 1


@pytest.mark.parametrize(
    ("project", "stage", "after"),
    [
        ("cancelled", "planned", "ended_early"),
        ("cancelled", "active", "ended_early"),
        ("completed", "planned", "ended_early"),
        ("completed", "active", "completed"),
        ("open", "planned", "planned"),
    ],
)
def test_the_clock_ends_the_secondments_of_projects_that_are_over(project, stage, after):
    secondment = SecondmentFactory(stage=stage, role__project__stage=project)

    ended = tasks.end_with_projects()

    secondment.refresh_from_db()
    assert (secondment.stage, ended) == (after, 0 if stage == after else 1)


def test_nobody_starts_on_a_project_that_is_over():
    secondment = SecondmentFactory(role__project__stage="cancelled")

    with pytest.raises(services.NotYet):
        services.start_secondment(secondment, by=UserFactory())
