"""What happens to a project, from its first words to its end."""

import threading

import pytest
from django.db import connection

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from councils import services
from councils.models import Project, Role
from tests.factories.accounts import UserFactory
from tests.factories.councils import (
    CompletionFactory,
    MembershipFactory,
    NeedFactory,
    RoleFactory,
    ToldProjectFactory,
)
from tests.factories.skills import SkillFactory
from tests.world import build

pytestmark = pytest.mark.django_db


def told(project):
    """Who was told of the last thing that happened to the project."""
    return {notice.to for notice in Notification.objects.filter(event=last(project))}


def last(project):
    return Event.objects.about(project)[0]


def test_a_draft_may_be_as_short_as_its_title(world):
    officer = world.people["officer"]

    project = services.draft_project(world.council, by=officer, title="Fewer letters")

    assert (project.stage, project.author) == ("draft", officer)
    assert last(project).kind == "councils.project_drafted"


def test_whoever_first_works_on_an_imported_draft_becomes_its_author(world):
    officer, staff = world.people["officer"], world.people["corps_staff"]
    project = services.draft_project(world.council, by=staff, title="From a sheet")

    project = services.edit_project(project, by=officer, problem="Letters")

    assert project.author == officer
    assert services.edit_project(project, by=world.people["approver"], title="X").author == officer


def test_saving_without_a_change_leaves_no_trace(world):
    officer, project = world.people["officer"], world.project("draft")

    services.edit_project(project, by=officer)
    services.note_readiness(project, by=officer)

    assert Event.objects.about(project).count() == 0


def test_a_role_that_a_colleague_took_away_is_neither_changed_nor_taken_again(world):
    officer, role = world.people["officer"], world.role("draft")
    services.remove_role(Role.objects.get(pk=role.pk), by=officer)

    with pytest.raises(IllegalMove):
        services.edit_role(role, by=officer, needs=[], places=2)
    with pytest.raises(IllegalMove):
        services.remove_role(role, by=officer)


def test_what_was_sent_for_approval_is_not_edited(world):
    project = world.project("submitted")

    with pytest.raises(IllegalMove):
        services.edit_project(project, by=world.people["officer"], title="Another")
    with pytest.raises(IllegalMove):
        services.add_role(project, by=world.people["officer"], needs=[], title="Another")


def test_everything_asked_must_be_said_before_it_is_submitted(world):
    officer = world.people["officer"]
    project = services.draft_project(world.council, by=officer, title="Fewer letters")

    with pytest.raises(services.Unsaid) as unsaid:
        services.submit_project(project, by=officer)

    assert unsaid.value.missing == [
        "the problem today",
        "who is affected",
        "outcome wanted",
        "earliest start",
        "latest start",
        "contact email",
        "a role",
    ]


def test_submitting_asks_those_who_may_approve(world):
    officer = world.people["officer"]
    project = ToldProjectFactory(council=world.council, author=officer)
    RoleFactory(project=project)

    project = services.submit_project(project, by=officer)

    assert (project.stage, project.submitted_by) == ("submitted", officer)
    assert told(project) == {world.people["approver"], world.people["administrator"]}


def test_approving_opens_the_project_and_tells_the_council(world):
    project = services.approve_project(world.project("submitted"), by=world.people["approver"])

    assert (project.stage, project.approved_by) == ("open", world.people["approver"])
    assert project.opened_at is not None
    assert told(project) == {world.people["officer"], world.people["administrator"]}


@pytest.mark.parametrize("identity", ["officer", "other_officer", "corps_staff", "expert"])
def test_nobody_else_approves(world, identity):
    with pytest.raises(IllegalMove):
        services.approve_project(world.project("submitted"), by=world.people[identity])


def test_an_author_who_may_approve_does_not_approve_their_own(world):
    administrator = world.people["administrator"]
    project = ToldProjectFactory(council=world.council, author=administrator, stage="submitted")

    with pytest.raises(IllegalMove):
        services.approve_project(project, by=administrator)


def test_a_project_is_returned_with_what_to_mend_and_sent_again(world):
    project = services.return_project(
        world.project("submitted"), by=world.people["approver"], reason="Who pays?"
    )

    assert (project.stage, project.stage_reason) == ("returned", "Who pays?")
    assert told(project) == {world.people["officer"]}
    project = services.edit_project(project, by=world.people["officer"], outcome="Planning pays.")
    assert services.submit_project(project, by=world.people["officer"]).stage_reason == ""


