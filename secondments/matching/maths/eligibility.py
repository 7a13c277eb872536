"""Who may take a role: the hard rules, one after another, and who only nearly may."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corps.skills import maths as skills
from corps.skills.maths import Flags, Ints
from secondments.matching.maths.columns import Experts, Relations, Roles

# In the order in which the funnel counts them. First what no council can change, then what it could
# ask for differently; last what stands against one person, so that these count only those who could
# otherwise do the work.
RULES = (
    "consent",  # the employer lets them go
    "skills",  # every required skill at its level
    "window",  # available from the first day to the last
    "days",  # as many days a week as wanted
    "place",  # the council is within reach, or both sides accept remote work
    "clearance",  # held, or obtainable before the first day
    "excluded",  # this pair was ruled out before, by a decline for instance
    "conflict",  # the employer's group has an interest in that council
)
# Ways to miss by little while every other rule holds.
NEAR = (
    "window",  # days missing at either end, at most 15 % of the role's
    "skills",  # exactly one required skill short, by exactly one level
)
NEAR_WINDOW_PER_CENT = 15
BIT = {rule: np.uint8(1 << at) for at, rule in enumerate(RULES)}  # of the rules somebody breaks
# (2 ** len(RULES), len(RULES)) whether, of the rules broken, this one is the first.
_FIRST = np.array([[code & -code == bit for bit in BIT.values()] for code in range(256)])


@dataclass(frozen=True, eq=False)
class Pool:
    """Experts and what binds them, laid out once so that role after role reads whole columns."""

    experts: Experts
    consenting: int
    held: Ints  # (E, S), the column of a skill contiguous
    reach: Flags  # (C, E)
    conflict: Flags  # (C, E)
    clear_by: Ints  # (L,)
    excluded: Ints  # (X, 2) expert, role; by role

    @classmethod
    def of(cls, experts: Experts, relations: Relations) -> Pool:
        """The pool of these experts; -1 as an employer is in conflict with nobody."""
        councils = relations.conflict.shape[1]
        groups = np.vstack((relations.conflict, np.zeros((1, councils), dtype=bool)))
        return cls(
            experts=experts,
            consenting=int(np.count_nonzero(experts.consent)),
            held=np.asfortranarray(experts.held),
            reach=np.ascontiguousarray(experts.reach.T),
            conflict=np.ascontiguousarray(groups[experts.employer].T),
            clear_by=relations.clear_by,
            excluded=relations.excluded[np.argsort(relations.excluded[:, 1], kind="stable")],
        )

    def excluded_from(self, role: int) -> Ints:
        """Experts who may not have this role, whatever else they bring."""
        first, last = np.searchsorted(self.excluded[:, 1], (role, role + 1))
        return self.excluded[first:last, 0]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Everyone measured against one role; the indexes are of experts, ascending."""

    eligible: Ints
    near_window: Ints
    near_skills: Ints
    removed: Ints  # (len(RULES),) how many each rule removed of those whom the earlier ones left


def candidates(pool: Pool, roles: Roles, role: int) -> Candidates:
    """Who may take the role, who nearly may, and how many each rule removed."""
    short = skills.shortfall(pool.held, roles.required[role])
    who = np.flatnonzero((short <= 1) & pool.experts.consent)
    missing = days_missing(pool.experts, roles, role, who)
    broken = _broken(pool, roles, role, who, short[who], missing)
    removed = np.bincount(broken, minlength=len(_FIRST)) @ _FIRST
    removed[0] = len(short) - pool.consenting
    removed[1] += pool.consenting - len(who)
    length = roles.ends[role] - roles.starts[role] + 1
    nearly = missing * 100 <= length * NEAR_WINDOW_PER_CENT
    return Candidates(
        eligible=who[broken == 0],
        near_window=who[(broken == BIT["window"]) & nearly],
        near_skills=who[broken == BIT["skills"]],
        removed=removed,
    )


def days_missing(experts: Experts, roles: Roles, role: int, who: Ints) -> Ints:
    """(len(who),) days of the role that each cannot give, before they come and after they go."""
    late = np.maximum(experts.available_from[who] - roles.starts[role], 0)
    early = np.maximum(roles.ends[role] - experts.available_until[who], 0)
    return np.asarray(late + early)


def _broken(
    pool: Pool, roles: Roles, role: int, who: Ints, short: Ints, missing: Ints
) -> NDArray[np.uint8]:
    """(len(who),) a BIT for every rule but consent that each breaks."""
    experts, council, clearance = pool.experts, roles.council[role], roles.clearance[role]
    broken = (short > 0) * BIT["skills"]
    broken |= (missing > 0) * BIT["window"]
    broken |= (experts.days_a_week[who] < roles.days_a_week[role]) * BIT["days"]
    near = pool.reach[council, who]
    if roles.remote[role]:
        near |= experts.remote[who]
    broken |= ~near * BIT["place"]
    if roles.starts[role] < pool.clear_by[clearance]:
        broken |= (experts.clearance[who] < clearance) * BIT["clearance"]
    excluded = pool.excluded_from(role)
    if len(excluded):
        broken |= np.isin(who, excluded) * BIT["excluded"]
    broken |= pool.conflict[council, who] * BIT["conflict"]
    return broken
