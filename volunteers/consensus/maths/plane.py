"""Points of the plane and the centres nearest to them: points (n, 2), centres (k, 2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from volunteers.consensus.maths.votes import Floats, pieces

TOGETHER = 1 << 14  # points measured at once, so that distances stay in the processor's cache
FINEST = 800  # cells of a grid, a side
MOVES = 500  # single points that are moved in the end, at most
SEED = 2027
ALIKE = 1e-9  # inertias that differ by a smaller share are of the same groups

Labels = NDArray[np.int64]


def squares(points: Floats, centre: Floats) -> Floats:
    """Return the squared distances (k, n)."""
    across = points[:, 0] - centre[:, :1]
    up = points[:, 1] - centre[:, 1:]
    across *= across
    up *= up
    across += up
    return across


def nearest(points: Floats, centre: Floats) -> Labels:
    """Return which centre is nearest to each point, (n,), the first among equals."""
    found = np.empty(len(points), dtype=np.int64)
    for piece in pieces(len(points), TOGETHER):
        found[piece] = squares(points[piece], centre).argmin(axis=0)
    return found


def means(points: Floats, label: Labels, k: int) -> tuple[Floats, Labels]:
    """Return the mean of the points with each label, (k, 2), nought without any, and how many
    those are, (k,).
    """
    size = np.bincount(label, minlength=k)
    total = [np.bincount(label, points[:, axis], k) for axis in range(2)]
    return np.column_stack(total) / np.maximum(size, 1)[:, None], size


def spread(points: Floats, label: Labels, centre: Floats) -> float:
    """Return the sum of squared distances to the own centre."""
    total = 0.0
    for piece in pieces(len(points), TOGETHER):
        total += float(((points[piece] - centre[label[piece]]) ** 2).sum())
    return total


def silhouette(points: Floats, label: Labels, centre: Floats) -> float:
    """Return the mean over points of (b - a) / max(a, b): a is the distance to the own centre, b to
    the nearest other; two centres or more.
    """
    total = 0.0
    for piece in pieces(len(points), TOGETHER):
        far = np.sqrt(squares(points[piece], centre))
        every = np.arange(far.shape[1])
        own = far[label[piece], every]
        far[label[piece], every] = np.inf
        other = far.min(axis=0)
        most = np.maximum(own, other)
        total += float(((other - own) / np.where(most > 0, most, 1.0)).sum())
    return total / max(1, len(points))


def settle(points: Floats, centre: Floats, turns: int) -> Labels:
    """Return labels after moving centres and labels in turn until none moves (Lloyd)."""
    label = nearest(points, centre)
    for _ in range(turns):
        mean, size = means(points, label, len(centre))
        centre = np.where(size[:, None] > 0, mean, centre)
        again = nearest(points, centre)
        if (again == label).all():
            break
        label = again
    return label


def exchange(points: Floats, label: Labels, k: int) -> Labels:
    """Return labels after moving the one point that lessens the inertia most, again and again until
    none does (Hartigan).
    """
    every, label = np.arange(len(points)), label.copy()
    for _ in range(MOVES):
        centre, size = means(points, label, k)
        far = squares(points, centre)
        own = far[label, every] * (size / np.maximum(size - 1, 1))[label]
        far *= (size / (size + 1))[:, None]
        far[label, every] = np.inf
        gain = np.where(size[label] > 1, own * (1 - 1e-12) - far.min(axis=0), 0.0)
        best = int(gain.argmax()) if len(gain) else 0
        if not len(gain) or gain[best] <= 0:
            break
        label[best] = far[:, best].argmin()
    return label


def cells(points: Floats, enough: int, finest: int) -> tuple[Floats, Floats]:
    """Return the means of the points in each cell of a grid, (c, 2), and how many there are, (c,).

    The grid is as coarse as leaves `enough` cells that are not empty, but no finer than `finest`.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    width = np.maximum(high - low, np.finfo(float).tiny)
    share = (points - low) / width
    side = int(np.sqrt(enough))
    while True:
        at = np.minimum((share * side).astype(np.int64), side - 1)
        cell = at[:, 0] * side + at[:, 1]
        many = np.bincount(cell, minlength=side * side)
        full = many > 0
        if full.sum() >= enough or 2 * side > finest:
            break
        side *= 2
    total = [np.bincount(cell, points[:, axis], side * side)[full] for axis in range(2)]
    return np.column_stack(total) / many[full, None], many[full].astype(np.float64)


