"""What groups say of statements: what unites them, what divides them, what each stands for.

A, D and S are how often a group agreed, disagreed and voted; arrays of them are (groups,
statements). pa = (A + 1) / (S + 2) is the share that agrees, drawn a little towards a half where
few voted. The formulas are those that Polis made known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from volunteers.consensus.maths.votes import Flags, Floats

SURE = 1.2816  # standard deviations that chance exceeds once in ten, on one side
MOST = 5  # statements of a list
HALF = 0.5
AGREE, DISAGREE = 1, -1


@dataclass(frozen=True)
class Said:
    """A statement on a list: whether people agree (1) or disagree (-1), and its rank's measure."""

    statement: int
    direction: int
    score: float


@dataclass(frozen=True)
class Divides:
    """A statement on which two groups differ: the shares of each that agree, (A + 1) / (S + 2)."""

    statement: int
    most: int  # the group that agrees most
    least: int  # the group that agrees least
    most_share: float
    least_share: float

    @property
    def score(self) -> float:
        """How far apart they are."""
        return self.most_share - self.least_share


def share(part: ArrayLike, votes: ArrayLike) -> Floats:
    """Return (part + 1) / (votes + 2)."""
    return np.asarray((np.asarray(part) + 1.0) / (np.asarray(votes) + 2.0))


def one_sided(part: ArrayLike, votes: ArrayLike) -> Floats:
    """Return how many standard deviations a part is above a half: 2 √(S+1) ((A+1)/(S+1) - ½)."""
    more = np.asarray(votes) + 1.0
    return np.asarray(2 * np.sqrt(more) * ((np.asarray(part) + 1.0) / more - HALF))


def two_sided(part: ArrayLike, votes: ArrayLike, others: ArrayLike, votes_: ArrayLike) -> Floats:
    """Return how many standard deviations one share is above another, each count raised by 1:
    (p1 - p2) / √(p (1 - p) (1/S + 1/S')), and 0 where all agree.
    """
    a, s = np.asarray(part) + 1.0, np.asarray(votes) + 1.0
    a_, s_ = np.asarray(others) + 1.0, np.asarray(votes_) + 1.0
    p = (a + a_) / (s + s_)
    spread = np.sqrt(np.where(p < 1, p * (1 - p) * (1 / s + 1 / s_), 1.0))
    return np.asarray(np.where(p < 1, (a / s - a_ / s_) / spread, 0.0))


def group_informed_consensus(agrees: ArrayLike, votes: ArrayLike) -> Floats:
    """Return for each statement the product over groups of (A + 1) / (S + 2), (statements,)."""
    return np.asarray(share(agrees, votes).prod(axis=0))


class Sides(NamedTuple):
    """How a group leans, beside all the others: of agreeing, or of disagreeing."""

    share: Floats  # pa or pd
    test: Floats  # pat or pdt
    ratio: Floats  # ra or rd: the share beside that of all others
    ratio_test: Floats  # rat or rdt

    @property
    def score(self) -> Floats:
        """How representative it is: ra · rat · pa · pat."""
        return self.ratio * self.ratio_test * self.share * self.test

    @property
    def sure(self) -> Flags:
        """Whether chance explains neither the lean nor the difference from the others."""
        return (self.test > SURE) & (self.ratio_test > SURE)


def sides(part: NDArray[np.int64], votes: NDArray[np.int64]) -> Sides:
    """Return how each group leans, from counts (groups, statements)."""
    others, votes_ = part.sum(axis=0) - part, votes.sum(axis=0) - votes
    return Sides(
        share(part, votes),
        one_sided(part, votes),
        share(part, votes) / share(others, votes_),
        two_sided(part, votes, others, votes_),
    )


def representative(
    agrees: NDArray[np.int64], disagrees: NDArray[np.int64], votes: NDArray[np.int64], shown: Flags
) -> tuple[tuple[Said, ...], ...]:
    """Return for each group the at most five statements that it stands for and others do not,
    agreements first; `shown` (statements,) leaves out those that are rejected.

    The statement that it agrees on best is always among them, if there is one. The direction is
    that in which it differs from the others: a group that agrees less than they do "disagrees".
    """
    agree, disagree = sides(agrees, votes), sides(disagrees, votes)
    return tuple(
        _of_group(
            Sides(*(column[group] for column in agree)),
            Sides(*(column[group] for column in disagree)),
            shown & (agrees[group] + disagrees[group] > 0),
        )
        for group in range(len(agrees))
    )


