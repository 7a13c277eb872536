"""The leading eigenvectors of C'C for a sparse C: Lanczos' method with full orthogonalisation.

It goes in blocks of two, which find two of the very same eigenvalue as well; one by one, a quarter
faster, where votes are so many that no two eigenvalues are the same.

Nothing here is given to a library that adds in another order when it has more threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from volunteers.consensus.maths.votes import Flags, Floats

Matrix = Any  # a csr_array; scipy.sparse is loaded only by those who compute

EVERY = 4  # steps after which it is asked whether the vectors are good enough: it takes as long as
LARGE = 1_000_000  # a step where fewer votes are than this, and no time beside one where more are
SURE = 1e-11  # largest residual, as a share of the gap to the next eigenvalue
FLOOR = 4e-15  # the same as a share of the largest eigenvalue: no gap asks for less
NOTHING = 1e-14  # share of the largest image below which a new vector holds nothing but rounding
LEFT = 0.01  # squared length left, as a share of what was taken, that is left exactly enough
SMALL = 1e-5  # share of it below which rounding may show, so that it is cleared once more
MOSTLY = 0.5  # length of a unit vector below which, cleared once more, it was mostly rounding
GOLDEN = (5**0.5 - 1) / 2


def leading(c: Matrix, active: Flags) -> tuple[Floats, Floats]:
    """Return the first two eigenvectors of C'C, (2, m), and their eigenvalues, (2,); nought where
    there is none. `active` (m,) tells which columns hold anything.
    """
    flipped, every, wide = c.T, *((EVERY, 2) if c.nnz < LARGE else (1, 1))
    block = _orthonormal(np.zeros((0, c.shape[1])), _start(active)[:wide], 0.0)
    basis = block
    bands: list[Floats] = []  # of each vector, what its image holds of itself and of the next two
    scale, step = 0.0, 0
    values, weights = np.zeros(0), np.zeros((0, 0))
    most = int(active.sum())  # no more vectors are at right angles: what is left then is rounding
    while len(block):
        image = np.array([flipped @ (c @ one) for one in block])
        scale = max(scale, float(np.sqrt(_inner(image, image).diagonal().max())))
        bands.extend(_inner(block, image)[row, row:] for row in range(len(block)))
        residue = _cleared(basis, image)
        following = _orthonormal(basis, residue, scale)[: most - len(basis)]
        beside = _inner(residue, following)
        for row in range(len(block)):
            at = len(bands) - len(block) + row
            bands[at] = np.append(bands[at], beside[row])
        step += 1
        if step % every == 0 or not len(following):
            values, weights = _best(bands)
            if _good(values, weights[-len(block) :], beside):
                break
        basis, block = np.concatenate((basis, following)), following
    return _combined(basis[: len(weights)], weights, values)


def _start(active: Flags) -> Floats:
    """Return two vectors, (2, m), that no votes have a reason to be at right angles to."""
    across = np.arange(1, 2 * len(active) + 1, dtype=np.float64).reshape(2, -1)
    return np.where(active, (across * GOLDEN) % 1.0 - 0.5, 0.0)


def _inner(a: Floats, b: Floats) -> Floats:
    """Return the inner products of rows, (rows of a, rows of b)."""
    return np.einsum("im,jm->ij", a, b)


def _cleared(basis: Floats, rows: Floats) -> Floats:
    """Return rows without what lies in the rows of an orthonormal basis; once more where so little
    is left that rounding may show.
    """
    within = _inner(rows, basis)
    rows = rows - np.einsum("bm,rb->rm", basis, within)
    if (np.einsum("rm,rm->r", rows, rows) < LEFT * (within**2).sum(axis=1)).any():
        rows = rows - np.einsum("bm,rb->rm", basis, _inner(rows, basis))
    return rows


def _orthonormal(basis: Floats, rows: Floats, scale: float) -> Floats:
    """Return rows, already cleared of the basis, made orthonormal to it and to each other; those
    that are left with nothing beside `scale` are dropped.
    """
    kept: list[Floats] = []
    for row in rows:
        one = row[None]
        if kept:
            one = _cleared(kept[0], one)
        size = _length(one)
        if size <= NOTHING * scale or size == 0.0:
            continue
        one = one / size
        if size < SMALL * scale:
            one = _cleared(np.concatenate((basis, *kept)), one)
            left = _length(one)
            if left < MOSTLY:
                continue
            one = one / left
        kept.append(one)
    return np.concatenate(kept) if kept else rows[:0]


def _length(one: Floats) -> float:
    return float(np.sqrt(_inner(one, one)[0, 0]))


def _best(bands: list[Floats]) -> tuple[Floats, Floats]:
    """Return the three largest eigenvalues, the largest first, of the matrix with these bands, and
    its eigenvectors, in columns; fewer where it is smaller.
    """
    from scipy.linalg import eig_banded

    many = len(bands)
    lower = np.zeros((3, many))
    for at, band in enumerate(bands):
        below = min(3, len(band), many - at)
        lower[:below, at] = band[:below]
    if many < 3:
        found = eig_banded(lower[:many], lower=True)
    else:
        found = eig_banded(lower, lower=True, select="i", select_range=(many - 3, many - 1))
    values, vectors = (np.asarray(one, dtype=np.float64) for one in found)
    return values[::-1], vectors[:, ::-1]


def _good(values: Floats, tail: Floats, beside: Floats) -> bool:
    """Tell whether the first two eigenvectors are as good as the gaps after them allow."""
    if len(values) < 3:
        return False
    left = np.sqrt((np.einsum("bf,bv->fv", beside, tail[:, :2]) ** 2).sum(axis=0))
    gap = np.array([values[0] - values[1], min(values[0] - values[1], values[1] - values[2])])
    return bool((left <= np.maximum(SURE * gap, FLOOR * values[0])).all())


def _combined(basis: Floats, weights: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Return the first two eigenvectors, made of the basis, and their eigenvalues."""
    vectors, squares = np.zeros((2, basis.shape[1])), np.zeros(2)
    many = min(2, len(values))
    if many:
        vectors[:many] = np.einsum("bm,bv->vm", basis, weights[:, :many])
        squares[:many] = np.maximum(values[:many], 0.0)
    return vectors, squares
