"""Issues of a public repository become tasks once, and follow their issues."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.skills.models import Skill
from tests.factories.volunteers import ContributionFactory, OpenTaskFactory
from tests.volunteers.services.lists import counts, github, gitlab
from volunteers import services
from volunteers.models import SourceLabel, SourceTask, Task
from volunteers.services import sources as kept

pytestmark = pytest.mark.django_db

SAID = {
    "only_label": "good first issue",
    "effort": Task.Effort.FROM_1,
    "done_when": "The change is merged.",
    "personal_data": Task.PersonalData.NONE,
}


def declared(source, officer):
    """The same source, whose tasks open by themselves."""
    source = services.edit_source(source, by=officer, **SAID)
    return services.declare_source(source, by=officer)


def test_an_issue_becomes_a_draft_of_the_council(source, officer):
    run = services.import_tasks(source)

    task = Task.objects.get()
    assert counts(run) == (1, 0, 0, 0, 0)
    assert (task.title, task.stage, task.council, task.author) == (
        "Issue 1",
        "draft",
        source.council,
        officer,
    )
    assert task.source_url == "https://example.org/council/code/issues/1"
    assert task.description == "Say which sentence of the letter is unclear."


def test_gitlab_lists_are_read_too(source, lists):
    lists.serve("/issues", [gitlab(4), gitlab(5, confidential=True)])

    services.import_tasks(source)

    assert [row.number for row in SourceTask.objects.all()] == [4]


def test_importing_again_changes_nothing(source):
    services.import_tasks(source)

    run = services.import_tasks(source)

    assert counts(run) == (0, 0, 0, 0, 0)
    assert Task.objects.count() == 1
    assert Event.objects.filter(kind="volunteers.source_imported").count() == 1


def test_words_that_changed_upstream_are_brought_over(source, lists):
    services.import_tasks(source)
    lists.serve("/issues", [github(1, title="Issue 1, clearer", body="More words.")])

    run = services.import_tasks(source)

    task = Task.objects.get()
    assert counts(run) == (0, 1, 0, 0, 0)
    assert (task.title, task.description) == ("Issue 1, clearer", "More words.")


def test_words_that_an_officer_changed_stay(source, officer, lists):
    services.import_tasks(source)
    services.edit_task(Task.objects.get(), by=officer, title="In plain words")
    lists.serve("/issues", [github(1, title="Issue 1, clearer")])

    run = services.import_tasks(source)

    assert counts(run) == (0, 0, 0, 0, 0)
    assert Task.objects.get().title == "In plain words"


def test_issues_that_are_closed_or_without_the_label_are_passed_over(source, officer, lists):
    services.edit_source(source, by=officer, only_label="Good First Issue")
    lists.serve("/issues", [github(1), github(2, labels=["bug"]), github(3, state="closed")])

    run = services.import_tasks(source)

    assert counts(run) == (1, 0, 0, 0, 2)


def test_labels_ask_for_skills(source):
    skill = Skill.objects.order_by("name")[0]
    SourceLabel.objects.create(source=source, label="Good first ISSUE", skill=skill, level=2)

    services.import_tasks(source)

    needs = Task.objects.get().needs.values_list("skill", "level", "required")
    assert list(needs) == [(skill.pk, 2, True)]


def test_a_task_that_somebody_linked_by_hand_is_not_made_twice(source):
    OpenTaskFactory(source_url="https://example.org/council/code/issues/1")

    run = services.import_tasks(source)

    assert counts(run) == (0, 0, 0, 0, 1)


def test_what_the_council_declared_opens_by_itself(source, officer):
    run = services.import_tasks(declared(source, officer))

    task = Task.objects.get()
    assert counts(run) == (1, 0, 0, 0, 0)
    assert (task.stage, task.opened_by, task.replaces_no_paid_post) == ("open", officer, True)


def test_an_issue_without_words_waits_for_an_officer_all_the_same(source, officer, lists):
    lists.serve("/issues", [github(1, body=None)])

    services.import_tasks(declared(source, officer))

    assert Task.objects.get().stage == "draft"


def test_a_council_declares_only_what_it_has_described(source, officer):
    words = "First say for all its tasks: only label, time a task takes, done when, personal data."

    with pytest.raises(services.NotDeclarable, match=words):
        services.declare_source(source, by=officer)


def test_the_database_wants_a_declaration_to_say_what_the_tasks_are(source, officer):
    source.declared_by, source.declared_at = officer, timezone.now()

    with (
        pytest.raises(IntegrityError, match="source_declared_says_what_its_tasks_are"),
        transaction.atomic(),
    ):
        source.save()


def test_what_was_declared_is_declared_anew_once_it_changes(source, officer):
    source = declared(source, officer)

    source = services.edit_source(source, by=officer, only_label="help wanted")

    assert source.opens_at_once is False


def test_a_closed_issue_closes_its_open_task(source, officer, lists):
    source = declared(source, officer)
    services.import_tasks(source)
    lists.serve("/issues", [github(1, state="closed")])

    run = services.import_tasks(source)

    task = Task.objects.get()
    assert counts(run) == (0, 0, 1, 0, 0)
    assert (task.stage, task.stage_reason) == ("closed", kept.CLOSED_UPSTREAM)


def test_an_issue_that_is_gone_from_the_list_counts_as_closed(source, officer, lists):
    source = declared(source, officer)
    services.import_tasks(source)
    lists.serve("/issues", [github(2)])

    run = services.import_tasks(source)

    assert counts(run) == (1, 0, 1, 0, 0)


def test_who_has_a_task_in_hand_is_told_and_may_finish(source, officer, lists):
    source = declared(source, officer)
    services.import_tasks(source)
    work = ContributionFactory(task=Task.objects.get())
    lists.serve("/issues", [github(1, state="closed")])

    run = services.import_tasks(source)

    work.refresh_from_db()
    told = Notification.objects.filter(event__kind="volunteers.task_closed_upstream")
    assert counts(run) == (0, 0, 1, 1, 0)
    assert [notice.to for notice in told] == [work.volunteer.user]
    assert work.stage == "claimed"


def test_an_issue_that_is_opened_again_opens_its_task_again(source, officer, lists):
    source = declared(source, officer)
    services.import_tasks(source)
    lists.serve("/issues", [github(1, state="closed")])
    services.import_tasks(source)
    lists.serve("/issues", [github(1)])

    services.import_tasks(source)

    assert Task.objects.get().stage == "open"
    assert SourceTask.objects.get().closed_at is None


def test_what_an_officer_closed_stays_closed(source, officer):
    source = declared(source, officer)
    services.import_tasks(source)
    services.close_task(Task.objects.get(), by=officer, reason="Done by us.")

    services.import_tasks(source)

    assert Task.objects.get().stage == "closed"


def test_a_closed_issue_leaves_a_draft_alone_but_marks_it(source, lists):
    services.import_tasks(source)
    lists.serve("/issues", [github(1, state="closed")])

    run = services.import_tasks(source)

    assert counts(run) == (0, 0, 0, 0, 0)
    assert Task.objects.get().stage == "draft"
    assert SourceTask.objects.get().closed_at is not None
