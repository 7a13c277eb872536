"""Which issues matter: agreement, how many took part, and how lately, each between 0 and 1.

Nothing here knows of other issues: what one has does not change when another comes.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

HALF_LIFE_DAYS = 90  # after so many days an issue counts half as lately
MANY = 10_000  # people: from here on more of them add nothing
# Out of 4: what all groups agree on weighs as much as the other two together.
WEIGHTS = {"consensus": 2, "participation": 1, "recency": 1}
TOP = 5  # of a conversation's statements, those that all groups agree on most speak for it
MOST = 10  # of a conversation's statements are ranked themselves
SAID = ("number", "text", "language", "consensus", "seen")
ORDERS = ("score", *WEIGHTS)


@dataclass(frozen=True)
class Rank:
    """The parts of an issue's rank; where too few took part to be counted, two are unknown."""

    recency: float
    consensus: float | None = None
    participation: float | None = None

    @property
    def score(self) -> float:
        """The weighted mean of the parts; an unknown part adds nothing."""
        whole = sum(weight * (getattr(self, name) or 0.0) for name, weight in WEIGHTS.items())
        return whole / sum(WEIGHTS.values())


def recency(days: float) -> float:
    """Return 1 today, a half after HALF_LIFE_DAYS, a quarter after twice that; never more than 1.

    days  since it was opened; what is still to come counts as today
    """
    return float(0.5 ** (max(days, 0.0) / HALF_LIFE_DAYS))


def participation(people: int) -> float:
    """Return 0 for nobody, 1 for MANY or more: each tenfold of people adds about a quarter.

    people  how many took part, as it is published
    """
    return math.log1p(min(max(people, 0), MANY)) / math.log1p(MANY)


def agreement(values: Iterable[float]) -> float | None:
    """Return the mean of the TOP highest values; None where there is none.

    values  of each statement: the geometric mean over groups of their shares of agreement, 0..1
    """
    best = sorted(values, reverse=True)[:TOP]
    return sum(best) / len(best) if best else None


def rank(*, days: float, people: int | None, consensus: float | None) -> Rank:
    """Put the parts together: where people are not counted, the time alone ranks.

    days       since it was opened
    people     how many took part, None where they are too few to be counted
    consensus  0..1, None where it is not known
    """
    if people is None:
        return Rank(recency(days))
    return Rank(recency(days), consensus, participation(people))


def summary(published: Mapping[str, Any]) -> dict[str, Any]:
    """Return the little by which a conversation and its statements are ranked.

    published  what every visitor may see of its map

    `people` who took part, `agreement`, and `said`: the MOST statements that all groups agree on
    most, each with its `number`, `text`, `language`, `consensus` and `seen`.
    """
    said = published.get("statements", ())
    known = [one for one in said if one.get("consensus") is not None]
    known.sort(key=lambda one: (-one["consensus"], one["number"]))
    return {
        "people": published.get("voters"),
        "agreement": agreement(one["consensus"] for one in known),
        "said": [{name: one.get(name) for name in SAID} for one in known[:MOST]],
    }


def order(ranks: dict[Hashable, Rank], *, by: str = "score") -> list[Hashable]:
    """Return the keys, the highest first: by one part or by all; equals by score, then by key.

    What is unknown comes last.
    """

    def place(key: Hashable) -> tuple[float, float, object]:
        part = getattr(ranks[key], by)
        return (-part if part is not None else 1.0, -ranks[key].score, key)

    return sorted(ranks, key=place)