def test_a_project_is_withdrawn_before_and_cancelled_after_opening(world):
    officer = world.people["officer"]

    withdrawn = services.withdraw_project(world.project("submitted"), by=officer, reason="Moot")
    cancelled = services.cancel_project(world.project("open"), by=officer, reason="No money")

    assert (withdrawn.stage, cancelled.stage) == ("withdrawn", "cancelled")
    assert last(cancelled).reason == "No money"


def test_the_way_from_open_to_completed_and_back_when_a_place_falls_free(world):
    officer, project = world.people["officer"], world.project("open")
    CompletionFactory(project=project)

    stages = [
        services.staff_project(project, by=officer).stage,
        services.reopen_project(project, by=None, reason="She fell ill").stage,
        services.staff_project(project, by=officer).stage,
        services.begin_delivery(project, by=officer).stage,
        services.complete_project(project, by=officer).stage,
    ]

    assert stages == ["staffed", "open", "staffed", "in_delivery", "completed"]


def test_a_host_may_say_what_is_arranged_until_somebody_is_at_work(world):
    officer = world.people["officer"]

    project = services.note_readiness(world.project("open"), by=officer, equipment="A new laptop")

    assert project.equipment == "A new laptop"
    with pytest.raises(IllegalMove):
        services.note_readiness(world.project("completed"), by=officer, equipment="None")


def test_a_role_is_added_changed_and_taken_away(world):
    officer, (first, second) = world.people["officer"], SkillFactory.create_batch(2)
    project = ToldProjectFactory(council=world.council, author=officer)
    fields = {"title": "Developer", "days_a_week": 3, "starts_on": "2027-03-01"}

    role = services.add_role(
        project, by=officer, needs=[(first.pk, 2, True)], ends_on="2027-06-01", **fields
    )
    role = services.edit_role(role, by=officer, needs=[(second.pk, 3, False)], places=2)

    assert [(need.skill, need.level, need.required) for need in role.needs.all()] == [
        (second, 3, False)
    ]
    services.remove_role(role, by=officer)
    assert project.roles.count() == 0


def test_a_teammate_joins_and_leaves_once(world):
    project, ada = world.project("open"), UserFactory()
    day = project.start_from

    for _ in range(2):
        services.join_team(project, ada, capacity="secondee", on=day)
    services.leave_team(project, ada, on=day)
    services.leave_team(project, ada, on=day)

    assert [(mate.user, mate.left_on) for mate in project.team.all()] == [(ada, day)]


def test_a_need_says_what_it_asks():
    need = NeedFactory(skill=SkillFactory(name="Listening"), level=3)

    assert str(need) == "Listening, Practitioner"


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_opens_the_project_and_the_other_hears_of_it():
    world = build()
    project = world.project("submitted")
    MembershipFactory(council=world.council, role="approver", user=UserFactory())
    start, results = threading.Barrier(2), []

    def approve(identity):
        start.wait()
        try:
            services.approve_project(project, by=world.people[identity])
            results.append("opened")
        except IllegalMove:
            results.append("too late")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=approve, args=[identity])
        for identity in ("approver", "administrator")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["opened", "too late"]
    assert Project.objects.get(pk=project.pk).stage == "open"


def test_an_approver_who_wrote_in_a_project_does_not_approve_it(world):
    approver = world.people["approver"]
    services.edit_project(world.project("draft"), by=approver, outcome="Quite another one.")
    project = services.submit_project(world.project("draft"), by=world.people["officer"])

    assert told(project) == {world.people["administrator"]}
    with pytest.raises(IllegalMove):
        services.approve_project(project, by=approver)
    with pytest.raises(IllegalMove):
        services.return_project(project, by=approver, reason="Mine")


def test_work_is_completed_although_a_place_that_fell_free_stays_so(world):
    officer, project = world.people["officer"], world.project("open")

    with pytest.raises(IllegalMove):
        services.complete_project(project, by=officer)
    services.join_team(project, UserFactory(), capacity="secondee", on=project.start_from)
    CompletionFactory(project=project)

    assert services.complete_project(project, by=officer).stage == "completed"
