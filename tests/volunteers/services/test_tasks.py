"""What happens to a task."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.councils import CouncilFactory, ProjectFactory
from tests.factories.skills import SkillFactory
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    ApprovedCharityFactory,
    ContributionFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
    TaskFactory,
    TaskSkillFactory,
    ToldTaskFactory,
    VolunteerFactory,
)
from volunteers import services
from volunteers.models import Favourite, Task

pytestmark = pytest.mark.django_db
Stage = Task.Stage


def told(kind):
    return {notice.to for notice in Notification.objects.filter(event__kind=f"volunteers.{kind}")}


def kinds(row):
    return [event.kind for event in Event.objects.about(row).order_by("pk")]


def test_a_draft_belongs_to_who_asks_and_has_its_skills():
    council, charity = CouncilFactory(), ApprovedCharityFactory()
    officer, skill = UserFactory(), SkillFactory()

    ours = services.draft_task(council, by=officer, title="Read", needs=[(skill.pk, 3, True)])
    theirs = services.draft_task(charity, by=officer, title="Sort")

    assert (ours.asker, theirs.asker) == (council, charity)
    assert list(ours.needs.values_list("skill", "level", "required")) == [(skill.pk, 3, True)]
    assert kinds(ours) == ["volunteers.task_drafted"]


def test_a_task_belongs_to_no_other_councils_project():
    with pytest.raises(services.NotYet):
        services.draft_task(
            CouncilFactory(), by=UserFactory(), title="Read", project=ProjectFactory()
        )


def test_an_edited_draft_tells_nobody():
    draft = TaskFactory()
    skill = TaskSkillFactory(task=draft).skill

    services.edit_task(draft, by=draft.author, title="New title")
    services.edit_task(draft, by=draft.author, needs=[(skill.pk, 1, False)])

    draft.refresh_from_db()
    assert (draft.title, draft.needs.get().level) == ("New title", 1)
    assert told("task_edited") == set()


def test_who_has_a_task_in_hand_hears_that_it_changed():
    claim = ContributionFactory()
    AcceptedContributionFactory(task=OpenTaskFactory())

    services.edit_task(claim.task, by=UserFactory(), title="New title")

    assert told("task_edited") == {claim.volunteer.user}


def test_what_is_open_keeps_saying_all_that_is_asked():
    task = OpenTaskFactory()

    with pytest.raises(services.Unsaid):
        services.edit_task(task, by=task.author, description="")


def test_what_is_over_is_not_edited():
    task = OpenTaskFactory(stage=Stage.CLOSED)

    with pytest.raises(IllegalMove):
        services.edit_task(task, by=task.author, title="New title")


def test_opening_shows_a_task_and_tells_its_author():
    colleague, draft = UserFactory(), ToldTaskFactory()

    task = services.open_task(draft, by=colleague)

    assert (task.stage, task.opened_by) == (Stage.OPEN, colleague)
    assert told("task_opened") == {draft.author}


def test_nothing_is_opened_before_all_is_said():
    yesterday = timezone.localdate() - timedelta(days=1)
    draft = TaskFactory(remote=False, due_on=yesterday)

    with pytest.raises(services.Unsaid) as unsaid:
        services.open_task(draft, by=draft.author)

    assert [name for _words, name in unsaid.value.missing] == [
        "description",
        "done_when",
        "effort",
        "personal_data",
        "replaces_no_paid_post",
        "where",
        "due_on",
    ]


def test_a_task_does_not_give_a_closed_projects_name_away():
    project = ProjectFactory()
    draft = ToldTaskFactory(council=project.council, project=project)

    with pytest.raises(services.NotYet):
        services.open_task(draft, by=draft.author)


def test_an_author_does_not_open_what_shows_the_living():
    draft = ToldTaskFactory(personal_data="living")

    with pytest.raises(services.NotYet):
        services.open_task(draft, by=draft.author)

    assert services.open_task(draft, by=UserFactory()).stage == Stage.OPEN


def test_a_closed_task_leaves_work_in_hand_and_can_open_again():
    claim = ContributionFactory()

    closed = services.close_task(claim.task, by=claim.task.author, reason="Enough.")
    opened = services.reopen_task(closed, by=claim.task.author)

    claim.refresh_from_db()
    assert (claim.stage, opened.stage, opened.stage_reason) == ("claimed", Stage.OPEN, "")
    assert kinds(opened) == ["volunteers.task_closed", "volunteers.task_reopened"]


def test_a_task_whose_day_has_passed_does_not_open_again():
    yesterday = timezone.localdate() - timedelta(days=1)
    task = OpenTaskFactory(stage=Stage.CLOSED, due_on=yesterday)

    with pytest.raises(services.Unsaid):
        services.reopen_task(task, by=task.author)


def test_cancelling_lets_go_of_work_in_hand_and_keeps_what_was_sent_in(world):
    officer = world.people["officer"]
    task = OpenTaskFactory(places=3, council=world.council, author=officer)
    claim = ContributionFactory(task=task, place=1)
    sent = SubmittedContributionFactory(task=task, place=2)
    done = AcceptedContributionFactory(task=task, place=3)

    services.cancel_task(task, by=world.people["approver"], reason="No letters are left.")

    for row in (claim, sent, done):
        row.refresh_from_db()
    assert [claim.stage, sent.stage, done.stage] == ["released", "submitted", "accepted"]
    assert claim.stage_reason == "The task was cancelled: No letters are left."
    assert told("task_cancelled") == {claim.volunteer.user, sent.volunteer.user, officer}


def test_a_cancelled_draft_tells_nobody(world):
    draft = TaskFactory(council=world.council, author=world.people["officer"])

    services.cancel_task(draft, by=world.people["approver"], reason="Not needed.")

    assert told("task_cancelled") == set()


def test_a_copy_has_the_words_and_none_of_the_declarations():
    task = OpenTaskFactory(places=7, due_on=timezone.localdate())
    TaskSkillFactory(task=task, level=4)

    copy = services.copy_task(task, by=UserFactory())

    assert (copy.stage, copy.title, copy.places) == (Stage.DRAFT, task.title, 7)
    assert (copy.personal_data, copy.replaces_no_paid_post, copy.due_on) == ("", False, None)
    assert copy.needs.get().level == 4


def test_tasks_whose_day_has_passed_close_once():
    today = timezone.localdate()
    late = OpenTaskFactory(due_on=today - timedelta(days=1))
    OpenTaskFactory(due_on=today)

    closed = [services.close_overdue(), services.close_overdue()]

    late.refresh_from_db()
    assert (closed, late.stage) == ([1, 0], Stage.CLOSED)
    assert late.stage_reason == "The day by which it was needed has passed."


@pytest.mark.django_db(transaction=True)
def test_two_clocks_close_a_task_once():
    OpenTaskFactory(due_on=timezone.localdate() - timedelta(days=1))
    gate, counts = threading.Barrier(2), []

    def tick():
        gate.wait(10)
        try:
            counts.append(services.close_overdue())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sum(counts) == 1


def test_a_named_volunteer_is_told_once():
    task, volunteer, officer = OpenTaskFactory(), ReadyVolunteerFactory(), UserFactory()

    for _ in range(2):
        services.admit(task, volunteer=volunteer, by=officer)

    assert told("volunteer_admitted") == {volunteer.user}
    assert kinds(task) == ["volunteers.volunteer_admitted"]


def test_nobody_too_young_or_oneself_is_named():
    task, young = OpenTaskFactory(), VolunteerFactory(age_confirmed=16)
    officer = ReadyVolunteerFactory()

    for volunteer, by in ((young, UserFactory()), (officer, officer.user)):
        with pytest.raises(services.NotYet):
            services.admit(task, volunteer=volunteer, by=by)


def test_a_star_is_put_and_taken_however_often():
    task, user = OpenTaskFactory(), UserFactory()

    for verb, there in ((services.star, 1), (services.star, 1), (services.unstar, 0)):
        verb(task, by=user)
        assert Favourite.objects.count() == there
