"""Rows of the database as the columns that the maths reads."""

from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models.functions import Coalesce

from corps.skills.maths import Needs
from corps.skills.models import Holding, Skill
from councils.models import Clearance, Council, Need, Role
from secondments.matching import maths
from secondments.matching.models import Proposal
from secondments.matching.queries import barred, bookable, free_places, unheld
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
        Role.objects.filter(pk__in=free).values_list(
            "pk",
            "project__council",
            "starts_on",
            "ends_on",
            "days_a_week",
            "remote",
            "clearance",
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
    agreed = set(bookable().filter(pk__in=who).values_list("pk", flat=True))
    index = _Index(
        expert=_numbered(who),
        user=_numbered([row[1] for row in experts]),
        role=_numbered([row[0] for row in roles]),
        council=_numbered(Council.objects.order_by("pk").values_list("pk", flat=True)),
        skill=_numbered(Skill.objects.order_by("pk").values_list("pk", flat=True)),
        group=_numbered(sorted({row[-1] for row in experts})),
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
    """Row numbers by primary key."""

    expert: dict[int, int]
    user: dict[int, int]
    role: dict[int, int]
    council: dict[int, int]
    skill: dict[int, int]
    group: dict[int, int]


def _lot(row: tuple[Any, ...]) -> bytes:
    """A lot that falls the same way every time, so that ties favour neither old rows nor new."""
    return blake2b(str(row[0]).encode(), digest_size=8).digest()


def _numbered(keys: Any) -> dict[int, int]:
    return {key: number for number, key in enumerate(keys)}


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
    holdings = Holding.objects.filter(user__expert__in=list(index.expert))
    for user, skill, level, wants in holdings.values_list("user", "skill", "level", "wanted"):
        at = index.user[user], index.skill[skill]
        held[at], wanted[at] = level or 0, wants
    home = _column(index.council.get(council, -1) for council in homes)
    reach = np.zeros((len(rows), len(index.council)), dtype=np.bool_)
    travels = Expert.boroughs.through.objects.filter(expert__in=list(index.expert))
    for expert, council in travels.values_list("expert", "council"):
        reach[index.expert[expert], index.council[council]] = True
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
        employer=_column(index.group[key] for key in group),
        consent=_column((row[0] in agreed for row in rows), bool),
    )


def _role_columns(
    rows: list[tuple[Any, ...]], free: dict[int, list[int]], index: _Index, on: date
) -> maths.Roles:
    """A role that has begun is wanted from today: who repairs it need not have been there."""
    pks, council, start, end, days, remote, clearance = _columns(rows, many=7)
    levels = list(Clearance.values)
    needs = list(
        Need.objects.filter(role__in=pks)
        .order_by("pk")
        .values_list("role", "skill", "level", "required")
    )
    required, desirable = (
        Needs.of(
            [index.role[need[0]] for need in needs if need[3] is kind],
            [index.skill[need[1]] for need in needs if need[3] is kind],
            [need[2] for need in needs if need[3] is kind],
            askers=len(rows),
        )
        for kind in (True, False)
    )
    return maths.Roles(
        council=_column(index.council[key] for key in council),
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
    borders = Council.neighbours.through.objects.values_list("from_council", "to_council")
    for one, other in borders:
        neighbours[index.council[one], index.council[other]] = True
    conflict = np.zeros((len(index.group), councils_), dtype=np.bool_)
    for group, council in barred(on):
        if group in index.group:
            conflict[index.group[group], index.council[council]] = True
    continuity = np.zeros((len(index.expert), councils_), dtype=np.bool_)
    served = Secondment.objects.filter(
        stage=Secondment.Stage.COMPLETED, expert__in=list(index.expert)
    )
    for expert, council in served.values_list("expert", "role__project__council"):
        continuity[index.expert[expert], index.council[council]] = True
    excluded = [
        (index.expert[expert], index.role[role])
        for expert, role in Proposal.objects.filter(
            expert__in=list(index.expert), role__in=list(index.role)
        ).values_list("expert", "role")
    ]
    return maths.Relations(
        neighbours=neighbours,
        conflict=conflict,
        continuity=continuity,
        clear_by=clear_by(on),
        excluded=np.array(excluded, dtype=np.int64).reshape(-1, 2),
        expert_ranks=_ranks(index),
    )


def _ranks(index: _Index) -> Any:
    """What experts say of roles in the pool; a list of which nothing is left counts as none."""
    said = Preference.objects.filter(expert__in=list(index.expert), role__in=list(index.role))
    rows = [
        (index.expert[expert], index.role[role], rank)
        for expert, role, rank in said.values_list("expert", "role", "rank")
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def clear_by(on: date) -> Any:
    """(levels,) the first day on which each clearance, asked for today, is in place.

    Working days are Monday to Friday; bank holidays are not taken out.
    """
    lead = [settings.CLEARANCE_LEAD_DAYS[level] for level in Clearance.values]
    last = np.busday_offset(np.datetime64(on), lead, roll="forward").astype(object)
    return _column(day.toordinal() + 1 for day in last)
