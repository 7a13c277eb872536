"""The leading singular vectors of the centred matrix of votes, which is never written out.

C[p, j] is value[code] where person p voted on statement j, and 0 elsewhere. Vectors over statements
are found by Lanczos' method on C'C, in blocks of two, with full orthogonalisation and restarts that
keep the best (Wu and Simon, 2000). Two at a time find two of the same eigenvalue as well.
"""

import numpy as np
from numba import njit

ROOM = 32  # vectors kept before the best are taken on
KEPT = 10
FIRST = 8  # vectors from which on it is asked whether they are enough
SURE = 1e-11  # largest residual, as a share of the gap to the next eigenvalue
FLOOR = 4e-15  # the same as a share of the largest eigenvalue: no gap asks for less
NOTHING = 1e-14  # share of the largest image below which a new vector holds nothing but rounding
TRIES = 5  # turns in which a vector must come to stand at right angles, else nothing is left of it
SWEEPS = 50
EPSILON = 2.3e-16


@njit(cache=True)
def gram_times(start, code, value, x, out):
    """Set out to C'C x; both are (statements, 2)."""
    out[:] = 0.0
    for p in range(len(start) - 1):
        first, second = 0.0, 0.0
        for i in range(start[p], start[p + 1]):
            by, j = value[code[i]], code[i] >> 2
            first += by * x[j, 0]
            second += by * x[j, 1]
        for i in range(start[p], start[p + 1]):
            by, j = value[code[i]], code[i] >> 2
            out[j, 0] += by * first
            out[j, 1] += by * second


@njit(cache=True)
def project(start, code, value, counted, x, out, given):
    """Set out (people, 2) to C x, and add to given (people,) the votes on statements counted; x is
    (statements, 2).
    """
    for p in range(len(start) - 1):
        first, second = 0.0, 0.0
        for i in range(start[p], start[p + 1]):
            by, j = value[code[i]], code[i] >> 2
            first += by * x[j, 0]
            second += by * x[j, 1]
            given[p] += counted[j]
        out[p, 0], out[p, 1] = first, second


@njit(cache=True)
def inner(a, b):
    """The inner product of two vectors, added from the first to the last."""
    much = 0.0
    for j in range(len(a)):
        much += a[j] * b[j]
    return much


@njit(cache=True)
def clear(basis, rows, one):
    """Take from a vector what lies in the first rows of basis; return its length then."""
    for row in range(rows):
        much = inner(basis[row], one)
        for j in range(len(one)):
            one[j] -= much * basis[row, j]
    return np.sqrt(inner(one, one))


@njit(cache=True)
def orthonormal(block, wide, basis, rows, least, kept):
    """Put the first `wide` columns of block, made orthonormal to the rows of the basis and to each
    other, into the rows of kept (2, m); return how many have something left.
    """
    found = 0
    for column in range(wide):
        one = block[:, column].copy()
        if clear(kept, found, one) <= least:
            continue
        for _ in range(TRIES):
            one /= np.sqrt(inner(one, one))
            clear(basis, rows, one)
            size = clear(kept, found, one)
            if size == 0.0:
                break
            if size > 0.7:
                kept[found] = one / size
                found += 1
                break
    return found


@njit(cache=True)
def tridiagonal(matrix, beside, turned):
    """Make a symmetric matrix tridiagonal by reflections (Householder): set beside (n,) to what
    stands beside its diagonal, and turn the rows of turned (n, n).
    """
    n = len(matrix)
    for k in range(n - 2):
        v = matrix[k + 1 :, k].copy()
        size = np.sqrt(inner(v, v))
        if size == 0.0:
            beside[k] = 0.0
            continue
        beside[k] = -size if v[0] > 0 else size
        v[0] -= beside[k]
        v /= np.sqrt(inner(v, v))
        rest = matrix[k + 1 :, k + 1 :]
        p = np.empty(len(v))
        for i in range(len(v)):
            p[i] = 2 * inner(rest[i], v)
        p -= inner(p, v) * v
        along = np.zeros(n)
        for i in range(len(v)):
            for j in range(len(v)):
                rest[i, j] -= v[i] * p[j] + p[i] * v[j]
            for j in range(n):
                along[j] += v[i] * turned[k + 1 + i, j]
        for i in range(len(v)):
            for j in range(n):
                turned[k + 1 + i, j] -= 2 * v[i] * along[j]
    if n > 1:
        beside[n - 2] = matrix[n - 1, n - 2]


