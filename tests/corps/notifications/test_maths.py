"""Quiet hours and digests keep to the clock on London's walls, also when it changes."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corps.notifications.maths import LONDON, is_quiet, next_digest, quiet_until

NIGHT = (time(22), time(7))
TIMES = st.times().map(lambda at: at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0))
# Around the Sundays on which the clocks go forward (28 March 2027) and back (31 October 2027).
CHANGES = [datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)]
MOMENTS = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-3000, 3000),
)


def london(*parts):
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (london(2027, 3, 3, 21, 59), None),
        (london(2027, 3, 3, 22, 0), london(2027, 3, 4, 7, 0)),
        (london(2027, 3, 4, 6, 59), london(2027, 3, 4, 7, 0)),
        (london(2027, 3, 4, 7, 0), None),
        (london(2027, 3, 27, 23, 0), london(2027, 3, 28, 7, 0)),  # this night has 23 hours
        (london(2027, 10, 30, 23, 0), london(2027, 10, 31, 7, 0)),  # and this one 25
    ],
)
def test_quiet_hours_go_across_midnight(at, until):
    assert quiet_until(at, *NIGHT, weekends=False) == until


def test_a_quiet_weekend_ends_on_monday_morning_with_the_night():
    friday_evening = london(2027, 3, 5, 23, 0)

    assert quiet_until(friday_evening, *NIGHT, weekends=True) == london(2027, 3, 8, 7, 0)
    assert quiet_until(london(2027, 3, 6, 12), None, None, weekends=True) == london(2027, 3, 8)


def test_hours_that_end_when_they_begin_are_none():
    assert quiet_until(london(2027, 3, 3), time(7), time(7), weekends=False) is None


@given(MOMENTS, TIMES, TIMES, st.booleans())
def test_email_waits_through_all_of_the_quiet_and_no_longer(at, starts, ends, weekends):
    until = quiet_until(at, starts, ends, weekends)

    if until is None:
        assert not is_quiet(at, starts, ends, weekends)
        return
    assert not is_quiet(until, starts, ends, weekends)
    minutes = int((until - at) / timedelta(minutes=1))
    between = [at + timedelta(minutes=step) for step in range(0, minutes, 15)]
    between.append(until - timedelta(seconds=1))
    assert all(is_quiet(moment, starts, ends, weekends) for moment in between if moment >= at)
    assert until - at <= timedelta(days=3, hours=24)


@given(MOMENTS, st.booleans())
def test_the_next_digest_is_the_first_seven_o_clock_to_come(at, weekly):
    due = next_digest(at, weekly=weekly)

    local = due.astimezone(LONDON)
    assert (local.time(), due > at) == (time(7), True)
    assert due - at <= timedelta(days=7 if weekly else 1, hours=1)
    assert local.weekday() == 0 or not weekly
