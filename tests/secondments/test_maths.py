from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondments import maths
from secondments.maths import whole_months


@pytest.mark.parametrize(
    ("begins", "ends", "months"),
    [
        (date(2027, 3, 1), date(2027, 6, 30), 4),
        (date(2027, 3, 1), date(2027, 6, 29), 3),
        (date(2027, 3, 15), date(2027, 7, 14), 4),
        (date(2027, 11, 10), date(2028, 3, 8), 3),
        (date(2027, 3, 1), date(2027, 3, 2), 0),
    ],
)
def test_months_are_counted_from_the_first_day_to_the_last_both_worked(begins, ends, months):
    assert whole_months(begins, ends) == months


@given(
    begins=st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)),
    days=st.integers(min_value=1, max_value=1000),
)
def test_a_day_more_is_never_fewer_months_and_a_month_has_28_to_31_days(begins, days):
    ends = begins + timedelta(days=days)

    months = whole_months(begins, ends)

    assert months <= whole_months(begins, ends + timedelta(days=1))
    assert 28 * months <= days + 1 < 31 * (months + 1)


DAYS = st.integers(738_000, 738_300)  # a year of ordinals
SPANS = st.tuples(DAYS, st.integers(0, 120)).map(lambda one: (one[0], one[0] + one[1]))
STRETCHES = st.lists(st.tuples(st.integers(0, 3), SPANS, st.integers(0, 9)), max_size=6)
ROLES = st.lists(st.tuples(SPANS, st.integers(1, 10)), min_size=1, max_size=4)


def working_days(first, last):
    return sum(date.fromordinal(day).weekday() < 5 for day in range(first, last + 1))


def missed_plainly(stretches, owner, role):
    """Half days a week × working days that somebody misses of a role, day by day."""
    (first, last), asked = role
    return sum(
        max(asked - left, 0) * working_days(max(begin, first), min(end, last))
        for who, (begin, end), left in stretches
        if who == owner
    )


def columns(stretches):
    rows = [(who, first, last, left) for who, (first, last), left in stretches]
    return maths.Stretches(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


@given(STRETCHES, ROLES, st.integers(0, 100))
def test_who_is_away_for_too_much_of_a_role_is_who_misses_more_than_the_part_allowed(
    stretches, roles, per_cent
):
    starts, ends, asked = (
        np.array(column)
        for column in zip(*((first, last, days) for (first, last), days in roles), strict=True)
    )

    pairs = maths.away(columns(stretches), starts, ends, asked, per_cent=per_cent)

    assert sorted(map(tuple, pairs.tolist())) == sorted(
        (owner, at)
        for owner in {who for who, *_ in stretches}
        for at, role in enumerate(roles)
        if 100 * missed_plainly(stretches, owner, role)
        > per_cent * role[1] * working_days(*role[0])
    )


@given(STRETCHES, SPANS, SPANS)
def test_more_time_away_never_makes_anybody_less_away(stretches, more, role):
    asked = (np.array([role[0]]), np.array([role[1]]), np.array([6]))

    before = maths.away(columns(stretches), *asked, per_cent=15)
    after = maths.away(columns([*stretches, (0, more, 0)]), *asked, per_cent=15)

    assert {tuple(pair) for pair in before.tolist()} <= {tuple(pair) for pair in after.tolist()}


def test_four_weeks_of_twenty_six_are_too_many_and_three_are_not():
    begins = date(2027, 3, 1).toordinal()
    role = (np.array([begins]), np.array([begins + 26 * 7 - 1]), np.array([6]))

    found = [
        len(maths.away(columns([(0, (begins, begins + 7 * weeks - 1), 0)]), *role, per_cent=15))
        for weeks in (3, 4)
    ]

    assert found == [0, 1]


def test_a_calendar_counts_a_week_by_the_least_that_is_given_in_it():
    monday = date(2027, 3, 1)
    of = [monday + timedelta(days=7 * week) for week in range(5)]
    away, fewer = (date(2027, 3, 12), date(2027, 3, 15), 0), (date(2027, 3, 17), of[4], 2)

    found = list(maths.weeks(monday, date(2027, 3, 28), 6, [away, fewer], of=of))

    assert [(week.word, week.days) for week in found] == [
        ("free", 3),
        ("away", 0),
        ("away", 0),
        ("fewer", 1),
        ("closed", 0),
    ]


@given(st.integers(1900, 2200), st.integers(1, 12))
def test_the_mondays_of_a_month_are_all_of_them(year, month):
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]

    assert maths.mondays(year, month) == [
        day for day in days if day.month == month and day.weekday() == 0
    ]
