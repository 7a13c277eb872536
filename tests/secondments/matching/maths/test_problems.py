"""What a round asks: first places, rows of places, orders, and what greed would do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondments.matching.maths import NotOptimal
from secondments.matching.maths.problems import (
    Week,
    check_weeks,
    count_first,
    first_places,
    one_after_another,
    parts,
    ranks,
)
from tests.secondments.matching.problems import a_problem


@pytest.mark.parametrize(
    ("experts", "boroughs", "first"), [(12, 3, 4), (13, 3, 5), (0, 3, 1), (7, 0, 1), (1, 33, 1)]
)
def test_a_fair_share_is_rounded_up_and_is_one_at_least(experts, boroughs, first):
    assert first_places(experts, boroughs) == first


def test_the_first_places_are_counted_in_the_boroughs_own_order():
    borough, places = np.array([0, 1, 0, 0]), np.array([3, 9, 2, 1])

    counted = count_first(borough, np.array([2, 0, 1, 3]), places, 4)

    assert counted.tolist() == [2, 4, 2, 0]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=9),
    st.integers(1, 8),
    st.randoms(use_true_random=False),
)
def test_every_borough_counts_so_many_places_or_all_it_has(rows, first, lot):
    borough = np.array([row[0] for row in rows], dtype=np.int64)
    places = np.array([row[1] for row in rows], dtype=np.int64)
    order = np.array(lot.sample(range(len(rows)), len(rows)), dtype=np.int64)

    counted = count_first(borough, order, places, first)

    for one in range(4):
        here = borough == one
        assert counted[here].sum() == min(first, places[here].sum())
        begun = [
            counted[role] < places[role] for role in order if borough[role] == one and places[role]
        ]
        assert begun == sorted(begun)  # none counts after one that does not count whole


def test_a_role_that_counts_in_part_stands_in_two_rows_and_its_arcs_twice():
    made = parts(np.array([2, 3, 1]), np.array([2, 1, 0]), np.array([0, 0, 1, 1, 2]))

    assert made.role.tolist() == [0, 1, 1, 2]
    assert made.counted.tolist() == [True, True, False, False]
    assert made.places.tolist() == [2, 1, 2, 1]
    assert made.row.tolist() == [0, 0, 1, 1, 2, 2, 3]
    assert made.arc.tolist() == [0, 1, 2, 3, 2, 3, 4]


@given(
    st.lists(
        st.integers(0, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_rows_have_as_many_places_as_their_roles(roles, data):
    places, counted = (np.array(column) for column in zip(*roles, strict=True))
    arc_role = np.sort(np.array(data.draw(st.lists(st.integers(0, len(roles) - 1))), dtype=int))

    made = parts(places, counted, arc_role)

    back = np.bincount(made.role, weights=made.places, minlength=len(roles))
    assert back.tolist() == places.tolist()
    first = np.bincount(made.role, weights=made.places * made.counted, minlength=len(roles))
    assert first.tolist() == counted.tolist()
    assert (made.role[made.row] == arc_role[made.arc]).all()
    assert (np.diff(made.row) >= 0).all()


def test_an_order_goes_by_liking_then_fit_then_number():
    owner = np.array([0, 0, 0, 0, 1])
    liked = np.array([9, 9, 1, 9, 9])
    fit = np.array([500, 600, 100, 600, 1])

    assert ranks(owner, liked, fit, np.array([0, 1, 2, 3, 0])).tolist() == [4, 2, 1, 3, 1]


def test_greed_gives_the_first_role_the_best_and_the_next_what_is_left():
    expert, role = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    fit, places = np.array([900, 800, 700, 100]), np.array([1, 1])

    first, second = (
        one_after_another(expert, role, fit, places, np.array(order), experts=2)
        for order in ([0, 1], [1, 0])
    )

    assert (first.tolist(), second.tolist()) == (
        [True, False, False, True],
        [False, True, True, False],
    )


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ([True, True, False, False], "more days in a week"),
        ([True, False, True, True], "More people"),
    ],
)
def test_too_much_work_and_too_many_people_are_seen(chosen, why):
    pairs = [(0, 0, 9), (0, 1, 9), (0, 2, 9), (1, 2, 9)]
    problem = a_problem(pairs, [1, 1, 1], experts=2)
    columns = {"offered": [5, 5], "wanted": [3, 3, 2], "first": [0, 4, 9], "last": [4, 9, 9]}
    week = Week(**{name: np.array(column) for name, column in columns.items()})

    with pytest.raises(NotOptimal, match=why):
        check_weeks(problem, week, np.array(chosen))


def test_days_that_add_up_to_what_is_offered_are_fine():
    problem = a_problem([(0, 0, 9), (0, 1, 9)], [1, 1], experts=1)
    columns = {"offered": [5], "wanted": [3, 2], "first": [0, 4], "last": [4, 9]}
    week = Week(**{name: np.array(column) for name, column in columns.items()})

    assert check_weeks(problem, week, np.array([True, True])) is None