class Ground:
    """Where people lie, and in what cells of grids, for searches that need not look at all."""

    def __init__(self, points: Floats) -> None:
        """Keep the points, (n, 2)."""
        self.points = points
        self._cells: dict[int, tuple[Floats, Floats]] = {}

    def __len__(self) -> int:
        """How many people there are."""
        return len(self.points)

    def few(self, enough: int) -> tuple[Floats, Floats]:
        """Return all points, each of weight 1, if they are no more than `enough`; else the cells
        of a grid, at least so many where people lie that wide apart.
        """
        if len(self.points) <= enough:
            return self.points, np.ones(len(self.points))
        if enough not in self._cells:
            self._cells[enough] = cells(self.points, enough, FINEST)
        return self._cells[enough]


def starts(points: Floats, weight: Floats, known: Floats, k: int, many: int) -> Floats:
    """Return `many` beginnings, (many, k, 2): points drawn one after another with a chance that
    grows with the squared distance from those before (k-means++), always the same ones. Every
    second one keeps the centres known (k - 1, 2), if there are any.
    """
    found = np.empty((many, k, 2))
    far = np.ones((many, len(points)))
    chance = np.random.Generator(np.random.PCG64(SEED)).random((k, many, 1))
    for place in range(k):
        reached = np.cumsum(far * weight, axis=1)
        found[:, place] = points[(reached > chance[place] * reached[:, -1:]).argmax(axis=1)]
        if place < len(known):
            found[1::2, place] = known[place]
        square = (points[:, 0] - found[:, place, :1]) ** 2
        square += (points[:, 1] - found[:, place, 1:]) ** 2
        far = square if place == 0 else np.minimum(far, square)
    return found


def settle_all(points: Floats, weight: Floats, centre: Floats, turns: int) -> Floats:
    """Return where several beginnings (many, k, 2) come to, as `settle`, for points of different
    weight, and all at once.
    """
    many, k = centre.shape[:2]
    row = np.arange(many)[:, None] * k
    heft, *drawn = (np.tile(part, many) for part in (weight, *(weight[:, None] * points).T))
    label = np.full((many, len(points)), -1, dtype=np.int8)
    for _ in range(turns):
        again = _nearest_of_all(points, centre)
        if (again == label).all():
            break
        label = again
        at = (label + row).ravel()
        size = np.bincount(at, heft, many * k)
        moved = centre.reshape(-1, 2).copy()
        for axis, part in enumerate(drawn):
            total = np.bincount(at, part, many * k)
            np.divide(total, size, out=moved[:, axis], where=size > 0)
        centre = moved.reshape(many, k, 2)
    return centre


def _nearest_of_all(points: Floats, centre: Floats) -> NDArray[np.int8]:
    """Return which of each set of centres (many, k, 2) is nearest to each point, (many, n): that
    for which x·c - c·c/2 is the most.
    """
    across, up = np.ascontiguousarray(points.T)
    half = (centre**2).sum(axis=2) / 2
    label = np.zeros((len(centre), len(points)), dtype=np.int8)
    most, own, part = np.empty(label.shape), np.empty(label.shape), np.empty(label.shape)
    for one in range(centre.shape[1]):
        into = own if one else most
        np.multiply(across, centre[:, one, :1], out=into)
        np.multiply(up, centre[:, one, 1:], out=part)
        into += part
        into -= half[:, one, None]
        if one:
            np.copyto(label, np.int8(one), where=own > most)
            np.maximum(most, own, out=most)
    return label


def best(
    points: Floats, weight: Floats, centre: Floats, kept: int, least: float = 0.0
) -> list[Floats]:
    """Return the best of several sets of centres, (k, 2), by inertia, no two of which are alike;
    sets in which a centre has less than `least` around it are left out.
    """
    label = _nearest_of_all(points, centre)
    own = np.take_along_axis(centre, label[:, :, None].astype(np.intp), axis=1)
    inertia = (((points - own) ** 2).sum(axis=2) * weight).sum(axis=1)
    found: list[Floats] = []
    last = -1.0
    for one in np.argsort(inertia, kind="stable"):
        if len(found) == kept:
            break
        heft = np.bincount(label[one], weight, centre.shape[1])
        if inertia[one] > last * (1 + ALIKE) and heft.min() >= least:
            found.append(centre[one])
            last = inertia[one]
    return found
