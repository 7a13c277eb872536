"""The loops for what boroughs are owed, compiled: floors raised at the least loss, and leximin.

Names and shapes are those of `market`. Here the price of a role is net of what its borough is
helped with: the price of one place is `price[r] + help[borough of r]`, 0 or more.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from secondments.matching.maths.compiled.market import (
    EMPTY,
    FAR,
    FREE,
    NOBODY,
    STAY,
    Numbers,
    keep_rest,
    pop,
    push,
    rise,
    sit,
)

MOVED = -2


class Boroughs(NamedTuple):
    """Boroughs, what they are owed and what they have."""

    of: Numbers  # (R,) the borough of a role
    first: Numbers  # (B + 1,) the roles of borough b are roles[first[b]:first[b + 1]]
    roles: Numbers  # (R,)
    floor: Numbers  # (B,)
    got: Numbers  # (B,) places filled
    help: Numbers  # (B,) what one place more of the floor costs in fit
    loss: Numbers  # (B,) the least in a search, FAR where not met
    via: Numbers  # (B,) the role by which a place in the borough falls free, NOBODY at the source


class Filling(NamedTuple):
    """Who fills which place, whatever the fit, and room for a search."""

    match: Numbers  # (E,) the arc that an expert holds, or NOBODY
    filled: Numbers  # (R,) places taken
    via: Numbers  # (R,) the arc by which somebody leaves the role, NOBODY at the source;
    # or MOVED - r: a place here is filled instead of one in role r of the same borough
    met: NDArray[np.bool_]  # (R,)
    dead: NDArray[np.bool_]  # (R,)
    opened: NDArray[np.bool_]  # (B,) whose empty places are in line


@njit(cache=True)
def open_spare(market, choice, walk, boroughs, b, state):
    """A place that was empty in the borough wants somebody; `state` is (found, size)."""
    found, size = state
    nodes = len(market.places) + len(boroughs.got)
    for index in range(boroughs.first[b], boroughs.first[b + 1]):
        r = boroughs.roles[index]
        if choice.filled[r] < market.places[r] and boroughs.loss[b] < walk.loss[r]:
            if walk.loss[r] == FAR:
                walk.met[found] = r
                found += 1
            walk.loss[r], walk.via[r] = boroughs.loss[b], NOBODY
            size = push(walk.heap, size, boroughs.loss[b] * nodes + r)
    return found, size


@njit(cache=True)
def want_one(market, choice, walk, boroughs, r, state):
    """Role r wants somebody; `state` is (found, size, best, where)."""
    found, size, best, where = state
    nodes = len(market.places) + len(boroughs.got)
    worth = walk.loss[r] + choice.price[r]
    for k in range(market.start[r], market.start[r + 1]):
        e = market.expert[k]
        cost = worth - market.fit[k] + choice.keeps[e]
        if cost >= best:
            continue
        held = choice.match[e]
        if held == NOBODY:
            best, where = cost, k
            continue
        other = market.role[held]
        if other == r or cost >= walk.loss[other]:
            continue
        if walk.loss[other] == FAR:
            walk.met[found] = other
            found += 1
        walk.loss[other], walk.via[other] = cost, k
        size = push(walk.heap, size, cost * nodes + other)
    return found, size, best, where


@njit(cache=True)
def begin_short(market, boroughs, walk):
    """All boroughs below their floor want a place filled; return the size of the heap."""
    size, roles = np.int64(0), len(market.places)
    for b in range(len(boroughs.got)):
        boroughs.loss[b] = FAR
        if boroughs.got[b] < boroughs.floor[b]:
            boroughs.loss[b], boroughs.via[b] = 0, NOBODY
            size = push(walk.heap, size, roles + b)
    return size


@njit(cache=True)
def seek(market, choice, walk, boroughs):
    """Search from all boroughs below their floor; return (roles met, least loss, how, where)."""
    roles = len(market.places)
    nodes = roles + len(boroughs.got)
    found, size = np.int64(0), begin_short(market, boroughs, walk)
    best, how, where = np.int64(FAR), STAY, np.int64(0)
    while size:
        key, size = pop(walk.heap, size)
        loss, node = key // nodes, key % nodes
        if loss >= best:
            break
        if node >= roles:
            b = node - roles
            if loss > boroughs.loss[b]:
                continue
            if boroughs.got[b] > boroughs.floor[b]:
                best, how, where = loss, EMPTY, b
                break
            found, size = open_spare(market, choice, walk, boroughs, b, (found, size))
            continue
        if loss > walk.loss[node]:
            continue
        found, size, cost, k = want_one(
            market, choice, walk, boroughs, node, (found, size, best, where)
        )
        if cost < best:
            best, how, where = cost, FREE, k
        b = boroughs.of[node]
        cost = loss + choice.price[node] + boroughs.help[b]
        if walk.via[node] != NOBODY and cost < min(best, boroughs.loss[b]):
            boroughs.loss[b], boroughs.via[b] = cost, node
            size = push(walk.heap, size, cost * nodes + roles + b)
    return found, best, how, where


@njit(cache=True)
def leave_empty(market, choice, walk, boroughs, b):
    """Take away whoever leaves a place of the borough for good; return the arc that they take."""
    r = boroughs.via[b]
    k = walk.via[r]
    rise(choice, market.expert[k], r)
    return k


@njit(cache=True)
def move_back(market, choice, walk, boroughs, how, where):
    """Move everybody along the walk, to the borough where it began; that has one place more."""
    k = where
    if how == EMPTY:
        boroughs.got[where] -= 1
        k = leave_empty(market, choice, walk, boroughs, where)
    while True:
        e, r = market.expert[k], market.role[k]
        leaver = walk.via[r]
        if leaver != NOBODY:
            rise(choice, market.expert[leaver], r)
        sit(choice, e, r, k)
        if leaver != NOBODY:
            k = leaver
            continue
        b = boroughs.of[r]
        if boroughs.via[b] == NOBODY:
            boroughs.got[b] += 1
            return
        k = leave_empty(market, choice, walk, boroughs, b)


@njit(cache=True)
def raise_floors(market, choice, walk, boroughs):
    """Fill places until every borough has its floor, each at the least loss of fit; return whether
    that can be done. What was chosen before is the best without the floors it lacks."""
    while (boroughs.got < boroughs.floor).any():
        found, best, how, where = seek(market, choice, walk, boroughs)
        if how == STAY:
            return False
        for index in range(found):
            r = walk.met[index]
            if walk.loss[r] < best:
                choice.price[r] -= best - walk.loss[r]
            walk.loss[r] = FAR
        for b in range(len(boroughs.got)):
            if boroughs.loss[b] < best:
                boroughs.help[b] += best - boroughs.loss[b]
        move_back(market, choice, walk, boroughs, how, where)
        keep_rest(market, choice, walk, found)
    return True


@njit(cache=True)
def add_spare(market, state, line, last, b, boroughs, via):
    """Put the borough's roles with an empty place in line, reached by `via`; return its end."""
    state.opened[b] = True
    for index in range(boroughs.first[b], boroughs.first[b + 1]):
        r = boroughs.roles[index]
        if state.filled[r] < market.places[r] and not state.dead[r] and not state.met[r]:
            state.met[r], state.via[r], line[last] = True, via, r
            last += 1
    return last


