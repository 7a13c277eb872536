"""Other ways to match the same arcs."""

import numpy as np
from ortools.graph.python import min_cost_flow
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


def flow(expert, role, fit, places, *, experts, borough=None, floors=None):
    """Google OR-Tools' minimum-cost flow, ready to be solved: everybody goes to the sink, over a
    role or by themselves. Places of a floor earn more than all fits together.
    """
    roles = len(places)
    boroughs = 0 if floors is None else len(floors)
    sink = experts + roles + boroughs
    who, what = np.arange(experts), experts + np.arange(roles)
    over = np.full(roles, sink) if floors is None else experts + roles + borough
    solver = min_cost_flow.SimpleMinCostFlow()
    for tail, head, most, cost in (
        (expert, experts + role, np.ones_like(fit), -fit),
        (who, np.full(experts, sink), np.ones(experts, int), np.zeros(experts, int)),
        (what, over, places, np.zeros(roles, int)),
    ):
        solver.add_arcs_with_capacity_and_unit_cost(tail, head, most, cost)
    if boroughs:
        beyond = int(fit.max(initial=0)) * experts + 1
        at, end = experts + roles + np.arange(boroughs), np.full(boroughs, sink)
        for most, cost in ((floors, -beyond), (np.full(boroughs, experts), 0)):
            solver.add_arcs_with_capacity_and_unit_cost(at, end, most, np.full(boroughs, cost))
    solver.set_nodes_supplies(np.append(who, sink), np.append(np.ones(experts, int), -experts))
    return solver


def flow_total(solver, fit):
    """What the solved flow is worth: its first arcs are the pairs."""
    return int(fit @ solver.flows(np.arange(len(fit))))


def hospitals(expert, role, fit, places):
    """The package “matching”, where both sides rank by fit."""
    from matching.games import HospitalResident  # only where somebody has installed it

    by_fit = np.argsort(-fit, kind="stable").tolist()
    liked, wanted = {}, {}
    for arc in by_fit:
        e, r = f"e{expert[arc]}", f"r{role[arc]}"
        liked.setdefault(e, []).append(r)
        wanted.setdefault(r, []).append(e)
    most = {r: int(places[int(r[1:])]) for r in wanted}
    return HospitalResident.create_from_dictionaries(liked, wanted, most).solve()
