"""The best assignment of experts to places, and integer prices that prove it the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from corps.skills.maths import Flags, Ints


class NotOptimal(Exception):
    """The prices do not prove the assignment; `arc` is the row that offends, if it is one row."""

    def __init__(self, why: str, arc: int | None = None) -> None:
        super().__init__(why)
        self.arc = arc


@dataclass(frozen=True, eq=False)
class Assignment:
    """Who takes which place, what it is worth, and the prices that prove that nothing is better.

    Of all prices that do, the roles' are the lowest. So an expert's is just what the total would
    lose without them, and a role's just what it would gain by one more place there.
    """

    chosen: Flags  # (A,) per arc, in the order given
    total: int  # the sum of fit over the chosen
    expert_price: NDArray[np.int64]  # (experts,) 0 or more; 0 for who is not chosen
    role_price: NDArray[np.int64]  # (roles,) of one place, 0 or more; 0 where a place stays empty


def assign(expert: Ints, role: Ints, fit: Ints, places: Ints, *, experts: int) -> Assignment:
    """Return the assignment of greatest total fit: each expert at most once, each role at most
    `places` times. Exact, and not every place or expert need be used.

    expert, role, fit  (A,) an arc a row: indexes, and whole points of 1 or more
    places             (roles,) 0 or more
    experts            how many there are, with arcs or without

    The same arcs in another order give the same choice: arcs are put in the order of role and then
    expert before anything is decided. So ties depend on the numbering of experts and roles alone.
    Of arcs that name the same pair the fittest counts, of equals the first given.
    """
    places = np.asarray(places, dtype=np.int64)
    expert, role, fit = (np.asarray(column, dtype=np.int64) for column in (expert, role, fit))
    _refuse_nonsense(expert, role, fit, places, experts)
    usable = _distinct(expert, role, fit, experts)
    usable = usable[places[role[usable]] > 0]
    picked = usable[_matched(expert[usable], role[usable], fit[usable], places, experts)]
    chosen = np.zeros(len(fit), dtype=bool)
    chosen[picked] = True
    expert_price, role_price = prices(chosen, expert, role, fit, places, experts=experts)
    return Assignment(chosen, int(fit[chosen].sum()), expert_price, role_price)


def _refuse_nonsense(expert: Ints, role: Ints, fit: Ints, places: Ints, experts: int) -> None:
    if not len(expert) == len(role) == len(fit):
        raise ValueError(f"Arcs differ in length: {len(expert)}, {len(role)}, {len(fit)}.")
    for name, index, size in (("expert", expert, experts), ("role", role, len(places))):
        if len(index) and not 0 <= index.min() <= index.max() < size:
            raise ValueError(f"The {name} of an arc is outside 0..{size - 1}.")
    if len(fit) and fit.min() < 1:
        raise ValueError(f"An arc has the fit {fit.min()}: 1 is the least.")
    if len(places) and places.min() < 0:
        raise ValueError("A role has fewer than 0 places.")


def _distinct(expert: Ints, role: Ints, fit: Ints, experts: int) -> Ints:
    """Indexes of the arcs by role and then by expert, one for each pair: its fittest, the first."""
    pair = role * experts + expert
    if (np.diff(pair) > 0).all():
        return np.arange(len(pair))
    order = np.argsort(pair, kind="stable")
    if (np.diff(pair[order]) > 0).all():
        return order
    order = np.lexsort((-fit, pair))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(pair[order]) > 0
    return order[first]


def _matched(expert: Ints, role: Ints, fit: Ints, places: Ints, experts: int) -> Ints:
    """Positions, among arcs sorted by role and expert without repeats, of an optimal choice.

    Every place becomes a slot of its own. The scarcer side, experts or slots, goes to the solver as
    rows: the other way round it takes up to a hundred times longer.
    """
    if not len(fit):
        return np.zeros(0, dtype=np.int64)
    arc, slot, role_of = _slots(role, places)
    present = np.bincount(expert, minlength=experts) > 0
    used, person = np.flatnonzero(present), (np.cumsum(present) - 1)[expert]
    if len(used) <= len(role_of):
        who, where = _cheapest(person[arc], slot, fit[arc], (len(used), len(role_of)))
    else:
        where, who = _cheapest(slot, person[arc], fit[arc], (len(role_of), len(used)))
    pair = role * experts + expert
    return np.searchsorted(pair, role_of[where] * experts + used[who])


def _slots(role: Ints, places: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (arc, slot, role of each slot): every arc once for each slot that it may fill.

    A role has a slot for each place, all alike to its arcs. Where it has a place for every arc,
    each arc has a slot to itself.
    """
    arcs = np.bincount(role, minlength=len(places))
    slots = np.minimum(places, arcs)
    roomy = (places >= arcs)[role]
    copies = np.where(roomy, 1, slots[role])
    arc = np.repeat(np.arange(len(role)), copies)
    first_arc, first_slot = (np.cumsum(many) - many for many in (arcs, slots))
    nth_arc = np.arange(len(role)) - first_arc[role]
    nth_copy = np.arange(len(arc)) - (np.cumsum(copies) - copies)[arc]
    slot = first_slot[role[arc]] + np.where(roomy, nth_arc, 0)[arc] + nth_copy
    return arc, slot, np.repeat(np.arange(len(places)), slots)


