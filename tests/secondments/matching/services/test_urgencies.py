"""The corps team says what cannot wait, with a reason that all can read."""

import pytest
from django.db import IntegrityError, transaction

from corps.notifications.models import Event, Notification
from secondments.matching import services
from secondments.matching.models import Urgency
from tests.factories.matching import UrgencyFactory

pytestmark = pytest.mark.django_db


def test_a_role_is_called_urgent_and_its_council_is_told_why(world):
    role = world.role("open")

    urgency = services.call_urgent(role, by=world.people["corps_staff"], reason="Winter is near.")

    event = Event.objects.get(kind="matching.role_urgent")
    assert (urgency.role, event.reason) == (role, "Winter is near.")
    told = Notification.objects.filter(event=event)
    assert {notice.to for notice in told} == {
        world.people[name] for name in ("officer", "approver", "administrator")
    }


def test_said_again_the_reason_is_new(world):
    role, staff = world.role("open"), world.people["corps_staff"]
    services.call_urgent(role, by=staff, reason="Winter is near.")

    services.call_urgent(role, by=staff, reason="Winter is here.")

    assert Urgency.objects.get().reason == "Winter is here."


def test_a_role_that_can_wait_again_waits_like_the_others(world):
    role = world.role("open")
    UrgencyFactory(role=role)

    lifted = [services.lift_urgency(role, by=world.people["corps_staff"]) for _ in range(2)]

    assert (lifted, Urgency.objects.count()) == ([True, False], 0)
    assert Event.objects.filter(kind="matching.urgency_lifted").count() == 1


def test_the_database_refuses_urgency_without_a_reason():
    with pytest.raises(IntegrityError), transaction.atomic():
        UrgencyFactory(reason="")


def test_the_database_refuses_a_role_that_is_urgent_twice():
    urgency = UrgencyFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        UrgencyFactory(role=urgency.role)
