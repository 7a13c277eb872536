"""The whole way from votes to an opinion map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from volunteers.consensus.maths import components as parts
from volunteers.consensus.maths import grouping
from volunteers.consensus.maths import statements as lists
from volunteers.consensus.maths.components import Centred
from volunteers.consensus.maths.spectrum import Matrix
from volunteers.consensus.maths.statements import Divides, Said
from volunteers.consensus.maths.votes import Flags, Floats, Ints, Votes, pack, tally

ENOUGH = 7  # votes with which somebody enters the groups, or one on every statement

T = TypeVar("T")


class Earlier(NamedTuple):
    """What a map takes from the one before, so that it does not jump. All may be shorter than now:
    people and statements who came since are at the end.
    """

    group: Ints  # (people before,) 0..k-1, or -1
    letter: Ints  # (k,) the letter of each group, 0 is A
    axes: Floats  # (2, statements before)


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """What votes say. n people, m statements, k groups; rows of groups are in order of letters.

    Positions have no unit: 1 is about as far as one vote moves somebody who votes on everything.
    """

    votes: Votes
    # People
    position: Floats  # (n, 2); nought without votes
    group: NDArray[np.int64]  # (n,) 0..k-1, or -1 with too few votes
    # Statements
    agrees: NDArray[np.int64]  # (m,) of all participants, and so on
    disagrees: NDArray[np.int64]
    passes: NDArray[np.int64]
    mean: Floats  # (m,) of the votes given, -1..1; 0 where rejected
    voted: Flags  # (m,) with at least one vote
    zeroed: Flags  # (m,) rejected, with at least one vote: a pass by everybody
    shown: Flags  # (m,) not rejected
    axes: Floats  # (2, m) the components; nought where one explains nothing
    explained: Floats  # (2,) the share of all differences that each explains, 0..1
    statement_position: Floats  # (m, 2) of somebody who only agreed with it
    consensus_value: Floats  # (m,) group-informed consensus, the product over groups
    priority: Floats  # (m,) how much more often to ask; 0 where rejected
    # Groups
    letter: NDArray[np.int64]  # (k,) 0 is A
    centre: Floats  # (k, 2)
    size: NDArray[np.int64]  # (k,) people
    group_agrees: NDArray[np.int64]  # (k, m), and so on
    group_disagrees: NDArray[np.int64]
    group_passes: NDArray[np.int64]
    silhouette: float  # mean over grouped people, -1..1; 0 for fewer than two groups
    inertia: float  # sum of squared distances to the own centre
    tried: dict[int, float]  # k to silhouette, of those in which nobody is alone
    # Lists
    representative: tuple[tuple[Said, ...], ...]  # of each group
    consensus: tuple[Said, ...]
    division: tuple[Divides, ...]
    seconds: dict[str, float] = field(repr=False)  # by step

    @property
    def k(self) -> int:
        """How many groups there are: 0 where nobody has enough votes."""
        return len(self.size)

    @property
    def extremity(self) -> Floats:
        """How far out each statement lies, (m,)."""
        return np.hypot(self.statement_position[:, 0], self.statement_position[:, 1])

    @property
    def consensus_mean(self) -> Floats:
        """Group-informed consensus as its geometric mean over groups, (m,): shares of any number
        of groups compare.
        """
        return np.asarray(self.consensus_value ** (1 / max(1, self.k)))

    @property
    def group_votes(self) -> NDArray[np.int64]:
        """How often each group voted, (k, m)."""
        return self.group_agrees + self.group_disagrees + self.group_passes

    @property
    def participants(self) -> int:
        """How many people voted at all."""
        return int((self.votes.of_person > 0).sum())

    @property
    def earlier(self) -> Earlier:
        """What the next map is to be told of this one."""
        return Earlier(self.group, self.letter, self.axes)


def opinion_map(
    person: ArrayLike,
    statement: ArrayLike,
    vote: ArrayLike,
    *,
    people: int,
    statements: int,
    moderated: ArrayLike | None = None,
    before: Earlier | None = None,
) -> OpinionMap:
    """Return what these votes say: the same for any order of rows and any number of threads.

    person, statement, vote  (votes,) whole numbers, one row a person and statement: 0..people-1,
                             0..statements-1, and 1 agree, 0 pass, -1 disagree
    moderated  (statements,) True for those rejected: a pass by everybody where positions are
               sought, and on no list; their consensus is still of the votes given
    before     what the map before said: letters follow its groups, its sides stay where they were,
               and the number of groups changes only where another is clearly better

    Everybody with min(7, statements voted on) votes is in a group, unless it is one person.
    Raise ValueError for columns that `pack` refuses, and for a `moderated` or `before` that does
    not fit.
    """
    seconds: dict[str, float] = {}
    votes = _timed(
        seconds, "pack", lambda: pack(person, statement, vote, people=people, statements=statements)
    )
    return map_of(votes, moderated=moderated, before=before, seconds=seconds)


def map_of(
    votes: Votes,
    *,
    moderated: ArrayLike | None = None,
    before: Earlier | None = None,
    seconds: dict[str, float] | None = None,
) -> OpinionMap:
    """Return what votes say that are packed already; as `opinion_map`."""
    seconds = {} if seconds is None else seconds
    rejected = _rejected(moderated, votes.statements)
    _refuse_misfit(before, votes)
    everybody = np.zeros(votes.people, dtype=np.int64)
    counts = _timed(seconds, "count", lambda: tally(votes, everybody, 1)[0])
    centred = parts.centre(counts, rejected)
    placed = _placed(votes, centred, counts, before, seconds)
    people = _timed(
        seconds, "groups", lambda: _grouped(votes, centred.many, placed.position, before)
    )
    by_group = _timed(seconds, "group votes", lambda: tally(votes, people.label, people.k))
    begun = perf_counter()
    found = _told(votes, centred, counts, placed, people, by_group, ~rejected, seconds)
    seconds["lists"] = perf_counter() - begun
    return found


def _told(
    votes: Votes,
    centred: Centred,
    counts: NDArray[np.int64],
    placed: _Placed,
    people: _People,
    by_group: NDArray[np.int64],
    shown: Flags,
    seconds: dict[str, float],
) -> OpinionMap:
    """Return the map, with what follows from who is in which group."""
    disagrees, passes, agrees = counts.T
    own_disagrees, own_passes, own_agrees = np.moveaxis(by_group, 2, 0)
    own_votes, given = by_group.sum(axis=2), counts.sum(axis=1)
    among = (own_agrees, own_votes) if people.k else (agrees[None], given[None])
    stands = parts.statement_places(centred, placed.axes)
    asked = (own_agrees.sum(axis=0), own_passes.sum(axis=0), own_votes.sum(axis=0))
    urgent = lists.priority(*asked, np.hypot(stands[:, 0], stands[:, 1]))
    return OpinionMap(
        votes=votes,
        position=placed.position,
        group=people.label,
        agrees=agrees,
        disagrees=disagrees,
        passes=passes,
        mean=centred.mean,
        voted=centred.voted,
        zeroed=centred.zeroed,
        shown=shown,
        axes=placed.axes,
        explained=placed.explained,
        statement_position=stands,
        consensus_value=lists.group_informed_consensus(*among),
        priority=np.where(shown, urgent, 0.0),
        letter=people.letter,
        centre=people.centre,
        size=people.size,
        group_agrees=own_agrees,
        group_disagrees=own_disagrees,
        group_passes=own_passes,
        silhouette=people.silhouette,
        inertia=people.inertia,
        tried=people.tried,
        representative=lists.representative(own_agrees, own_disagrees, own_votes, shown),
        consensus=lists.consensus(agrees, disagrees, given, shown),
        division=lists.division(own_agrees, own_votes, shown),
        seconds=seconds,
    )


class _Placed(NamedTuple):
    """The components, what share each explains, and where people lie."""

    axes: Floats
    explained: Floats
    position: Floats


def _placed(
    votes: Votes,
    centred: Centred,
    counts: NDArray[np.int64],
    before: Earlier | None,
    seconds: dict[str, float],
) -> _Placed:
    """Return where people lie. The matrix goes away before anything else is made of the votes: it
    is the largest of all.
    """
    c = _timed(seconds, "centre", lambda: parts.matrix(votes, centred))
    axes, explained = _timed(seconds, "components", lambda: _axes(c, centred, counts, before))
    position = _timed(seconds, "positions", lambda: parts.places(votes, c, centred, axes))
    return _Placed(axes, explained, position)


class _People(NamedTuple):
    """Who is in which group, of everybody, and what is known of the groups."""

    label: NDArray[np.int64]
    letter: NDArray[np.int64]
    centre: Floats
    size: NDArray[np.int64]
    silhouette: float
    inertia: float
    tried: dict[int, float]

    @property
    def k(self) -> int:
        return len(self.size)


def _grouped(votes: Votes, statements: int, position: Floats, before: Earlier | None) -> _People:
    """Return the groups of those with enough votes."""
    member = votes.of_person >= max(1, min(ENOUGH, statements))
    label = np.full(votes.people, -1, dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    if member.sum() <= grouping.ALONE:
        return _People(label, none, np.zeros((0, 2)), none, 0.0, 0.0, {})
    earlier = None
    if before is not None:
        known = np.full(votes.people, -1, dtype=np.int64)
        known[: len(before.group)] = before.group
        earlier = known[member]
    found, tried = grouping.groups(position[member], earlier)
    letters = None if before is None else before.letter
    found, letter = grouping.in_order(found, earlier, letters)
    label[member] = found.label
    return _People(label, letter, found.centre, found.size, found.silhouette, found.inertia, tried)


def _axes(
    c: Matrix, centred: Centred, counts: NDArray[np.int64], before: Earlier | None
) -> tuple[Floats, Floats]:
    """Return the components, on the sides where they were before, and what share each explains."""
    axes, squares = parts.components(c, centred)
    if before is not None:
        same = np.einsum("as,as->a", axes[:, : before.axes.shape[1]], before.axes)
        axes = axes * np.where(same < 0, -1.0, 1.0)[:, None]
    total = float((counts * centred.value.reshape(-1, 4)[:, :3] ** 2).sum())
    return axes, squares / max(total, np.finfo(float).tiny)


def _rejected(moderated: ArrayLike | None, statements: int) -> Flags:
    """Return which statements are rejected, (statements,)."""
    if moderated is None:
        return np.zeros(statements, dtype=np.bool_)
    rejected = np.asarray(moderated, dtype=np.bool_)
    if rejected.shape != (statements,):
        raise ValueError(f"`moderated` has shape {rejected.shape} instead of ({statements},).")
    return rejected


def _refuse_misfit(before: Earlier | None, votes: Votes) -> None:
    """Raise ValueError for a map before that has more people, statements or groups than it may."""
    if before is None:
        return
    if len(before.group) > votes.people or before.axes.shape[1] > votes.statements:
        raise ValueError("The map before has more people or statements than there are now.")
    if len(before.group) and not -1 <= before.group.min() <= before.group.max() < len(
        before.letter
    ):
        raise ValueError(f"A group before is outside -1..{len(before.letter) - 1}.")


def _timed(seconds: dict[str, float], step: str, act: Callable[[], T]) -> T:
    """Return what comes of a step, and note how long it took."""
    begun = perf_counter()
    result = act()
    seconds[step] = perf_counter() - begun
    return result
