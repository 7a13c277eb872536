"""Geometry of the server-drawn pictures; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Hexagon:
    """A pointy-top hexagon: its corners as an SVG `points` value, and its middle, in units."""

    points: str
    x: float
    y: float


def hexagons(
    places: Iterable[tuple[float, int]], *, width: float = 100.0, gap: float = 5.0
) -> list[Hexagon]:
    """Return a hexagon for each (x in hexagon widths, row) place.

    Hexagons are `width` units wide and leave `gap` units between their sides; rows overlap as in
    a honeycomb, so that row r stands r · ¾ · height below the first.
    """
    height = width * 2 / sqrt(3)
    half, tall = (width - gap) / 2, (height - gap * 2 / sqrt(3)) / 2
    found = []
    for across, row in places:
        x, y = (across + 0.5) * width, row * 0.75 * height + height / 2
        corners = [
            (x, y - tall),
            (x + half, y - tall / 2),
            (x + half, y + tall / 2),
            (x, y + tall),
            (x - half, y + tall / 2),
            (x - half, y - tall / 2),
        ]
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
        found.append(Hexagon(points, round(x, 1), round(y, 1)))
    return found


def extent(places: Iterable[tuple[float, int]], *, width: float = 100.0) -> tuple[float, float]:
    """Return how wide and tall the hexagons at these places are together, in units."""
    listed = list(places)
    height = width * 2 / sqrt(3)
    across = max((x for x, _ in listed), default=0) + 1
    rows = max((row for _, row in listed), default=0)
    return round(across * width, 1), round(rows * 0.75 * height + height, 1)


def level(value: float, most: float, levels: int = 5) -> int:
    """Return which of the levels a value falls in: 0 for nothing, the last for the most."""
    if value <= 0 or most <= 0:
        return 0
    return min(levels - 1, max(1, round((levels - 1) * value / most)))
