from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corps.skills import maths
from corps.skills.maths import Need, Needs

LEVELS = st.integers(0, 4)
HELD = st.lists(st.lists(LEVELS, min_size=3, max_size=3), max_size=6)
NEEDS = st.dictionaries(st.integers(0, 2), st.integers(1, 4))


def table(held):
    return np.array(held, dtype=np.int8).reshape(-1, 3)


def need(levels):
    return Need(np.array([*levels], dtype=np.int64), np.array([*levels.values()], dtype=np.int8))


def share(most, part):
    return floor(most * part + Fraction(1, 2))


def test_nothing_is_short_at_the_level_or_above():
    held = table([[2, 3, 0], [1, 4, 4], [3, 3, 0], [0, 2, 0]])

    short = maths.shortfall(held, need({0: 2, 1: 3}))

    assert short.tolist() == [0, 1, 0, 3]


@given(HELD, NEEDS)
def test_the_shortfall_is_every_missing_level_and_nothing_else(held, levels):
    plain = [sum(max(0, least - row[skill]) for skill, least in levels.items()) for row in held]

    assert maths.shortfall(table(held), need(levels)).tolist() == plain


def test_a_hundred_missing_skills_are_counted_in_full():
    everything = Need(np.arange(188), np.full(188, 4, dtype=np.int8))

    assert maths.shortfall(np.zeros((1, 188), dtype=np.int8), everything).tolist() == [752]


@given(HELD, NEEDS, st.integers(0, 300))
def test_surplus_is_the_share_of_skills_held_above_the_need(held, levels, most):
    size = max(1, len(levels))
    plain = [
        share(most, Fraction(sum(row[skill] > least for skill, least in levels.items()), size))
        for row in held
    ]

    assert maths.surplus(table(held), need(levels), most=most).tolist() == plain


@pytest.mark.parametrize(("held", "points"), [(3, 250), (2, 250), (1, 125), (0, 0)])
def test_a_desirable_skill_counts_in_full_at_its_level_and_half_one_below(held, points):
    assert maths.desirable(table([[held, 0, 0]]), need({0: 2}), most=250).tolist() == [points]


def test_a_skill_not_held_is_not_one_level_below_awareness():
    assert maths.desirable(table([[0, 0, 0]]), need({0: 1}), most=250).tolist() == [0]


def test_where_nothing_is_wished_for_everyone_has_half():
    assert maths.desirable(table([[0, 0, 0], [4, 4, 4]]), need({}), most=250).tolist() == [125, 125]


@given(HELD, NEEDS.filter(bool), st.integers(0, 300))
def test_desirable_skills_add_up_and_halves_of_a_point_round_up(held, levels, most):
    def worth(level, least):
        return Fraction(2 if level >= least else 1 if level and level == least - 1 else 0, 2)

    plain = [
        share(most, sum(worth(row[s], least) for s, least in levels.items()) / len(levels))
        for row in held
    ]

    assert maths.desirable(table(held), need(levels), most=most).tolist() == plain


def test_people_learn_where_any_skill_used_is_one_they_want():
    wants = np.array([[True, False, False], [False, False, True], [False, False, False]])

    learning = maths.learns(wants, need({0: 2}), need({1: 1}))

    assert learning.tolist() == [True, False, False]


def test_a_role_without_skills_teaches_nobody():
    assert maths.learns(np.ones((2, 3), dtype=bool), need({}), need({})).tolist() == [False, False]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(1, 4))))
def test_needs_are_grouped_by_asker_and_keep_their_order(rows):
    asker, skill, level = zip(*rows, strict=True) if rows else ((), (), ())

    needs = Needs.of(asker, skill, level, askers=5)

    assert len(needs) == 5
    for number in range(5):
        mine = [(s, lev) for a, s, lev in rows if a == number]
        assert list(zip(*(column.tolist() for column in needs[number]), strict=True)) == mine
