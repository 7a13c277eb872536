"""What may be wrong with a list, and how often and from where it is read."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.notifications.models import Notification
from corps.skills.models import Skill
from tests.factories.volunteers import OpenTaskFactory, SourceFactory
from tests.volunteers.services.lists import counts, github
from volunteers import services, tasks
from volunteers.models import Source, SourceLabel, SourceTask, Task
from volunteers.services import sources as kept

pytestmark = pytest.mark.django_db


def test_an_empty_list_closes_nothing(source, lists):
    services.import_tasks(source)
    lists.serve("/issues", [])

    run = services.import_tasks(source)

    assert run.error == "The list came empty: nothing was closed. Check the address."
    assert SourceTask.objects.get().closed_at is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"message": "Not Found"}, "No list came, but a message: “Not Found”."),
        ([github(1, title=3)], "Item 1 (issue 1), “title”: “3” is not text."),
        (b"<html>", "The file is not JSON. Export the list of issues as JSON."),
    ],
)
def test_a_list_that_is_wrong_changes_nothing_and_its_owner_is_told_once(
    source, officer, lists, answer, words
):
    lists.serve("/issues", answer)

    runs = [services.import_tasks(source) for _ in range(3)]

    assert {run.error for run in runs} == {words}
    assert Task.objects.count() == 0
    assert Notification.objects.to(officer).count() == 1


def test_a_list_in_pages_is_read_to_its_end(source, lists):
    lists.serve("/issues", [github(1), github(2)], Link='<more>; rel="next"')
    lists.serve("/more", [github(2, title="Newer", updated_at="2027-03-04T00:00:00Z"), github(3)])

    run = services.import_tasks(source)

    assert counts(run) == (3, 0, 0, 0, 0)
    assert Task.objects.filter(title="Newer").count() == 1


def test_a_file_takes_the_place_of_the_address_once(source, officer):
    raw = BytesIO(json.dumps([github(7)]).encode())
    asked = services.ask_for_import(source, by=officer, file=raw)

    made = tasks.import_source(source_id=asked.pk)

    source.refresh_from_db()
    assert made == 1
    assert [row.number for row in SourceTask.objects.all()] == [7]
    assert not source.file


def test_a_source_with_neither_address_nor_file_says_so(world, officer):
    run = services.import_tasks(SourceFactory(council=world.council, owner=officer))

    assert run.error == "It has neither an address nor a file."


def test_a_file_that_is_gone_says_so(world, officer):
    source = SourceFactory(council=world.council, owner=officer, file="volunteers/sources/no.json")

    run = services.import_tasks(source)

    assert run.error == "The uploaded file is not there any more. Upload it again."


def test_the_clock_looks_at_what_is_stale_or_asked_for(source, officer):
    idle = SourceFactory(council=source.council, owner=officer, url=f"{source.url}2", active=False)
    runs = [tasks.import_due(), tasks.import_due()]
    services.ask_for_import(source, by=officer)
    runs.append(tasks.import_due())
    runs.append(services.import_due(now=timezone.now() + timedelta(hours=7)))

    assert runs == [1, 0, 1, 1]
    assert idle.runs.count() == 0


def test_only_the_newest_runs_are_kept(source, monkeypatch):
    monkeypatch.setattr(kept, "KEPT_RUNS", 2)

    for _ in range(4):
        services.import_tasks(source)

    assert source.runs.count() == 2


def test_no_source_grows_without_end(source, lists, monkeypatch):
    monkeypatch.setattr(kept, "MOST_TASKS", 2)
    lists.serve("/issues", [github(number) for number in range(1, 5)])

    run = services.import_tasks(source)

    assert counts(run) == (2, 0, 0, 0, 2)


def test_long_words_are_cut_after_a_word_and_hidden_comments_left_out(source, lists):
    body = "<!-- for maintainers -->\n" + "word " * 2000
    lists.serve("/issues", [github(1, title="word " * 50, body=body)])

    services.import_tasks(source)

    task = Task.objects.get()
    assert (len(task.title) <= 160, len(task.description) <= 5000) == (True, True)
    assert (task.title[-6:], task.description[:5]) == ("word …", "word ")


def test_a_link_too_long_to_keep_is_left_out(source, lists):
    lists.serve("/issues", [github(1, html_url="https://example.org/" + "x" * 400)])

    services.import_tasks(source)

    assert Task.objects.get().source_url is None


def test_an_issue_becomes_one_task_says_the_database(source):
    services.import_tasks(source)
    first = SourceTask.objects.get()

    with pytest.raises(IntegrityError, match="issue_becomes_one_task"), transaction.atomic():
        SourceTask.objects.create(
            source=source, number=1, task=OpenTaskFactory(), updated_at=first.updated_at
        )


def test_an_address_is_used_once_and_a_label_mapped_once_says_the_database(source):
    skill = Skill.objects.order_by("name")[0]
    SourceLabel.objects.create(source=source, label="bug", skill=skill)

    with pytest.raises(IntegrityError, match="source_address_is_used_once"), transaction.atomic():
        SourceFactory(council=source.council, url=source.url)
    with (
        pytest.raises(IntegrityError, match="source_maps_a_label_to_a_skill_once"),
        transaction.atomic(),
    ):
        SourceLabel.objects.create(source=source, label="bug", skill=skill)


def test_a_source_is_added_with_its_labels_and_its_owner_is_told(world, officer):
    skill = Skill.objects.order_by("name")[0]

    made = services.add_source(
        world.council,
        by=world.people["corps_staff"],
        name="council/code",
        owner=officer,
        labels=[("bug", skill.pk, 2)],
    )

    assert str(made.labels.get()) == f"bug → {skill}"
    assert Notification.objects.to(officer).count() == 1
    assert Source.objects.visible_to(world.people["other_officer"]).count() == 0
