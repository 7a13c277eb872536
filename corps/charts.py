"""Geometry of the server-drawn pictures; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import sqrt

_ROUND = tuple(map(Decimal, ("1", "2", "2.5", "5", "10")))


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


@dataclass(frozen=True)
class Tick:
    """A round value on an axis, and how far down the picture it stands, in per cent."""

    value: Decimal
    y: float


@dataclass(frozen=True)
class Axis:
    """An upright axis: its lowest and highest value, both round, and its ticks from the top."""

    low: Decimal
    high: Decimal
    ticks: tuple[Tick, ...]

    def y(self, value: Decimal | float) -> float:
        """Return how far down the picture a value stands, in per cent."""
        return _share(self.high - Decimal(value), self.high - self.low)


def axis(values: Iterable[Decimal | float], *, steps: int = 4) -> Axis:
    """Return an axis that holds nought and every value, in about so many round steps."""
    listed = [Decimal(value) for value in values]
    least, most = min([Decimal(0), *listed]), max([Decimal(0), *listed])
    step = _round_step((most - least) / steps) if most > least else Decimal(1)
    below = int((least / step).to_integral_value(ROUND_FLOOR))
    above = int((most / step).to_integral_value(ROUND_CEILING))
    above = above if above > below else below + 1
    bare = Axis(below * step, above * step, ())
    values_down = [step * at for at in range(above, below - 1, -1)]
    return Axis(bare.low, bare.high, tuple(Tick(value, bare.y(value)) for value in values_down))


def _round_step(least: Decimal) -> Decimal:
    """Return the smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not smaller."""
    scale = Decimal(1).scaleb(least.adjusted())
    return next(size * scale for size in _ROUND if size * scale >= least)


def _share(part: Decimal, whole: Decimal) -> float:
    return round(float(100 * part / whole), 3) if whole else 0.0


@dataclass(frozen=True)
class Line:
    """Values over equal slots of time, in per cent of the picture's width and height.

    `line` and `area` are SVG `points` values for a box of 100 by 100; `dots` are (x, y) pairs.
    """

    line: str
    area: str
    dots: tuple[tuple[float, float], ...]


def across(at: int, slots: int) -> float:
    """Return the middle of a slot, in per cent of the width."""
    return round(100 * (at + 0.5) / slots, 3)


def line(values: Sequence[Decimal | float | None], upright: Axis) -> Line:
    """Return the line through the values, each in the middle of its slot; None has no dot."""
    dots = tuple(
        (across(at, len(values)), upright.y(value))
        for at, value in enumerate(values)
        if value is not None
    )
    points = [f"{x:g},{y:g}" for x, y in dots]
    floor = f"{upright.y(0):g}"
    feet = [f"{dots[-1][0]:g},{floor}", f"{dots[0][0]:g},{floor}"] if dots else []
    return Line(" ".join(points), " ".join([*points, *feet]), dots)


def spread(slots: int, most: int) -> list[int]:
    """Return slots to be named so that no more than `most` are: evenly apart, the first among them.

    Used for the names below an axis, which run into one another on a narrow screen.
    """
    step = max(1, -(-slots // most))
    return list(range(0, slots, step))


@dataclass(frozen=True)
class Bar:
    """A part of a bar: where it begins and how wide it is, in per cent of the longest bar."""

    x: float
    width: float


def bars(parts: Sequence[Decimal], most: Decimal) -> list[Bar]:
    """Return the parts of one bar end to end, where `most` is as long as the picture is wide.

    A part below nought takes no room.
    """
    found, reached = [], Decimal(0)
    for part in parts:
        length = max(part, Decimal(0))
        begins = _share(reached, most)
        reached += length
        found.append(Bar(begins, round(max(0.0, _share(reached, most) - begins), 3)))
    return found
