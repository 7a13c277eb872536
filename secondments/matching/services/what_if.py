"""What if a role asked for something else: how many people could do it, at once and by count alone.

One role is weighed against everybody, so only the skills and the council that it names are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

from corps.organisations.models import Organisation
from corps.skills.maths import Needs
from corps.skills.models import Holding
from councils.models import Clearance, Role
from secondments.matching import maths
from secondments.matching.models import Opening, Proposal, openings
from secondments.matching.queries import away_from, barred, left_out, stretches, unheld
from secondments.matching.services.columns import numbers, positions
from secondments.matching.services.explanations import stored
from secondments.matching.services.pool import GROUP, clear_by
from secondments.models import Expert

LEVELS = list(Clearance.values)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a role, written or only thought of, asks of people."""

    starts_on: date
    ends_on: date
    days_a_week: Decimal
    remote: bool
    clearance: str
    needs: tuple[tuple[int, int], ...]  # required skills, each with its least level


@dataclass(frozen=True)
class Prospect:
    """How many people could do it, why there are no more, and what would find more."""

    eligible: int
    near_dates: int
    near_skills: int
    removed: list[tuple[str, int]]  # people by rule, one rule after another
    openings: list[Opening]
    experts: int

    @property
    def near_misses(self) -> int:
        """People who lack one thing, by little."""
        return self.near_dates + self.near_skills


def ask_of(role: Role) -> Ask:
    """A role as it stands."""
    needs = role.needs.filter(required=True).order_by("skill").values_list("skill", "level")
    return Ask(
        starts_on=role.starts_on,
        ends_on=role.ends_on,
        days_a_week=role.days_a_week,
        remote=role.remote,
        clearance=role.clearance,
        needs=tuple(needs),
    )


def what_if(
    asks: Sequence[Ask], *, council: int, role: int | None = None, on: date
) -> list[Prospect]:
    """Weigh some versions of one role of a council against everybody who is free."""
    skills = sorted({skill for ask in asks for skill, _ in ask.needs})
    people = _people(council)
    experts = _experts(people, skills)
    columns = _roles(asks, skills, on)
    pool = maths.Pool.of(experts, _relations(people, council, role, columns, on))
    counts = maths.count(pool, columns, maths.judge(pool, columns))
    found = maths.for_roles(pool, columns)
    return [
        Prospect(
            eligible=int(counts.eligible[at]),
            near_dates=int(counts.near[at, 0]),
            near_skills=int(counts.near[at, 1]),
            removed=list(zip(maths.RULES, counts.removed[at].tolist(), strict=True)),
            openings=openings(stored(found.of(at), skills, [])),
            experts=len(experts),
        )
        for at in range(len(asks))
    ]


def _people(council: int) -> list[tuple[Any, ...]]:
    """Everybody who is free: key, user, dates, days, whether the council is in reach, and so on."""
    travels = Expert.boroughs.through.objects.filter(expert=OuterRef("pk"), council=council)
    verified = Q(employer__organisation__stage=Organisation.Stage.VERIFIED)
    rows = (
        unheld()
        .with_offer()
        .annotate(
            group=GROUP,
            near=ExpressionWrapper(Q(home=council) | Exists(travels), output_field=BooleanField()),
            agreed=ExpressionWrapper(
                Q(consent_at__isnull=False)
                & verified
                & (Q(consent_until=None) | Q(consent_until__gte=timezone.localdate()))
                & ~Exists(left_out().filter(consent__expert=OuterRef("pk"), council=council)),
                output_field=BooleanField(),
            ),
        )
    )
    return list(
        rows.order_by("pk").values_list(
            *("pk", "user", "offer_from", "offer_until", "offer_days"),
            *("near", "remote", "clearance", "group", "agreed"),
        )
    )


def _experts(people: list[tuple[Any, ...]], skills: list[int]) -> maths.Experts:
    columns = list(zip(*people, strict=True)) if people else [()] * 10
    _, users, start, end, days, near, remote, clearance, _, agreed = columns
    held = np.zeros((len(people), len(skills)), dtype=np.int8)
    holdings = Holding.objects.filter(skill__in=skills, level__isnull=False).order_by()
    user, skill, level = numbers(holdings, "user", "skill", "level").T
    row = positions(np.array(users, dtype=np.int64), user)
    known = row >= 0
    held[row[known], np.searchsorted(skills, skill[known])] = level[known]
    reach = np.array(near, dtype=np.bool_).reshape(-1, 1)
    return maths.Experts(
        held=held,
        wanted=np.zeros(held.shape, dtype=np.bool_),
        available_from=_numbers(day.toordinal() for day in start),
        available_until=_numbers(day.toordinal() for day in end),
        days_a_week=_numbers(day * 2 for day in days),
        reach=reach,
        home=np.full(len(people), -1),
        remote=np.array(remote, dtype=np.bool_),
        clearance=_numbers(map(LEVELS.index, clearance)),
        employer=np.arange(len(people)),
        consent=np.array(agreed, dtype=np.bool_),
    )


def _roles(asks: Sequence[Ask], skills: list[int], on: date) -> maths.Roles:
    rows = [
        (at, skills.index(skill), level)
        for at, ask in enumerate(asks)
        for skill, level in ask.needs
    ]
    asker, skill, level = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    none = np.zeros(0, dtype=np.int64)
    return maths.Roles(
        council=np.zeros(len(asks), dtype=np.int64),
        starts=_numbers(max(ask.starts_on, on).toordinal() for ask in asks),
        ends=_numbers(ask.ends_on.toordinal() for ask in asks),
        days_a_week=_numbers(ask.days_a_week * 2 for ask in asks),
        remote=np.array([ask.remote for ask in asks], dtype=np.bool_),
        clearance=_numbers(LEVELS.index(ask.clearance) for ask in asks),
        places=np.ones(len(asks), dtype=np.int64),
        required=Needs.of(asker, skill, level, askers=len(asks)),
        desirable=Needs.of(none, none, none, askers=len(asks)),
    )


def _relations(
    people: list[tuple[Any, ...]], council: int, role: int | None, asks: maths.Roles, on: date
) -> maths.Relations:
    """Everybody is their own employer here, who keeps away or not; all versions bar the same."""
    apart = {group for group, other in barred(on) if other == council}
    row_of = {row[0]: at for at, row in enumerate(people)}
    proposed = Proposal.objects.filter(role=role).values_list("expert", flat=True) if role else ()
    gone = [row_of[expert] for expert in proposed if expert in row_of]
    pairs = [(expert, at) for at in range(len(asks)) for expert in gone]
    away = away_from(stretches(), asks.starts, asks.ends, asks.days_a_week)
    away[:, 0] = positions(np.array(list(row_of), dtype=np.int64), away[:, 0])
    return maths.Relations(
        neighbours=np.zeros((1, 1), dtype=np.bool_),
        conflict=np.array([row[8] in apart for row in people], dtype=np.bool_).reshape(-1, 1),
        continuity=np.zeros((len(people), 1), dtype=np.bool_),
        clear_by=clear_by(on),
        excluded=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        away=away[away[:, 0] >= 0],
    )


def _numbers(values: Any) -> Any:
    return np.array([int(value) for value in values], dtype=np.int64)
