"""Why a round came out as it did: for who is proposed, for who is not, for what stays free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Flags, Ints
from secondments.matching.maths.assignment import Assignment
from secondments.matching.maths.bits import members
from secondments.matching.maths.columns import HIGHEST_FIT, Experts, Relations, Roles
from secondments.matching.maths.eligibility import (
    NEAR,
    Pool,
    blocks,
    judge,
    near_skills,
    near_windows,
    positions,
)
from secondments.matching.maths.fit import Arcs
from secondments.matching.maths.openings import Openings, Outlook, for_experts, for_roles

UNKNOWN = -1
NEAR_EACH = 3  # near misses named for a role, of each kind


@dataclass(frozen=True, eq=False)
class Alternatives:
    """For each chosen arc, who else could have had the place, and where else the expert could be.

    The runner-up is the fittest whom the role has not chosen, of equals the lower number.
    """

    arc: NDArray[np.int64]  # (N,) the chosen arc
    others: NDArray[np.int32]  # (N,) other people who could do the role
    fitter: NDArray[np.int32]  # (N,) of these, with a greater fit
    runner_up: NDArray[np.int64]  # (N,) arc, UNKNOWN where there is none
    roles: NDArray[np.int32]  # (N,) other roles that the expert could do
    better: NDArray[np.int32]  # (N,) of these, with a greater fit


@dataclass(frozen=True, eq=False)
class Gaps:
    """Roles with places left: what kept the people who could, and what would find more."""

    role: NDArray[np.int64]  # (N,)
    nearest: NDArray[np.int64]  # (N,) arc; UNKNOWN where nobody else could do it
    short: NDArray[np.int64]  # (N,) points that it lacks of the expert's price
    openings: Openings  # by row


@dataclass(frozen=True, eq=False)
class Unplaced:
    """Experts whom nothing was proposed to."""

    expert: NDArray[np.int64]  # (N,)
    nearest: NDArray[np.int64]  # (N,) arc; UNKNOWN where they could do nothing
    short: NDArray[np.int64]  # (N,) points that it lacks of the highest price of the place
    outlook: Outlook  # by row


@dataclass(frozen=True, eq=False)
class NearMisses:
    """Pairs to negotiate: a role with places left, and somebody unplaced who nearly could."""

    role: NDArray[np.int64]  # (N,) ascending
    expert: NDArray[np.int64]  # (N,)
    kind: NDArray[np.int8]  # (N,) index in NEAR
    days: NDArray[np.int64]  # (N,) days missing; UNKNOWN for a skill
    skill: NDArray[np.int64]  # (N,) the skill one level short; UNKNOWN for days


@dataclass(frozen=True, eq=False)
class Explanations:
    """All that a round says about itself, by the numbers of its experts, roles and arcs."""

    alternatives: Alternatives
    gaps: Gaps
    unplaced: Unplaced
    near: NearMisses


def explain(
    experts: Experts, roles: Roles, relations: Relations, arcs: Arcs, assignment: Assignment
) -> Explanations:
    """Explain an assignment of these arcs; nothing in it depends on how it was found."""
    chosen = assignment.chosen
    placed = np.zeros(len(experts), dtype=bool)
    placed[arcs.expert[chosen]] = True
    idle = np.flatnonzero(~placed)
    filled = np.bincount(arcs.role[chosen], minlength=len(roles))
    free = np.flatnonzero(filled < roles.places)
    priced = is_priced(assignment)
    asks = dearest(arcs, assignment, roles.places) if priced else assignment.role_price
    wanting, lacking = points_short(arcs, assignment), asks[arcs.role] - arcs.fit
    lost = ~chosen & priced & (roles.places > 0)[arcs.role]
    to_role = nearest(arcs.role, wanting, lost, owners=len(roles))[free]
    to_expert = nearest(arcs.expert, lacking, lost, owners=len(experts))[idle]
    people = experts.at(idle), relations.at(idle, np.arange(len(roles)))
    return Explanations(
        alternatives=alternatives(arcs, chosen, experts=len(experts)),
        gaps=Gaps(
            role=free,
            nearest=to_role,
            short=_of(wanting, to_role),
            openings=for_roles(
                Pool.of(experts, relations.at(np.arange(len(experts)), free)), roles.at(free)
            ),
        ),
        unplaced=Unplaced(
            expert=idle,
            nearest=to_expert,
            short=_of(lacking, to_expert),
            outlook=for_experts(people[0], roles, people[1]),
        ),
        near=near_misses(experts, roles, relations, idle, free),
    )


def is_priced(assignment: Assignment) -> bool:
    """Whether the assignment has prices at all: a stable one has none."""
    return bool(assignment.expert_price.any() or assignment.role_price.any())


def points_short(arcs: Arcs, assignment: Assignment) -> NDArray[np.int64]:
    """(A,) points that each arc lacks of the prices of its two ends."""
    return assignment.expert_price[arcs.expert] + assignment.role_price[arcs.role] - arcs.fit


def dearest(arcs: Arcs, assignment: Assignment, places: Ints) -> NDArray[np.int64]:
    """(roles,) the highest prices of places that still prove the choice, the boroughs' being kept.

    So whoever is not chosen would have needed just what their fit lacks of such a price, and one
    point more, to be chosen there. Sweeps: a full role asks all that its holders' pairs are worth,
    a holder keeps what another role would still leave them, and then their role asks less.
    """
    held = np.flatnonzero(assignment.chosen)
    holder, holds = arcs.expert[held], arcs.role[held]
    worth = assignment.expert_price[holder] + assignment.role_price[holds]
    full = np.bincount(holds, minlength=len(places)) >= np.maximum(places, 1)
    keeps = np.zeros(len(assignment.expert_price), dtype=np.int64)
    placed = np.zeros(len(keeps), dtype=bool)
    placed[holder] = True
    theirs = np.flatnonzero(placed[arcs.expert] & (places > 0)[arcs.role])
    asks = np.full(len(places), np.iinfo(np.int64).max)
    falls = np.ones(len(places), dtype=bool)
    while falls.any():
        asked = asks
        asks = np.full(len(places), np.iinfo(np.int64).max)
        np.minimum.at(asks, holds, worth - keeps[holder])
        asks = np.where(full, np.maximum(asks, assignment.role_price), assignment.role_price)
        falls = asks < asked
        told = theirs[falls[arcs.role[theirs]]]
        np.maximum.at(keeps, arcs.expert[told], arcs.fit[told] - asks[arcs.role[told]])
    return asks


def nearest(
    owner: Ints, short: NDArray[np.int64], among: Flags, *, owners: int
) -> NDArray[np.int64]:
    """(owners,) of these arcs of every owner the one that lacks least, of equals the first;
    UNKNOWN where there is none.
    """
    least = np.full(owners, np.iinfo(np.int64).max)
    np.minimum.at(least, owner[among], short[among])
    arc = np.flatnonzero(among & (short == least[owner]))[::-1]
    found = np.full(owners, UNKNOWN, dtype=np.int64)
    found[owner[arc]] = arc  # of several the last one stays, which is the first
    return found


def _of(short: NDArray[np.int64], arc: Ints) -> NDArray[np.int64]:
    """(N,) what each of these arcs lacks, at least 0; UNKNOWN where there is no arc."""
    found = np.full(len(arc), UNKNOWN, dtype=np.int64)
    found[arc != UNKNOWN] = np.maximum(short[arc[arc != UNKNOWN]], 0)
    return found


def alternatives(arcs: Arcs, chosen: Flags, *, experts: int) -> Alternatives:
    """Who else, and where else, for every chosen arc."""
    arc = np.flatnonzero(chosen)
    role, expert = arcs.role[arc].astype(np.int64), arcs.expert[arc].astype(np.int64)
    by_role = arcs.role.astype(np.int64) * (HIGHEST_FIT + 1) + HIGHEST_FIT - arcs.fit
    by_expert = arcs.expert.astype(np.int64) * (HIGHEST_FIT + 1) + HIGHEST_FIT - arcs.fit
    others = np.flatnonzero(~chosen)
    best = others[np.argsort(by_role[others], kind="stable")]
    at = np.searchsorted(arcs.role[best], role)
    known = at < len(best)
    known[known] = arcs.role[best[at[known]]] == role[known]
    runner_up = np.full(len(arc), UNKNOWN)
    runner_up[known] = best[at[known]]
    return Alternatives(
        arc=arc,
        others=arcs.eligible[role] - np.int32(1),
        fitter=_greater(by_role, arc, role),
        runner_up=runner_up,
        roles=np.bincount(arcs.expert, minlength=experts)[expert].astype(np.int32) - np.int32(1),
        better=_greater(by_expert, arc, expert),
    )


def _greater(key: Ints, arc: Ints, owner: Ints) -> NDArray[np.int32]:
    """How many arcs of the same owner have a greater fit than this one."""
    order = np.sort(key)
    before = np.searchsorted(order, owner * (HIGHEST_FIT + 1))
    return (np.searchsorted(order, key[arc]) - before).astype(np.int32)


def near_misses(
    experts: Experts, roles: Roles, relations: Relations, idle: Ints, free: Ints
) -> NearMisses:
    """The nearest for each role: who has the fewest days missing, and who one level in one skill.

    idle, free  numbers of the experts and the roles that are looked at
    """
    some, pool = roles.at(free), Pool.of(experts.at(idle), relations.at(idle, free))
    rows = [np.zeros((5, 0), dtype=np.int64)]
    for block in blocks(len(free)):
        part = some.at(np.arange(block.start, block.stop))
        judged = judge(pool, part, block.start)
        role, expert, days = near_windows(pool, part, judged)
        none = np.full(len(role), UNKNOWN)
        kind = np.full(len(role), NEAR.index("window"))
        rows.append(np.stack((role + block.start, expert, kind, days, none)))
        role, expert = members(near_skills(pool, part, judged), len(idle))
        none = np.full(len(role), UNKNOWN)
        kind = np.full(len(role), NEAR.index("skills"))
        skill = _short_skill(experts.at(idle), part, role, expert)
        rows.append(np.stack((role + block.start, expert, kind, none, skill)))
    role, expert, kind, days, skill = np.concatenate(rows, axis=1)
    order = np.lexsort((expert, days, kind, role))
    group = role[order] * len(NEAR) + kind[order]
    order = order[np.arange(len(order)) - np.searchsorted(group, group) < NEAR_EACH]
    return NearMisses(
        role=free[role[order]],
        expert=idle[expert[order]],
        kind=kind[order].astype(np.int8),
        days=days[order],
        skill=skill[order],
    )


def _short_skill(experts: Experts, roles: Roles, role: Ints, expert: Ints) -> NDArray[np.int64]:
    """(P,) of pairs who lack one skill, which one it is."""
    short = np.full(len(role), UNKNOWN, dtype=np.int64)
    for some, need in positions(roles):
        asked = np.full(len(roles), UNKNOWN)
        asked[some] = need
        pair = np.flatnonzero(asked[role] != UNKNOWN)
        skill = roles.required.skill[asked[role[pair]]]
        level = roles.required.level[asked[role[pair]]]
        lacks = experts.held[expert[pair], skill] < level
        short[pair[lacks]] = skill[lacks]
    return short
