"""Who may take a role: the hard rules, one after another, and who only nearly may.

Everything is asked of sets (see `bits`): of N roles, a rule is N sets of the experts who keep it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corps.skills.maths import Ints
from secondments.matching.maths import bits
from secondments.matching.maths.bits import Bits
from secondments.matching.maths.columns import Experts, Relations, Roles

# In the order in which the funnel counts them. First what no council can change, then what it could
# ask for differently; last what stands against one person, so that these count only those who could
# otherwise do the work.
RULES = (
    "consent",  # the employer lets them go
    "skills",  # every required skill at its level
    "window",  # available from the first day to the last
    "days",  # as many days a week as wanted
    "away",  # not away for much of it
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
LEVELS = 5  # of a skill, 0 among them
BLOCK = 512  # roles at a time: the sets of one block stay in the cache


@dataclass(frozen=True, eq=False)
class Pool:
    """Experts and what binds them, as sets that role after role reads whole."""

    experts: Experts
    everyone: Bits  # (W,)
    consent: Bits  # (W,)
    remote: Bits  # (W,)
    held: Bits  # (S, LEVELS, W) the skill at that level or above; level 0 is everyone
    reach: Bits  # (C, W)
    apart: Bits  # (C, W) the employer's group has an interest in the council
    clear_by: Ints  # (L,)
    excluded: Ints  # (X, 2) expert, role; by role
    away: Ints  # (Y, 2) the same
    withheld: Ints  # (Z, 2) the same

    @classmethod
    def of(cls, experts: Experts, relations: Relations) -> Pool:
        """The pool of these experts; -1 as an employer is in conflict with nobody."""
        councils = relations.conflict.shape[1]
        groups = np.vstack((relations.conflict, np.zeros((1, councils), dtype=bool)))
        levels = np.arange(LEVELS, dtype=np.int8)[:, None]
        return cls(
            experts=experts,
            everyone=bits.everyone(len(experts)),
            consent=bits.packed(experts.consent),
            remote=bits.packed(experts.remote),
            held=bits.packed(experts.held.T[:, None, :] >= levels),
            reach=bits.packed(experts.reach.T),
            apart=bits.packed(groups[experts.employer].T),
            clear_by=relations.clear_by,
            excluded=_by_role(relations.excluded),
            away=_by_role(relations.away),
            withheld=_by_role(relations.withheld),
        )

    def kept(self, roles: Roles, first: int = 0) -> dict[str, Bits]:
        """For every rule (N, W), who keeps it; `first` is the number of the first of these roles,
        by which pairs know them.
        """
        excluded, away, withheld = (
            self._but(pairs, len(roles), first)
            for pairs in (self.excluded, self.away, self.withheld)
        )
        return {
            "consent": self.consent & withheld,
            "skills": self.skilled(roles),
            "window": self.free(roles.starts, roles.ends),
            "days": bits.at_least(self.experts.days_a_week, roles.days_a_week),
            "away": away,
            "place": self.near(roles),
            "clearance": self.cleared(roles.clearance, roles.starts),
            "excluded": excluded,
            "conflict": self.everyone & ~self.apart[roles.council],
        }

    def _but(self, pairs: Ints, roles: int, first: int) -> Bits:
        """(N, W) everyone, but for the pairs of these roles."""
        who = np.tile(self.everyone, (roles, 1))
        mine = slice(*np.searchsorted(pairs[:, 1], (first, first + roles)))
        bits.without(who, pairs[mine, 1] - first, pairs[mine, 0])
        return who

    def skilled(self, roles: Roles) -> Bits:
        """(N, W) who holds every required skill at its level."""
        found = np.tile(self.everyone, (len(roles), 1))
        for role, need in positions(roles):
            found[role] &= self.held[roles.required.skill[need], roles.required.level[need]]
        return found

    def one_level_short(self, roles: Roles) -> Bits:
        """(N, W) who lacks one level in one required skill, and nothing in the others."""
        whole = np.tile(self.everyone, (len(roles), 1))
        short = np.zeros_like(whole)
        for role, need in positions(roles):
            skill, level = roles.required.skill[need], roles.required.level[need]
            enough = self.held[skill, level]
            nearly = self.held[skill, level - 1] & ~enough
            short[role] = short[role] & enough | whole[role] & nearly
            whole[role] &= enough
        return short

    def free(self, starts: Ints, ends: Ints) -> Bits:
        """(N, W) who is available from the first day to the last."""
        come = bits.at_most(self.experts.available_from, starts)
        return come & bits.at_least(self.experts.available_until, ends)

    def near(self, roles: Roles) -> Bits:
        """(N, W) who would travel there, or would work remotely where that may be."""
        return self.reach[roles.council] | np.where(
            roles.remote[:, None], self.remote, np.uint64(0)
        )

    def cleared(self, clearance: Ints, starts: Ints) -> Bits:
        """(N, W) who holds the clearance, or everyone where it can be had before the start."""
        held = bits.at_least(self.experts.clearance, clearance)
        obtainable = starts >= self.clear_by[clearance]
        return np.where(obtainable[:, None], self.everyone, held)


def _by_role(pairs: Ints) -> Ints:
    return pairs[np.argsort(pairs[:, 1], kind="stable")]


def positions(roles: Roles) -> list[tuple[Ints, Ints]]:
    """(role, need) of all roles' first required skills, then of their second ones, and so on."""
    many = np.diff(roles.required.start)
    rows = [np.flatnonzero(many > at) for at in range(int(many.max(initial=0)))]
    return [(role, roles.required.start[role] + at) for at, role in enumerate(rows)]


