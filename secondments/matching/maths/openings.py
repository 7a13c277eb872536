"""What a single change would open: asked of a role, how many more people; of a person, how many
more roles. Each count is what the hard rules would say if that one thing were different.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Ints
from secondments.matching.maths import bits
from secondments.matching.maths.bits import Bits
from secondments.matching.maths.columns import Experts, Relations, Roles
from secondments.matching.maths.eligibility import (
    LEVELS,
    RULES,
    Judged,
    Pool,
    blocks,
    funnel,
    judge,
    positions,
)

# Kinds of change. `what` and `to` of each: a skill and its level (0: not asked for at all); days a
# week; nothing; weeks; weeks; a level of clearance; a council; nothing.
CHANGES = ("skill", "days", "remote", "start", "end", "clearance", "council", "consent")
KIND = {name: at for at, name in enumerate(CHANGES)}
NOBODY = -1  # where a change has no `what`, or no `to`
WEEKS = (2, 4, 8)
DAYS = (1, 2)


@dataclass(frozen=True, eq=False)
class Openings:
    """Changes that would open something, each counted; rows by owner, the most opened first."""

    owner: NDArray[np.int32]  # (N,) index of a role, or of an expert
    kind: NDArray[np.int8]  # (N,) index in CHANGES
    what: NDArray[np.int32]  # (N,) skill or council, NOBODY where there is none
    to: NDArray[np.int32]  # (N,) level, days a week or weeks, NOBODY where there is none
    opened: NDArray[np.int32]  # (N,) people or roles, 1 or more

    def by_owner(self, owners: int) -> list[list[tuple[str, int, int, int]]]:
        """(kind, what, to, opened) of everyone, the most opened first."""
        columns = (self.what.tolist(), self.to.tolist(), self.opened.tolist())
        kinds = (CHANGES[kind] for kind in self.kind.tolist())
        rows = list(zip(kinds, *columns, strict=True))
        ends = np.searchsorted(self.owner, np.arange(owners + 1)).tolist()
        return [rows[first:last] for first, last in pairwise(ends)]

    def of(self, owner: int) -> list[tuple[str, int, int, int]]:
        """The same of one owner."""
        return self.by_owner(owner + 1)[owner]


Column = tuple[Ints, int, Ints | int, Ints | int, Ints]  # owners, kind, what, to, opened


def _gathered(columns: list[Column], at_most: int) -> Openings:
    """The best openings of every owner, one for each thing that could change: the least change of
    it that opens at least half of what the greatest does. Later columns are the greater changes.
    """
    parts: list[list[Ints]] = [[np.zeros(0, dtype=np.int32)] for _ in range(5)]
    for columns_of_one in columns:
        some = np.flatnonzero(np.asarray(columns_of_one[-1]) > 0)
        for part, column in zip(parts, columns_of_one, strict=True):
            number = np.asarray(column, dtype=np.int32)
            part.append(number[some] if number.ndim else np.full(len(some), number))
    owner, kind, what, to, opened = (np.concatenate(part) for part in parts)
    things = len(CHANGES) * (int(what.max(initial=0)) + 2)
    thing = owner * np.int64(things) + kind * (things // len(CHANGES)) + what + 1
    order = np.argsort(thing, kind="stable")
    thing, first = thing[order], np.ones(len(order), dtype=bool)
    first[1:] = thing[1:] != thing[:-1]
    most = np.maximum.reduceat(opened[order], np.flatnonzero(first)) if len(order) else opened
    good = np.flatnonzero(2 * opened[order] >= most[np.cumsum(first) - 1])
    new = np.ones(len(good), dtype=bool)
    new[1:] = thing[good[1:]] != thing[good[:-1]]
    kept = order[good[new]]
    kept = kept[np.lexsort((-opened[kept], owner[kept]))]
    nth = np.arange(len(kept)) - np.searchsorted(owner[kept], owner[kept])
    kept = kept[nth < at_most]
    narrow = [column[kept].astype(np.int32) for column in (owner, what, to, opened)]
    return Openings(narrow[0], kind[kept].astype(np.int8), *narrow[1:])


def for_roles(pool: Pool, roles: Roles, *, day: int = 2, at_most: int = 12) -> Openings:
    """What the askers of these roles could change, and how many more people could do it then."""
    columns: list[Column] = []
    for block in blocks(len(roles)):
        owner = np.arange(block.start, block.stop)
        some = roles.at(owner)
        judged = judge(pool, some, block.start)
        now = bits.sizes(judged.eligible)
        changes = (
            *_other_skills(pool, some, judged),
            *_other_days(pool, some, judged, day),
            *_other_dates(pool, some, judged),
            *_other_rules(pool, some, judged),
        )
        for row, kind, what, to, who in changes:
            columns.append((owner[row], KIND[kind], what, to, bits.sizes(who) - now[row]))
    return _gathered(columns, at_most)


Change = tuple[
    Ints, str, Ints | int, Ints | int, Bits
]  # rows, kind, what, to, who could do it then


def _other_skills(pool: Pool, roles: Roles, judged: Judged) -> Iterator[Change]:
    """Each required skill at each lower level; at 0 it is not asked for."""
    for role, need, others in each_need(pool, roles, judged):
        skill, level = roles.required.skill[need], roles.required.level[need]
        for to in range(LEVELS - 2, -1, -1):
            lower = level > to
            who = others[lower] & pool.held[skill[lower], to]
            yield role[lower], "skill", skill[lower], to, who


def each_need(pool: Pool, roles: Roles, judged: Judged) -> Iterator[tuple[Ints, Ints, Bits]]:
    """(role, need, who lacks nothing else) of all roles' first required skills, and so on."""
    places = positions(roles)
    enough = []
    for role, need in places:
        holders = np.tile(pool.everyone, (len(roles), 1))
        holders[role] = pool.held[roles.required.skill[need], roles.required.level[need]]
        enough.append(holders)
    others = bits.all_but_each(enough, judged.others["skills"])
    for (role, need), who in zip(places, others[:-1], strict=True):
        yield role, need, who[role]


