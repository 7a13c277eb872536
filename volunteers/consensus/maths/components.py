"""The two directions in which votes differ most, and where people and statements lie on them.

Filling in the mean of a statement where somebody did not vote, and then taking that mean from all,
leaves 0 wherever nobody voted. So the principal components of the filled matrix are the singular
vectors of a sparse one, and nothing is filled in, sampled or left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from volunteers.consensus.maths.spectrum import Matrix, leading
from volunteers.consensus.maths.votes import Flags, Floats, Votes, pieces

NOTHING = 1e-13  # share of the largest eigenvalue below which a component explains nothing
ALIKE = 1e-9  # loadings that differ by a smaller share tie: the first decides the sign


class Centred(NamedTuple):
    """What each possible vote is worth once the mean of its statement is taken away."""

    voted: Flags  # (statements,) with at least one vote
    zeroed: Flags  # (statements,) rejected, and so a pass by everybody
    mean: Floats  # (statements,) c, -1..1; 0 where nobody voted or it is rejected
    value: Floats  # (4 · statements,) by code: v - c, or 0 where it is rejected

    @property
    def many(self) -> int:
        """How many statements have a vote: m in the formulas."""
        return int(self.voted.sum())


def centre(counts: NDArray[np.int64], rejected: Flags) -> Centred:
    """Return the worth of votes from counts (statements, 3) of disagrees, passes and agrees."""
    given = counts.sum(axis=1)
    mean = np.where(rejected, 0.0, (counts[:, 2] - counts[:, 0]) / np.maximum(given, 1))
    value = np.array([-1.0, 0.0, 1.0, 0.0]) - mean[:, None]
    value[:, 3] = 0.0
    value[rejected] = 0.0
    return Centred(given > 0, rejected & (given > 0), mean, value.ravel())


def matrix(votes: Votes, centred: Centred) -> Matrix:
    """Return C, (people, statements): v_ij - c_j where somebody voted, and nothing elsewhere."""
    from scipy.sparse import csr_array

    worth, column = np.empty(len(votes.code)), np.empty(len(votes.code), dtype=np.int32)
    for piece in pieces(len(worth)):
        worth[piece] = centred.value[votes.code[piece]]
        column[piece] = votes.code[piece] >> 2
    starts = votes.start.astype(np.int32 if len(worth) < np.iinfo(np.int32).max else np.int64)
    return csr_array((worth, column, starts), shape=(votes.people, votes.statements))


def components(c: Matrix, centred: Centred) -> tuple[Floats, Floats]:
    """Return the first two principal components (2, statements) of C and their eigenvalues (2,),
    the sums of squares that they explain.

    Each has length 1, and its largest loading is positive. One that explains nothing is nought.
    Always from the same start, and as exact as a dense solver.
    """
    active = (centred.value.reshape(-1, 4)[:, :3] != 0).any(axis=1) & centred.voted
    vectors, squares = leading(c, active)
    shown = squares > NOTHING * max(float(squares[0]), np.finfo(float).tiny)
    return upright(vectors) * shown[:, None], squares * shown


def upright(vectors: Floats) -> Floats:
    """Return vectors (n, statements) turned so that the largest loading of each is positive."""
    if not vectors.size:
        return vectors
    size = np.abs(vectors)
    first = (size >= (1 - ALIKE) * size.max(axis=1, keepdims=True)).argmax(axis=1)
    largest = vectors[np.arange(len(vectors)), first]
    return vectors * np.where(largest < 0, -1.0, 1.0)[:, None]


def places(votes: Votes, c: Matrix, centred: Centred, axes: Floats) -> Floats:
    """Return where people lie, (people, 2): x_i = sqrt(m / max(1, votes_i)) Σ_j (v_ij - c_j) pc_j.

    votes_i counts every rejected statement for everybody, as a pass.
    """
    given = votes.of_person
    if centred.zeroed.any():
        for people, some in votes.pieces():
            owner = np.repeat(np.arange(people.stop - people.start), given[people])
            counted = ~centred.zeroed[votes.code[some] >> 2]
            given[people] = np.bincount(owner, counted, len(given[people]))
        given += int(centred.zeroed.sum())
    scale = np.sqrt(centred.many / np.maximum(given, 1))
    return np.column_stack([scale * (c @ axis) for axis in axes])


def statement_places(centred: Centred, axes: Floats) -> Floats:
    """Return where statements lie, (statements, 2): where somebody would who only agreed with it,
    sqrt(m) (1 - c_j) pc_j.
    """
    worth = np.where(centred.voted & ~centred.zeroed, 1 - centred.mean, 0.0)
    return np.sqrt(centred.many) * worth[:, None] * axes.T


def place(
    statement: ArrayLike,
    vote: ArrayLike,
    *,
    axes: Floats,
    mean: Floats,
    voted: Flags,
    zeroed: Flags,
) -> Floats:
    """Return where one person lies, (2,), on a map that is there already: their own place, to them.

    statement, vote  (n,) what they voted; on statements that the map does not know it says nothing
    axes             (2, statements) the map's components
    mean, voted, zeroed  (statements,) as in `OpinionMap`
    """
    on, said = np.asarray(statement, dtype=np.int64), np.asarray(vote, dtype=np.float64)
    known = (on >= 0) & (on < len(mean))
    on, said = on[known], said[known]
    counts = voted[on] & ~zeroed[on]
    worth = np.where(counts, said - mean[on], 0.0)
    scale = np.sqrt(voted.sum() / max(1, int(counts.sum() + zeroed.sum())))
    return np.asarray(scale * (axes[:, on] * worth).sum(axis=1), dtype=np.float64)
