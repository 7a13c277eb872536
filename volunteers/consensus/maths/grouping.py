"""Opinion groups: people who lie together in the plane."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from volunteers.consensus.maths.votes import Floats, Ints

MOST_GROUPS = 5
PER_GROUP = 12  # people for each group more than two
ALONE = 1  # a group of so many is none
LEAST = 4  # people who can make two groups with nobody alone
STARTS = 12
KEPT = 3  # best starts that are settled among all people
FEW = 4096  # people up to whom starts are sought among all, beyond among the cells of a grid
CELLS = 64  # of that grid, a side
FINE = 20_000  # people up to whom single ones are exchanged in the end
TURNS = 300
CLEARLY = 0.02  # by how much a silhouette must be better for a map to change its number of groups
AS_GOOD = 1.0005  # inertia, as a multiple of the least, at which the groups before are kept


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
    best silhouette, the smallest among equals. Where somebody is alone in every k, that person is
    set aside while centres are sought, and then goes to the nearest. One group, of silhouette 0,
    where there is no way to make two.
    """
    aside = np.zeros(len(points), dtype=np.bool_)
    while True:
        tried = _each_k(points[~aside], None if before is None else before[~aside])
        fitting = {one.k: one for one in tried if one.size.min() > ALONE}
        if fitting:
            chosen = _choose(fitting, before)
            if aside.any():
                chosen = _with_the_rest(points, chosen)
            return chosen, {k: one.silhouette for k, one in fitting.items()}
        if not tried:
            return _measured(points, np.zeros(len(points), dtype=np.int64), 1), {}
        least = tried[0]
        lonely = np.flatnonzero(least.size <= ALONE)
        aside[np.flatnonzero(~aside)[np.isin(least.label, lonely)]] = True


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
    from volunteers.consensus.maths.compiled import plane

    label = np.full(len(points), -1, dtype=np.int64)
    plane.nearest(points, found.centre, label, np.empty(len(points)))
    return _measured(points, label, found.k)


def _each_k(points: Floats, before: Ints | None) -> list[Groups]:
    """Return the groups of least inertia for each k that there are places enough for."""
    from volunteers.consensus.maths.compiled import plane

    found: list[Groups] = []
    known = np.empty((0, 2))
    coarse, weight = _cells(points) if len(points) > FEW else (points, np.ones(len(points)))
    most = min(MOST_GROUPS, 2 + len(points) // PER_GROUP) if len(points) >= LEAST else 0
    for k in range(2, most + 1):
        starts, inertia = np.empty((KEPT, k, 2)), np.full(KEPT, np.inf)
        plane.search(coarse, weight, known, k, STARTS, TURNS, starts, inertia)
        settled = [_settled(points, start) for start in starts[np.isfinite(inertia)]]
        best = min(settled, key=lambda one: one.inertia)
        if best.size.min() == 0 or len(np.unique(best.centre, axis=0)) < k:
            break
        earlier = _earlier(points, before, k)
        if earlier is not None and earlier.inertia <= AS_GOOD * best.inertia:
            best = earlier if earlier.size.min() > ALONE else best
        found.append(best)
        known = best.centre
    return found


def _earlier(points: Floats, before: Ints | None, k: int) -> Groups | None:
    """Return what the groups before settle to, if there were k of them."""
    if before is None:
        return None
    names = np.unique(before[before >= 0])
    if len(names) != k:
        return None
    means = np.array([points[before == name].mean(axis=0) for name in names])
    return _settled(points, means)


def _settled(points: Floats, start: Floats) -> Groups:
    """Return the groups that centres come to from a start, (k, 2)."""
    from volunteers.consensus.maths.compiled import plane

    centre = start.copy()
    label, far = np.empty(len(points), dtype=np.int64), np.empty(len(points))
    each = np.ones(len(points))
    plane.settle(points, each, centre, label, far, TURNS)
    if len(points) <= FINE:
        plane.exchange(points, each, centre, label, TURNS)
    return _measured(points, label, len(start))


def _measured(points: Floats, label: NDArray[np.int64], k: int) -> Groups:
    """Return groups with the means, sizes, inertia and silhouette that these labels give."""
    from volunteers.consensus.maths.compiled import plane

    centre = np.zeros((k, 2))
    each = np.ones(len(points))
    size = plane.means(points, each, label, centre).astype(np.int64)
    inertia = float(plane.spread(points, centre, label))
    silhouette = float(plane.silhouette(points, centre, label)) if k > 1 else 0.0
    return Groups(label, centre, size, inertia, silhouette)


def _cells(points: Floats) -> tuple[Floats, Floats]:
    """Return the means of the people in each cell of a grid, (c, 2), and how many they are."""
    low, high = points.min(axis=0), points.max(axis=0)
    width = np.maximum(high - low, np.finfo(float).tiny)
    at = np.minimum(((points - low) / width * CELLS).astype(np.int64), CELLS - 1)
    cell = at[:, 0] * CELLS + at[:, 1]
    many = np.bincount(cell, minlength=CELLS * CELLS)
    full = many > 0
    sums = [np.bincount(cell, points[:, axis], CELLS * CELLS)[full] for axis in range(2)]
    return np.column_stack(sums) / many[full, None], many[full].astype(np.float64)


def in_order(found: Groups, before: Ints | None, letters: Ints | None) -> tuple[Groups, Ints]:
    """Return groups in the order of their letters, and those letters, (k,): 0 is A.

    Without groups before, the largest is A. With them, a letter goes to the group that shares most
    people with its bearer before, so that the total shared is greatest; new groups take the lowest
    letters that nobody bore. `letters` (k before,) says which letter the group before of each number bore.
    """
    if before is None or letters is None or not len(letters):
        order = np.lexsort((found.centre[:, 1], found.centre[:, 0], -found.size))
        return _sorted(found, order), np.arange(found.k)
    taken = _letters(found, before, np.asarray(letters, dtype=np.int64))
    order = np.argsort(taken)
    return _sorted(found, order), taken[order]


def _letters(found: Groups, before: Ints, letters: Ints) -> NDArray[np.int64]:
    """Return the letter of each group, (k,)."""
    from scipy.optimize import linear_sum_assignment

    both = before >= 0
    shared = np.zeros((found.k, len(letters)), dtype=np.int64)
    np.add.at(shared, (found.label[both], before[both]), 1)
    rows, columns = linear_sum_assignment(shared, maximize=True)
    kept = shared[rows, columns] > 0
    taken = np.full(found.k, -1, dtype=np.int64)
    taken[rows[kept]] = letters[columns[kept]]
    used = np.concatenate((taken, letters))
    free = iter(np.setdiff1d(np.arange(len(used) + int(letters.max()) + 1), used))
    for group in sorted(np.flatnonzero(taken < 0), key=lambda one: -found.size[one]):
        taken[group] = next(free)
    return taken


def _sorted(found: Groups, order: Ints) -> Groups:
    place = np.empty(found.k, dtype=np.int64)
    place[order] = np.arange(found.k)
    return replace(
        found, label=place[found.label], centre=found.centre[order], size=found.size[order]
    )
