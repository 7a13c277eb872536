"""Rows of the database as the columns that the maths reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from corps.skills.maths import Needs
from corps.skills.models import Holding, Skill
from councils.models import Clearance, Council, Need, Role
from secondments.matching import maths
from secondments.matching.models import Proposal
from secondments.matching.queries import (
    away_from,
    barred,
    bookable,
    free_places,
    left_out,
    stretches,
    unheld,
    wanting,
)
from secondments.matching.services.columns import among, numbers, positions
from secondments.models import Expert, ExpertQuerySet, Preference, Secondment

FEW = 200  # people
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
    return pool_of(unheld(), wanting(on).filter(pk__in=among(free)), free, on)


def pool_of(
    people: ExpertQuerySet, wanted: QuerySet[Role], free: dict[int, list[int]], on: date
) -> Pool:
    """Read these people and these roles, each with its free places, and what lies between them."""
    roles = role_rows(wanted)
    experts = sorted(
        people.with_offer().values_list(
            "pk",
            "user",
            "offer_from",
            "offer_until",
            "offer_days",
            "home",
            "remote",
            "clearance",
            GROUP,
        ),
        key=lot,
    )
    who = [row[0] for row in experts]
    agreed = set(bookable().values_list("pk", flat=True)).intersection(who)
    index = index_of(who, [row[1] for row in experts], roles, {row[-1] for row in experts})
    wanted_columns = role_columns(roles, free, index, on)
    return Pool(
        experts=expert_columns(experts, agreed, index),
        roles=wanted_columns,
        relations=relations_of(index, on, wanted_columns),
        expert_ids=who,
        role_ids=[row[0] for row in roles],
        free=free,
        bookable=agreed,
    )


def role_rows(wanted: QuerySet[Role]) -> list[tuple[Any, ...]]:
    """Roles as `role_columns` takes them, in the order of their lots."""
    names = ("starts_on", "ends_on", "days_a_week", "remote", "clearance")
    return sorted(wanted.values_list("pk", "project__council", *names), key=lot)


def index_of(
    experts: Sequence[int], users: Sequence[int], roles: list[tuple[Any, ...]], groups: set[int]
) -> "Index":
    """The keys of these people and roles, and of all councils and skills."""
    return Index(
        expert=column(experts),
        user=column(users),
        role=column(row[0] for row in roles),
        council=column(Council.objects.order_by("pk").values_list("pk", flat=True)),
        skill=column(Skill.objects.order_by("pk").values_list("pk", flat=True)),
        group=column(sorted(groups)),
    )


@dataclass(frozen=True)
class Index:
    """The primary keys behind row numbers."""

    expert: NDArray[np.int64]
    user: NDArray[np.int64]
    role: NDArray[np.int64]
    council: NDArray[np.int64]
    skill: NDArray[np.int64]
    group: NDArray[np.int64]


def lot(row: tuple[Any, ...]) -> bytes:
    """A lot that falls the same way every time, so that ties favour neither old rows nor new."""
    return blake2b(str(row[0]).encode(), digest_size=8).digest()


def column(values: Any, kind: type = int) -> Any:
    return np.array(list(values), dtype=np.int64 if kind is int else np.bool_)


def columns(rows: list[tuple[Any, ...]], *, many: int) -> list[tuple[Any, ...]]:
    return list(zip(*rows, strict=True)) if rows else [()] * many


def half_days(days: Any) -> int:
    return int(days * 2)


def expert_columns(rows: list[tuple[Any, ...]], agreed: set[int], index: Index) -> maths.Experts:
    _, _, start, end, days, homes, remote, clearance, group = columns(rows, many=9)
    levels = list(Clearance.values)
    held = np.zeros((len(rows), len(index.skill)), dtype=np.int8)
    wanted = np.zeros(held.shape, dtype=np.bool_)
    holdings = Holding.objects.filter(user__expert__isnull=False)
    user, skill, level, wants = numbers(
        of_few(holdings, "user", index.user), "user", "skill", "level", "wanted"
    ).T
    at = known(positions(index.user, user), positions(index.skill, skill))
    held[at.rows], wanted[at.rows] = level[at.kept], wants[at.kept]
    home = positions(index.council, column(council or 0 for council in homes))
    reach = np.zeros((len(rows), len(index.council)), dtype=np.bool_)
    travels = of_few(Expert.boroughs.through.objects.all(), "expert", index.expert)
    expert, council = numbers(travels, "expert", "council").T
    reach[known(positions(index.expert, expert), positions(index.council, council)).rows] = True
    settled = np.flatnonzero(home >= 0)
    reach[settled, home[settled]] = True
    return maths.Experts(
        held=held,
        wanted=wanted,
        available_from=column(day.toordinal() for day in start),
        available_until=column(day.toordinal() for day in end),
        days_a_week=column(map(half_days, days)),
        reach=reach,
        home=home,
        remote=column(remote, bool),
        clearance=column(map(levels.index, clearance)),
        employer=positions(index.group, column(group)),
        consent=column((row[0] in agreed for row in rows), bool),
    )


def role_columns(
    rows: list[tuple[Any, ...]], free: dict[int, list[int]], index: Index, on: date
) -> maths.Roles:
    """A role that has begun is wanted from today: who repairs it need not have been there."""
    pks, council, start, end, days, remote, clearance = columns(rows, many=7)
    levels = list(Clearance.values)
    needs = numbers(
        Need.objects.order_by("pk"),
        "role",
        "skill",
        "level",
        "required",
    )
    at = known(positions(index.role, needs[:, 0]), positions(index.skill, needs[:, 1]))
    role, skill = at.rows
    level, is_required = needs[at.kept, 2], needs[at.kept, 3] == 1
    required, desirable = (
        Needs.of(role[kind], skill[kind], level[kind], askers=len(rows))
        for kind in (is_required, ~is_required)
    )
    return maths.Roles(
        council=positions(index.council, column(council)),
        starts=column(max(day, on).toordinal() for day in start),
        ends=column(day.toordinal() for day in end),
        days_a_week=column(map(half_days, days)),
        remote=column(remote, bool),
        clearance=column(map(levels.index, clearance)),
        places=column(len(free[pk]) for pk in pks),
        required=required,
        desirable=desirable,
    )


def relations_of(index: Index, on: date, roles: maths.Roles | None = None) -> maths.Relations:
    """What lies between them; when people are away matters only where the roles are given."""
    councils_ = len(index.council)
    neighbours = np.zeros((councils_, councils_), dtype=np.bool_)
    borders = numbers(Council.neighbours.through.objects.all(), "from_council", "to_council").T
    neighbours[tuple(positions(index.council, side) for side in borders)] = True
    conflict = np.zeros((len(index.group), councils_), dtype=np.bool_)
    apart = np.array(sorted(barred(on)), dtype=np.int64).reshape(-1, 2).T
    conflict[known(positions(index.group, apart[0]), positions(index.council, apart[1])).rows] = (
        True
    )
    continuity = np.zeros((len(index.expert), councils_), dtype=np.bool_)
    served = Secondment.objects.filter(stage=Secondment.Stage.COMPLETED)
    expert, council = numbers(served, "expert", "role__project__council").T
    at = known(positions(index.expert, expert), positions(index.council, council))
    continuity[at.rows] = True
    made = of_few(Proposal.objects.all(), "expert", index.expert)
    expert, role = numbers(made, "expert", "role").T
    excluded = known(positions(index.expert, expert), positions(index.role, role))
    return maths.Relations(
        neighbours=neighbours,
        conflict=conflict,
        continuity=continuity,
        clear_by=clear_by(on),
        excluded=np.column_stack(excluded.rows),
        away=_away(index, roles) if roles else maths.no_rows(2),
        withheld=_withheld(index, roles) if roles else maths.no_rows(2),
        expert_ranks=_ranks(index),
    )


def _away(index: Index, roles: maths.Roles) -> NDArray[np.int64]:
    """Who is away for too much of which role."""
    periods = stretches()
    pairs = away_from(periods, roles.starts, roles.ends, roles.days_a_week)
    pairs[:, 0] = positions(index.expert, pairs[:, 0])
    return pairs[pairs[:, 0] >= 0]


def _withheld(index: Index, roles: maths.Roles) -> NDArray[np.int64]:
    """Whose employer leaves out the borough of which role."""
    expert, council = numbers(left_out(), "consent__expert", "council").T
    at = known(positions(index.expert, expert), positions(index.council, council))
    pairs = [
        np.stack((np.full(len(where), who), where), axis=1)
        for who, borough in zip(*at.rows, strict=True)
        for where in [np.flatnonzero(roles.council == borough)]
    ]
    return np.concatenate([np.zeros((0, 2), dtype=np.int64), *pairs])


def _ranks(index: Index) -> NDArray[np.int64]:
    """What experts say of roles in the pool; a list of which nothing is left counts as none."""
    listed = of_few(Preference.objects.order_by("pk"), "expert", index.expert)
    expert, role, rank = numbers(listed, "expert", "role", "rank").T
    at = known(positions(index.expert, expert), positions(index.role, role))
    return np.column_stack((*at.rows, rank[at.kept]))


def of_few(rows: QuerySet, name: str, keys: NDArray[np.int64]) -> QuerySet:
    """Only the rows of these people, if they are few: of many, all rows are read sooner."""
    return rows.filter(**{f"{name}__in": among(keys.tolist())}) if len(keys) <= FEW else rows


class _Known(NamedTuple):
    """Pairs of which both sides are in the pool."""

    rows: tuple[NDArray[np.int64], NDArray[np.int64]]  # by row number
    kept: NDArray[np.bool_]  # of all pairs


def known(one: NDArray[np.int64], other: NDArray[np.int64]) -> _Known:
    kept = (one >= 0) & (other >= 0)
    return _Known((one[kept], other[kept]), kept)


def clear_by(on: date) -> Any:
    """(levels,) the first day on which each clearance, asked for today, is in place.

    Working days are Monday to Friday; bank holidays are not taken out.
    """
    lead = [settings.CLEARANCE_LEAD_DAYS[level] for level in Clearance.values]
    last = np.busday_offset(np.datetime64(on), lead, roll="forward").astype(object)
    return column(day.toordinal() + 1 for day in last)
