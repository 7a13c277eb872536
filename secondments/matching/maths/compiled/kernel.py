"""The loops that numpy cannot express, compiled: who takes which role, by shortest paths.

Names and shapes are those of `market`. A search walks over roles: one that wants somebody takes an
expert from another, which then wants somebody in turn, until an expert is free or a place may stay
empty. It looks for the least loss (Dijkstra's algorithm on reduced costs) and then moves prices so
that the walk loses nothing (Edmonds and Karp, 1972; Tomizawa, 1971). So what is chosen is always
the best for those who have been let in so far, and the prices prove it.
"""

import numpy as np
from numba import njit

from secondments.matching.maths.compiled.market import (
    EMPTY,
    FAR,
    FREE,
    NOBODY,
    OUTSIDE,
    STAY,
    keep_rest,
    pop,
    push,
    rise,
    settle,
    sit,
)

# Role after role


@njit(cache=True)
def replace_all(market, choice, walk, k, own):
    """The free expert of arc k takes its role; who leaves it takes the next one, up to `own`."""
    while True:
        e, r = market.expert[k], market.role[k]
        if r != own:
            rise(choice, market.expert[walk.via[r]], r)
        sit(choice, e, r, k)
        if r == own:
            return
        k = walk.via[r]


@njit(cache=True)
def want(market, choice, walk, own):
    """Search from a role that wants somebody; return (roles met, least loss, how, where)."""
    roles = len(market.places)
    walk.loss[own], walk.met[0], found = 0, own, 1
    size = push(walk.heap, 0, own)
    best, how, where = choice.price[own], STAY, own
    while size:
        key, size = pop(walk.heap, size)
        loss, r = key // roles, key % roles
        if loss >= best:
            break
        if loss > walk.loss[r]:
            continue
        worth = loss + choice.price[r]
        for k in range(market.start[r], market.start[r + 1]):
            e = market.expert[k]
            cost = worth - market.fit[k] + choice.keeps[e]
            if cost >= best:
                continue
            held = choice.match[e]
            if held < 0:
                if held == NOBODY:
                    best, how, where = cost, FREE, k
                continue
            other = market.role[held]
            if other == r or cost >= walk.loss[other]:
                continue
            if walk.loss[other] == FAR:
                walk.met[found] = other
                found += 1
            walk.loss[other], walk.via[other] = cost, k
            size = push(walk.heap, size, cost * roles + other)
            if cost + choice.price[other] < best:
                best, how, where = cost + choice.price[other], EMPTY, other
    return found, best, how, where


@njit(cache=True)
def fill(market, choice, walk, own):
    """Fill the free places of a role at the least loss, or leave them empty at a price of 0."""
    while choice.filled[own] < market.places[own] and choice.price[own] > 0:
        found, best, how, where = want(market, choice, walk, own)
        settle(market, choice, walk, found, best)
        if how == EMPTY:
            leaver = walk.via[where]
            rise(choice, market.expert[leaver], where)
            replace_all(market, choice, walk, leaver, own)
        elif how == FREE:
            replace_all(market, choice, walk, where, own)
        keep_rest(market, choice, walk, found)


@njit(cache=True)
def insert_roles(market, choice, walk):
    """Let role after role in, at the price that its keenest expert would pay; for scarce places."""
    for own in range(len(market.places)):
        top = np.int64(0)
        for k in range(market.start[own], market.start[own + 1]):
            top = max(top, market.fit[k] - choice.keeps[market.expert[k]])
        choice.price[own] = top
        fill(market, choice, walk, own)


# Expert after expert


@njit(cache=True)
def offer(market, choice, walk, arcs, first, last, own, base, state):
    """Offer one expert to the roles of arcs[first:last]; `state` is what `place` knows.

    base  the loss at which the expert comes, and what they would keep.
    """
    found, size, best, how, where = state
    roles = len(market.places)
    for index in range(first, last):
        k = arcs[index]
        r = np.int64(market.role[k])
        cost = base - market.fit[k] + choice.price[r]
        if r == own or cost >= best or cost >= walk.loss[r]:
            continue
        if walk.loss[r] == FAR:
            walk.met[found] = r
            found += 1
        walk.loss[r], walk.via[r] = cost, k
        if choice.filled[r] < market.places[r]:
            best, how, where = cost, np.int64(EMPTY), r
        else:
            size = push(walk.heap, size, cost * roles + r)
    return found, size, best, how, where


@njit(cache=True)
def place(market, choice, walk, arcs, begin, own, keeps):
    """Search from an expert who comes in; return (roles met, least loss, how, where)."""
    roles = len(market.places)
    nothing = np.int64(0)  # of one type throughout, so that `offer` is compiled once
    state = (nothing, nothing, keeps, np.int64(STAY), nothing)
    state = offer(market, choice, walk, arcs, begin[own], begin[own + 1], nothing - 1, keeps, state)
    while state[1]:
        found, size, best, how, where = state
        key, size = pop(walk.heap, size)
        loss, r = key // roles, key % roles
        if loss >= best:
            break
        state = (found, size, best, how, where)
        if loss > walk.loss[r]:
            continue
        for h in range(choice.seat[r], choice.seat[r] + choice.filled[r]):
            e = choice.holder[h]
            base = loss + choice.keeps[e]
            if base < state[2]:
                state = (state[0], state[1], base, np.int64(FREE), e)
            state = offer(market, choice, walk, arcs, begin[e], begin[e + 1], r, base, state)
    return state[0], state[2], state[3], state[4]


