"""How the clock calls for conversations."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.celery import app
from tests.factories.consensus import (
    DeedFactory,
    OpenConversationFactory,
    OwedConversationFactory,
    PledgeFactory,
    StatementFactory,
)
from volunteers.consensus import tasks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["move_on", "remind_overdue", "tell_what_is_done"])
def test_the_clock_knows_the_task(name):
    entry = app.conf.beat_schedule[f"volunteers.consensus.tasks.{name}"]

    assert entry["task"] == getattr(tasks, name).name


def test_each_task_does_its_work_once():
    long_ago = timezone.localdate() - timedelta(days=30)
    voted = OpenConversationFactory(votes_until=long_ago)
    StatementFactory(conversation=voted)
    days = dict.fromkeys(("votes_until", "reflection_until", "reply_due_on"), long_ago)
    PledgeFactory(conversation=OwedConversationFactory(**days))
    DeedFactory(project__stage="completed")

    done = [
        (task(), task()) for task in (tasks.move_on, tasks.remind_overdue, tasks.tell_what_is_done)
    ]

    assert done == [(1, 0), (1, 0), (1, 0)]