def _other_days(pool: Pool, roles: Roles, judged: Judged, day: int) -> Iterator[Change]:
    """A day a week fewer, or two."""
    for fewer in DAYS:
        to = roles.days_a_week - fewer * day
        row = np.flatnonzero(to > 0)
        who = judged.others["days"][row] & bits.at_least(pool.experts.days_a_week, to[row])
        yield row, "days", NOBODY, to[row], who


def _other_dates(pool: Pool, roles: Roles, judged: Judged) -> Iterator[Change]:
    """A later start, which leaves more time for a clearance; an earlier end."""
    kept = judged.kept
    others = kept["consent"] & kept["skills"] & kept["days"] & kept["place"]
    others = others & kept["away"] & kept["excluded"] & kept["conflict"]
    for weeks in WEEKS:
        later = roles.starts + 7 * weeks
        row = np.flatnonzero(later < roles.ends)
        who = others[row] & pool.free(later[row], roles.ends[row])
        who &= pool.cleared(roles.clearance[row], later[row])
        yield row, "start", NOBODY, weeks, who
    for weeks in WEEKS:
        earlier = roles.ends - 7 * weeks
        row = np.flatnonzero(earlier > roles.starts)
        who = judged.others["window"][row] & pool.free(roles.starts[row], earlier[row])
        yield row, "end", NOBODY, weeks, who


def _other_rules(pool: Pool, roles: Roles, judged: Judged) -> Iterator[Change]:
    """Remote work, and every lower level of clearance."""
    row = np.flatnonzero(~roles.remote)
    who = judged.others["place"][row] & (pool.reach[roles.council[row]] | pool.remote)
    yield row, "remote", NOBODY, NOBODY, who
    for level in range(len(pool.clear_by) - 2, -1, -1):
        row = np.flatnonzero(roles.clearance > level)
        lower = np.full(len(row), level)
        who = judged.others["clearance"][row] & pool.cleared(lower, roles.starts[row])
        yield row, "clearance", NOBODY, level, who


@dataclass(frozen=True, eq=False)
class Outlook:
    """All roles as each of E experts meets them."""

    removed: NDArray[np.int32]  # (E, len(RULES)) roles that each rule keeps from them, in order
    eligible: NDArray[np.int32]  # (E,) roles that they could do
    openings: Openings  # by expert; roles


