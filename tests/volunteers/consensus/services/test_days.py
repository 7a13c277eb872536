"""Last days of stages move openly, and never once they have passed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.notifications.models import Notification
from corps.stages import IllegalMove
from tests.factories.consensus import (
    FollowFactory,
    OpenConversationFactory,
    OwedConversationFactory,
    PledgeFactory,
)
from volunteers.consensus import services
from volunteers.consensus.models import MovedDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world):
    return world.people["officer"]


def day(after):
    return timezone.localdate() + timedelta(days=after)


def led(world, make=OpenConversationFactory, **fields):
    made = make(proposed_by=world.people["officer"], **fields)
    PledgeFactory(conversation=made, council=world.council)
    FollowFactory(conversation=made, user=world.people["expert"])
    return made


def test_a_stage_is_given_more_time_in_public_and_followers_hear_why(world, officer):
    made = led(world)

    services.move_days(made, by=officer, reason="Schools ask too.", votes_until=day(35))

    made.refresh_from_db()
    told = Notification.objects.filter(event__kind="consensus.days_moved")
    assert made.votes_until == day(35)
    assert list(MovedDay.objects.values_list("field", "before", "after", "reason")) == [
        ("votes_until", day(30), day(35), "Schools ask too.")
    ]
    assert world.people["expert"] in {one.to for one in told}
    assert "Schools ask too." in told[0].event.text


def test_a_stage_ends_earlier_but_not_in_the_past(world, officer):
    made = led(world)

    services.move_days(made, by=officer, reason="All said.", votes_until=day(0))
    with pytest.raises(services.WrongDay) as refused:
        services.move_days(made, by=officer, reason="All said.", reply_due_on=day(-1))

    assert (refused.value.field, MovedDay.objects.count()) == ("reply_due_on", 1)


def test_stages_go_on_following_each_other(world, officer):
    made = led(world)

    with pytest.raises(services.WrongDay, match="follow each other"):
        services.move_days(made, by=officer, reason="More time.", votes_until=day(41))
    moved = services.move_days(
        made, by=officer, reason="More time.", votes_until=day(41), reflection_until=day(50)
    )

    assert [one.field for one in moved] == ["votes_until", "reflection_until"]


def test_a_reply_that_is_late_stays_late(world, officer):
    made = led(world, OwedConversationFactory, reply_due_on=day(-1))

    with pytest.raises(IllegalMove):
        services.move_days(made, by=officer, reason="We need longer.", reply_due_on=day(30))

    made.refresh_from_db()
    assert (made.is_late, made.reply_due_on) == (True, day(-1))


@pytest.mark.parametrize(
    ("stage", "field"), [("reflection", "votes_until"), ("closed", "reply_due_on")]
)
def test_a_day_of_a_stage_that_is_over_stays(world, officer, stage, field):
    made = led(world, stage=stage)

    with pytest.raises(IllegalMove):
        services.move_days(made, by=officer, reason="Once more.", **{field: day(38)})


def test_the_same_day_is_no_move(world, officer):
    made = led(world)

    moved = services.move_days(made, by=officer, reason="None.", votes_until=made.votes_until)

    assert moved == []
    assert not Notification.objects.filter(event__kind="consensus.days_moved").exists()
