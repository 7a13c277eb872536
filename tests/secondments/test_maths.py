from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