def for_experts(
    experts: Experts,
    roles: Roles,
    relations: Relations,
    *,
    day: int = 2,
    at_most: int = 8,
) -> Outlook:
    """How many roles each rule keeps from each expert, and what they could change about it."""
    pool, size = Pool.of(experts, relations), len(experts)
    removed = np.zeros((len(RULES), size), dtype=np.int32)
    eligible = np.zeros(size, dtype=np.int32)
    tally: dict[tuple[int, int, int], Ints] = {}
    skills: list[tuple[Ints, Ints, Bits]] = []
    for block in blocks(len(roles)):
        some = roles.at(np.arange(block.start, block.stop))
        judged = judge(pool, some, block.start)
        eligible += bits.memberships(judged.eligible, size)
        for at, who in enumerate(funnel(judged, pool.everyone)):
            removed[at] += bits.memberships(who, size)
        for key, who in _own_changes(pool, some, judged, day):
            tally[key] = tally.get(key, 0) + bits.memberships(who, size)
        for _, need, others in each_need(pool, some, judged):
            skill, level = some.required.skill[need], some.required.level[need]
            skills.append((skill, level, others & ~pool.held[skill, level]))
    found = _gathered([*_own_columns(experts, roles, tally, day), *_learnt(skills, size)], at_most)
    return Outlook(removed.T, eligible, found)


def _own_columns(
    experts: Experts, roles: Roles, tally: dict[tuple[int, int, int], Ints], day: int
) -> Iterator[Column]:
    """Of days a week not how many more, but how many, and no more than anybody asks for."""
    for (kind, what, to), many in tally.items():
        then = np.asarray(to)
        if kind == KIND["days"]:
            then = np.minimum(experts.days_a_week + to * day, roles.days_a_week.max())
        yield np.arange(len(experts)), kind, what, then, many


def _own_changes(
    pool: Pool, roles: Roles, judged: Judged, day: int
) -> Iterator[tuple[tuple[int, int, int], Bits]]:
    """What an expert could change but skills, each with who would have which role by it."""
    others, kept, people = judged.others, judged.kept, pool.experts
    without = {rule: others[rule] & ~kept[rule] for rule in RULES}
    yield (KIND["consent"], NOBODY, NOBODY), without["consent"]
    for weeks in WEEKS:
        who = without["window"] & pool.free(roles.starts + 7 * weeks, roles.ends)
        yield (KIND["start"], NOBODY, weeks), who
    for weeks in WEEKS:
        who = without["window"] & pool.free(roles.starts, roles.ends - 7 * weeks)
        yield (KIND["end"], NOBODY, weeks), who
    for more in DAYS:
        who = without["days"] & bits.at_least(people.days_a_week, roles.days_a_week - more * day)
        yield (KIND["days"], NOBODY, more), who
    yield (KIND["remote"], NOBODY, NOBODY), without["place"][roles.remote]
    for level in range(1, len(pool.clear_by)):
        yield (KIND["clearance"], NOBODY, level), without["clearance"][roles.clearance <= level]
    for council in np.unique(roles.council).tolist():
        yield (KIND["council"], council, NOBODY), without["place"][roles.council == council]


def _learnt(skills: list[tuple[Ints, Ints, Bits]], size: int) -> Iterator[Column]:
    """Each skill at each level that a role asks for, with the roles that it alone would open."""
    if not skills:
        return
    skill, level, who = (np.concatenate(column) for column in zip(*skills, strict=True))
    owner = np.arange(size)
    order = np.lexsort((level, skill))
    asked = np.unique(np.stack((skill[order], level[order])), axis=1)
    key = skill[order].astype(np.int64) * LEVELS + level[order]
    total, last = np.zeros(size, dtype=np.int32), NOBODY
    for one, to in asked.T.tolist():
        mine = slice(*np.searchsorted(key, (one * LEVELS + to, one * LEVELS + to + 1)))
        if one != last:
            total, last = np.zeros(size, dtype=np.int32), one
        total = total + bits.memberships(who[order[mine]], size)
        yield owner, KIND["skill"], one, to, total
