"""How well the skills somebody holds answer the skills that somebody asks for.

Levels: 1 awareness, 2 working, 3 practitioner, 4 expert; 0 means that the skill is not held.
Everywhere `held` is (E, S): a row a person, a column a skill. A large table is fastest when its
columns lie together (`np.asfortranarray`), since a need reads a few columns of everyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]


class Need(NamedTuple):
    """Skills that one asker wants, each with its least level; both arrays are (K,)."""

    skill: Ints
    level: Ints


@dataclass(frozen=True, eq=False)
class Needs:
    """What N askers need: asker n wants `skill[start[n]:start[n + 1]]`, at least at `level[…]`."""

    start: Ints  # (N + 1,)
    skill: Ints  # (K,)
    level: Ints  # (K,), 1..4

    @classmethod
    def of(cls, asker: ArrayLike, skill: ArrayLike, level: ArrayLike, *, askers: int) -> Needs:
        """Needs from rows in any order; rows of one asker keep their order."""
        owner = np.asarray(asker, dtype=np.int64)
        order = np.argsort(owner, kind="stable")
        start = np.searchsorted(owner[order], np.arange(askers + 1))
        return cls(
            start=start,
            skill=np.asarray(skill, dtype=np.int64)[order],
            level=np.asarray(level, dtype=np.int8)[order],
        )

    def __len__(self) -> int:
        return len(self.start) - 1

    def at(self, askers: Ints) -> Needs:
        """The needs of some askers, in the order given."""
        many = np.diff(self.start)[askers]
        start = np.concatenate(([0], np.cumsum(many)))
        row = np.arange(start[-1]) + np.repeat(self.start[:-1][askers] - start[:-1], many)
        return Needs(start, self.skill[row], self.level[row])

    def __getitem__(self, asker: int) -> Need:
        mine = slice(int(self.start[asker]), int(self.start[asker + 1]))
        return Need(self.skill[mine], self.level[mine])


def scaled(most: int, part: Ints, whole: Ints | int) -> Ints:
    """`most` × part ÷ whole in whole points, halves rounded up."""
    return (2 * most * part.astype(np.int64) + whole) // (2 * whole)


def shortfall(held: Ints, required: Need) -> Ints:
    """(E,) levels missing in all, over every required skill; 0 where nothing is missing."""
    missing = required.level - held[:, required.skill]
    missing *= missing > 0
    return np.asarray(missing.sum(axis=1, dtype=np.int16))


def beyond(held: Ints, least: Ints) -> Flags:
    """Whether each level is at least one above what is needed."""
    return np.asarray(held > least)


def halves(held: Ints, wished: Ints) -> NDArray[np.int16]:
    """What each level is worth where one is wished for: 2 at it or above, 1 just below, else 0.

    A skill that is not held at all is worth nothing.
    """
    return (held >= wished).astype(np.int16) + ((held >= wished - 1) & (held > 0))


def surplus(held: Ints, required: Need, *, most: int) -> Ints:
    """(E,) points for skill beyond what is required: `most` when every skill is held above it.

    Each required skill counts 1 where it is held at least one level above the need, else 0. Nothing
    required, nothing beyond it: 0.
    """
    if not len(required.skill):
        return np.zeros(len(held), dtype=np.int64)
    above = beyond(held[:, required.skill], required.level).sum(axis=1)
    return scaled(most, above, len(required.skill))


def desirable(held: Ints, wished: Need, *, most: int) -> Ints:
    """(E,) points for skills that are wished for: `most` when each is held at its level.

    Each counts 1 at its level or above, ½ one level below, else 0; a skill that is not held at all
    counts 0. Where nothing is wished for, everyone has half of `most`.
    """
    if not len(wished.skill):
        return scaled(most, np.ones(len(held), dtype=np.int64), 2)
    earned = halves(held[:, wished.skill], wished.level).sum(axis=1)
    return scaled(most, earned, 2 * len(wished.skill))


def learns(wants: Flags, *needs: Need) -> Flags:
    """(E,) whether any skill needed is one that the person wants to learn; `wants` is (E, S)."""
    used = np.concatenate([need.skill for need in needs])
    return np.asarray(wants[:, used].any(axis=1))
