"""Work is handed over after the commit, and a broker that is down fails nobody."""

import time

import pytest
from django.db import transaction

from corps.celery import app
from corps.queue import enqueue, one_by_one

TASK = "corps.notifications.tasks.deliver_events"


@pytest.fixture
def dead_broker(tmp_path):
    """The broker's address leads nowhere for the length of a test."""
    address = app.conf.broker_write_url
    app._after_fork()  # connections that another test has opened would still work
    app.conf.broker_write_url = f"redis+socket://{tmp_path}/nobody.sock"
    yield
    app._after_fork()
    app.conf.broker_write_url = address


def test_a_misspelt_task_fails_at_once():
    with pytest.raises(ImportError):
        enqueue("corps.notifications.tasks.deliver_evnets", event_ids=[1])


@pytest.mark.django_db
def test_nothing_is_handed_over_before_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue(TASK, event_ids=[1])

    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_logged_and_costs_less_than_a_second(dead_broker, caplog):
    started = time.monotonic()

    with transaction.atomic():
        enqueue(TASK, event_ids=[1])

    assert time.monotonic() - started < 1
    assert caplog.records[-1].getMessage().startswith(f"The broker did not take {TASK}")


def test_what_fails_of_many_stops_no_other_and_is_raised_in_the_end(caplog):
    done = []

    def halve(number):
        done.append(10 // number)
        return 1

    with pytest.raises(ExceptionGroup) as failed:
        one_by_one(halve, iter([1, 0, 5, 0]))

    assert done == [10, 2]
    assert [type(error) for error in failed.value.exceptions] == [ZeroDivisionError] * 2
    assert [record.getMessage().rsplit(".", 1)[1] for record in caplog.records] == [
        "halve failed of 0"
    ] * 2
    assert one_by_one(halve, []) == 0
