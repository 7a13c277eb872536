"""How the clock calls for volunteers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.celery import app
from tests.factories.volunteers import ContributionFactory, OpenTaskFactory
from volunteers import tasks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["remind_idle", "release_idle", "close_overdue"])
def test_the_clock_knows_the_task(name):
    entry = app.conf.beat_schedule[f"volunteers.tasks.{name}"]

    assert entry["task"] == getattr(tasks, name).name


def test_each_task_does_its_work_once():
    long_ago = timezone.now() - timedelta(days=30)
    ContributionFactory(touched_at=long_ago)
    ContributionFactory(touched_at=long_ago, reminded_at=long_ago)
    OpenTaskFactory(due_on=long_ago.date())

    done = [
        (task(), task()) for task in (tasks.remind_idle, tasks.release_idle, tasks.close_overdue)
    ]

    assert done == [(1, 0), (1, 0), (1, 0)]
