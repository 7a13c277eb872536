"""Rows of the database as the columns that the maths reads."""

from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from django.conf import settings
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from corps.skills.maths import Needs
from corps.skills.models import Holding, Skill
from councils.models import Clearance, Council, Need
from secondments.matching import maths
from secondments.matching.models import Proposal
from secondments.matching.queries import barred, bookable, free_places, unheld, wanting
from secondments.matching.services.columns import numbers, positions
from secondments.models import Expert, Preference, Secondment

GROUP = Coalesce("employer__organisation__group", "employer__organisation")


@dataclass(frozen=True)
class Pool:
    """Everything that one round weighs, as columns, and which row each index stands for."""

    experts: maths.Experts
    roles: maths.Roles
    relations: maths.Relations
    expert_ids: list[int]
    role_ids: list[int]
    free: dict[int, list[int]]  # by role, the numbers of its free places
    bookable: set[int] = field(repr=False)  # experts whose employer has agreed


def load_pool(on: date) -> Pool:
    """Read all free places and all unheld experts of London."""
    free = free_places(on)
    roles = sorted(
        (
            row
            for row in wanting(on).values_list(
                "pk",
                "project__council",
                "starts_on",
                "ends_on",
                "days_a_week",
                "remote",
                "clearance",
            )
            if row[0] in free
        ),
        key=_lot,
    )
    experts = sorted(
        unheld().values_list(
            "pk",
            "user",
            "available_from",
            "available_until",
            "days_a_week",
            "home",
            "remote",
            "clearance",
            GROUP,
        ),
        key=_lot,
    )
    who = [row[0] for row in experts]
    agreed = set(bookable().values_list("pk", flat=True)).intersection(who)
    index = _Index(
        expert=_column(who),
        user=_column(row[1] for row in experts),
        role=_column(row[0] for row in roles),
        council=_column(Council.objects.order_by("pk").values_list("pk", flat=True)),
        skill=_column(Skill.objects.order_by("pk").values_list("pk", flat=True)),
        group=_column(sorted({row[-1] for row in experts})),
    )
    return Pool(
        experts=_expert_columns(experts, agreed, index),
        roles=_role_columns(roles, free, index, on),
        relations=_relations(index, on),
        expert_ids=who,
        role_ids=[row[0] for row in roles],
        free=free,
        bookable=agreed,
    )


@dataclass(frozen=True)
class _Index:
    """The primary keys behind row numbers."""

    expert: NDArray[np.int64]
    user: NDArray[np.int64]
    role: NDArray[np.int64]
    council: NDArray[np.int64]
    skill: NDArray[np.int64]
    group: NDArray[np.int64]


def _lot(row: tuple[Any, ...]) -> bytes:
    """A lot that falls the same way every time, so that ties favour neither old rows nor new."""
    return blake2b(str(row[0]).encode(), digest_size=8).digest()


def _column(values: Any, kind: type = int) -> Any:
    return np.array(list(values), dtype=np.int64 if kind is int else np.bool_)


