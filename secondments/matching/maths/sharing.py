"""Part-time sharing: experts may hold several roles whose days add up in every week.

The problem is NP-hard. A price for each role splits it by experts: what all could gain at these
prices, and the prices of all places, bound every answer from above (Lagrange). Prices are found by
subgradients (Held, Wolfe and Crowder, 1974) and then by a linear programme over bundles of roles
(Gilmore and Gomory, 1961); answers by a whole-number programme over the bundles met.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from corps.skills.maths import Flags, Ints
from secondments.matching.maths.assignment import assign, put_in_order

if TYPE_CHECKING:
    from secondments.matching.maths.compiled import bundles

POINT = 1000  # prices are in thousandths of a point
STEPS = 20_000  # of the search for one expert's best bundle, before its bound has to do
SWEEPS = 120  # of the subgradient
ROUNDS = 15  # of the linear programme
SURE = 0.8  # a share of a bundle that is taken for the whole
NEARLY = 0.01  # the gap below which a whole-number programme is soon solved
MOST_BUNDLES = 60_000  # of a programme over bundles; beyond that it would take minutes
MOST_WORK = 100_000  # bundles, added up over all linear programmes
MOST_STEPS = 200_000_000


@dataclass(frozen=True, eq=False)
class Sharing:
    """Who takes which roles, and how much better any answer could be."""

    chosen: Flags  # (A,) per arc, in the order given
    total: int  # the sum of fit over the chosen
    bound: int  # no answer has a greater total
    role_price: NDArray[np.int64]  # (roles,) in thousandths of a point: prices behind the bound

    @property
    def gap(self) -> float:
        """What may be lacking, as a share of the bound; 0 is proven optimal."""
        return (self.bound - self.total) / self.bound if self.bound else 0.0


def share(
    expert: Ints,
    role: Ints,
    fit: Ints,
    places: Ints,
    *,
    capacity: Ints,
    days: Ints,
    first: Ints,
    last: Ints,
    gap: float = 0.0,
) -> Sharing:
    """Return a good choice of arcs, each role at most `places` times and the days of an expert's
    roles within their capacity in every week, with a proven bound on what is possible.

    expert, role, fit  (A,) an arc a row: indexes, and whole points of 1 or more
    places             (roles,) 0 or more
    capacity           (experts,) days a week that they give, whole numbers of one unit
    days               (roles,) days a week that a place takes, of the same unit, 1 or more
    first, last        (roles,) weeks, whole numbers, both included
    gap                stop as soon as the answer is proven within this share of the best

    The same input gives the same answer: no clock is looked at.
    """
    search = _Search.of(expert, role, fit, places, capacity, days, first, last)
    search.sweep(gap)
    if search.gap > gap:
        search.generate(gap)
    if search.gap > 0 and search.gap > gap:
        search.close()
    chosen = np.zeros(len(np.asarray(fit)), dtype=np.bool_)
    chosen[search.given[search.chosen]] = True
    return Sharing(chosen, search.total, search.bound, search.price)


@dataclass(eq=False)
class _Search:
    """The state of one search; arcs here are sorted by expert."""

    given: Ints  # (a,) which of the arcs given
    expert: NDArray[np.int64]
    fit: NDArray[np.int64]
    diary: bundles.Diary
    weeks: int
    price: NDArray[np.int64]  # (roles,) the best so far
    chosen: Flags  # (a,) the best so far
    total: int = 0
    bound: int = 0
    work: int = 0  # bundles that went through linear programmes
    seen: dict[bytes, NDArray[np.int64]] = field(default_factory=dict)  # bundles, by their arcs

    @classmethod
    def of(
        cls,
        expert: Ints,
        role: Ints,
        fit: Ints,
        places: Ints,
        capacity: Ints,
        days: Ints,
        first: Ints,
        last: Ints,
    ) -> _Search:
        """Lay out the arcs by expert, and begin from the best with one role each."""
        from secondments.matching.maths.compiled import bundles

        places, capacity, days, first, last = (
            np.asarray(column, dtype=np.int64) for column in (places, capacity, days, first, last)
        )
        _refuse_nonsense(places, capacity, days, first, last)
        lines = put_in_order(expert, role, fit, places, len(capacity))
        able = days[lines.role] <= capacity[lines.expert]
        order = np.flatnonzero(able)[np.argsort(lines.expert[able], kind="stable")]
        who, what = lines.expert[order].astype(np.int64), lines.role[order].astype(np.int64)
        earliest = int(first.min()) if len(first) else 0
        diary = bundles.Diary(
            begin=np.searchsorted(who, np.arange(len(capacity) + 1)),
            role=what,
            days=days,
            first=first - earliest,
            last=last - earliest,
            capacity=capacity,
            places=places,
        )
        worth = lines.fit[order]
        single = assign(who, what, worth, places, experts=len(capacity))
        search = cls(
            given=lines.arc[order],
            expert=who,
            fit=worth,
            diary=diary,
            weeks=int(diary.last.max()) + 1 if len(last) else 1,
            price=single.role_price * POINT,
            chosen=np.zeros(len(who), dtype=np.bool_),
        )
        search.bound = int(worth.sum()) + 1
        search.propose(single.chosen)
        return search

    @property
    def gap(self) -> float:
        """What may be lacking, as a share of the bound."""
        return (self.bound - self.total) / self.bound if self.bound else 0.0

    def propose(self, first: Flags) -> None:
        """Take the arcs of `first`, the fittest foremost, then all others, as long as they fit."""
        from secondments.matching.maths.compiled import bundles

        found = np.zeros(len(self.fit), dtype=np.bool_)
        rest = self.fit * POINT - self.price[self.diary.role]
        order = np.lexsort((-rest, ~first))
        bundles.take_in_turn(self.diary, self.expert, order, self.weeks, found)
        total = int(self.fit[found].sum())
        if total > self.total or not self.chosen.any():
            self.chosen, self.total = found, total
        self.remember(found)

    def bound_at(self, price: NDArray[np.int64]) -> tuple[int, Flags]:
        """The bound that these prices prove, and what everybody would choose at them."""
        from secondments.matching.maths.compiled import bundles

        wish = np.zeros(len(self.fit), dtype=np.bool_)
        profit = self.fit * POINT - price[self.diary.role]
        worth = bundles.best_bundles(self.diary, profit, self.weeks, STEPS, wish)
        bound = (int(worth) + int(self.diary.places @ price)) // POINT
        if bound < self.bound:
            self.bound, self.price = bound, price
        return bound, wish

    def remember(self, arcs: Flags) -> None:
        """Keep everybody's bundle for the programmes over bundles."""
        listed = np.flatnonzero(arcs)
        cuts = np.flatnonzero(np.diff(self.expert[listed])) + 1
        for bundle in np.split(listed, cuts):
            if len(bundle):
                self.seen[bundle.tobytes()] = bundle

    def sweep(self, gap: float) -> None:
        """Move prices against what is wished for too much or too little."""
        price, pace, since = self.price.astype(np.float64), 1.0, 0
        for turn in range(SWEEPS):
            best = self.bound
            bound, wish = self.bound_at(np.rint(price).astype(np.int64))
            if turn % 10 == 0:
                self.propose(wish)
            if turn > SWEEPS // 2:
                self.remember(wish)
            if self.gap <= gap:
                return
            since = 0 if self.bound < best else since + 1
            if since == 8:
                pace, since, price = pace / 2, 0, self.price.astype(np.float64)
                continue
            wanted = np.bincount(self.diary.role[wish], minlength=len(self.diary.places))
            over = wanted - self.diary.places
            over[(over < 0) & (price <= 0)] = 0
            norm = int(over @ over)
            if norm == 0:
                self.propose(wish)
                return
            price += over * (pace * (bound - self.total) * POINT / norm)
            np.maximum(price, 0, out=price)

    def generate(self, gap: float) -> None:
        """Solve the linear programme over bundles, adding those that its prices call for."""
        for _ in range(ROUNDS):
            if self.work > MOST_WORK // 2:
                break
            value, price = self.relaxed()
            before = len(self.seen)
            _, wish = self.bound_at(price)
            self.remember(wish)
            if self.bound <= value + 1 or len(self.seen) == before:
                break
            # Half way to the best prices known: wild prices of few bundles calm down sooner.
            _, wish = self.bound_at((price + self.price) // 2)
            self.remember(wish)
        self.dive()
        if gap < self.gap <= NEARLY and len(self.seen) <= MOST_BUNDLES // 3:
            self.whole(self.seen.values(), gap)

    def close(self) -> None:
        """Prove the optimum over every bundle that could be part of a better answer."""
        from secondments.matching.maths.compiled import bundles

        profit = self.fit * POINT - self.price[self.diary.role]
        worth = int(self.diary.places @ self.price)
        load = np.zeros(self.weeks, dtype=np.int64)
        best = np.zeros(len(self.diary.capacity), dtype=np.int64)
        room = np.empty(len(self.fit) + 1, dtype=np.int64)
        for e in range(len(best)):
            best[e], most, _ = bundles.best_bundle(self.diary, profit, e, load, STEPS, room)
            if most != best[e]:
                return  # too hard for this expert: the bound stays as it is
            worth += int(best[e])
        slack = worth - (self.total + 1) * POINT
        arcs, ends = np.empty(4 * MOST_BUNDLES, np.int64), np.empty(MOST_BUNDLES, np.int64)
        used, many, steps = 0, 0, MOST_STEPS
        for e in range(len(best)):
            room_left = used, many, steps
            used, many, steps = bundles.near_best(
                self.diary, profit, e, load, best[e], slack, arcs, ends, room_left
            )
            if many < 0:
                return  # too many to look at all: the bound stays as it is
        proven = self.whole(np.split(arcs[:used], ends[:many])[:-1], 0.0)
        if proven:
            self.bound = self.total

    def _table(self, listed: list[NDArray[np.int64]]) -> tuple[csr_array, NDArray[np.float64]]:
        """(rows, bundles) who and which places a bundle takes, and how often each may be taken."""
        arcs = np.concatenate(listed)
        column = np.repeat(np.arange(len(listed)), [len(bundle) for bundle in listed])
        owner = self.expert[[bundle[0] for bundle in listed]]
        experts, roles = len(self.diary.capacity), len(self.diary.places)
        rows = np.concatenate((owner, experts + self.diary.role[arcs]))
        columns = np.concatenate((np.arange(len(listed)), column))
        table = csr_array(
            (np.ones(len(rows)), (rows, columns)), shape=(experts + roles, len(listed))
        )
        return table, np.concatenate((np.ones(experts), self.diary.places)).astype(np.float64)

    def _worths(self, listed: list[NDArray[np.int64]]) -> NDArray[np.float64]:
        return np.array([self.fit[bundle].sum() for bundle in listed], dtype=np.float64)

    def relaxed(self) -> tuple[float, NDArray[np.int64]]:
        """The best of shares of the bundles seen: (its worth, the prices of roles)."""
        listed = list(self.seen.values())
        table, most = self._table(listed)
        self.work += len(listed)
        value, _, price = _relax(self._worths(listed), table, most)
        price = price[len(self.diary.capacity) :] * POINT
        return value, np.maximum(np.rint(price), 0).astype(np.int64)

    def dive(self) -> None:
        """Round the linear programme: fix the surest bundles, solve for the rest, and so on."""
        listed = list(self.seen.values())
        table, most = self._table(listed)
        worths, by_bundle = self._worths(listed), table.tocsc()
        live, found = np.arange(len(listed)), np.zeros(len(self.fit), dtype=np.bool_)
        while len(live) and self.work <= MOST_WORK:
            self.work += len(live)
            _, shares, _ = _relax(worths[live], by_bundle[:, live].tocsr(), most)
            for at in live[shares >= min(SURE, shares.max())].tolist():
                takes = by_bundle[:, [at]].toarray()[:, 0]
                if (takes <= most).all():
                    most -= takes
                    found[listed[at]] = True
            busy = by_bundle[np.flatnonzero(most < 1)].sum(axis=0) > 0
            live = live[~busy[live] & (shares > 0).any()]
        self.propose(found)

    def whole(self, bundles_: Iterable[NDArray[np.int64]], gap: float) -> bool:
        """Choose among bundles, at most one for each expert; return whether it is their optimum."""
        listed = list(bundles_)
        if not listed:
            return True
        table, most = self._table(listed)
        answer = milp(
            -self._worths(listed),
            constraints=LinearConstraint(table, ub=most),
            integrality=np.ones(len(listed), dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": gap / 2, "node_limit": 20_000},
        )
        if answer.x is not None:
            found = np.zeros(len(self.fit), dtype=np.bool_)
            for at in np.flatnonzero(answer.x > 0.5):
                found[listed[at]] = True
            total = int(self.fit[found].sum())
            if total > self.total:
                self.chosen, self.total = found, total
        return bool(answer.status == 0)


def _relax(
    worths: NDArray[np.float64], table: csr_array, most: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The best of shares of bundles: (its worth, the shares, the prices of the rows)."""
    rows = cast("NDArray[np.float64]", table)  # may be sparse, though its stubs do not say so
    answer = linprog(-worths, A_ub=rows, b_ub=most, method="highs-ipm")
    if answer.x is None or answer.fun is None:
        raise ArithmeticError(f"The linear programme has no answer: {answer.message}")
    return -answer.fun, answer.x, -answer.ineqlin.marginals


def _refuse_nonsense(places: Ints, capacity: Ints, days: Ints, first: Ints, last: Ints) -> None:
    if not len(places) == len(days) == len(first) == len(last):
        raise ValueError("The columns of roles differ in length.")
    if len(days) and days.min() < 1:
        raise ValueError("A role wants fewer than 1 day a week.")
    if len(capacity) and capacity.min() < 0:
        raise ValueError("An expert gives fewer than 0 days a week.")
    if (last < first).any():
        raise ValueError("A role ends before it starts.")
