"""Sets of experts as bits, 64 to a word, so that a rule is asked of everybody in one stroke.

E experts fill W = ⌈E / 64⌉ words. Bits beyond the last expert are 0 in whatever `packed` makes, and
stay so under `&` and `|`; who turns a set round takes care of them by `& everyone(E)`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corps.skills.maths import Flags, Ints

Bits = NDArray[np.uint64]
BLOCK = 255  # rows at a time, so that what is unpacked stays in the cache, and a sum in one byte


def packed(flags: ArrayLike) -> Bits:
    """(N, W) sets from (N, E) flags."""
    rows = np.packbits(np.asarray(flags, dtype=bool), axis=-1, bitorder="little")
    short = -rows.shape[-1] % 8
    if short:
        rows = np.pad(rows, [(0, 0)] * (rows.ndim - 1) + [(0, short)])
    return np.ascontiguousarray(rows).view(np.uint64)


def everyone(size: int) -> Bits:
    """(W,) the set of all."""
    return packed(np.ones(size, dtype=bool))


def unpacked(bits: Bits, size: int) -> NDArray[np.uint8]:
    """(N, E) 1 for each member, else 0."""
    as_bytes = np.ascontiguousarray(bits).view(np.uint8)
    return np.unpackbits(as_bytes, axis=-1, count=size, bitorder="little")


def sizes(bits: Bits) -> NDArray[np.int64]:
    """(N,) how many members each set has."""
    return np.bitwise_count(bits).sum(axis=-1, dtype=np.int64)


def members(bits: Bits, size: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(set, member) of every member of N sets, by set and then by member."""
    found = [np.zeros((2, 0), dtype=np.int32)]
    for first in range(0, len(bits), BLOCK):
        flat = np.flatnonzero(unpacked(bits[first : first + BLOCK], size).view(bool))
        row, column = np.divmod(flat.astype(np.int32), np.int32(size))
        found.append(np.stack((row + np.int32(first), column)))
    rows, columns = np.concatenate(found, axis=1)
    return rows, columns


def are_in(bits: Bits, row: Ints, member: Ints) -> Flags:
    """(A,) for each of A pairs whether the member is in the set of that row."""
    word = bits[row, member >> 6]
    return (word >> (member & 63).astype(np.uint64)) & np.uint64(1) > 0


def memberships(bits: Bits, size: int) -> NDArray[np.int32]:
    """(E,) in how many of N sets each is."""
    total = np.zeros(size, dtype=np.int32)
    for first in range(0, len(bits), BLOCK):
        total += unpacked(bits[first : first + BLOCK], size).sum(axis=0, dtype=np.uint8)
    return total


def at_most(values: Ints, limits: Ints) -> Bits:
    """(N, W) for each of N limits, those of E whose value is not above it."""
    asked, which = np.unique(limits, return_inverse=True)
    return packed(values[None, :] <= asked[:, None])[which]


def at_least(values: Ints, limits: Ints) -> Bits:
    """(N, W) for each of N limits, those of E whose value is not below it."""
    return at_most(-values, -limits)


def without(bits: Bits, row: Ints, member: Ints) -> None:
    """Take members out of (N, W) sets, in place."""
    gone = np.zeros_like(bits)
    word, bit = np.divmod(np.asarray(member, dtype=np.uint64), np.uint64(64))
    np.bitwise_or.at(gone, (row, word.astype(np.int64)), np.uint64(1) << bit)
    bits &= ~gone


def all_but_each(sets: list[Any], start: Bits) -> list[Bits]:
    """For each of K sets the intersection of `start` and all others; and last, of all."""
    before = [start]
    for one in sets:
        before.append(before[-1] & one)
    after, others = None, [before[-1]]
    for at in range(len(sets) - 1, -1, -1):
        others.append(before[at] if after is None else before[at] & after)
        after = sets[at] if after is None else sets[at] & after
    return [*others[:0:-1], others[0]]
