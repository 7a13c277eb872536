"""What the loops of an assignment share: arcs, seats, prices, and a heap to search by.

E experts, R roles, B boroughs; A arcs sorted by role. A role has a price, and whoever holds it
keeps the rest of their fit; who holds nothing keeps 0. On every arc what the expert keeps and the
price of the role reach the fit.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Indexes = NDArray[np.int32]

NOBODY = -1
OUTSIDE = -2  # of an expert who has not been let in
FAR = int(np.iinfo(np.int64).max)
FREE, EMPTY, STAY = 0, 1, 2  # how a walk ends: a free expert, an empty place, nothing moves


class Market(NamedTuple):
    """What is given."""

    start: Numbers  # (R + 1,) the arcs of role r are start[r] to start[r + 1]
    expert: Indexes  # (A,)
    role: Indexes  # (A,)
    fit: Numbers  # (A,)
    places: Numbers  # (R,)


class Choice(NamedTuple):
    """What is chosen so far, and its prices."""

    match: Numbers  # (E,) the arc that an expert holds, or NOBODY, or OUTSIDE
    at: Numbers  # (E,) in which of the role's seats
    keeps: Numbers  # (E,)
    price: Numbers  # (R,)
    seat: Numbers  # (R + 1,) where the seats of a role begin
    filled: Numbers  # (R,) how many of them are taken
    holder: Numbers  # (seats,) who sits there


class Walk(NamedTuple):
    """Room for a search."""

    loss: Numbers  # (R,) the least so far, FAR where not met
    via: Numbers  # (R,) the arc by which somebody leaves (or, for experts, enters) the role
    met: Numbers  # (R,) roles in the order met
    heap: Numbers  # (A + R,) loss · R + role


@njit(cache=True)
def in_order(expert, role):
    """Whether arcs stand by role and then by expert, none twice."""
    for k in range(1, len(role)):
        if role[k] < role[k - 1] or (role[k] == role[k - 1] and expert[k] <= expert[k - 1]):
            return False
    return True


@njit(cache=True)
def push(heap, size, key):
    """Add a key to the binary heap heap[:size]; return its new size."""
    at = size
    while at and heap[(at - 1) >> 1] > key:
        heap[at] = heap[(at - 1) >> 1]
        at = (at - 1) >> 1
    heap[at] = key
    return size + 1


@njit(cache=True)
def pop(heap, size):
    """Take the least key away; return it with the new size."""
    least, size = heap[0], size - 1
    key, at = heap[size], 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = key
    return least, size


@njit(cache=True)
def sit(choice, e, r, arc):
    """The expert takes the role's next seat."""
    choice.match[e] = arc
    choice.at[e] = choice.filled[r]
    choice.holder[choice.seat[r] + choice.filled[r]] = e
    choice.filled[r] += 1


@njit(cache=True)
def rise(choice, e, r):
    """The expert leaves the role; the last of its holders moves up."""
    choice.filled[r] -= 1
    last = choice.holder[choice.seat[r] + choice.filled[r]]
    choice.holder[choice.seat[r] + choice.at[e]] = last
    choice.at[last] = choice.at[e]
    choice.match[e] = NOBODY


@njit(cache=True)
def settle(market, choice, walk, found, best):
    """Move the prices of roles that want somebody by what was saved, and forget the search."""
    for index in range(found):
        r = walk.met[index]
        if walk.loss[r] < best:
            choice.price[r] -= best - walk.loss[r]
        walk.loss[r] = FAR


@njit(cache=True)
def keep_rest(market, choice, walk, found):
    """Whoever holds a role that was met keeps what its price leaves of their fit."""
    for index in range(found):
        r = walk.met[index]
        for h in range(choice.seat[r], choice.seat[r] + choice.filled[r]):
            e = choice.holder[h]
            choice.keeps[e] = market.fit[choice.match[e]] - choice.price[r]


@njit(cache=True)
def by_expert(market, experts):
    """Return (arcs, begin): the arcs of expert e are arcs[begin[e]:begin[e + 1]], by role."""
    begin = np.zeros(experts + 1, np.int64)
    for e in market.expert:
        begin[e + 1] += 1
    begin = begin.cumsum()
    next_ = begin[:-1].copy()
    arcs = np.empty(len(market.expert), np.int64)
    for k in range(len(arcs)):
        e = market.expert[k]
        arcs[next_[e]] = k
        next_[e] += 1
    return arcs, begin
