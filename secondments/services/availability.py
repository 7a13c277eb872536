"""When an expert gives fewer days than usual, or none."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format

from corps.accounts.models import User
from corps.notifications.services import record
from secondments.models import Expert, Period
from secondments.services.experts import employers_people, locked

MOST_PERIODS = 60


class CannotAdd(Exception):
    """A stretch of time that cannot be kept; its words say why."""


@transaction.atomic
def add_period(
    expert: Expert, *, by: User, starts_on: date, ends_on: date, days_a_week: Decimal
) -> Period:
    """Say when an expert gives fewer days than usual, or none."""
    expert = locked(expert)
    others = expert.periods.all()
    if len(others) >= MOST_PERIODS:
        raise CannotAdd(f"You keep {MOST_PERIODS} stretches already: take an old one away first.")
    for other in others:
        if other.starts_on <= ends_on and other.ends_on >= starts_on:
            raise CannotAdd(
                f"This overlaps with {date_format(other.starts_on, 'j F Y')} to "
                f"{date_format(other.ends_on, 'j F Y')}: take that one away first."
            )
    period = Period.objects.create(
        expert=expert, starts_on=starts_on, ends_on=ends_on, days_a_week=days_a_week
    )
    _tell(expert, by=by, period=period, gone=False)
    return period


@transaction.atomic
def remove_period(period: Period, *, by: User) -> None:
    """Take a stretch away: the usual days count again; once gone, nothing more happens."""
    expert = locked(period.expert)
    if expert.periods.filter(pk=period.pk).delete()[0]:
        _tell(expert, by=by, period=period, gone=True)


def _tell(expert: Expert, *, by: User, period: Period, gone: bool) -> None:
    """The employer is told once it knows of the profile at all."""
    if expert.stage != Expert.Stage.DRAFT:
        record(
            "secondments.time_changed",
            about=expert,
            by=by,
            tell=employers_people(expert),
            period=period,
            gone=gone,
        )
