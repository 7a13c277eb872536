"""Matching again after withdrawals and declines, so that what stands is kept where it can be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Flags, Ints
from secondments.matching.maths.assignment import Assignment, assign


def repair(
    expert: Ints,
    role: Ints,
    fit: Ints,
    places: Ints,
    stands: Flags,
    *,
    experts: int,
    bonus: int,
    settled: Flags | None = None,
    role_price: Ints | None = None,
    borough: Ints | None = None,
    floors: Ints | None = None,
) -> Assignment:
    """Return the assignment of greatest worth, where an arc that stands is worth `bonus` more.

    expert, role, fit, places, borough, floors  as for `assign`
    stands      (A,) arcs chosen before that still may be
    bonus       whole points, 0 or more, for each arc that goes on standing
    settled     (A,) arcs that are accepted: they never move, whatever the others gain by it
    role_price  (roles,) prices of the assignment before: the search then begins from what stands,
                and is as much shorter as there was little to mend. The answer is as good without.

    Its total and its prices are of `worth`: `certify` is to be asked with that for the fit.
    Raise ValueError where what is settled cannot all stand together, or not under these floors.
    """
    moved = 2 if floors is None else experts
    worths = worth(fit, stands, bonus=bonus, settled=settled, moved=moved)
    begin = None
    if role_price is not None and floors is None:
        begin = np.maximum(role_price, 0), np.asarray(stands, dtype=np.bool_)
    answer = assign(
        expert,
        role,
        worths,
        places,
        experts=experts,
        borough=borough,
        floors=floors,
        begin=begin,
    )
    if settled is not None and not answer.chosen[settled].all():
        arc = int((settled & ~answer.chosen).argmax())
        raise ValueError(f"What is settled cannot all stand together: arc {arc} is one too many.")
    return answer


def worth(
    fit: Ints, stands: Flags, *, bonus: int, settled: Flags | None = None, moved: int = 2
) -> NDArray[np.int64]:
    """What each arc is worth to a repair, (A,): its fit, the bonus, and if it is settled beyond all
    that others could gain by its leaving. Raise ValueError for a bonus below 0.

    moved  how many others might have to move for a settled arc: 2, its expert's and its place's;
           under floors all experts, as one move may call for the next
    """
    if bonus < 0:
        raise ValueError(f"The bonus is {bonus}: 0 is the least.")
    worths = np.asarray(fit, dtype=np.int64) + bonus * np.asarray(stands, dtype=np.int64)
    if settled is not None and np.any(settled):
        beyond = max(moved, 2) * int(worths.max()) + 1
        worths = worths + beyond * np.asarray(settled, dtype=np.int64)
    return worths
