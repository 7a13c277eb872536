"""How well each eligible expert fits each role: a sum of named terms, in whole points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corps.skills import maths as skills
from corps.skills.maths import Ints, Need
from secondments.matching.maths.columns import Experts, Points, Relations, Roles
from secondments.matching.maths.eligibility import NEAR, RULES, Pool, candidates

TERMS = (
    "eligible",
    "surplus",
    "desirable",
    "expert",  # the expert's preference
    "council",  # the council's preference
    "place",
    "learning",
    "continuity",
)


@dataclass(frozen=True, eq=False)
class Arcs:
    """Every eligible pair with its fit, by role and then by expert; and the funnel of every role.

    `fit` is the sum of `terms` over its rows, 1..1000. For every role `removed` and `eligible` add
    up to the number of experts.
    """

    expert: NDArray[np.int32]  # (A,)
    role: NDArray[np.int32]  # (A,)
    fit: NDArray[np.int32]  # (A,)
    terms: NDArray[np.int16]  # (len(TERMS), A)
    removed: NDArray[np.int32]  # (R, len(RULES)), each counted among those whom the earlier left
    near: NDArray[np.int32]  # (R, len(NEAR)) near misses by their kind; nobody is in both
    eligible: NDArray[np.int32]  # (R,)

    @property
    def near_misses(self) -> Ints:
        """(R,) how many would be eligible but for one thing, missed by little."""
        return np.asarray(self.near.sum(axis=1))


def arcs(
    experts: Experts, roles: Roles, relations: Relations, *, points: Points | None = None
) -> Arcs:
    """Measure every expert against every role."""
    points = points or Points()
    pool = Pool.of(experts, relations)
    removed = np.zeros((len(roles), len(RULES)), dtype=np.int32)
    near = np.zeros((len(roles), len(NEAR)), dtype=np.int32)
    eligible = np.zeros(len(roles), dtype=np.int32)
    found = [np.zeros(0, dtype=np.int32)]
    skilled = [np.zeros((3, 0), dtype=np.int16)]
    for role in range(len(roles)):
        judged = candidates(pool, roles, role)
        removed[role] = judged.removed
        near[role] = len(judged.near_window), len(judged.near_skills)
        eligible[role] = len(judged.eligible)
        if len(judged.eligible):
            found.append(judged.eligible.astype(np.int32))
            skilled.append(_skill_terms(experts, roles, role, judged.eligible, points))
    expert = np.concatenate(found)
    role_of = np.repeat(np.arange(len(roles), dtype=np.int32), eligible)
    other = _other_terms(experts, roles, relations, expert, role_of, points=points)
    surplus, desirable, learning = np.hstack(skilled)
    rows = (other[0], surplus, desirable, *other[1:4], learning, other[4])
    terms = np.vstack(rows)
    return Arcs(expert, role_of, terms.sum(axis=0, dtype=np.int32), terms, removed, near, eligible)


def _skill_terms(
    experts: Experts, roles: Roles, role: int, who: Ints, points: Points
) -> NDArray[np.int16]:
    """(3, len(who)) points for surplus, desirable skills and learning."""
    required, desirable = roles.required[role], roles.desirable[role]
    used = np.concatenate((required.skill, desirable.skill))
    at = np.arange(len(used))  # only the columns that the role uses are copied
    required = Need(at[: len(required.skill)], required.level)
    desirable = Need(at[len(required.skill) :], desirable.level)
    held, wanted = (table[who[:, None], used] for table in (experts.held, experts.wanted))
    terms = np.empty((3, len(who)), dtype=np.int16)
    terms[0] = skills.surplus(held, required, most=points.surplus)
    terms[1] = skills.desirable(held, desirable, most=points.desirable)
    terms[2] = skills.learns(wanted, required, desirable) * points.learning
    return terms


def _other_terms(
    experts: Experts,
    roles: Roles,
    relations: Relations,
    expert: Ints,
    role: Ints,
    *,
    points: Points,
) -> NDArray[np.int16]:
    """(5, A) points that ask no skill: eligible, both preferences, place, continuity."""
    council, home = roles.council[role], experts.home[expert]
    near = relations.neighbours[home, council] & (home >= 0)
    place = np.where(near, points.neighbour, points.elsewhere)
    place[(home == council) | (roles.remote[role] & experts.remote[expert])] = points.home
    pair = _pair(expert, role, experts=len(experts))
    terms = (
        np.full(len(expert), points.eligible),
        _preference(
            relations.expert_ranks, pair, expert, 0, worth=points.of_list("expert"), experts=experts
        ),
        _preference(
            relations.council_ranks, pair, role, 1, worth=points.of_list("council"), experts=experts
        ),
        place,
        relations.continuity[expert, council] * points.continuity,
    )
    return np.vstack(terms).astype(np.int16)


def _pair(expert: Ints, role: Ints, *, experts: int) -> Ints:
    """One number a pair, ascending by role and then by expert."""
    return role.astype(np.int64) * experts + expert


def _preference(
    ranks: Ints,
    pair: Ints,
    owner: Ints,
    column: int,
    *,
    worth: tuple[int, ...],
    experts: Experts,
) -> Ints:
    """(A,) points for what the owner of each arc (its expert, its role) says of the other end.

    ranks   (P, 3) expert, role, rank 1..; `column` is the owner's. Of two ranks the better counts.
    pair    (A,) ascending.
    worth   points of first, second, third, later, on the list of others only, no list.
    """
    *by_rank, unlisted, none = worth
    earned = np.where(np.isin(owner, ranks[:, column]), unlisted, none)
    best_last = ranks[np.argsort(-ranks[:, 2], kind="stable")]
    wanted = _pair(best_last[:, 0], best_last[:, 1], experts=len(experts))
    at = np.searchsorted(pair, wanted)
    there = at < len(pair)
    there[there] = pair[at[there]] == wanted[there]
    rank = np.minimum(best_last[there, 2], len(by_rank))
    earned[at[there]] = np.array(by_rank)[rank - 1]
    return earned
