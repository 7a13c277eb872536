"""The clock and the queue call the services."""

from datetime import timedelta

import pytest

from secondments.matching import services, tasks
from secondments.matching.models import Answer, Proposal, Round
from secondments.models import Expert

pytestmark = pytest.mark.django_db


def test_the_queue_solves_a_round(world):
    world.role("open")
    asked = services.request_round()

    tasks.solve(round_id=asked.pk)

    assert Proposal.objects.get().round == asked


def test_the_clock_takes_back_what_cannot_come_to_anything(proposal):
    Expert.objects.update(stage="paused")

    tasks.take_up()

    proposal.refresh_from_db()
    assert proposal.stage == "withdrawn"


def test_the_clock_ends_what_was_left_unanswered(proposal, today):
    Answer.objects.update(due_on=today - timedelta(days=1))

    tasks.expire()

    proposal.refresh_from_db()
    assert proposal.stage == "expired"


def test_the_clock_asks_for_a_round_at_night(world):
    world.role("open")

    tasks.nightly()

    assert Round.objects.get().stage == "queued"
