"""Days that seconded experts gave, counted from when each joined to when each left."""

from datetime import date
from decimal import Decimal

import pytest

from corps.savings.formats import Given
from corps.savings.queries.given import days_given
from tests.factories.councils import TeammateFactory
from tests.factories.secondments import SecondmentFactory

pytestmark = pytest.mark.django_db

TODAY = date(2027, 5, 2)


def at_work(joined, left=None, *, days_a_week=3, stage="active", **fields):
    """An expert on the team, as agreed in a secondment."""
    secondment = SecondmentFactory(
        starts_on=joined, ends_on=date(2028, 1, 1), days_a_week=days_a_week, stage=stage, **fields
    )
    TeammateFactory(
        project=secondment.role.project,
        user=secondment.expert.user,
        joined_on=joined,
        left_on=left,
    )
    return secondment


def test_nobody_gave_anything_yet():
    assert days_given(on=TODAY) == Given()


def test_whoever_is_at_work_has_worked_until_today():
    at_work(date(2027, 4, 19))  # two whole weeks

    assert days_given(on=TODAY) == Given(Decimal(6), Decimal(0), 1)


def test_whoever_left_has_worked_until_that_day():
    at_work(date(2027, 4, 5), date(2027, 4, 11), days_a_week=5, stage="ended_early")

    assert days_given(on=TODAY).days_worked == 5


def test_what_is_planned_is_told_apart():
    SecondmentFactory(starts_on=date(2027, 6, 7), ends_on=date(2027, 6, 20), days_a_week=4)

    assert days_given(on=TODAY) == Given(Decimal(0), Decimal(8), 0)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2027, 4, 1), date(2028, 4, 1), "6"),
        (date(2026, 4, 1), date(2027, 4, 1), "3"),
        (None, date(2027, 4, 1), "3"),
        (date(2028, 4, 1), None, "0"),
    ],
)
def test_a_time_holds_the_days_within_it(since, until, days):
    at_work(date(2027, 3, 25), date(2027, 4, 14))

    assert days_given(on=TODAY, since=since, until=until).days_worked == Decimal(days)


def test_who_came_back_with_other_days_has_those_of_each_time():
    first = at_work(date(2027, 3, 1), date(2027, 3, 7), days_a_week=5, stage="ended_early")
    SecondmentFactory(
        role=first.role,
        place=2,
        expert=first.expert,
        starts_on=date(2027, 4, 26),
        ends_on=date(2027, 9, 1),
        days_a_week=2,
        stage="active",
    )
    TeammateFactory(project=first.role.project, user=first.expert.user, joined_on=date(2027, 4, 26))

    assert days_given(on=TODAY) == Given(Decimal(7), Decimal(0), 1)
