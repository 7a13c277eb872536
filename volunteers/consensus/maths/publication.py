"""What may be shown of votes: no small number, and none by subtracting one page from another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_VOTERS = 20  # below it nothing is counted in public
LEAST_GROUP = 5  # people: a smaller group is not shown
STEP = 5  # what public counts are rounded down to
PER_CENT = 100  # shares are whole hundredths: half of one, either way, is what they hide

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """Agrees, disagrees and votes at all, (statements,) each or (groups, statements)."""

    agree: Counts
    disagree: Counts
    seen: Counts


def rounded(count: int) -> int | None:
    """Return a count as it is shown: rounded down to a step, nothing below the least."""
    return count - count % STEP if count >= LEAST_VOTERS else None


def tally(statement: Counts, value: NDArray[np.int8], *, statements: int) -> Tally:
    """Count the votes on each statement.

    statement  (votes,) 0..statements-1
    value      (votes,) 1 agree, 0 pass, -1 disagree
    """
    return Tally(
        np.bincount(statement[value == 1], minlength=statements),
        np.bincount(statement[value == -1], minlength=statements),
        np.bincount(statement, minlength=statements),
    )


def tally_groups(
    group: NDArray[np.integer],
    person: Counts,
    statement: Counts,
    value: NDArray[np.int8],
    *,
    groups: int,
    statements: int,
) -> Tally:
    """Count the votes of each group on each statement; people of no group (-1) are left out.

    group  (people,) -1..groups-1; the other columns are (votes,)
    """
    of = np.asarray(group)[person].astype(np.int64)
    counted = of >= 0
    found = tally(
        of[counted] * statements + statement[counted],
        value[counted],
        statements=groups * statements,
    )
    shape = (groups, statements)
    return Tally(*(one.reshape(shape) for one in (found.agree, found.disagree, found.seen)))


def shown_groups(sizes: Counts) -> NDArray[np.bool_]:
    """Return which groups are large enough to be spoken of, (groups,)."""
    return np.asarray(sizes) >= LEAST_GROUP


def named_groups(sizes: Counts) -> NDArray[np.bool_]:
    """Return whose members a download may name as such, (groups,).

    Whoever voted enough and is named in none is in a group that is too small: where these would be
    fewer than five people, those of the smallest group that could be named are not named either.
    """
    sizes = np.asarray(sizes)
    named = shown_groups(sizes)
    if named.any() and 0 < sizes[~named].sum() < LEAST_GROUP:
        named[np.flatnonzero(named)[np.argmin(sizes[named])]] = False
    return named


def shown_cells(of_groups: Tally, of_all: Tally, large: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for which groups a statement's shares may be shown, (groups, statements).

    Nobody may learn what fewer than five people said, not by subtraction either: each cell shown
    has at least five votes, and what is left of everybody's votes when any of the shown cells are
    taken away is none, or at least five. Where it would be fewer, the smallest cell is hidden too.
    Of a thousand votes or more, a whole per cent hides five people by itself.
    """
    seen = np.where(large[:, None], of_groups.seen, 0)
    shown = (seen >= LEAST_GROUP) & (of_all.seen >= LEAST_VOTERS)[None, :]
    rest = of_all.seen - np.where(shown, seen, 0).sum(axis=0)
    exact = of_all.seen < LEAST_GROUP * 2 * PER_CENT
    for statement in np.flatnonzero(exact & (rest > 0) & (rest < LEAST_GROUP) & shown.any(axis=0)):
        cells = np.flatnonzero(shown[:, statement])
        shown[cells[np.argmin(seen[cells, statement])], statement] = False
    return shown


def shares(of: Tally) -> NDArray[np.int64]:
    """Return whole per cents of agrees, disagrees and passes, (3, …); 0 where nobody voted."""
    seen = np.maximum(of.seen, 1)
    agree = np.rint(100 * of.agree / seen).astype(np.int64)
    disagree = np.minimum(np.rint(100 * of.disagree / seen).astype(np.int64), 100 - agree)
    return np.stack([agree, disagree, np.where(of.seen > 0, 100 - agree - disagree, 0)])


def steady(before: dict[str, int] | None, now: dict[str, int]) -> dict[str, int]:
    """Return how many people are of each part, as it is shown: what was, until STEP people moved.

    before  what was shown last, None at first
    """
    if before is None:
        return now
    moved = [now.get(name, 0) - before.get(name, 0) for name in {*before, *now}]
    came = sum(one for one in moved if one > 0)
    left = -sum(one for one in moved if one < 0)
    return now if max(came, left) >= STEP else before


def mix(people: dict[str, int]) -> dict[str, int]:
    """Return how many in a hundred each part is; small parts together under "".

    Nothing where fewer than twenty said; the parts under "" are none, or at least five people.
    """
    whole = sum(people.values())
    if whole < LEAST_VOTERS:
        return {}
    shown = {name: many for name, many in people.items() if many >= LEAST_GROUP}
    rest = whole - sum(shown.values())
    if 0 < rest < LEAST_GROUP and shown:
        rest += shown.pop(min(shown, key=lambda name: (shown[name], name)))
    parts = shown | ({"": rest} if rest else {})
    return {name: round(100 * many / whole) for name, many in parts.items()}
