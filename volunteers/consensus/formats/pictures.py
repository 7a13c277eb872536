"""The opinion map as it is drawn: cells and outlines. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from volunteers.consensus.maths import Crowd

LEVELS = 4  # shades of a cell
WIDE = 100  # units
MARGIN = 2

Point = tuple[float, float]


def picture(crowd: Crowd, letters: Sequence[str]) -> dict[str, object]:
    """Return what is drawn of a crowd, in a picture as wide as its cells need.

    letters  of each group

    `box` is the picture's viewBox, `bins` are cells with their shade, 1 to 4, and `hulls` the
    outlines of groups with the place of their letter. Nothing where no cell may be shown.
    """
    if not len(crowd.people):
        return {}
    cells = [crowd.corners(at) for at in range(len(crowd.people))]
    outlines = [(at, list(some)) for at, some in enumerate(crowd.hulls) if some]
    flat = [point for some in (*cells, *(one for _, one in outlines)) for point in some]
    left, top = min(x for x, _ in flat), max(y for _, y in flat)
    scale = WIDE / (max(x for x, _ in flat) - left)

    def placed(points: Iterable[Point]) -> list[Point]:
        return [(round((x - left) * scale, 1), round((top - y) * scale, 1)) for x, y in points]

    height = max(y for _, y in placed(flat))
    most = int(crowd.people.max())
    return {
        "box": f"{-MARGIN} {-MARGIN} {WIDE + 2 * MARGIN} {height + 2 * MARGIN:.1f}",
        "bins": [
            {
                "letter": letters[int(crowd.group[at])],
                "level": -(-LEVELS * int(crowd.people[at]) // most),
                "points": _points(placed(some)),
            }
            for at, some in enumerate(cells)
        ],
        "hulls": [
            {"letter": letters[group], "points": _points(placed(outline))}
            | dict(zip("xy", placed([_middle(outline)])[0], strict=True))
            for group, outline in outlines
        ],
    }


def _points(places: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _middle(outline: Sequence[Point]) -> Point:
    """Return the middle of an outline's corners."""
    return (
        sum(x for x, _ in outline) / len(outline),
        sum(y for _, y in outline) / len(outline),
    )
