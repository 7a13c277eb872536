"""The loops of part-time sharing, compiled: which roles one expert does best together.

Profits are whole numbers (thousandths of a point), so that the bounds are exact. The days of roles
that an expert holds add up in every week; W weeks, numbered from 0.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


class Diary(NamedTuple):
    """What is given: arcs by expert, and what roles ask of a week."""

    begin: Numbers  # (E + 1,) the arcs of expert e are begin[e] to begin[e + 1]
    role: Numbers  # (A,)
    days: Numbers  # (R,) a week
    first: Numbers  # (R,) week
    last: Numbers  # (R,) week, included
    capacity: Numbers  # (E,) days a week
    places: Numbers  # (R,)


@njit(cache=True)
def fits_in(diary, load, r, capacity):
    """Whether the role's days find room in every one of its weeks."""
    for week in range(diary.first[r], diary.last[r] + 1):
        if load[week] + diary.days[r] > capacity:
            return False
    return True


@njit(cache=True)
def book(diary, load, r, sign):
    """Put the role into the diary, or take it out of it (sign 1 or -1)."""
    for week in range(diary.first[r], diary.last[r] + 1):
        load[week] += sign * diary.days[r]


@njit(cache=True)
def ceiling(diary, items, profit, weight, at, room):
    """An upper bound on what items[at:] can add: as if they could be cut to fill the room.

    items are sorted by profit for their weight (days × weeks), the best first.
    """
    more = np.int64(0)
    for index in range(at, len(items)):
        k = items[index]
        if weight[index] > room:
            return more + profit[k] * room // weight[index] + 1
        room -= weight[index]
        more += profit[k]
    return more


@njit(cache=True)
def worthwhile(diary, profit, e):
    """The expert's arcs of some profit that fit alone, densest first, with their weights."""
    many = 0
    items = np.empty(diary.begin[e + 1] - diary.begin[e], np.int64)
    for k in range(diary.begin[e], diary.begin[e + 1]):
        if profit[k] > 0 and diary.days[diary.role[k]] <= diary.capacity[e]:
            items[many] = k
            many += 1
    items = items[:many]
    weight = np.empty(many, np.int64)
    density = np.empty(many, np.float64)
    for index in range(many):
        r = diary.role[items[index]]
        weight[index] = diary.days[r] * (diary.last[r] - diary.first[r] + 1)
        density[index] = -profit[items[index]] / weight[index]
    order = np.argsort(density, kind="mergesort")
    return items[order], weight[order]


@njit(cache=True)
def span(diary, items):
    """How many weeks there are from the first of these roles to the last."""
    low, high = np.int64(1 << 40), np.int64(-1)
    for k in items:
        low = min(low, diary.first[diary.role[k]])
        high = max(high, diary.last[diary.role[k]])
    return high - low + 1


@njit(cache=True)
def best_bundle(diary, profit, e, load, steps, bundle):
    """Find the bundle of most profit for one expert: depth first, with `ceiling` as bound.

    Return (value, bound, how many); the arcs are in bundle[:how many]. The two differ only where
    `steps` ran out.
    """
    items, weight = worthwhile(diary, profit, e)
    many = len(items)
    if many == 0:
        return np.int64(0), np.int64(0), 0
    room = diary.capacity[e] * span(diary, items)
    bound = ceiling(diary, items, profit, weight, 0, room)
    best, best_many, value, depth, at = np.int64(0), 0, np.int64(0), 0, 0
    stack = np.empty(many, np.int64)
    while steps > 0:
        steps -= 1
        if at < many and value + ceiling(diary, items, profit, weight, at, room) > best:
            r = diary.role[items[at]]
            if fits_in(diary, load, r, diary.capacity[e]):
                book(diary, load, r, 1)
                stack[depth], depth = at, depth + 1
                value, room = value + profit[items[at]], room - weight[at]
                if value > best:
                    best, best_many = value, depth
                    for index in range(depth):
                        bundle[index] = items[stack[index]]
            at += 1
            continue
        if depth == 0:
            return best, best, best_many
        depth -= 1
        at = stack[depth]
        book(diary, load, diary.role[items[at]], -1)
        value, room = value - profit[items[at]], room + weight[at]
        at += 1
    for index in range(depth):
        book(diary, load, diary.role[items[stack[index]]], -1)
    return best, bound, best_many


@njit(cache=True)
def best_bundles(diary, profit, weeks, steps, chosen):
    """Mark in `chosen` (A,) everybody's best bundle; return the sum of the bounds on them."""
    load = np.zeros(weeks, np.int64)
    bundle = np.empty(len(profit) + 1, np.int64)
    total = np.int64(0)
    chosen[:] = False
    for e in range(len(diary.capacity)):
        _, bound, many = best_bundle(diary, profit, e, load, steps, bundle)
        total += bound
        for index in range(many):
            chosen[bundle[index]] = True
    return total


@njit(cache=True)
def take_in_turn(diary, expert, order, weeks, chosen):
    """Go through arcs in this order and take each that still finds room and a place."""
    load = np.zeros((len(diary.capacity), weeks), np.int64)
    left = diary.places.copy()
    chosen[:] = False
    for k in order:
        e, r = expert[k], diary.role[k]
        if left[r] > 0 and fits_in(diary, load[e], r, diary.capacity[e]):
            book(diary, load[e], r, 1)
            left[r] -= 1
            chosen[k] = True


@njit(cache=True)
def near_best(diary, profit, e, load, value, slack, arcs, ends, room):
    """Write down every bundle of one expert whose profit is within `slack` of `value`, the best.

    Arcs may be of a loss up to the slack. Bundles follow one another in `arcs`; each ends where
    `ends` says. `room` is (arcs used, bundles used, steps left); returned anew, with -1 bundles
    where room or steps ran out.
    """
    used, bundles, steps = room
    items = np.empty(diary.begin[e + 1] - diary.begin[e], np.int64)
    many = 0
    for k in range(diary.begin[e], diary.begin[e + 1]):
        if profit[k] >= -slack and diary.days[diary.role[k]] <= diary.capacity[e]:
            items[many] = k
            many += 1
    rest = np.zeros(many + 1, np.int64)
    for index in range(many - 1, -1, -1):
        rest[index] = rest[index + 1] + max(np.int64(0), profit[items[index]])
    stack = np.empty(many + 1, np.int64)
    sum_, depth, at = np.int64(0), 0, 0
    while True:
        steps -= 1
        if steps < 0:
            for index in range(depth):
                book(diary, load, diary.role[items[stack[index]]], -1)
            return used, np.int64(-1), steps
        if at < many and sum_ + rest[at] >= value - slack:
            r = diary.role[items[at]]
            if fits_in(diary, load, r, diary.capacity[e]):
                book(diary, load, r, 1)
                stack[depth], depth = at, depth + 1
                sum_ += profit[items[at]]
                if sum_ >= value - slack:
                    if used + depth > len(arcs) or bundles == len(ends):
                        for index in range(depth):
                            book(diary, load, diary.role[items[stack[index]]], -1)
                        return used, np.int64(-1), steps
                    for index in range(depth):
                        arcs[used + index] = items[stack[index]]
                    used += depth
                    ends[bundles] = used
                    bundles += 1
            at += 1
            continue
        if depth == 0:
            return used, bundles, steps
        depth -= 1
        at = stack[depth]
        book(diary, load, diary.role[items[at]], -1)
        sum_ -= profit[items[at]]
        at += 1
