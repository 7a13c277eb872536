"""Groups of points in the plane: points (n, 2), weight (n,), centres (k, 2), label (n,)."""

import numpy as np
from numba import njit

SHIFT = np.uint64(11)
UNIT = 1.0 / (1 << 53)


@njit(cache=True)
def nearest(points, centres, label, far):
    """Give each point to its nearest centre, the first among equals; tell whether any moved.
    far (n,) is set to the squared distances.
    """
    moved = False
    for i in range(len(points)):
        best, least = 0, np.inf
        for g in range(len(centres)):
            across, up = points[i, 0] - centres[g, 0], points[i, 1] - centres[g, 1]
            square = across * across + up * up
            if square < least:
                best, least = g, square
        if label[i] != best:
            label[i] = best
            moved = True
        far[i] = least
    return moved


@njit(cache=True)
def means(points, weight, label, centres):
    """Set each centre to the mean of its points; a centre without any stays. Return weights."""
    heft = np.zeros(len(centres))
    total = np.zeros(centres.shape)
    for i in range(len(points)):
        g = label[i]
        heft[g] += weight[i]
        total[g, 0] += weight[i] * points[i, 0]
        total[g, 1] += weight[i] * points[i, 1]
    for g in range(len(centres)):
        if heft[g] > 0:
            centres[g] = total[g] / heft[g]
    return heft


@njit(cache=True)
def settle(points, weight, centres, label, far, turns):
    """Move centres and labels in turn until none moves (Lloyd); return the inertia."""
    label[:] = -1
    for _ in range(turns):
        if not nearest(points, centres, label, far):
            break
        means(points, weight, label, centres)
    nearest(points, centres, label, far)
    return np.sum(weight * far)


@njit(cache=True)
def exchange(points, weight, centres, label, turns):
    """Move single points where that lessens the inertia, until none does (Hartigan)."""
    heft = means(points, weight, label, centres)
    for _ in range(turns):
        moved = False
        for i in range(len(points)):
            own, w = label[i], weight[i]
            if heft[own] <= w:
                continue
            across, up = points[i, 0] - centres[own, 0], points[i, 1] - centres[own, 1]
            best, least = own, heft[own] / (heft[own] - w) * (across * across + up * up)
            least *= 1 - 1e-12  # else two that are as good would change places for ever
            for g in range(len(centres)):
                if g == own:
                    continue
                across, up = points[i, 0] - centres[g, 0], points[i, 1] - centres[g, 1]
                cost = heft[g] / (heft[g] + w) * (across * across + up * up)
                if cost < least:
                    best, least = g, cost
            if best != own:
                moved = True
                label[i] = best
                for axis in range(2):
                    leaves = points[i, axis] - centres[own, axis]
                    centres[own, axis] -= w * leaves / (heft[own] - w)
                    comes = points[i, axis] - centres[best, axis]
                    centres[best, axis] += w * comes / (heft[best] + w)
                heft[own] -= w
                heft[best] += w
        if not moved:
            break


@njit(cache=True)
def draw(state):
    """A number from 0 to 1 and the next state: splitmix64."""
    state += np.uint64(0x9E3779B97F4A7C15)
    z = state
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return np.float64(z >> SHIFT) * UNIT, state


@njit(cache=True)
def scatter(points, weight, centres, known, far, state):
    """Set the centres from `known` on to points, drawn by squared distance from those before."""
    far[:] = 1.0
    for g in range(len(centres)):
        if g >= known:
            wanted, state = draw(state)
            wanted *= np.sum(weight * far)
            chosen, reached = -1, 0.0
            for i in range(len(points)):
                reached += weight[i] * far[i]
                if weight[i] * far[i] > 0:
                    chosen = i
                    if reached > wanted:
                        break
            centres[g] = points[max(chosen, 0)]
        for i in range(len(points)):
            across, up = points[i, 0] - centres[g, 0], points[i, 1] - centres[g, 1]
            square = across * across + up * up
            if g == 0 or square < far[i]:
                far[i] = square
    return state


@njit(cache=True)
def search(points, weight, before, k, starts, turns, found, inertia):
    """Settle from several starts; put the best into found (keep, k, 2) and inertia (keep,), which
    hold inf where nothing is. Every other start keeps the centres before (k - 1 or none).
    """
    label, far = np.empty(len(points), np.int64), np.empty(len(points))
    centres = np.empty((k, 2))
    state = np.uint64(1)
    for start in range(starts):
        known = len(before) if start % 2 else 0
        centres[:known] = before[:known]
        state = scatter(points, weight, centres, known, far, state)
        much = settle(points, weight, centres, label, far, turns)
        for place in range(len(inertia)):
            if abs(much - inertia[place]) <= 1e-9 * much:
                break
            if much < inertia[place]:
                for later in range(len(inertia) - 1, place, -1):
                    inertia[later] = inertia[later - 1]
                    found[later] = found[later - 1]
                inertia[place] = much
                found[place] = centres
                break


@njit(cache=True)
def silhouette(points, centres, label):
    """The mean over points of (b - a) / max(a, b): a is the distance to the own centre, b to the
    nearest other.
    """
    total = 0.0
    for i in range(len(points)):
        own, other = 0.0, np.inf
        for g in range(len(centres)):
            far = np.hypot(points[i, 0] - centres[g, 0], points[i, 1] - centres[g, 1])
            if g == label[i]:
                own = far
            elif far < other:
                other = far
        most = max(own, other)
        if most > 0:
            total += (other - own) / most
    return total / len(points)


@njit(cache=True)
def spread(points, centres, label):
    """The sum of squared distances to the own centre."""
    total = 0.0
    for i in range(len(points)):
        across = points[i, 0] - centres[label[i], 0]
        up = points[i, 1] - centres[label[i], 1]
        total += across * across + up * up
    return total
