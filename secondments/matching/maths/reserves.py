"""Who stands by for each place that somebody is proposed for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Flags
from secondments.matching.maths.columns import HIGHEST_FIT
from secondments.matching.maths.fit import Arcs


@dataclass(frozen=True, eq=False)
class Reserves:
    """Arcs of those who stand by, each for one chosen arc; by role, best first."""

    arc: NDArray[np.int64]  # (N,) index of an arc that is not chosen
    behind: NDArray[np.int64]  # (N,) index of the chosen arc, of the same role, it stands behind
    rank: NDArray[np.int64]  # (N,) 1 is the first to ask


def reserves(arcs: Arcs, chosen: Flags, *, at_most: int = 2) -> Reserves:
    """Return up to `at_most` reserves for each chosen arc: the best fits of those eligible whom the
    role has not chosen, of equals the lower index.

    A role with several places deals its reserves out in turn: the best stands behind the best,
    the next behind the next, and so round again. Nobody stands by twice for one role, but they may
    for several, also while proposed for another.
    """
    best_first = arcs.role.astype(np.int64) * (HIGHEST_FIT + 1) - arcs.fit
    order = np.argsort(best_first, kind="stable")  # by expert where equal: so arcs are sorted
    first, spare = order[chosen[order]], order[~chosen[order]]
    filled = np.bincount(arcs.role[first], minlength=len(arcs.eligible))
    others = np.bincount(arcs.role[spare], minlength=len(arcs.eligible))
    turn = np.arange(len(spare)) - (np.cumsum(others) - others)[arcs.role[spare]]
    wanted = turn < at_most * filled[arcs.role[spare]]
    arc, turn = spare[wanted], turn[wanted]
    role = arcs.role[arc]
    place = (np.cumsum(filled) - filled)[role] + turn % filled[role]
    return Reserves(arc=arc, behind=first[place], rank=turn // filled[role] + 1)
