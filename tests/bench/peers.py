"""Other ways to match the same arcs."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array


def greedy(expert, role, fit, places, *, experts):
    """The best arc first, and so on: what people do by hand."""
    free, idle, total = places.tolist(), [True] * experts, 0
    for arc in np.argsort(-fit, kind="stable").tolist():
        e, r = expert[arc], role[arc]
        if idle[e] and free[r]:
            idle[e], total = False, total + int(fit[arc])
            free[r] -= 1
    return total


def dense(expert, role, fit, places, *, experts):
    """A solver for full matrices."""
    worth = np.zeros((experts, len(places)), dtype=np.float64)
    worth[expert, role] = fit
    slots = np.repeat(worth, places, axis=1)
    return int(slots[linear_sum_assignment(slots, maximize=True)].sum())


def highs(expert, role, fit, places, *, experts):
    """A linear programme, whose vertices are whole numbers."""
    arc = np.arange(len(fit))
    at = np.concatenate((expert, experts + role)), np.concatenate((arc, arc))
    matrix = coo_array((np.ones(2 * len(fit)), at), shape=(experts + len(places), len(fit)))
    most = np.concatenate((np.ones(experts), places))
    answer = milp(
        -fit.astype(float),
        constraints=LinearConstraint(matrix.tocsr(), ub=most),
        bounds=Bounds(0, 1),
    )
    return round(-answer.fun)
