from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.maths import add_working_days

DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        (date(2027, 3, 3), 0, date(2027, 3, 3)),
        (date(2027, 3, 3), 2, date(2027, 3, 5)),
        (date(2027, 3, 3), 3, date(2027, 3, 8)),
        (date(2027, 3, 3), 20, date(2027, 3, 31)),
        (date(2027, 3, 6), 0, date(2027, 3, 8)),
        (date(2027, 3, 7), 1, date(2027, 3, 9)),
    ],
)
def test_weekends_do_not_count(day, days, due):
    assert add_working_days(day, days) == due


@given(DAYS, st.integers(0, 300))
def test_as_many_working_days_lie_between_as_were_asked_for(day, days):
    due = add_working_days(day, days)

    between = (day + timedelta(days=n) for n in range(1, (due - day).days + 1))
    begun_on_a_weekend = day.weekday() >= 5
    assert due.weekday() < 5
    assert sum(one.weekday() < 5 for one in between) == days + begun_on_a_weekend
