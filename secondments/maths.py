"""How long a secondment lasts, and how much of a role's time somebody is away.

Days are ordinals (1 is Monday, 1 January of the year 1), both ends of a stretch included; days a
week are whole numbers of half days. Working days are Mondays to Fridays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
BLOCK = 512  # roles at a time


def whole_months(begins: date, ends: date) -> int:
    """Full months from the first day to the last, both of them worked."""
    after = ends + timedelta(days=1)
    months = (after.year - begins.year) * 12 + after.month - begins.month
    return months - (after.day < begins.day)


def weekdays(first: Ints, last: Ints) -> Ints:
    """Working days from each first day to its last; none where the last comes before the first."""

    def until(day: Ints) -> Ints:
        return np.asarray(5 * (day // 7) + np.minimum(day % 7, 5))

    return np.asarray(np.maximum(until(np.asarray(last)) - until(np.asarray(first) - 1), 0))


@dataclass(frozen=True, eq=False)
class Stretches:
    """Stretches of time in which people give fewer days than usual, a row each."""

    owner: Ints  # (N,) whose it is
    first: Ints  # (N,)
    last: Ints  # (N,)
    half_days: Ints  # (N,) what they still give a week, 0 if they are away

    def __len__(self) -> int:
        return len(self.owner)


def missed(stretches: Stretches, starts: Ints, ends: Ints, half_days: Ints) -> Ints:
    """(N, R) of each role's time that each stretch takes: half days a week × working days.

    A role asks for `half_days` a week on all its working days, so half_days × working days in all.
    """
    first = np.maximum(stretches.first[:, None], starts)
    last = np.minimum(stretches.last[:, None], ends)
    short = np.maximum(half_days - stretches.half_days[:, None], 0)
    return np.asarray(weekdays(first, last) * short)


def away(
    stretches: Stretches, starts: Ints, ends: Ints, half_days: Ints, *, per_cent: int
) -> NDArray[np.int64]:
    """(X, 2) owner and role of every pair that misses more than this part of the role's time.

    starts, ends, half_days  (R,) of the roles
    """
    owners, row = np.unique(stretches.owner, return_inverse=True)
    order = np.argsort(row, kind="stable")
    begin = np.searchsorted(row[order], np.arange(len(owners)))
    pairs = [np.zeros((0, 2), dtype=np.int64)]
    for at in range(0, len(starts) if len(owners) else 0, BLOCK):
        some = slice(at, at + BLOCK)
        part = missed(stretches, starts[some], ends[some], half_days[some])
        total = np.add.reduceat(part[order], begin, axis=0)
        whole = weekdays(starts[some], ends[some]) * half_days[some]
        who, role = np.nonzero(100 * total > per_cent * whole)
        pairs.append(np.stack((owners[who], role + at), axis=1))
    return np.concatenate(pairs)


@dataclass(frozen=True)
class Week:
    """A Monday to Friday of a calendar, and how many half days a week are given in it."""

    begins: date
    half_days: int
    word: str  # "free", "fewer", "away" or "closed"

    @property
    def days(self) -> float:
        """Days a week."""
        return self.half_days / 2


def weeks(
    begins: date,
    ends: date,
    half_days: int,
    stretches: Iterable[tuple[date, date, int]],
    *,
    of: Iterable[date],
) -> Iterator[Week]:
    """What each week holds, given the whole window and the (first, last, half days) in it.

    `of` are Mondays. A week is counted by the least that any stretch which touches it leaves.
    """
    listed = list(stretches)
    for monday in of:
        friday = monday + timedelta(days=4)
        if friday < begins or monday > ends:
            yield Week(monday, 0, "closed")
            continue
        left = min(
            [
                half_days,
                *(days for first, last, days in listed if first <= friday and last >= monday),
            ]
        )
        word = "free" if left == half_days else "fewer" if left else "away"
        yield Week(monday, left, word)


def mondays(year: int, month: int) -> list[date]:
    """The Mondays of a month."""
    first = date(year, month, 1)
    monday = first + timedelta(days=-first.weekday() % 7)
    found = []
    while monday.month == month:
        found.append(monday)
        monday += timedelta(days=7)
    return found
