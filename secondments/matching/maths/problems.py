"""What a round asks of the arithmetic: people, places in their boroughs' order, and who could."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Flags, Ints
from secondments.matching.maths.assignment import NotOptimal

# What a pair with an urgent place counts for above its fit: so nobody who could fill an urgent
# place is given another while it stays empty, unless a floor needs them there.
URGENT = 1000
# What a pair counts for above its fit where the person stood by for that role already.
STANDING = 50


@dataclass(frozen=True, eq=False, kw_only=True)
class Week:
    """The part-time side of a problem: days of the week in one unit, weeks on one calendar."""

    offered: Ints  # (experts,) the most that each can give in any week
    wanted: Ints  # (R,) of each row of places
    first: Ints  # (R,) first week
    last: Ints  # (R,) last week, itself included


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """Everything that decides who is proposed for what; no names.

    R rows of places, A arcs. A role of which only some places count for the floor stands in two
    rows, the counted places first, and its arcs twice.
    """

    experts: int
    boroughs: tuple[str, ...]
    places: Ints  # (R,)
    borough: Ints  # (R,) index in `boroughs`
    counted: Flags  # (R,) whether these are among their borough's first places
    urgent: Flags  # (R,)
    expert: Ints  # (A,)
    role: Ints  # (A,) the row of places
    fit: Ints  # (A,) 1..1000
    standing: Flags  # (A,) whether the person stood by for it already
    expert_rank: Ints | None = None  # (A,) 1 is what the expert would rather do
    role_rank: Ints | None = None  # (A,) 1 is whom the role would rather have
    week: Week | None = None

    @property
    def weight(self) -> NDArray[np.int64]:
        """(A,) what each pair counts for: its fit, and what urgency and standing by add."""
        return np.asarray(self.urged + STANDING * self.standing.astype(np.int64))

    @property
    def urged(self) -> NDArray[np.int64]:
        """(A,) the fit, and what urgency adds."""
        urgent = self.urgent[self.role].astype(np.int64)
        return np.asarray(self.fit.astype(np.int64) + URGENT * urgent)

    @property
    def counted_places(self) -> NDArray[np.int64]:
        """(R,) places that count for the floor."""
        return np.asarray(self.places * self.counted, dtype=np.int64)

    @property
    def group(self) -> NDArray[np.int64]:
        """(R,) whose floor the row helps to reach: its borough's, or nobody's."""
        return np.asarray(np.where(self.counted, self.borough, len(self.boroughs)), dtype=np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """Who is chosen, what it is worth, and what proves it. Totals are of weights: fit and more."""

    policy: str
    chosen: Flags  # (A,)
    total: int
    best: int  # the greatest total that there is under no policy but the hard rules
    verdict: str  # what was checked, in words; a proof that fails is never an outcome
    envy: int | None = None  # pairs who would both rather have each other, where orders are known
    expert_price: NDArray[np.int64] | None = None  # (experts,)
    role_price: NDArray[np.int64] | None = None  # (R,)
    floors: NDArray[np.int64] | None = None  # (boroughs,) least places filled of those counted
    borough_price: NDArray[np.int64] | None = None  # (boroughs,) of one place of the floor
    bound: int | None = None  # no total can be greater; said where the total may fall short


@dataclass(frozen=True, eq=False)
class Parts:
    """How rows of places were made of roles, and arcs of arcs."""

    role: Ints  # (R,) the role of each row
    counted: Flags  # (R,)
    places: Ints  # (R,)
    arc: Ints  # (A,) the arc that each arc of the problem stands for
    row: Ints  # (A,) its row


def first_places(experts: int, boroughs: int) -> int:
    """How many places of each borough count for the floor, unless somebody chose: a fair share."""
    return max(1, -(-experts // boroughs)) if boroughs else 1


def count_first(borough: Ints, order: Ints, places: Ints, first: int) -> NDArray[np.int64]:
    """(R,) how many places of each role are among the first so many of their borough.

    order  (R,) the roles' numbers, those that a borough ranks first before its others
    """
    by_borough = order[np.argsort(borough[order], kind="stable")]
    there, many = borough[by_borough], places[by_borough].astype(np.int64)
    before = np.cumsum(many) - many
    begins = np.searchsorted(there, there)
    counted = np.zeros(len(places), dtype=np.int64)
    counted[by_borough] = np.clip(first - (before - before[begins]), 0, many) if len(many) else 0
    return counted


def parts(places: Ints, counted: Ints, arc_role: Ints) -> Parts:
    """Set roles of which only some places count in two rows; arcs stay ordered by row.

    places, counted  (roles,);  arc_role  (arcs,) ascending
    """
    split = (counted > 0) & (counted < places)
    role = np.repeat(np.arange(len(places)), 1 + split)
    second = np.zeros(len(role), dtype=bool)
    second[1:] = role[1:] == role[:-1]
    whole = np.where(second, places[role] - counted[role], places[role])
    many = np.where(split[role] & ~second, counted[role], whole)
    row_of = np.cumsum(1 + split) - 1 - split
    arc, row = np.arange(len(arc_role)), row_of[arc_role]
    if split.any():
        twice = np.flatnonzero(split[arc_role])
        arc, row = np.concatenate((arc, twice)), np.concatenate((row, row[twice] + 1))
        order = np.argsort(row, kind="stable")
        arc, row = arc[order], row[order]
    return Parts(role, (counted[role] > 0) & ~second, many, arc, row)


def ranks(owner: Ints, liked: Ints, fit: Ints, other: Ints) -> NDArray[np.int64]:
    """(A,) each owner's order of their arcs from 1: by what they like best, then fit, then lot.

    liked  (A,) smaller is better;  other  (A,) number at the other end, which was drawn by lot
    """
    if not len(owner):
        return np.zeros(0, dtype=np.int64)
    worst = int(fit.max())
    key = owner.astype(np.int64)  # one number to sort by is several times faster than four
    for column, most in ((liked, liked.max()), (worst - fit, worst), (other, other.max())):
        key = key * (int(most) + 1) + column
    order = np.argsort(key)
    many = np.bincount(owner)
    rank = np.empty(len(owner), dtype=np.int64)
    rank[order] = np.arange(len(owner)) - (np.cumsum(many) - many)[owner[order]] + 1
    return rank


def one_after_another(
    expert: Ints, role: Ints, fit: Ints, places: Ints, order: Ints, *, experts: int
) -> Flags:
    """(A,) whom each role would choose if roles came one after another: the best who are left.

    role  (A,) ascending;  order  (R,) the roles' numbers as they come
    """
    free = np.ones(experts, dtype=bool)
    chosen = np.zeros(len(expert), dtype=bool)
    start = np.searchsorted(role, np.arange(len(places) + 1))
    for one in order.tolist():
        arcs = np.arange(start[one], start[one + 1])
        arcs = arcs[free[expert[arcs]]]
        best = arcs[np.argsort(-fit[arcs], kind="stable")[: places[one]]]
        chosen[best] = True
        free[expert[best]] = False
    return chosen


def filled(role: Ints, chosen: Flags, places: Ints) -> NDArray[np.int64]:
    """(R,) how many places of each role were filled."""
    return np.bincount(role[chosen], minlength=len(places)).astype(np.int64)


def check_weeks(problem: Problem, week: Week, chosen: Flags) -> None:
    """Raise NotOptimal where somebody has more days in a week than they give, or a row of places
    more people than places."""
    expert, role = problem.expert[chosen], problem.role[chosen]
    if (filled(problem.role, chosen, problem.places) > problem.places).any():
        raise NotOptimal("More people are chosen than there are places.")
    weeks = int(week.last.max(initial=-1)) + 2
    change = np.zeros((problem.experts, weeks), dtype=np.int64)
    np.add.at(change, (expert, week.first[role]), week.wanted[role])
    np.add.at(change, (expert, week.last[role] + 1), -week.wanted[role])
    if (change.cumsum(axis=1) > week.offered[:, None]).any():
        raise NotOptimal("Somebody has more days in a week than they give.")
