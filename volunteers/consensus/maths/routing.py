"""What to ask somebody next."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from volunteers.consensus.maths.votes import Floats

UNKNOWN = 1.0  # the weight of a statement that has no priority yet


def routing_weights(priority: ArrayLike, eligible: ArrayLike) -> Floats:
    """Return the chance of each statement to be asked next, (statements,), which add up to 1, or
    all 0 where nothing is left to ask.

    priority  (statements,) or fewer, where later statements are newer than the map; 0 or missing
              counts as 1
    eligible  (statements,) True for those open to votes that this person has not voted on
    """
    open_ = np.asarray(eligible, dtype=np.bool_)
    known = np.asarray(priority, dtype=np.float64)
    if len(known) > len(open_):
        raise ValueError(f"There are {len(known)} priorities for {len(open_)} statements.")
    weight = np.full(len(open_), UNKNOWN)
    weight[: len(known)] = np.where(known > 0, known, UNKNOWN)
    weight[~open_] = 0.0
    total = weight.sum()
    return weight / total if total > 0 else weight


def draw_statement(priority: ArrayLike, eligible: ArrayLike, chance: float) -> int | None:
    """Return the statement to ask next, None where nothing is left: each with a chance that is
    proportional to its priority.

    chance  a random number, 0 <= chance < 1
    """
    if not 0 <= chance < 1:
        raise ValueError(f"The chance is {chance}: it has to be 0 or more and less than 1.")
    reached = np.cumsum(routing_weights(priority, eligible))
    if not len(reached) or reached[-1] <= 0:
        return None
    return int(np.searchsorted(reached, chance * reached[-1], side="right"))