@njit(cache=True)
def enter(market, choice, walk, r, own):
    """Seat whoever enters role r by its arc; so on with the role they leave, back to `own`."""
    while True:
        k = walk.via[r]
        e = market.expert[k]
        left = choice.match[e]
        if left != NOBODY:
            rise(choice, e, market.role[left])
        sit(choice, e, r, k)
        if e == own:
            return
        r = np.int64(market.role[left])


@njit(cache=True)
def let_in(market, choice, walk, arcs, begin, own):
    """Let one expert in: they take a role at the least loss to others, or stay free."""
    keeps = np.int64(0)
    for index in range(begin[own], begin[own + 1]):
        k = arcs[index]
        keeps = max(keeps, market.fit[k] - choice.price[market.role[k]])
    choice.match[own] = NOBODY
    if keeps == 0:
        return
    found, best, how, where = place(market, choice, walk, arcs, begin, own, keeps)
    for index in range(found):
        r = walk.met[index]
        if walk.loss[r] < best:
            choice.price[r] += best - walk.loss[r]
        walk.loss[r] = FAR
    if how == FREE:
        r = np.int64(market.role[choice.match[where]])
        rise(choice, where, r)
        choice.keeps[where] = 0
        enter(market, choice, walk, r, own)
    elif how == EMPTY:
        enter(market, choice, walk, where, own)
    keep_rest(market, choice, walk, found)


@njit(cache=True)
def insert_experts(market, choice, walk, arcs, begin):
    """Let expert after expert in; for scarce experts.

    arcs   (A,) arcs by expert; those of expert e are arcs[begin[e]:begin[e + 1]].
    """
    for own in range(len(choice.match)):
        let_in(market, choice, walk, arcs, begin, np.int64(own))


# Both


@njit(cache=True)
def slack_of_outsiders(market, choice, r):
    """How far the price of the role can fall before somebody who holds nothing would take it."""
    slack = choice.price[r]
    for k in range(market.start[r], market.start[r + 1]):
        if choice.match[market.expert[k]] == NOBODY:
            slack = min(slack, choice.price[r] - market.fit[k])
    return slack


@njit(cache=True)
def lower_prices(market, choice, walk, arcs, begin):
    """Lower all prices to the least that still prove the choice; without floors.

    A price falls until somebody outside would take the role: one who holds nothing, or one who
    keeps more by the fall of their own role's price. So falls are shortest distances (Dijkstra).
    """
    roles, size = len(market.places), np.int64(0)
    fall = walk.loss
    for r in range(roles):
        fall[r] = slack_of_outsiders(market, choice, r)
        size = push(walk.heap, size, fall[r] * roles + r)
    while size:
        key, size = pop(walk.heap, size)
        least, r = key // roles, key % roles
        if least > fall[r]:
            continue
        for h in range(choice.seat[r], choice.seat[r] + choice.filled[r]):
            e = choice.holder[h]
            for index in range(begin[e], begin[e + 1]):
                k = arcs[index]
                other = market.role[k]
                reach = least + choice.keeps[e] + choice.price[other] - market.fit[k]
                if other != r and reach < fall[other]:
                    fall[other] = reach
                    size = push(walk.heap, size, reach * roles + other)
    for r in range(roles):
        choice.price[r] -= fall[r]
        for h in range(choice.seat[r], choice.seat[r] + choice.filled[r]):
            choice.keeps[choice.holder[h]] += fall[r]


# Once more, from what stands


@njit(cache=True)
def seat_standing(market, choice, stands):
    """Seat whoever stands and would stay at the roles' prices; all who would not are outside.

    Return how many are outside.
    """
    most = np.zeros(len(choice.match), np.int64)  # that somebody could keep at these prices
    for k in range(len(stands)):
        e = market.expert[k]
        most[e] = max(most[e], market.fit[k] - choice.price[market.role[k]])
    choice.match[:] = OUTSIDE
    for k in range(len(stands)):
        if stands[k]:
            e, r = market.expert[k], market.role[k]
            rest = market.fit[k] - choice.price[r]
            if choice.match[e] < 0 and choice.filled[r] < market.places[r] and rest >= most[e]:
                sit(choice, e, r, k)
                choice.keeps[e] = rest
    outside = 0
    for e in range(len(choice.match)):
        if choice.match[e] == OUTSIDE and most[e] == 0:
            choice.match[e] = NOBODY
        outside += choice.match[e] == OUTSIDE
    return outside


@njit(cache=True)
def fill_all(market, choice, walk):
    """Fill the places that have fallen free: the best choice for all who are not outside."""
    for own in range(len(market.places)):
        fill(market, choice, walk, own)


@njit(cache=True)
def let_in_all(market, choice, walk, arcs, begin):
    """Let everybody in who is outside."""
    for own in range(len(choice.match)):
        if choice.match[own] == OUTSIDE:
            let_in(market, choice, walk, arcs, begin, np.int64(own))
