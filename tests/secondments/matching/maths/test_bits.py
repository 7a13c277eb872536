import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondments.matching.maths import bits

SIZES = st.sampled_from([0, 1, 63, 64, 65, 130])
SETS = st.builds(
    lambda size, many, seed: np.random.default_rng(seed).random((many, size)) < 0.3,
    SIZES,
    st.integers(0, 5),
    st.integers(0, 99),
)


@given(SETS)
def test_sets_come_back_as_they_were(flags):
    packed = bits.packed(flags)

    assert packed.shape == (len(flags), -(-flags.shape[1] // 64))
    assert bits.unpacked(packed, flags.shape[1]).tolist() == flags.tolist()


@given(SETS)
def test_members_are_listed_and_counted(flags):
    packed, size = bits.packed(flags), flags.shape[1]

    row, member = bits.members(packed, size)

    assert np.stack((row, member), axis=1).tolist() == np.argwhere(flags).tolist()
    assert bits.sizes(packed).tolist() == flags.sum(axis=1).tolist()
    assert bits.memberships(packed, size).tolist() == flags.sum(axis=0).tolist()


def test_more_sets_than_a_byte_counts_are_added_up():
    flags = np.ones((700, 3), dtype=bool)
    packed = bits.packed(flags)

    assert bits.memberships(packed, 3).tolist() == [700] * 3
    assert bits.members(packed, 3)[0].tolist() == [row for row in range(700) for _ in range(3)]


@given(SETS)
def test_everyone_has_no_bit_beyond_the_last(flags):
    size = flags.shape[1]

    assert bits.sizes(bits.everyone(size)).tolist() == size
    assert (bits.packed(flags) & ~bits.everyone(size)).any() == np.False_


@given(st.lists(st.integers(-5, 5), max_size=70), st.lists(st.integers(-6, 6), max_size=5))
def test_limits_are_kept_by_those_not_above_or_not_below(values, limits):
    value, limit = np.array(values, dtype=np.int64), np.array(limits, dtype=np.int64)

    below = bits.unpacked(bits.at_most(value, limit), len(values))
    above = bits.unpacked(bits.at_least(value, limit), len(values))

    assert below.tolist() == [[number <= most for number in values] for most in limits]
    assert above.tolist() == [[number >= least for number in values] for least in limits]


@given(SETS, st.data())
def test_members_are_taken_out_also_twice(flags, data):
    if not flags.size:
        return
    rows, size = flags.shape
    pair = st.tuples(st.integers(0, rows - 1), st.integers(0, size - 1))
    pairs = np.array(data.draw(st.lists(pair, max_size=9)), dtype=np.int64).reshape(-1, 2)
    packed = bits.packed(flags)

    bits.without(packed, pairs[:, 0], pairs[:, 1])

    left = flags.copy()
    left[pairs[:, 0], pairs[:, 1]] = False
    assert bits.unpacked(packed, size).tolist() == left.tolist()


@given(SETS)
def test_each_pair_is_looked_up(flags):
    row, member = np.indices(flags.shape).reshape(2, -1)

    found = bits.are_in(bits.packed(flags), row, member)

    assert found.tolist() == flags.ravel().tolist()


@pytest.mark.parametrize("many", range(5))
def test_all_but_each_leaves_one_out_and_at_last_none(many):
    flags = np.random.default_rng(many).random((many, 4, 70)) < 0.7
    start = bits.packed(np.random.default_rng(9).random((4, 70)) < 0.9)
    sets = [bits.packed(one) for one in flags]

    found = bits.all_but_each(sets, start)

    kept = [[one for at, one in enumerate(sets) if at != left_out] for left_out in range(many + 1)]
    wanted = [np.bitwise_and.reduce([start, *some]) for some in kept]
    assert [one.tolist() for one in found] == [one.tolist() for one in wanted]
