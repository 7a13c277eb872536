"""Votes as they come, checked and laid out person by person."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PIECE = 1 << 18  # votes looked at together, so that no large column is copied whole
SHORT = 1 << 14  # statements whose codes fit in two bytes


@dataclass(frozen=True, eq=False)
class Votes:
    """The votes of each person, in the order of statements: the same for any order of rows."""

    people: int
    statements: int
    start: NDArray[np.int64]  # (people + 1,): person p voted code[start[p]:start[p + 1]]
    code: NDArray[np.uint16] | NDArray[np.int32]  # (votes,): 4 · statement + vote + 1

    @property
    def statement(self) -> Ints:
        """Which statement each vote is on, (votes,)."""
        return self.code >> 2

    @property
    def vote(self) -> NDArray[np.int8]:
        """What each vote says, (votes,): 1 agree, 0 pass, -1 disagree."""
        return (self.code & 3).astype(np.int8) - np.int8(1)

    @property
    def of_person(self) -> NDArray[np.int64]:
        """How many votes each person gave, (people,)."""
        return np.diff(self.start)

    def pieces(self) -> list[tuple[slice, slice]]:
        """Return slices of people and of their votes that go together, a piece at a time."""
        ends = np.searchsorted(self.start, np.arange(0, len(self.code) + PIECE, PIECE))
        ends = np.unique(np.minimum(ends, self.people))
        return [
            (slice(a, b), slice(int(self.start[a]), int(self.start[b])))
            for a, b in itertools.pairwise(ends.tolist())
        ]


def pack(
    person: ArrayLike, statement: ArrayLike, vote: ArrayLike, *, people: int, statements: int
) -> Votes:
    """Return the votes laid out person by person.

    person, statement, vote  (votes,) whole numbers, one row a person and statement, in any order;
                             0..people-1, 0..statements-1, and 1 agree, 0 pass, -1 disagree

    Raise ValueError for columns of unequal lengths, what is no whole number, a person or statement
    out of range, a vote that is none of the three, and a person who votes twice on a statement.
    """
    columns = _columns(person, statement, vote, people, statements)
    wide = 4 * statements
    key = np.empty(len(columns[0]), dtype=np.int64)
    for piece in pieces(len(key)):
        who, which, what = (column[piece].astype(np.int64, copy=False) for column in columns)
        key[piece] = who * wide + 4 * which + what + 1
    key.sort()
    start = np.searchsorted(key, np.arange(people + 1) * wide)
    code: Any = np.empty(len(key), dtype=np.uint16 if statements <= SHORT else np.int32)
    for piece in pieces(len(key)):
        some = key[piece.start : piece.stop + 1]  # and the next, which may be the same again
        twice = np.flatnonzero(some[1:] >> 2 == some[:-1] >> 2)
        if len(twice):
            one, on = divmod(int(some[twice[0]]) >> 2, statements)
            raise ValueError(f"Person {one} votes twice on statement {on}.")
        code[piece] = key[piece] % wide
    return Votes(people, statements, start, code)


def tally(votes: Votes, group: ArrayLike, groups: int) -> NDArray[np.int64]:
    """Return how often each group disagreed, passed and agreed, (groups, statements, 3).

    group  (people,) 0..groups-1, or -1 for people who are not counted
    """
    wide = 4 * votes.statements
    own = np.where(np.asarray(group) < 0, groups, group).astype(np.int64)  # last come the others
    found = np.zeros((groups + 1) * wide, dtype=np.int64)
    for people, given in votes.pieces():
        offset = np.repeat(own[people] * wide, votes.of_person[people])
        found += np.bincount(offset + votes.code[given], minlength=len(found))
    return found.reshape(groups + 1, votes.statements, 4)[:groups, :, :3]


def pieces(many: int, size: int = PIECE) -> list[slice]:
    """Return slices that cut so many rows into pieces."""
    return [slice(begin, min(begin + size, many)) for begin in range(0, many, size)]


def _columns(
    person: ArrayLike, statement: ArrayLike, vote: ArrayLike, people: int, statements: int
) -> list[NDArray[Any]]:
    """Return the three columns as they are, or raise ValueError where one of them is wrong."""
    columns = [np.asarray(column) for column in (person, statement, vote)]
    named = list(zip(("person", "statement", "vote"), columns, strict=True))
    for name, column in named:
        if column.ndim != 1:
            raise ValueError(f"The column “{name}” has {column.ndim} dimensions instead of 1.")
        if column.size and not np.issubdtype(column.dtype, np.integer):
            raise ValueError(f"The column “{name}” does not hold whole numbers.")
    if len({len(column) for column in columns}) > 1:
        lengths = ", ".join(f"{name} {len(column)}" for name, column in named)
        raise ValueError(f"The columns differ in length: {lengths}.")
    ranges = ((0, people - 1), (0, statements - 1), (-1, 1))
    for (name, column), (low, high) in zip(named, ranges, strict=True):
        _refuse_outside(name, column, low, high)
    return columns


def _refuse_outside(name: str, column: NDArray[Any], low: int, high: int) -> None:
    if len(column) and not low <= column.min() <= column.max() <= high:
        at = int(np.flatnonzero((column < low) | (column > high))[0])
        raise ValueError(f"Row {at}: the {name} is {column[at]}, outside {low}..{high}.")
