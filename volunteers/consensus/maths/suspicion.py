"""Votes that look as if they were not people's own: for a moderator to look at, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from volunteers.consensus.maths.votes import Votes

AGREE = 2  # in the last two bits of a code


@dataclass(frozen=True, eq=False)
class Suspects:
    """People who stand out, in sets of those who do so together; arrays are (n,)."""

    person: NDArray[np.int64]  # in ascending order within a set
    set_: NDArray[np.int64]  # 0.., the largest set first
    votes: NDArray[np.int64]  # how many votes this person gave

    def __len__(self) -> int:
        """How many people stand out."""
        return len(self.person)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many people each set holds."""
        return np.bincount(self.set_) if len(self.set_) else np.zeros(0, dtype=np.int64)


def identical(votes: Votes, *, least: int = 10, many: int = 5) -> Suspects:
    """Return people whose votes are the same on the same statements: at least `least` votes each,
    by at least `many` people.
    """
    _refuse_below(least, 1, "least")
    given = votes.of_person
    sets: dict[bytes, list[int]] = {}
    for person in np.flatnonzero(given >= least):
        said = votes.code[votes.start[person] : votes.start[person + 1]]
        sets.setdefault(said.tobytes(), []).append(int(person))
    return _suspects([some for some in sets.values() if len(some) >= many], given)


def all_agree(votes: Votes, *, least: int = 20) -> Suspects:
    """Return people who gave at least `least` votes and agreed with everything, as one set."""
    _refuse_below(least, 1, "least")
    given = votes.of_person
    agrees = np.concatenate(([0], np.cumsum((votes.code & 3) == AGREE)))
    agreed = agrees[votes.start[1:]] - agrees[votes.start[:-1]]
    found = np.flatnonzero((given >= least) & (agreed == given))
    return _suspects([found.tolist()] if len(found) else [], given)


def one_network(
    votes: Votes,
    network: ArrayLike,
    first_vote: ArrayLike,
    *,
    many: int = 10,
    share: float = 0.05,
    seconds: float = 3600.0,
) -> Suspects:
    """Return people of one network who came in a rush: at least `many`, and at least this share of
    all who voted, whose first votes fall within so many seconds. A set is a network.

    network     (people,) whole numbers, -1 where it is not known or is a place where many meet
    first_vote  (people,) when each voted first, in seconds from any moment
    """
    _refuse_below(many, 1, "many")
    keys, when = np.asarray(network), np.asarray(first_vote, dtype=np.float64)
    if keys.shape != (votes.people,) or when.shape != (votes.people,):
        raise ValueError(f"`network` and `first_vote` need one entry for each of {votes.people}.")
    given = votes.of_person
    enough = max(many, int(np.ceil(share * (given > 0).sum())))
    sets = []
    for key in np.unique(keys[(keys >= 0) & (given > 0)]):
        people = np.flatnonzero((keys == key) & (given > 0))
        rushed = _rushed(when[people], enough, seconds)
        if rushed.any():
            sets.append(people[rushed].tolist())
    return _suspects(sets, given)


def _rushed(when: NDArray[np.float64], enough: int, seconds: float) -> NDArray[np.bool_]:
    """Return which moments lie in a stretch of so many seconds that holds enough of them."""
    order = np.argsort(when, kind="stable")
    ranked = when[order]
    end = np.searchsorted(ranked, ranked + seconds, side="right")
    marked = np.zeros(len(ranked) + 1, dtype=np.int64)
    full = np.flatnonzero(end - np.arange(len(ranked)) >= enough)
    np.add.at(marked, full, 1)
    np.add.at(marked, end[full], -1)
    found = np.zeros(len(ranked), dtype=np.bool_)
    found[order] = np.cumsum(marked)[:-1] > 0
    return found


def _suspects(sets: list[list[int]], given: NDArray[np.int64]) -> Suspects:
    """Return sets of people, the largest first, and then that of the first person."""
    ranked = sorted(sets, key=lambda some: (-len(some), some[0]))
    person = np.array([one for some in ranked for one in some], dtype=np.int64)
    set_ = np.repeat(np.arange(len(ranked)), [len(some) for some in ranked])
    return Suspects(person, set_.astype(np.int64), given[person])


def _refuse_below(value: int, least: int, name: str) -> None:
    if value < least:
        raise ValueError(f"`{name}` is {value}: {least} is the least.")
