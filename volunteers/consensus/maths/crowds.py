"""What of a map may be shown to all: how many people lie in a cell, never where one does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from volunteers.consensus.maths.votes import Floats

HIDDEN = 5  # people: fewer are not shown, and counts move in steps of so many
SIDES = (24, 20, 16, 12, 10, 8, 6, 4)  # cells a side, the finest first
SEEN = 0.6  # share of grouped people who should lie in cells that are shown
REACH = 2.5  # how far the picture reaches from its middle, in the usual distance of people from it

HEIGHT = np.sqrt(3) / 2  # from row to row, in widths of a cell
# Corners of a cell around its middle, in half widths and in thirds of the way to the next row.
CORNERS = ((0, -2), (1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1))

Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Crowd:
    """People in the hexagons of a picture, from (-reach, -reach) to (reach, reach), by group.

    The picture's size is a round number, and those who lie outside count in the cells at its edge.
    A row of the arrays is a cell in which at least five people of one group lie. Cells stand on a
    corner; every other row begins half a cell further right.
    """

    reach: float
    side: int  # cells across
    column: NDArray[np.int64]  # 0 is at the left
    row: NDArray[np.int64]  # 0 is at the bottom
    group: NDArray[np.int64]
    people: NDArray[np.int64]  # rounded down to fives
    hulls: tuple[tuple[Point, ...], ...]  # of each group, around its cells; empty if it has none

    @property
    def width(self) -> float:
        """How wide a cell is."""
        return 2 * self.reach / self.side

    @property
    def middle(self) -> Floats:
        """The middle of each cell, (cells, 2)."""
        return middle_of(self.column, self.row, reach=self.reach, side=self.side)

    def corners(self, at: int) -> list[Point]:
        """The six corners of one cell."""
        x, y = self.middle[at].tolist()
        half, third = self.width / 2, self.width * float(HEIGHT) / 3
        return [(x + a * half, y + b * third) for a, b in CORNERS]


def crowd(position: ArrayLike, group: ArrayLike, *, groups: int, hidden: int = HIDDEN) -> Crowd:
    """Return what may be shown of positions (people, 2) and groups (people,), -1 for none.

    Cells are as fine as shows most of the people, and no finer. A group of fewer than `hidden`
    people has no cell and no hull, as no cell of it can hold so many.
    """
    place, label = np.asarray(position, dtype=np.float64), np.asarray(group, dtype=np.int64)
    place, label = place[label >= 0], label[label >= 0]
    reach = _round_up(REACH * float(np.sqrt((place**2).sum(axis=1).mean()))) if len(place) else 1.0
    for side in SIDES:
        counts = _counts(place, label, groups, reach, side)
        shown = counts >= hidden
        if counts[shown].sum() >= SEEN * len(place):
            break
    which, row, column = np.nonzero(shown)
    hulls = tuple(
        _hull(column[which == one], row[which == one], reach, side) for one in range(groups)
    )
    rounded = counts[which, row, column] // hidden * hidden
    return Crowd(reach, side, column, row, which, rounded, hulls)


def _counts(
    place: Floats, label: NDArray[np.int64], groups: int, reach: float, side: int
) -> NDArray[np.int64]:
    """Return how many people of each group lie in each cell, (groups, rows, columns)."""
    column, row = cell_of(place, reach=reach, side=side)
    across, up = side + 1, int(np.ceil(side / HEIGHT)) + 2
    cell = (label * up + row) * across + column
    return np.bincount(cell, minlength=groups * up * across).reshape(groups, up, across)


def middle_of(
    column: NDArray[np.int64], row: NDArray[np.int64], *, reach: float, side: int
) -> Floats:
    """Return the middles of cells, (n, 2)."""
    places = np.column_stack((column + row % 2 / 2, row * HEIGHT))
    return np.asarray(places * (2 * reach / side) - reach)


def cell_of(
    place: Floats, *, reach: float, side: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return column and row of the cell whose middle is nearest to each place (n, 2).

    The rows with an even number are one grid of rectangles, those with an odd one another: the
    nearest middle of each is found by rounding, and the nearer of the two is taken.
    """
    inside = np.clip(place, -reach, reach)
    x, y = ((inside + reach) * (side / (2 * reach))).T
    found = []
    for odd in (0, 1):
        row = 2 * np.rint((y / HEIGHT - odd) / 2) + odd
        column = np.maximum(np.rint(x - odd / 2), 0)
        row = np.where(row < 0, row + 2, row)
        far = (x - column - odd / 2) ** 2 + (y - row * HEIGHT) ** 2
        found.append((column, row, far))
    (even_column, even_row, near), (odd_column, odd_row, far) = found
    is_even = near <= far
    return (
        np.where(is_even, even_column, odd_column).astype(np.int64),
        np.where(is_even, even_row, odd_row).astype(np.int64),
    )


def _round_up(value: float) -> float:
    """Return the next of 1, 2 and 5 times a power of ten, so that no one person sets the scale."""
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= value))


def _hull(
    column: NDArray[np.int64], row: NDArray[np.int64], reach: float, side: int
) -> tuple[Point, ...]:
    """Return the corners of the convex hull around whole cells, against the clock."""
    middles = [(2 * int(c) + int(r) % 2, 3 * int(r)) for c, r in zip(column, row, strict=True)]
    corners = sorted({(x + a, y + b) for x, y in middles for a, b in CORNERS})
    below, above = _chain(corners), _chain(corners[::-1])
    half = reach / side
    third = 2 * half * float(HEIGHT) / 3
    return tuple((x * half - reach, y * third - reach) for x, y in below[:-1] + above[:-1])


def _chain(corners: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return those of the sorted corners between which the way only turns left."""
    way: list[tuple[int, int]] = []
    for corner in corners:
        while len(way) > 1 and _turn(way[-2], way[-1], corner) <= 0:
            way.pop()
        way.append(corner)
    return way


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