def blocks(roles: int) -> list[slice]:
    """All roles, some hundreds at a time."""
    return [slice(first, min(first + BLOCK, roles)) for first in range(0, roles, BLOCK)]


@dataclass(frozen=True, eq=False)
class Judged:
    """Everyone measured against N roles, numbered as given."""

    kept: dict[str, Bits]  # (N, W) by rule
    others: dict[str, Bits]  # (N, W) who keeps every rule but this one, which they may keep or not
    eligible: Bits  # (N, W)


def judge(pool: Pool, roles: Roles, first: int = 0) -> Judged:
    """Ask every rule of everybody."""
    kept = pool.kept(roles, first)
    start = np.broadcast_to(pool.everyone, kept["skills"].shape)
    *others, eligible = bits.all_but_each(list(kept.values()), start)
    return Judged(kept, dict(zip(kept, others, strict=True)), eligible)


def funnel(judged: Judged, everyone: Bits) -> list[Bits]:
    """For every rule (N, W), whom it removes of those whom the earlier rules left."""
    left, removed = everyone, []
    for rule in RULES:
        removed.append(left & ~judged.kept[rule])
        left = left & judged.kept[rule]
    return removed


def near_windows(pool: Pool, roles: Roles, judged: Judged) -> tuple[Ints, Ints, Ints]:
    """(role, expert, days missing) of those who lack nothing but few of the dates."""
    slack = (roles.ends - roles.starts + 1) * NEAR_WINDOW_PER_CENT // 100
    nearly = pool.free(roles.starts + slack, roles.ends - slack)
    who = judged.others["window"] & ~judged.kept["window"] & nearly
    role, expert = bits.members(who, len(pool.experts))
    late = pool.experts.available_from[expert] - roles.starts[role]
    early = roles.ends[role] - pool.experts.available_until[expert]
    missing = np.maximum(late, 0) + np.maximum(early, 0)
    few = missing <= slack[role]
    return role[few], expert[few], missing[few]


def near_skills(pool: Pool, roles: Roles, judged: Judged) -> Bits:
    """(N, W) those who lack nothing but one level in one skill."""
    return judged.others["skills"] & pool.one_level_short(roles)


@dataclass(frozen=True, eq=False)
class Counts:
    """How many people each of N roles has, and why it has no more."""

    removed: Ints  # (N, len(RULES)) by each rule, of those whom the earlier ones left
    near: Ints  # (N, len(NEAR)) by kind; nobody is in both
    eligible: Ints  # (N,)


def count(pool: Pool, roles: Roles, judged: Judged) -> Counts:
    """The funnel, the near misses and the eligible, counted."""
    window, _, _ = near_windows(pool, roles, judged)
    near = (
        np.bincount(window, minlength=len(roles)),
        bits.sizes(near_skills(pool, roles, judged)),
    )
    return Counts(
        removed=np.stack([bits.sizes(who) for who in funnel(judged, pool.everyone)], axis=1),
        near=np.stack(near, axis=1),
        eligible=bits.sizes(judged.eligible),
    )