@njit(cache=True)
def seat_along(market, state, k):
    """The free expert of arc k takes its role, and so on back to where the search began."""
    while True:
        e, r = market.expert[k], market.role[k]
        state.match[e] = k
        if state.via[r] <= MOVED:  # an empty place is filled instead of one in another role
            other = MOVED - state.via[r]
            state.filled[r] += 1
            state.filled[other] -= 1
            r = other
        if state.via[r] == NOBODY:
            state.filled[r] += 1
            return
        k = state.via[r]


@njit(cache=True)
def take_for(market, state, line, b, boroughs):
    """Fill one place more in the borough, so that no other loses one; return whether it can be.

    Breadth first. Roles met by a search that fails can never help again (their experts are held
    among themselves): they are dead to all later searches.
    """
    state.opened[:] = False
    last = add_spare(market, state, line, 0, b, boroughs, NOBODY)
    next_ = 0
    while next_ < last:
        r = line[next_]
        next_ += 1
        for k in range(market.start[r], market.start[r + 1]):
            held = state.match[market.expert[k]]
            if held == NOBODY:
                seat_along(market, state, k)
                state.met[line[:last]] = False
                return True
            other = market.role[held]
            if state.met[other] or state.dead[other]:
                continue
            state.met[other], state.via[other], line[last] = True, k, other
            last += 1
            if not state.opened[boroughs.of[other]]:
                last = add_spare(
                    market, state, line, last, boroughs.of[other], boroughs, MOVED - other
                )
    for index in range(last):
        state.met[line[index]] = False
        state.dead[line[index]] = True
    return False


@njit(cache=True)
def raise_lowest(market, boroughs, experts):
    """Fill boroughs.got by leximin: always one place more for whoever has the fewest and can."""
    roles, many = len(market.places), len(boroughs.got)
    state = Filling(
        np.full(experts, NOBODY),
        np.zeros(roles, np.int64),
        np.full(roles, NOBODY),
        np.zeros(roles, np.bool_),
        np.zeros(roles, np.bool_),
        np.zeros(many, np.bool_),
    )
    line = np.empty(roles, np.int64)
    frozen = np.zeros(many, np.bool_)
    while not frozen.all():
        for b in range(many):
            if not frozen[b]:
                if take_for(market, state, line, b, boroughs):
                    boroughs.got[b] += 1
                else:
                    frozen[b] = True
