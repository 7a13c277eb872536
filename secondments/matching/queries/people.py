"""When people are away, and what their employers leave out of a consent."""

from datetime import date
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from numpy.typing import NDArray

from councils.models import Role
from secondments.maths import Stretches, away
from secondments.models import Consent, Expert, Period


def stretches(experts: QuerySet[Expert] | None = None) -> Stretches:
    """The stretches of time in which people give fewer days; `owner` is the expert's key."""
    rows = Period.objects.order_by("pk")
    if experts is not None:
        rows = rows.filter(expert__in=experts)
    return as_stretches(list(rows.values_list("expert", "starts_on", "ends_on", "days_a_week")))


def as_stretches(rows: list[tuple[Any, ...]]) -> Stretches:
    """Rows of owner, first day, last day and days a week as columns."""
    columns = [
        (owner, first.toordinal(), last.toordinal(), int(days * 2))
        for owner, first, last, days in rows
    ]
    owner, first, last, half = np.array(columns, dtype=np.int64).reshape(-1, 4).T
    return Stretches(owner=owner, first=first, last=last, half_days=half)


def away_from(
    periods: Stretches, starts: NDArray[Any], ends: NDArray[Any], half_days: NDArray[Any]
) -> NDArray[np.int64]:
    """(X, 2) owner and number of the role, where somebody is away for too much of it."""
    return away(periods, starts, ends, half_days, per_cent=settings.MOST_AWAY_PER_CENT)


def is_away(expert: Expert, role: Role, begins: date) -> bool:
    """Whether the expert is away for too much of the role from a day on."""
    rows = [(0, one.starts_on, one.ends_on, one.days_a_week) for one in expert.periods.all()]
    if not rows:
        return False
    columns = ([begins.toordinal()], [role.ends_on.toordinal()], [int(role.days_a_week * 2)])
    return bool(len(away_from(as_stretches(rows), *map(np.array, columns))))


def left_out() -> QuerySet[Any]:
    """Expert and borough of every standing consent that leaves boroughs out."""
    return Consent.not_to.through.objects.filter(consent__over_at=None)


def withheld(expert: Expert, role: Role, on: date) -> bool:
    """Whether dates, days or boroughs of the employer's consent keep the role from the expert."""
    begins = max(role.starts_on, on)
    outside = (
        (expert.consent_from is not None and expert.consent_from > begins)
        or (expert.consent_until is not None and expert.consent_until < role.ends_on)
        or (expert.consent_days is not None and expert.consent_days < role.days_a_week)
    )
    council = role.project.council_id
    return outside or any(
        council == other.pk
        for consent in expert.consents.all()
        if consent.over_at is None
        for other in consent.not_to.all()
    )
