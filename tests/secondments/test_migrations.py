"""Stretches of an expert's time that overlapped before the database refused them."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from secondments.models import Period
from tests.factories.secondments import PeriodFactory

pytestmark = pytest.mark.django_db
migration = import_module("secondments.migrations.0003_stretches_of_time_are_told_apart")


def rows(expert):
    listed = expert.periods.values_list("starts_on", "ends_on", "days_a_week")
    return [(first.day, last.day, days) for first, last, days in listed]


def test_each_day_of_overlapping_stretches_keeps_the_fewest_days_a_week_said_of_it():
    [constraint] = [one for one in Period._meta.constraints if one.name == "periods_do_not_overlap"]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Period, constraint)
    neighbours = PeriodFactory(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5)).expert
    PeriodFactory(expert=neighbours, starts_on=date(2027, 3, 6), ends_on=date(2027, 3, 9))
    overlapping = PeriodFactory(
        starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 20), days_a_week=2
    ).expert
    for first, last, days in ((5, 8, 0), (8, 10, 0), (18, 25, 3), (28, 29, 1)):
        PeriodFactory(
            expert=overlapping,
            starts_on=date(2027, 3, first),
            ends_on=date(2027, 3, last),
            days_a_week=days,
        )

    migration.tell_apart(apps, None)

    connection.check_constraints()
    with connection.schema_editor() as editor:
        editor.add_constraint(Period, constraint)
    assert rows(neighbours) == [(1, 5, 0), (6, 9, 0)]
    assert rows(overlapping) == [(1, 4, 2), (5, 10, 0), (11, 20, 2), (21, 25, 3), (28, 29, 1)]
