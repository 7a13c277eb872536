"""What is new in a saved search of tasks comes by e-mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.celery import app
from corps.notifications.models import Event
from tests.factories.notifications import SavedSearchFactory
from tests.factories.volunteers import OpenTaskFactory, TaskFactory
from volunteers import tasks

pytestmark = pytest.mark.django_db


def saved(query):
    return SavedSearchFactory(
        label="volunteers.tasks", query=query, seen_until=timezone.now() - timedelta(days=1)
    )


def opened(title, **fields):
    lately = timezone.now() - timedelta(hours=1)
    return OpenTaskFactory(title=title, opened_at=lately, **fields)


def test_open_tasks_that_fit_are_told_once_and_drafts_never():
    saved("phone=on&q=letters")
    told = opened("Read letters", phone_in_five_minutes=True)
    opened("Read more letters")
    TaskFactory(title="Draft about letters")

    runs = [tasks.send_digests(), tasks.send_digests()]

    event = Event.objects.get(kind="volunteers.tasks_found")
    assert runs == [1, 0]
    assert event.subject == "1 new task for what you searched"
    assert [event.text.count(title) for title in (told.title, "more letters")] == [1, 0]
    assert event.link == "/volunteers/tasks/?phone=on&q=letters"


@pytest.mark.parametrize("query", ["skill=abc", "skill=²", "effort=x", "sort=y", "borough=z"])
def test_a_search_that_cannot_be_read_breaks_nothing(query):
    saved(query)
    opened("Read letters")

    assert tasks.send_digests() in {0, 1}


@pytest.mark.parametrize("name", ["send_digests", "import_due", "remind_overdue"])
def test_the_clock_knows_the_task(name):
    entry = app.conf.beat_schedule[f"volunteers.tasks.{name}"]

    assert entry["task"] == getattr(tasks, name).name
