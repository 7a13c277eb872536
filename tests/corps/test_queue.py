"""Work is handed over after the commit, and a broker that is down fails nobody."""

import time

import pytest
from celery import current_app
from django.db import transaction

from corps.queue import enqueue

TASK = "corps.notifications.tasks.deliver_event"


@pytest.fixture
def dead_broker(tmp_path):
    """The broker's address leads nowhere for the length of a test."""
    address = current_app.conf.broker_write_url
    current_app.conf.broker_write_url = f"redis+socket://{tmp_path}/nobody.sock"
    yield
    current_app.conf.broker_write_url = address


def test_a_misspelt_task_fails_at_once():
    with pytest.raises(ImportError):
        enqueue("corps.notifications.tasks.deliver_evnet", event_id=1)


@pytest.mark.django_db
def test_nothing_is_handed_over_before_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue(TASK, event_id=1)

    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_logged_and_costs_less_than_a_second(dead_broker, caplog):
    started = time.monotonic()

    with transaction.atomic():
        enqueue(TASK, event_id=1)

    assert time.monotonic() - started < 1
    assert caplog.records[-1].getMessage().startswith(f"The broker did not take {TASK}")
