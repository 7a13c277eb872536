"""How well each eligible expert fits each role: a sum of named terms, in whole points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Flags, Ints, Needs, beyond, halves, scaled
from secondments.matching.maths import bits
from secondments.matching.maths.columns import Experts, Points, Relations, Roles
from secondments.matching.maths.eligibility import NEAR, RULES, Counts, Pool, blocks, count, judge

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
    counts, pairs = [], [(np.zeros(0, dtype=np.int32),) * 2]
    for block in blocks(len(roles)):
        some = roles.at(np.arange(block.start, block.stop))
        judged = judge(pool, some, block.start)
        counts.append(count(pool, some, judged))
        role, expert = bits.members(judged.eligible, len(experts))
        pairs.append((role + np.int32(block.start), expert))
    role, expert = (np.concatenate(column) for column in zip(*pairs, strict=True))
    terms = terms_of_pairs(experts, roles, relations, expert, role, points=points)
    return Arcs(
        expert=expert,
        role=role,
        fit=terms.sum(axis=0, dtype=np.int32),
        terms=terms,
        removed=_all(counts, "removed", len(RULES)),
        near=_all(counts, "near", len(NEAR)),
        eligible=_all(counts, "eligible"),
    )


def _all(counts: list[Counts], name: str, *width: int) -> NDArray[np.int32]:
    """One column of the counts of every block."""
    none = np.zeros((0, *width), dtype=np.int32)
    return np.concatenate([none, *(getattr(one, name) for one in counts)]).astype(np.int32)


def terms_of_pairs(
    experts: Experts,
    roles: Roles,
    relations: Relations,
    expert: Ints,
    role: Ints,
    *,
    points: Points,
) -> NDArray[np.int16]:
    """(len(TERMS), A) points by term of pairs, eligible or not; by role and then by expert."""
    council, home = roles.council[role], experts.home[expert]
    near = relations.neighbours[home, council] & (home >= 0)
    place = np.where(near, np.int16(points.neighbour), np.int16(points.elsewhere))
    place[(home == council) | (roles.remote[role] & experts.remote[expert])] = points.home
    pair = _pair(expert, role, experts=len(experts))
    terms = np.empty((len(TERMS), len(expert)), dtype=np.int16)
    terms[0] = points.eligible
    terms[1] = _surplus(experts, roles, expert, role, most=points.surplus)
    terms[2] = _desirable(experts, roles, expert, role, most=points.desirable)
    for row, whose, owner, column, ranks in (
        (3, "expert", expert, 0, relations.expert_ranks),
        (4, "council", role, 1, relations.council_ranks),
    ):
        worth, among = points.of_list(whose), (len(experts), len(roles))[column]
        terms[row] = _preference(
            ranks, pair, owner, column, worth=worth, experts=len(experts), owners=among
        )
    terms[5] = place
    terms[6] = _learns(experts, roles, expert, role) * np.int16(points.learning)
    terms[7] = relations.continuity[expert, council] * np.int16(points.continuity)
    return terms


def _each_need(needs: Needs, role: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
    """(arcs, skills, levels) of the first need of every arc's role, then of the second, and on."""
    many = np.diff(needs.start)
    for at in range(int(many.max(initial=0))):
        arc = np.flatnonzero((many > at)[role])
        need = needs.start[role[arc]] + at
        yield arc, needs.skill[need], needs.level[need]


def _held(experts: Experts, who: Ints, skill: Ints) -> Ints:
    return np.take(experts.held.ravel(), who * experts.held.shape[1] + skill)


def _surplus(experts: Experts, roles: Roles, expert: Ints, role: Ints, *, most: int) -> Ints:
    """(A,) points for skill beyond what is required: `most` when every skill is held above it.

    Each required skill counts 1 where it is held at least one level above the need, else 0. Nothing
    required, nothing beyond it: 0.
    """
    above = np.zeros(len(expert), dtype=np.int16)
    for arc, skill, level in _each_need(roles.required, role):
        above[arc] += beyond(_held(experts, expert[arc], skill), level)
    return _share(above, np.diff(roles.required.start)[role], most=most)


def _desirable(experts: Experts, roles: Roles, expert: Ints, role: Ints, *, most: int) -> Ints:
    """(A,) points for skills that are wished for: `most` when each is held at its level.

    Each counts 1 at its level or above, ½ one level below, else 0; a skill that is not held at all
    counts 0. Where nothing is wished for, everyone has half of `most`.
    """
    earned = np.zeros(len(expert), dtype=np.int16)
    for arc, skill, level in _each_need(roles.desirable, role):
        earned[arc] += halves(_held(experts, expert[arc], skill), level)
    asked = np.diff(roles.desirable.start)[role]
    earned[asked == 0] = 1
    return _share(earned, np.maximum(2 * asked, 2), most=most)


def _share(part: Ints, whole: Ints, *, most: int) -> Ints:
    """(A,) `most` × part ÷ whole in whole points, halves rounded up; nothing of nothing is 0."""
    parts, wholes = (np.arange(int(many.max(initial=0)) + 1) for many in (part, whole))
    table = scaled(most, parts[:, None], np.maximum(wholes, 1))
    return table.astype(np.int16)[part, whole]


def _learns(experts: Experts, roles: Roles, expert: Ints, role: Ints) -> Flags:
    """(A,) whether the role uses a skill that the expert wants to learn."""
    wanted = bits.packed(experts.wanted.T)
    learners = np.zeros((len(roles), wanted.shape[1]), dtype=np.uint64)
    for needs in (roles.required, roles.desirable):
        for some, skill, _ in _each_need(needs, np.arange(len(roles))):
            learners[some] |= wanted[skill]
    return bits.are_in(learners, role, expert)


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
    experts: int,
    owners: int,
) -> Ints:
    """(A,) points for what the owner of each arc (its expert, its role) says of the other end.

    ranks   (P, 3) expert, role, rank 1..; `column` is the owner's. Of two ranks the better counts.
    pair    (A,) ascending.
    worth   points of first, second, third, later, on the list of others only, no list.
    """
    *by_rank, unlisted, none = worth
    by_owner = np.full(owners, none, dtype=np.int16)
    by_owner[ranks[:, column]] = unlisted
    earned = by_owner[owner]
    best_last = ranks[np.argsort(-ranks[:, 2], kind="stable")]
    wanted = _pair(best_last[:, 0], best_last[:, 1], experts=experts)
    at = np.searchsorted(pair, wanted)
    there = at < len(pair)
    there[there] = pair[at[there]] == wanted[there]
    rank = np.minimum(best_last[there, 2], len(by_rank))
    earned[at[there]] = np.array(by_rank)[rank - 1]
    return earned
