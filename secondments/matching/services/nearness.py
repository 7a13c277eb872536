"""Who is near whom outside of a round: people, pledges and roles measured by the same maths."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet

from councils.models import Clearance, Role
from secondments.matching import maths, queries
from secondments.matching.models import PointsTable
from secondments.matching.services.columns import among, numbers, positions
from secondments.matching.services.pool import (
    GROUP,
    Index,
    column,
    columns,
    half_days,
    index_of,
    known,
    lot,
    pool_of,
    relations_of,
    role_columns,
    role_rows,
)
from secondments.models import Expert, ExpertQuerySet, Pledge, PledgeSkill

# Hard rules that a pair fails, in words to both sides.
FAILED = {
    "consent": "Their employer has not agreed to let them go here, or is not verified.",
    "skills": "A required skill is missing, or held at a lower level.",
    "window": "They are not available for all of the dates.",
    "days": "They offer fewer days a week.",
    "away": "They are away for too much of the time.",
    "place": "They would not travel to this borough, and remote work is not agreed.",
    "clearance": "They lack the clearance, and it cannot be had before the start.",
    "excluded": "They were proposed for this role before.",
    "conflict": "Their employer’s group has an interest in this council.",
}


@dataclass(frozen=True)
class Near:
    """A role, and the person or the pledge that could fill it, by their keys."""

    role: int
    who: int
    fit: int


@dataclass(frozen=True)
class Weighed:
    """One person and one role: the rules that fail, or else the fit and its terms."""

    failed: list[str]
    fit: int = 0
    terms: dict[str, int] | None = None


def newest_points() -> PointsTable:
    """The table that counts now."""
    return PointsTable.objects.latest("version")


def weigh_pair(expert: Expert, role: Role, *, on: date, points: PointsTable) -> Weighed:
    """Measure one person, whether held or not, against one role."""
    people, roles = Expert.objects.filter(pk=expert.pk), Role.objects.filter(pk=role.pk)
    pool = pool_of(people, roles, {role.pk: [1]}, on)
    judged = maths.judge(maths.Pool.of(pool.experts, pool.relations), pool.roles)
    failed = [FAILED[rule] for rule in maths.RULES if not judged.kept[rule][0, 0] & np.uint64(1)]
    if failed:
        return Weighed(failed)
    arcs = maths.arcs(pool.experts, pool.roles, pool.relations, points=queries.points(points))
    terms = dict(zip(maths.TERMS, arcs.terms[:, 0].tolist(), strict=True))
    return Weighed([], int(arcs.fit[0]), terms)


def near_people(roles: Collection[int], on: date) -> list[Near]:
    """Everybody who is free and could fill one of these roles, where it is still wanted."""
    wanted = queries.wanting(on).filter(pk__in=among(roles))
    return _near(queries.bookable(), wanted, on)


def near_roles(experts: Collection[int], on: date) -> list[Near]:
    """Every role with a free place that one of these people could fill, where they are free."""
    free = queries.free_places(on)
    wanted = queries.wanting(on).filter(pk__in=among(free))
    return _near(queries.bookable().filter(pk__in=among(experts)), wanted, on)


def _near(people: ExpertQuerySet, wanted: QuerySet[Role], on: date) -> list[Near]:
    places = {pk: [1] for pk in wanted.values_list("pk", flat=True)}
    pool = pool_of(people, wanted, places, on)
    arcs = maths.arcs(
        pool.experts, pool.roles, pool.relations, points=queries.points(newest_points())
    )
    return _pairs(arcs, pool.role_ids, pool.expert_ids)


def near_pledges(on: date, roles: Collection[int] | None = None) -> list[Near]:
    """Every pledge that could fill a free place (of these roles, if given), the best fit first.

    Nobody is known yet: what depends on a person (home, preferences, clearance held) counts as for
    somebody who has said nothing.
    """
    free = queries.free_places(on)
    wanted = queries.wanting(on).filter(pk__in=among(free if roles is None else roles))
    rows = role_rows(wanted.filter(pk__in=among(free)))
    pledges = _pledge_rows(on)
    # No expert and no user bears these keys, so nothing that is known of a person is found.
    nobody = [-row[0] for row in pledges]
    index = index_of(nobody, nobody, rows, {row[-1] for row in pledges})
    arcs = maths.arcs(
        _pledge_columns(pledges, index),
        role_columns(rows, free, index, on),
        relations_of(index, on),
        points=queries.points(newest_points()),
    )
    found = _pairs(arcs, [row[0] for row in rows], [row[0] for row in pledges])
    near = [one for one in found if one.fit >= settings.PLEDGE_FIT]
    return sorted(near, key=lambda one: (-one.fit, one.who, one.role))


def _pairs(arcs: maths.Arcs, roles: list[int], people: list[int]) -> list[Near]:
    rows = zip(arcs.role.tolist(), arcs.expert.tolist(), arcs.fit.tolist(), strict=True)
    return [Near(roles[role], people[who], fit) for role, who, fit in rows]


def _pledge_rows(on: date) -> list[tuple[Any, ...]]:
    fields = ("pk", "available_from", "available_until", "days_a_week", "remote", GROUP)
    return sorted(Pledge.objects.standing(on).values_list(*fields), key=lot)


def _pledge_columns(rows: list[tuple[Any, ...]], index: Index) -> maths.Experts:
    pks, start, end, days, remote, group = columns(rows, many=6)
    keys = column(pks)
    held = np.zeros((len(rows), len(index.skill)), dtype=np.int8)
    pledge, skill, level = numbers(PledgeSkill.objects.order_by("pk"), "pledge", "skill", "level").T
    at = known(positions(keys, pledge), positions(index.skill, skill))
    held[at.rows] = level[at.kept]
    reach = np.zeros((len(rows), len(index.council)), dtype=np.bool_)
    pledge, council = numbers(Pledge.boroughs.through.objects.all(), "pledge", "council").T
    reach[known(positions(keys, pledge), positions(index.council, council)).rows] = True
    return maths.Experts(
        held=held,
        wanted=np.zeros(held.shape, dtype=np.bool_),
        available_from=column(day.toordinal() for day in start),
        available_until=column(day.toordinal() for day in end),
        days_a_week=column(map(half_days, days)),
        reach=reach,
        home=np.full(len(rows), -1),
        remote=column(remote, bool),
        clearance=np.full(len(rows), list(Clearance.values).index(Clearance.NONE)),
        employer=positions(index.group, column(group)),
        consent=np.ones(len(rows), dtype=np.bool_),
    )
