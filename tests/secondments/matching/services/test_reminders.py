"""Whoever owes an answer hears of it three days before it is due, and once."""

from datetime import timedelta

import pytest

from corps.notifications.models import Notification
from secondments.matching import services, tasks

pytestmark = pytest.mark.django_db


def reminded():
    found = Notification.objects.filter(event__kind="matching.answer_due")
    return sorted({notice.to.name for notice in found.select_related("to")})


def test_only_those_who_owe_an_answer_are_reminded_and_once(proposal, answer, today):
    answer(proposal, "council")
    due = proposal.answers.get(side="expert").due_on

    runs = [services.remind_due(on=due - timedelta(days=ahead)) for ahead in (4, 3, 2, 0)]

    assert runs == [0, 2, 0, 0]
    assert reminded() == ["Sample employer", "Sample expert"]


def test_the_council_is_reminded_too(proposal, answer):
    answer(proposal, "expert", "employer")

    services.remind_due(on=proposal.answers.get(side="council").due_on)

    assert reminded() == ["Sample administrator", "Sample approver", "Sample officer"]


def test_nobody_is_reminded_of_what_is_over(proposal, answer):
    answer(proposal, "expert", "employer", "council")

    assert services.remind_due(on=proposal.answers.first().due_on) == 0


def test_the_clock_calls_for_it(proposal):
    assert tasks.remind_due() == 0
