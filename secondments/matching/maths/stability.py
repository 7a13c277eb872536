"""Matching so that no expert and role would rather have each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Flags, Ints

NO_RANK = np.iinfo(np.int64).max


def stable(
    expert: Ints, role: Ints, expert_rank: Ints, role_rank: Ints, places: Ints, *, experts: int
) -> Flags:
    """Return (A,) which arcs are chosen, so that no arc blocks: deferred acceptance, where experts
    propose (Gale and Shapley, 1962). Of all stable choices it is the best for every expert.

    expert, role  (A,) an arc a row, each pair once
    expert_rank   (A,) what the expert thinks of the role, 1 is best
    role_rank     (A,) what the role thinks of the expert, 1 is best
    places        (roles,) 0 or more

    Where ranks are equal, experts prefer the lower role and roles the lower expert.
    """
    from secondments.matching.maths.compiled import deferred

    expert, role, expert_rank, role_rank, places = (
        np.asarray(column, dtype=np.int64)
        for column in (expert, role, expert_rank, role_rank, places)
    )
    _refuse_nonsense(expert, role, expert_rank, role_rank, places, experts)
    by_expert = np.lexsort((role, expert_rank, expert))
    begin = np.searchsorted(expert[by_expert], np.arange(experts + 1))
    standing = np.empty(len(role), dtype=np.int64)  # of each arc among those of its role
    standing[np.lexsort((expert, role_rank, role))] = np.arange(len(role))
    seat = np.concatenate(
        ([0], np.cumsum(np.minimum(places, np.bincount(role, minlength=len(places)))))
    )
    held = deferred.propose(by_expert, begin, role, standing, seat)
    chosen = np.zeros(len(role), dtype=np.bool_)
    chosen[held[held >= 0]] = True
    return chosen


def _refuse_nonsense(
    expert: Ints, role: Ints, expert_rank: Ints, role_rank: Ints, places: Ints, experts: int
) -> None:
    if len({len(column) for column in (expert, role, expert_rank, role_rank)}) > 1:
        raise ValueError("Arcs differ in length.")
    for name, index, size in (("expert", expert, experts), ("role", role, len(places))):
        if len(index) and not 0 <= index.min() <= index.max() < size:
            raise ValueError(f"The {name} of an arc is outside 0..{size - 1}.")
    if len(places) and places.min() < 0:
        raise ValueError("A role has fewer than 0 places.")
    pair = np.sort(role * experts + expert)
    if (pair[1:] == pair[:-1]).any():
        raise ValueError("A pair of expert and role is given twice.")


def blocking_pairs(
    expert: Ints,
    role: Ints,
    expert_rank: Ints,
    role_rank: Ints,
    places: Ints,
    chosen: Flags,
    *,
    experts: int,
) -> NDArray[np.int64]:
    """Return the indexes of the arcs that block: the expert prefers the role to what they have, and
    the role has a place left or prefers the expert to somebody whom it has. Equal is not preferred.
    """
    expert, role, expert_rank, role_rank, places = (
        np.asarray(column, dtype=np.int64)
        for column in (expert, role, expert_rank, role_rank, places)
    )
    has = np.full(experts, NO_RANK)
    has[expert[chosen]] = expert_rank[chosen]
    worst = np.zeros(len(places), dtype=np.int64)
    np.maximum.at(worst, role[chosen], role_rank[chosen])
    worst[np.bincount(role[chosen], minlength=len(places)) < places] = NO_RANK
    blocks = ~chosen & (expert_rank < has[expert]) & (role_rank < worst[role])
    return np.flatnonzero(blocks)