def _cheapest(row: Ints, column: Ints, fit: Ints, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Rows and columns paired for the greatest sum of fit; some may stay alone.

    The solver pairs every row at the least cost. So each row has besides a column of its own that
    stands for nobody, and a cost is what the fit lacks of one more than the greatest: never 0,
    which would mean to the solver that there is no arc.
    """
    rows, columns = shape
    alone, most = np.arange(rows), int(fit.max()) + 1
    cost = np.concatenate((most - fit, np.full(rows, most))).astype(np.float64)
    ends = np.concatenate((row, alone)), np.concatenate((column, columns + alone))
    matrix = coo_array((cost, ends), shape=(rows, columns + rows)).tocsr()
    paired, to = min_weight_full_bipartite_matching(matrix)
    real = to < columns
    return paired[real], to[real]


def prices(
    chosen: Flags, expert: Ints, role: Ints, fit: Ints, places: Ints, *, experts: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (expert_price, role_price) that prove a feasible choice optimal, the roles' being the
    lowest that do; raise NotOptimal if it is not optimal.

    Shortest distances in the residual graph by sweeps (Bellman and Ford): a role asks what the
    keenest outsider would gain by it, whoever holds a place in it keeps what is left of the fit,
    and where they keep less than before, the roles that they also fit ask again.
    """
    asks = np.zeros(len(places), dtype=np.int64)
    keeps = np.zeros(experts, dtype=np.int64)
    held = np.flatnonzero(chosen)
    holder, holds, worth = expert[held], role[held], fit[held]
    keeps[holder] = worth
    empty = np.bincount(holds, minlength=len(places)) < places
    news = np.arange(len(fit))
    while len(news):
        np.maximum.at(asks, role[news], fit[news] - keeps[expert[news]])
        left = worth - asks[holds]
        if (left < 0).any() or asks[empty].any():
            raise NotOptimal("Another choice of arcs has a greater total.")
        poorer = np.zeros(experts, dtype=bool)
        poorer[holder] = left < keeps[holder]
        keeps[holder] = left
        news = np.flatnonzero(poorer[expert])
    return keeps, asks


def certify(
    assignment: Assignment, expert: Ints, role: Ints, fit: Ints, places: Ints, *, experts: int
) -> None:
    """Prove, in whole numbers and over all arcs, that no assignment has a greater total.

    The choice is feasible; prices are 0 or more; on every arc the two prices reach the fit; and all
    prices together (a role's once for each of its places) equal the total. Any assignment takes at
    most one arc of every expert and one for every place, so none can be worth more. Raises
    NotOptimal with the first arc that offends.
    """
    columns = (np.asarray(column, dtype=np.int64) for column in (expert, role, fit, places))
    expert, role, fit, places = columns
    _check_feasible(assignment, expert, role, places, experts)
    keeps, asks = (
        price.astype(np.int64, casting="safe")
        for price in (assignment.expert_price, assignment.role_price)
    )
    if (keeps < 0).any() or (asks < 0).any():
        raise NotOptimal("A price is below 0.")
    over = keeps[expert] + asks[role] - fit
    _refuse(over < 0, expert, role, "is worth more than its two prices")
    _refuse(
        assignment.chosen & (over > 0), expert, role, "is chosen but worth less than its prices"
    )
    worth = int(fit[assignment.chosen].sum())
    if assignment.total != worth:
        raise NotOptimal(f"The total is given as {assignment.total}, the chosen add up to {worth}.")
    value = int(places @ asks) + int(keeps.sum())
    if value != worth:
        raise NotOptimal(f"All prices add up to {value}, the chosen arcs to {worth}.")


def _check_feasible(
    assignment: Assignment, expert: Ints, role: Ints, places: Ints, experts: int
) -> None:
    shapes = [len(column) for column in (assignment.expert_price, assignment.role_price)]
    if len(assignment.chosen) != len(expert) or shapes != [experts, len(places)]:
        raise NotOptimal("The assignment is not one of these arcs, experts and roles.")
    taken = np.bincount(expert[assignment.chosen], minlength=experts) > 1
    _refuse(assignment.chosen & taken[expert], expert, role, "takes an expert who is chosen twice")
    full = np.bincount(role[assignment.chosen], minlength=len(places)) > places
    _refuse(assignment.chosen & full[role], expert, role, "is one of more than the role has places")


def _refuse(offends: Flags, expert: Ints, role: Ints, why: str) -> None:
    if offends.any():
        arc = int(offends.argmax())
        raise NotOptimal(f"Arc {arc} (expert {expert[arc]}, role {role[arc]}) {why}.", arc)