def _of_group(agree: Sides, disagree: Sides, shown: Flags) -> tuple[Said, ...]:
    """Return what one group stands for."""
    agreeing = agree.ratio_test > disagree.ratio_test
    score = np.where(agreeing, agree.score, disagree.score)
    best = _best_agreed(agree, shown)
    sure = np.flatnonzero(shown & (agree.sure | disagree.sure))
    ranked = [int(one) for one in sure[np.lexsort((sure, -score[sure]))] if one != best]
    listed = ranked if best is None else [best, *ranked]
    if not len(sure):
        listed = listed or _most_unlike(agree, disagree, shown)
        listed = listed[:1]
    said = [
        Said(one, AGREE if agreeing[one] else DISAGREE, float(score[one])) for one in listed[:MOST]
    ]
    return tuple(sorted(said, key=lambda one: -one.direction))


def _best_agreed(agree: Sides, shown: Flags) -> int | None:
    """Return the statement that a group agrees on best, None where it agrees on none.

    The first that is surely agreed on, or more than by others and by most, begins; it gives way to
    one that scores better, by ra · rat · pa · pat while it is agreed on more than by others, else
    by pa · pat.
    """
    plain, scored = agree.share * agree.test, agree.score
    begins = (agree.test > SURE) | ((agree.ratio > 1) & (agree.share > HALF))
    best: int | None = None
    for one in np.flatnonzero(shown):
        if best is None:
            wins = begins[one]
        else:
            measure = scored if agree.ratio[best] > 1 else plain
            wins = measure[one] > measure[best]
        if wins:
            best = int(one)
    return best


def _most_unlike(agree: Sides, disagree: Sides, shown: Flags) -> list[int]:
    """Return the statement on which a group differs most from the others, if there is one."""
    if not shown.any():
        return []
    test = np.where(shown, np.maximum(agree.ratio_test, disagree.ratio_test), -np.inf)
    return [int(test.argmax())]


def consensus(
    agrees: NDArray[np.int64], disagrees: NDArray[np.int64], votes: NDArray[np.int64], shown: Flags
) -> tuple[Said, ...]:
    """Return what all participants agree on, at most five, then what they disagree with, at most
    five: pa > ½ and pat > 1.2816, by pa · pat; counts are (statements,).
    """
    listed: list[Said] = []
    for part, direction in ((agrees, AGREE), (disagrees, DISAGREE)):
        given, test = share(part, votes), one_sided(part, votes)
        score = given * test
        found = np.flatnonzero(shown & (given > HALF) & (test > SURE) & (votes > 0))
        for one in found[np.lexsort((found, -score[found]))][:MOST]:
            listed.append(Said(int(one), direction, float(score[one])))
    return tuple(listed)


def division(
    agrees: NDArray[np.int64], votes: NDArray[np.int64], shown: Flags
) -> tuple[Divides, ...]:
    """Return the at most five statements that divide groups most: those whose shares of agreement
    lie farthest apart between two groups, where chance does not explain it.
    """
    if len(agrees) < 2:
        return ()
    given, every = share(agrees, votes), np.arange(agrees.shape[1])
    most, least = given.argmax(axis=0), given.argmin(axis=0)
    apart = given[most, every] - given[least, every]
    test = two_sided(
        *(agrees[most, every], votes[most, every], agrees[least, every], votes[least, every])
    )
    found = np.flatnonzero(shown & (test > SURE))
    return tuple(
        Divides(
            int(one),
            *(int(most[one]), int(least[one])),
            *(float(given[most[one], one]), float(given[least[one], one])),
        )
        for one in found[np.lexsort((found, -apart[found]))][:MOST]
    )


def priority(agrees: ArrayLike, passes: ArrayLike, votes: ArrayLike, extremity: Floats) -> Floats:
    """Return how much more often each statement is to be asked, (statements,).

    imp = (1 - (P+1)/(S+2)) (E+1) (A+1)/(S+2), and the priority (imp (1 + 8 · 2^(-S/5)))², from
    counts over grouped people, (statements,): few passes, far out, agreed on, or still new.
    """
    worth = (1 - share(passes, votes)) * (extremity + 1) * share(agrees, votes)
    return np.asarray((worth * (1 + 8 * np.exp2(-np.asarray(votes) / 5.0))) ** 2)
