"""The loop of deferred acceptance, compiled."""

import numpy as np
from numba import njit

NOBODY = -1


@njit(cache=True)
def sink(seats, standing, first, last):
    """Let the arc in seats[first] sink until the worst is on top of the heap seats[first:last]."""
    at, arc = first, seats[first]
    while True:
        child = first + 2 * (at - first) + 1
        if child >= last:
            break
        if child + 1 < last and standing[seats[child + 1]] > standing[seats[child]]:
            child += 1
        if standing[seats[child]] <= standing[arc]:
            break
        seats[at] = seats[child]
        at = child
    seats[at] = arc


@njit(cache=True)
def rise(seats, standing, first, at):
    """Let the arc in seats[at] rise where it is worse than what is above it."""
    arc = seats[at]
    while at > first:
        above = first + (at - first - 1) // 2
        if standing[seats[above]] >= standing[arc]:
            break
        seats[at] = seats[above]
        at = above
    seats[at] = arc


@njit(cache=True)
def propose(by_expert, begin, role, standing, seat):
    """Return (seats,) the arcs held, or NOBODY.

    by_expert  (A,) arcs by expert and then by the expert's rank
    begin      (E + 1,) where an expert's arcs begin in it
    standing   (A,) lower is better to the role
    seat       (R + 1,) where a role's seats begin: a heap, the worst held on top
    """
    experts = len(begin) - 1
    seats = np.full(seat[-1], NOBODY)
    filled = np.zeros(len(seat) - 1, np.int64)
    next_ = begin[:-1].copy()
    owner = np.empty(len(role), np.int64)
    for e in range(experts):
        owner[by_expert[begin[e] : begin[e + 1]]] = e
    for first in range(experts):
        e = first
        while e != NOBODY and next_[e] < begin[e + 1]:
            arc = by_expert[next_[e]]
            next_[e] += 1
            r = role[arc]
            low, many = seat[r], seat[r + 1] - seat[r]
            if filled[r] < many:
                seats[low + filled[r]] = arc
                filled[r] += 1
                rise(seats, standing, low, low + filled[r] - 1)
                e = NOBODY
            elif many and standing[arc] < standing[seats[low]]:
                worst = seats[low]
                seats[low] = arc
                sink(seats, standing, low, low + many)
                e = owner[worst]
    return seats
