"""The round of an intake is the ordinary one of that night."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event
from secondments.matching import services
from tests.factories.secondments import IntakeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(world):
    today = timezone.localdate()
    return IntakeFactory(closes_on=today, round_on=today, by=world.people["corps_staff"])


def test_the_night_of_an_intake_begins_its_round_and_tells_who_takes_part(world, intake):
    world.role("open")

    asked = services.nightly()

    intake.refresh_from_db()
    assert (intake.round, intake.is_over) == (asked, True)
    told = User.objects.filter(notifications__event__kind="secondments.intake_begun")
    names = ("officer", "approver", "administrator", "employer", "other_employer", "corps_staff")
    assert set(told) == {world.people[name] for name in names}


def test_a_night_before_its_day_is_none_of_an_intake(world, intake):
    world.role("open")

    asked = services.nightly(on=intake.round_on - timedelta(days=1))

    assert (asked.intake, intake.is_over) == (None, False)


def test_where_no_place_is_free_corps_staff_are_told_once(world, intake):
    assert [services.nightly(), services.nightly()] == [None, None]

    told = Event.objects.get(kind="matching.intake_finds_nothing")
    assert {notice.to for notice in told.notifications.all()} == {world.people["corps_staff"]}
