"""The best assignment of experts to places, and integer prices that prove it the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corps.skills.maths import Flags, Ints

if TYPE_CHECKING:
    from secondments.matching.maths.compiled import floors as floor_loops
    from secondments.matching.maths.compiled import market as loops

MOST_FIT = 10**9


class NotOptimal(Exception):
    """The prices do not prove the assignment; `arc` is the row that offends, if it is one row."""

    def __init__(self, why: str, arc: int | None = None) -> None:
        super().__init__(why)
        self.arc = arc


@dataclass(frozen=True, eq=False)
class Assignment:
    """Who takes which place, what it is worth, and the prices that prove that nothing is better.

    Where a search began from nothing and without floors, the roles' prices are the lowest that do.
    So an expert's is just what the total would lose without them, and a role's just what it would
    gain by one more place there.
    """

    chosen: Flags  # (A,) per arc, in the order given
    total: int  # the sum of fit over the chosen
    expert_price: NDArray[np.int64]  # (experts,) 0 or more; 0 for who is not chosen
    role_price: NDArray[np.int64]  # (roles,) of one place, 0 or more; 0 where a place stays empty
    borough_price: NDArray[np.int64] | None = None  # (boroughs,) of one place more in the floor;
    # 0 or more, 0 for who has more than the floor; None without floors


class Lines(NamedTuple):
    """Arcs by role and then expert, one for each pair, of roles that have places."""

    arc: Ints  # (a,) which of the arcs given
    expert: NDArray[np.int32]
    role: NDArray[np.int32]
    fit: NDArray[np.int64]
    start: NDArray[np.int64]  # (roles + 1,)


def assign(
    expert: Ints,
    role: Ints,
    fit: Ints,
    places: Ints,
    *,
    experts: int,
    borough: Ints | None = None,
    floors: Ints | None = None,
    begin: tuple[NDArray[np.int64], Flags] | None = None,
) -> Assignment:
    """Return the assignment of greatest total fit: each expert at most once, each role at most
    `places` times, each borough at least `floors` times. Exact; beyond the floors, not every place
    or expert need be used. Raise ValueError where the floors cannot all be met.

    expert, role, fit  (A,) an arc a row: indexes, and whole points of 1 or more
    places             (roles,) 0 or more
    experts            how many there are, with arcs or without
    borough, floors    (roles,) index of its borough; (boroughs,) least filled places, 0 or more
    begin              (roles,) prices and (A,) chosen of an answer to nearly the same question,
                       from which the search sets out

    The same arcs in another order give the same choice: arcs are put in the order of role and then
    expert before anything is decided. So ties depend on the numbering of experts and roles alone.
    Of arcs that name the same pair the fittest counts, of equals the first given.
    """
    from secondments.matching.maths.compiled import kernel
    from secondments.matching.maths.compiled import market as loops

    places = np.asarray(places, dtype=np.int64)
    lines = put_in_order(expert, role, fit, places, experts)
    market = loops.Market(lines.start, lines.expert, lines.role, lines.fit, places.astype(np.int64))
    choice, walk = _nobody_yet(market, experts, 0 if floors is None else len(floors))
    if begin is not None:
        _go_on(market, choice, walk, begin[0], begin[1][lines.arc])
    elif np.minimum(places, np.diff(lines.start)).sum() <= experts:
        kernel.insert_roles(market, choice, walk)
    else:
        kernel.insert_experts(market, choice, walk, *loops.by_expert(market, experts))
    helps = None
    if floors is not None and borough is not None:
        helps = _raise_floors(market, choice, walk, borough, floors)
    elif begin is None:
        kernel.lower_prices(market, choice, walk, *loops.by_expert(market, experts))
    helped = np.zeros_like(choice.price) if helps is None else helps[np.asarray(borough)]
    _price_closed(choice, helped, expert, role, fit, places)
    chosen = np.zeros(len(np.asarray(fit)), dtype=np.bool_)
    chosen[lines.arc[choice.match[choice.match >= 0]]] = True
    total = int(np.asarray(fit)[chosen].sum(dtype=np.int64))
    return Assignment(chosen, total, choice.keeps, choice.price + helped, helps)


def _go_on(
    market: loops.Market,
    choice: loops.Choice,
    walk: loops.Walk,
    price: NDArray[np.int64],
    stands: Flags,
) -> None:
    """Begin from prices and from who stands, and mend what does not fit together any more."""
    from secondments.matching.maths.compiled import kernel
    from secondments.matching.maths.compiled import market as loops

    choice.price[:] = price
    outside = kernel.seat_standing(market, choice, stands)
    kernel.fill_all(market, choice, walk)
    if outside:
        by_expert = loops.by_expert(market, len(choice.match))
        kernel.let_in_all(market, choice, walk, *by_expert)


def _price_closed(
    choice: loops.Choice,
    helped: NDArray[np.int64],
    expert: Ints,
    role: Ints,
    fit: Ints,
    places: Ints,
) -> None:
    """Price the roles without places, which no search has met, at what one place would bring in."""
    if places.all() or not len(role):
        return
    closed = np.flatnonzero(places[role] == 0)
    who, what = np.asarray(expert)[closed], np.asarray(role)[closed]
    choice.price[places == 0] = -helped[places == 0]
    np.maximum.at(choice.price, what, np.asarray(fit)[closed] - choice.keeps[who])


def put_in_order(
    expert: ArrayLike, role: ArrayLike, fit: ArrayLike, places: Ints, experts: int
) -> Lines:
    """The arcs as the loops read them; raise ValueError where they make no sense."""
    from secondments.matching.maths.compiled import market as loops

    ends: tuple[Ints, Ints] = np.asarray(expert), np.asarray(role)
    fits: Ints = np.asarray(fit)
    _refuse_nonsense(*ends, fits, places, experts)
    arc: Ints = np.arange(len(fits))
    if not loops.in_order(*ends):
        arc = _distinct(*ends, fits, experts)
        ends, fits = (ends[0][arc], ends[1][arc]), fits[arc]
    if not places.all() and len(arc):
        open_ = places[ends[1]] > 0
        arc, ends, fits = arc[open_], (ends[0][open_], ends[1][open_]), fits[open_]
    start = np.searchsorted(ends[1], np.arange(len(places) + 1)).astype(np.int64)
    whos, whats = (end.astype(np.int32, copy=False) for end in ends)
    return Lines(arc, whos, whats, fits.astype(np.int64, copy=False), start)


def _refuse_nonsense(expert: Ints, role: Ints, fit: Ints, places: Ints, experts: int) -> None:
    if not len(expert) == len(role) == len(fit):
        raise ValueError(f"Arcs differ in length: {len(expert)}, {len(role)}, {len(fit)}.")
    for name, index, size in (("expert", expert, experts), ("role", role, len(places))):
        if len(index) and not 0 <= index.min() <= index.max() < size:
            raise ValueError(f"The {name} of an arc is outside 0..{size - 1}.")
    if len(fit) and not 1 <= fit.min() <= fit.max() <= MOST_FIT:
        raise ValueError(f"Fits are {fit.min()} to {fit.max()}: 1 to {MOST_FIT:,} may be.")
    if len(places) and places.min() < 0:
        raise ValueError("A role has fewer than 0 places.")


def _distinct(expert: Ints, role: Ints, fit: Ints, experts: int) -> Ints:
    """Indexes of the arcs by role and then by expert, one for each pair: its fittest, the first."""
    pair = role.astype(np.int64) * experts + expert
    order = np.argsort(pair, kind="stable")
    if (np.diff(pair[order]) > 0).all():
        return order
    order = np.lexsort((-fit.astype(np.int64), pair))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(pair[order]) > 0
    return order[first]


def _nobody_yet(
    market: loops.Market, experts: int, boroughs: int
) -> tuple[loops.Choice, loops.Walk]:
    """An empty choice, and room to search: (choice, walk)."""
    from secondments.matching.maths.compiled import market as loops

    roles, arcs = len(market.places), np.diff(market.start)
    seat = np.concatenate(([0], np.cumsum(np.minimum(market.places, arcs))))
    numbers = np.int64
    choice = loops.Choice(
        match=np.full(experts, loops.NOBODY, dtype=numbers),
        at=np.zeros(experts, dtype=numbers),
        keeps=np.zeros(experts, dtype=numbers),
        price=np.zeros(roles, dtype=numbers),
        seat=seat.astype(numbers),
        filled=np.zeros(roles, dtype=numbers),
        holder=np.zeros(seat[-1], dtype=numbers),
    )
    walk = loops.Walk(
        loss=np.full(roles, loops.FAR, dtype=numbers),
        via=np.full(roles, loops.NOBODY, dtype=numbers),
        met=np.zeros(roles, dtype=numbers),
        heap=np.zeros(len(market.fit) + 3 * roles + boroughs + 1, dtype=numbers),
    )
    return choice, walk


def boroughs_of(borough: Ints, floors: Ints, roles: int) -> floor_loops.Boroughs:
    """Boroughs with their roles and floors, and nothing filled yet."""
    from secondments.matching.maths.compiled import floors as floor_loops

    borough, floors = (np.asarray(column, dtype=np.int64) for column in (borough, floors))
    many = len(floors)
    if len(borough) != roles:
        raise ValueError(f"{roles} roles have {len(borough)} boroughs.")
    if len(borough) and not 0 <= borough.min() <= borough.max() < many:
        raise ValueError(f"The borough of a role is outside 0..{many - 1}.")
    order = np.argsort(borough, kind="stable")
    first = np.searchsorted(borough[order], np.arange(many + 1))
    empty = [np.zeros(many, dtype=np.int64) for _ in range(4)]
    return floor_loops.Boroughs(borough, first, order, floors, *empty)


def _raise_floors(
    market: loops.Market,
    choice: loops.Choice,
    walk: loops.Walk,
    borough: Ints,
    floors: Ints,
) -> NDArray[np.int64]:
    """Raise every borough to its floor at the least loss; return what each borough's last costs."""
    from secondments.matching.maths.compiled import floors as floor_loops

    owed = boroughs_of(borough, floors, len(market.places))
    np.add.at(owed.got, owed.of, choice.filled)
    if not floor_loops.raise_floors(market, choice, walk, owed):
        short = np.flatnonzero(owed.got < owed.floor).tolist()
        raise ValueError(f"The floors cannot all be met: boroughs {short} fall short.")
    return np.asarray(owed.help)


