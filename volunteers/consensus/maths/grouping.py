"""Opinion groups: people who lie together in the plane."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from volunteers.consensus.maths import plane
from volunteers.consensus.maths.votes import Floats, Ints

MOST_GROUPS = 5
PER_GROUP = 12  # people for each group more than two
ALONE = 1  # a group of so many is none
LEAST = 4  # people who can make two groups with nobody alone
FINE = 20_000  # people up to whom all are settled from the start, and single people exchanged
LAST = 6  # turns in which all settle where they are more
TURNS = 300
CLEARLY = 0.02  # by how much a silhouette must be better for a map to change its number of groups
AS_GOOD = 1.0005  # inertia, as a multiple of the least, at which the groups before are kept


class Search(NamedTuple):
    """How hard the least inertia is looked for."""

    starts: int
    turns: int  # in which they settle, before the best go on among all people
    few: int  # people up to whom they settle among all, beyond among the cells of a grid
    kept: int  # of the best


BROAD = Search(starts=10, turns=8, few=100, kept=2)  # for each k
DEEP = Search(starts=24, turns=12, few=100, kept=6)  # for the k that is chosen


@dataclass(frozen=True, eq=False)
class Groups:
    """Who lies together: the least sum of squared distances found for this number of groups."""

    label: NDArray[np.int64]  # (n,) 0..k-1
    centre: Floats  # (k, 2), the means
    size: NDArray[np.int64]  # (k,) people
    inertia: float  # sum of squared distances to the centres
    silhouette: float  # mean of (b - a) / max(a, b) by distances to centres

    @property
    def k(self) -> int:
        """How many groups there are."""
        return len(self.centre)


def groups(points: Floats, before: Ints | None = None) -> tuple[Groups, dict[int, float]]:
    """Return the groups of people who lie at points (n, 2), and the silhouette of each number of
    groups that was tried and leaves nobody alone.

    before  (n,) the group that each was in before, or -1: the number of groups then changes only
            where the new one is clearly better

    For k = 2..min(5, 2 + n // 12) the least inertia of several starts, and of those the k with the
    best silhouette, the smallest among equals. Nobody is alone in a group: a k whose least inertia
    leaves somebody alone is passed over. Where every k does, the least inertia of those that do not
    counts; where there is none, who is alone is set aside while centres are sought, and then goes
    to the nearest. One group, of silhouette 0, where there is no way to make two.
    """
    aside = np.zeros(len(points), dtype=np.bool_)
    while True:
        rest = points[~aside]
        chosen, tried = _found(rest, None if before is None else before[~aside])
        if chosen is not None:
            return (_with_the_rest(points, chosen) if aside.any() else chosen), tried
        pair = (
            _of_k(plane.Ground(rest), 2, np.empty((0, 2)), None, DEEP) if len(rest) >= LEAST else []
        )
        if not pair:
            return _measured(points, np.zeros(len(points), dtype=np.int64), 1), {}
        lonely = np.flatnonzero(pair[0].size <= ALONE)
        aside[np.flatnonzero(~aside)[np.isin(pair[0].label, lonely)]] = True


def _found(points: Floats, before: Ints | None) -> tuple[Groups | None, dict[int, float]]:
    """Return the groups chosen, None where every k leaves somebody alone, and the silhouettes.

    The k that is chosen is looked for harder, and is chosen again with what that finds; each k is
    where none will do.
    """
    ground = plane.Ground(points)
    searched = _each_k(ground, before)
    deepened: set[int] = set()
    while True:
        fitting = {k: some[0] for k, some in searched.items() if some[0].size.min() > ALONE}
        if not fitting:
            fitting = {k: some[1] for k, some in searched.items() if len(some) > 1}
        chosen = _choose(fitting, before) if fitting else None
        wanted = ({chosen.k} if chosen else {*searched}) - deepened
        if not wanted:
            return chosen, {k: one.silhouette for k, one in fitting.items()}
        for k in sorted(wanted):
            known = searched[k - 1][0].centre if k > 2 else np.empty((0, 2))
            searched[k] = _better(searched[k], _of_k(ground, k, known, before, DEEP))
        deepened |= wanted


def _better(some: list[Groups], more: list[Groups]) -> list[Groups]:
    """Return the least inertia of both, and the least of those that leave nobody alone."""
    both = sorted((*some, *more), key=lambda one: one.inertia)
    return [both[0], *[one for one in both if one.size.min() > ALONE][:1]]


def _choose(fitting: dict[int, Groups], before: Ints | None) -> Groups:
    """Return the groups of best silhouette; those of the number before unless others are clearly
    better.
    """
    best = max(fitting.values(), key=lambda one: (one.silhouette, -one.k))
    known = 0 if before is None else len(np.unique(before[before >= 0]))
    if known in fitting and best.silhouette - fitting[known].silhouette < CLEARLY:
        return fitting[known]
    return best


def _with_the_rest(points: Floats, found: Groups) -> Groups:
    """Return groups that those set aside have joined, each the nearest."""
    return _measured(points, plane.nearest(points, found.centre), found.k)


def _each_k(ground: plane.Ground, before: Ints | None) -> dict[int, list[Groups]]:
    """Return the groups of least inertia for each k that there are places enough for, and those of
    least inertia that leave nobody alone.
    """
    found: dict[int, list[Groups]] = {}
    known = np.empty((0, 2))
    most = min(MOST_GROUPS, 2 + len(ground) // PER_GROUP) if len(ground) >= LEAST else 0
    for k in range(2, most + 1):
        some = _of_k(ground, k, known, before, BROAD)
        if not some:
            break
        found[k] = some
        known = some[0].centre
    return found


def _of_k(
    ground: plane.Ground, k: int, known: Floats, before: Ints | None, search: Search
) -> list[Groups]:
    """Return the k groups of least inertia, and after them those of least inertia that leave nobody
    alone, if there are any; nothing where there are fewer than k places.
    """
    some, weight = ground.few(search.few)
    starts = plane.starts(some, weight, known, k, search.starts)
    starts = plane.settle_all(some, weight, starts, search.turns)
    kept = search.kept if len(ground) <= FINE else 1
    labels = [_settled(ground, one) for one in plane.best(some, weight, starts, kept)]
    if _alone(min(labels, key=lambda one: _inertia(ground, one, k)), k):
        wider = plane.best(some, weight, starts, kept, least=ALONE + 1.0)
        labels += [_settled(ground, one) for one in wider]
    labels.sort(key=lambda one: _inertia(ground, one, k))
    others = [one for one in labels if not _alone(one, k)]
    finish = _exchanged if search is DEEP else _as_they_are
    found = _better([finish(ground, one, k) for one in (labels[0], *others[:1])], [])
    earlier = _earlier(ground, before, k)
    if earlier is not None and earlier.inertia <= AS_GOOD * found[0].inertia:
        return [earlier, earlier]
    return found if found[0].size.min() > 0 and _apart(found[0]) else []


def _alone(label: plane.Labels, k: int) -> bool:
    """Tell whether somebody is alone, or a group is empty."""
    return bool(np.bincount(label, minlength=k).min() <= ALONE)


def _inertia(ground: plane.Ground, label: plane.Labels, k: int) -> float:
    return plane.spread(ground.points, label, plane.means(ground.points, label, k)[0])


def _apart(found: Groups) -> bool:
    """Tell whether no two centres are the same."""
    return len(np.unique(found.centre, axis=0)) == found.k


def _earlier(ground: plane.Ground, before: Ints | None, k: int) -> Groups | None:
    """Return what the groups before settle to, if there were k of them."""
    if before is None:
        return None
    names = np.unique(before[before >= 0])
    if len(names) != k:
        return None
    means = np.array([ground.points[before == name].mean(axis=0) for name in names])
    found = _exchanged(ground, _settled(ground, means), k)
    return found if found.size.min() > ALONE else None


def _settled(ground: plane.Ground, start: Floats) -> plane.Labels:
    """Return the labels that centres come to from a start, (k, 2): among all people, or where they
    are many first among fine cells.
    """
    if len(ground) <= FINE:
        return plane.settle(ground.points, start, TURNS)
    start = plane.settle_all(*ground.few(FINE), start[None], TURNS)[0]
    return plane.settle(ground.points, start, LAST)


def _as_they_are(ground: plane.Ground, label: plane.Labels, k: int) -> Groups:
    return _measured(ground.points, label, k)


def _exchanged(ground: plane.Ground, label: plane.Labels, k: int) -> Groups:
    """Return groups once single people have moved to where they lessen the inertia."""
    if len(ground) <= FINE:
        label = plane.exchange(ground.points, label, k)
    return _measured(ground.points, label, k)


def _measured(points: Floats, label: NDArray[np.int64], k: int) -> Groups:
    """Return groups with the means, sizes, inertia and silhouette that these labels give."""
    centre, size = plane.means(points, label, k)
    silhouette = plane.silhouette(points, label, centre) if k > 1 else 0.0
    return Groups(label, centre, size, plane.spread(points, label, centre), silhouette)


def in_order(
    found: Groups, before: Ints | None, letters: Ints | None
) -> tuple[Groups, NDArray[np.int64]]:
    """Return groups in the order of their letters, and those letters, (k,): 0 is A.

    Without groups before, the largest is A. With them, a letter goes to the group that shares most
    people with its bearer before, so that the total shared is greatest; new groups take the lowest
    letters that nobody bore. `letters` (k before,) says which letter each group before bore.
    """
    if before is None or letters is None or not len(letters):
        order = np.lexsort((found.centre[:, 1], found.centre[:, 0], -found.size))
        return _sorted(found, order), np.arange(found.k)
    taken = _letters(found, before, np.asarray(letters, dtype=np.int64))
    order = np.argsort(taken)
    return _sorted(found, order), taken[order]


def _letters(found: Groups, before: Ints, letters: Ints) -> NDArray[np.int64]:
    """Return the letter of each group, (k,)."""
    both = before >= 0
    shared = np.zeros((found.k, len(letters)), dtype=np.int64)
    np.add.at(shared, (found.label[both], before[both]), 1)
    taken = np.full(found.k, -1, dtype=np.int64)
    for one, own in _pairs(shared):
        taken[one] = letters[own]
    used = np.concatenate((taken, letters))
    free = iter(np.setdiff1d(np.arange(len(used) + int(letters.max()) + 1), used))
    for group in sorted(np.flatnonzero(taken < 0), key=lambda one: -found.size[one]):
        taken[group] = next(free)
    return taken


def _pairs(shared: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return which group follows which, so that they share most people; by trying every way."""
    short, long_ = sorted(shared.shape)
    table = shared if shared.shape[0] == short else shared.T
    ways = itertools.permutations(range(long_), short)
    best = max(ways, key=lambda way: sum(int(table[at, way[at]]) for at in range(short)))
    pairs = [(at, best[at]) for at in range(short) if table[at, best[at]] > 0]
    return pairs if table is shared else [(own, group) for group, own in pairs]


def _sorted(found: Groups, order: Ints) -> Groups:
    place = np.empty(found.k, dtype=np.int64)
    place[order] = np.arange(found.k)
    return replace(
        found, label=place[found.label], centre=found.centre[order], size=found.size[order]
    )