def _columns(rows: list[tuple[Any, ...]], *, many: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * many


def _half_days(days: Any) -> int:
    return int(days * 2)


def _expert_columns(rows: list[tuple[Any, ...]], agreed: set[int], index: _Index) -> maths.Experts:
    _, _, start, end, days, homes, remote, clearance, group = _columns(rows, many=9)
    levels = list(Clearance.values)
    held = np.zeros((len(rows), len(index.skill)), dtype=np.int8)
    wanted = np.zeros(held.shape, dtype=np.bool_)
    user, skill, level, wants = numbers(
        Holding.objects.filter(user__expert__isnull=False), "user", "skill", "level", "wanted"
    ).T
    at = _known(positions(index.user, user), positions(index.skill, skill))
    held[at.rows], wanted[at.rows] = level[at.kept], wants[at.kept]
    home = positions(index.council, _column(council or 0 for council in homes))
    reach = np.zeros((len(rows), len(index.council)), dtype=np.bool_)
    expert, council = numbers(Expert.boroughs.through.objects.all(), "expert", "council").T
    reach[_known(positions(index.expert, expert), positions(index.council, council)).rows] = True
    settled = np.flatnonzero(home >= 0)
    reach[settled, home[settled]] = True
    return maths.Experts(
        held=held,
        wanted=wanted,
        available_from=_column(day.toordinal() for day in start),
        available_until=_column(day.toordinal() for day in end),
        days_a_week=_column(map(_half_days, days)),
        reach=reach,
        home=home,
        remote=_column(remote, bool),
        clearance=_column(map(levels.index, clearance)),
        employer=positions(index.group, _column(group)),
        consent=_column((row[0] in agreed for row in rows), bool),
    )


def _role_columns(
    rows: list[tuple[Any, ...]], free: dict[int, list[int]], index: _Index, on: date
) -> maths.Roles:
    """A role that has begun is wanted from today: who repairs it need not have been there."""
    pks, council, start, end, days, remote, clearance = _columns(rows, many=7)
    levels = list(Clearance.values)
    needs = numbers(
        Need.objects.order_by("pk"),
        "role",
        "skill",
        "level",
        "required",
    )
    at = _known(positions(index.role, needs[:, 0]), positions(index.skill, needs[:, 1]))
    role, skill = at.rows
    level, is_required = needs[at.kept, 2], needs[at.kept, 3] == 1
    required, desirable = (
        Needs.of(role[kind], skill[kind], level[kind], askers=len(rows))
        for kind in (is_required, ~is_required)
    )
    return maths.Roles(
        council=positions(index.council, _column(council)),
        starts=_column(max(day, on).toordinal() for day in start),
        ends=_column(day.toordinal() for day in end),
        days_a_week=_column(map(_half_days, days)),
        remote=_column(remote, bool),
        clearance=_column(map(levels.index, clearance)),
        places=_column(len(free[pk]) for pk in pks),
        required=required,
        desirable=desirable,
    )


def _relations(index: _Index, on: date) -> maths.Relations:
    councils_ = len(index.council)
    neighbours = np.zeros((councils_, councils_), dtype=np.bool_)
    borders = numbers(Council.neighbours.through.objects.all(), "from_council", "to_council").T
    neighbours[tuple(positions(index.council, side) for side in borders)] = True
    conflict = np.zeros((len(index.group), councils_), dtype=np.bool_)
    apart = np.array(sorted(barred(on)), dtype=np.int64).reshape(-1, 2).T
    conflict[_known(positions(index.group, apart[0]), positions(index.council, apart[1])).rows] = (
        True
    )
    continuity = np.zeros((len(index.expert), councils_), dtype=np.bool_)
    served = Secondment.objects.filter(stage=Secondment.Stage.COMPLETED)
    expert, council = numbers(served, "expert", "role__project__council").T
    at = _known(positions(index.expert, expert), positions(index.council, council))
    continuity[at.rows] = True
    expert, role = numbers(Proposal.objects.all(), "expert", "role").T
    excluded = _known(positions(index.expert, expert), positions(index.role, role))
    return maths.Relations(
        neighbours=neighbours,
        conflict=conflict,
        continuity=continuity,
        clear_by=clear_by(on),
        excluded=np.column_stack(excluded.rows),
        expert_ranks=_ranks(index),
    )


def _ranks(index: _Index) -> NDArray[np.int64]:
    """What experts say of roles in the pool; a list of which nothing is left counts as none."""
    expert, role, rank = numbers(Preference.objects.order_by("pk"), "expert", "role", "rank").T
    at = _known(positions(index.expert, expert), positions(index.role, role))
    return np.column_stack((*at.rows, rank[at.kept]))


class _Known(NamedTuple):
    """Pairs of which both sides are in the pool."""

    rows: tuple[NDArray[np.int64], NDArray[np.int64]]  # by row number
    kept: NDArray[np.bool_]  # of all pairs


def _known(one: NDArray[np.int64], other: NDArray[np.int64]) -> _Known:
    kept = (one >= 0) & (other >= 0)
    return _Known((one[kept], other[kept]), kept)


def clear_by(on: date) -> Any:
    """(levels,) the first day on which each clearance, asked for today, is in place.

    Working days are Monday to Friday; bank holidays are not taken out.
    """
    lead = [settings.CLEARANCE_LEAD_DAYS[level] for level in Clearance.values]
    last = np.busday_offset(np.datetime64(on), lead, roll="forward").astype(object)
    return _column(day.toordinal() + 1 for day in last)