@njit(cache=True)
def shrink(diagonal, beside, turned, first, last):
    """Make beside[first] smaller by one sweep of rotations with a shift (implicit QL)."""
    g = (diagonal[first + 1] - diagonal[first]) / (2 * beside[first])
    r = np.hypot(g, 1.0)
    shift = g + (r if g >= 0 else -r)
    g = diagonal[last] - diagonal[first] + beside[first] / shift
    s, c, p = 1.0, 1.0, 0.0
    for i in range(last - 1, first - 1, -1):
        f, b = s * beside[i], c * beside[i]
        r = np.hypot(f, g)
        beside[i + 1] = r
        if r == 0.0:
            diagonal[i + 1] -= p
            beside[last] = 0.0
            return
        s, c = f / r, g / r
        g = diagonal[i + 1] - p
        r = (diagonal[i] - g) * s + 2 * c * b
        p = s * r
        diagonal[i + 1] = g + p
        g = c * r - b
        for j in range(turned.shape[1]):
            a, z = turned[i, j], turned[i + 1, j]
            turned[i + 1, j], turned[i, j] = s * a + c * z, c * a - s * z
    diagonal[first] -= p
    beside[first] = g
    beside[last] = 0.0


@njit(cache=True)
def eigen(matrix, values, vectors):
    """Set values (n,), the largest first, and vectors (n, n), in columns, to the eigenvalues and
    eigenvectors of a symmetric matrix, which is used up. On one thread, unlike a library's.
    """
    n = len(matrix)
    beside, turned = np.zeros(n), np.eye(n)
    tridiagonal(matrix, beside, turned)
    diagonal = np.diag(matrix).copy()
    for first in range(n):
        for _ in range(SWEEPS):
            last = first
            while last < n - 1:
                if abs(beside[last]) <= EPSILON * (abs(diagonal[last]) + abs(diagonal[last + 1])):
                    break
                last += 1
            if last == first:
                break
            shrink(diagonal, beside, turned, first, last)
    order = np.argsort(-diagonal, kind="mergesort")
    for place in range(n):
        values[place] = diagonal[order[place]]
        vectors[:, place] = turned[order[place]]


@njit(cache=True)
def combine(basis, rows, weights, many):
    """Put the first `many` combinations (columns of weights) of rows of basis in their place."""
    held = np.zeros((many, basis.shape[1]))
    for new in range(many):
        for row in range(rows):
            for j in range(basis.shape[1]):
                held[new, j] += weights[row, new] * basis[row, j]
    basis[:many] = held


@njit(cache=True)
def good(residue, weights, values, last, wide):
    """Whether the first two eigenvectors are as good as the gaps after them allow."""
    for one in range(2):
        left = 0.0
        for j in range(len(residue)):
            much = 0.0
            for column in range(wide):
                much += residue[j, column] * weights[last + column, one]
            left += much * much
        gap = values[0] - values[1]
        if one:
            gap = min(gap, values[1] - values[2])
        if np.sqrt(left) > max(SURE * gap, FLOOR * values[0]):
            return False
    return True


@njit(cache=True)
def leading(start, code, value, block, vectors, squares):
    """Set vectors (2, m) and squares (2,) to the leading eigenvectors of C'C and their eigenvalues,
    beginning from block (m, 2); what there is none of stays as it is.
    """
    statements = len(block)
    basis, new = np.zeros((ROOM, statements)), np.zeros((2, statements))
    small, values, weights = np.zeros((ROOM, ROOM)), np.zeros(ROOM), np.zeros((ROOM, ROOM))
    image, taken, rows, scale = np.zeros((statements, 2)), np.zeros(ROOM), 0, 0.0
    wide = orthonormal(block, 2, basis, 0, 0.0, new)
    while wide:
        if rows + wide > ROOM:
            eigen(small[:rows, :rows].copy(), values[:rows], weights[:rows, :rows])
            combine(basis, rows, weights, KEPT)
            rows = KEPT
            small[:] = 0.0
            for row in range(rows):
                small[row, row] = values[row]
        pair = np.zeros((statements, 2))
        for column in range(wide):
            basis[rows + column] = new[column]
            pair[:, column] = new[column]
        rows += wide
        gram_times(start, code, value, pair, image)
        for column in range(wide):
            own = image[:, column].copy()
            scale = max(scale, np.sqrt(inner(own, own)))
            taken[:] = 0.0
            for _ in range(2):
                for row in range(rows):
                    much = inner(basis[row], own)
                    for j in range(statements):
                        own[j] -= much * basis[row, j]
                    taken[row] += much
            image[:, column] = own
            small[:rows, rows - wide + column] = taken[:rows]
            small[rows - wide + column, :rows] = taken[:rows]
        if rows >= FIRST and rows % 4 < 2:
            eigen(small[:rows, :rows].copy(), values[:rows], weights[:rows, :rows])
            if good(image, weights, values, rows - wide, wide):
                break
        wide = orthonormal(image, wide, basis, rows, NOTHING * scale, new)
    if rows:
        eigen(small[:rows, :rows].copy(), values[:rows], weights[:rows, :rows])
        many = min(rows, 2)
        combine(basis, rows, weights, many)
        vectors[:many], squares[:many] = basis[:many], values[:many]