def certify(
    assignment: Assignment,
    expert: Ints,
    role: Ints,
    fit: Ints,
    places: Ints,
    *,
    experts: int,
    borough: Ints | None = None,
    floors: Ints | None = None,
) -> None:
    """Prove, in whole numbers and over all arcs, that no assignment has a greater total.

    The choice is feasible; prices are 0 or more; on every arc the expert's price and the role's
    reach the fit and the borough's price; and the prices of all experts and all places, less the
    boroughs' (once for each place of the floor), equal the total. Any assignment that keeps the
    floors takes at most one arc of every expert, one for every place, and as many as the floor in
    every borough, so none can be worth more. Raises NotOptimal with the first arc that offends.
    """
    columns = (np.asarray(column, dtype=np.int64) for column in (expert, role, fit, places))
    expert, role, fit, places = columns
    _check_feasible(assignment, expert, role, places, experts)
    helped, owed = _help(assignment, role, len(places), borough, floors)
    keeps, asks = _whole(assignment.expert_price), _whole(assignment.role_price)
    if (keeps < 0).any() or (asks < 0).any():
        raise NotOptimal("A price is below 0.")
    over = keeps[expert] + (asks - helped)[role] - fit
    _refuse(over < 0, expert, role, "is worth more than its prices")
    _refuse(
        assignment.chosen & (over > 0), expert, role, "is chosen but worth less than its prices"
    )
    worth = int(fit[assignment.chosen].sum())
    if assignment.total != worth:
        raise NotOptimal(f"The total is given as {assignment.total}, the chosen add up to {worth}.")
    value = int(places @ asks) + int(keeps.sum()) - owed
    if value != worth:
        raise NotOptimal(f"All prices add up to {value}, the chosen arcs to {worth}.")


def _whole(price: NDArray[np.int64]) -> NDArray[np.int64]:
    return price.astype(np.int64, casting="safe")


def _help(
    assignment: Assignment, role: Ints, roles: int, borough: Ints | None, floors: Ints | None
) -> tuple[NDArray[np.int64], int]:
    """What the borough of each role is helped with, and what that takes from all prices together;
    raise NotOptimal where a floor is not kept or a price below 0."""
    if borough is None or floors is None:
        return np.zeros(roles, dtype=np.int64), 0
    borough, floors = (np.asarray(column, dtype=np.int64) for column in (borough, floors))
    if assignment.borough_price is None or len(assignment.borough_price) != len(floors):
        raise NotOptimal("The assignment has no prices for these boroughs.")
    helps = _whole(assignment.borough_price)
    if (helps < 0).any():
        raise NotOptimal("A borough's price is below 0.")
    filled = np.bincount(borough[role[assignment.chosen]], minlength=len(floors))
    if (filled < floors).any():
        short = int((filled < floors).argmax())
        raise NotOptimal(f"Borough {short} has {filled[short]} places filled, not {floors[short]}.")
    return helps[borough], int(helps @ floors)


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
