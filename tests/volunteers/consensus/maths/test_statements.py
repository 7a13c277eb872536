"""Lists of statements beside plain loops, and the numbers that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.consensus.maths import plain
from volunteers.consensus.maths import Divides, group_informed_consensus, pack, tally
from volunteers.consensus.maths import statements as lists

ENOUGH = settings(max_examples=50, deadline=None)


@st.composite
def grouped(draw):
    """(matrix, rejected, the group of each person or -1, how many groups)."""
    matrix, rejected = draw(plain.conversations(people=20, statements=8))
    many = draw(st.integers(1, 3))
    group = draw(st.lists(st.integers(-1, many - 1), min_size=len(matrix), max_size=len(matrix)))
    return matrix, rejected, group, many


def tallied(matrix, group, many):
    """(agrees, disagrees, votes) by group."""
    columns, sizes = plain.columns(matrix)
    found = tally(pack(*columns, **sizes), group, many)
    return found[:, :, 2], found[:, :, 0], found.sum(axis=2)


def members(group, many):
    return [[at for at, own in enumerate(group) if own == one] for one in range(many)]


@ENOUGH
@given(grouped())
def test_votes_are_counted_by_group(case):
    matrix, rejected, group, many = case

    agrees, disagrees, votes = tallied(matrix, group, many)

    for one, own in enumerate(members(group, many)):
        for j in range(len(rejected)):
            assert (agrees[one, j], disagrees[one, j], votes[one, j]) == plain.counts(
                matrix, own, j
            )


@ENOUGH
@given(grouped())
def test_what_groups_stand_for_is_what_plain_loops_find(case):
    matrix, rejected, group, many = case
    groups = members(group, many)

    found = lists.representative(*tallied(matrix, group, many), ~np.array(rejected))

    assert [[(one.statement, one.direction) for one in own] for own in found] == [
        plain.representative(matrix, rejected, groups, own) for own in groups
    ]


def test_two_groups_have_the_consensus_that_is_known():
    agrees, votes = np.array([[40], [18]]), np.array([[50], [30]])

    found = group_informed_consensus(agrees, votes)

    assert found[0] == pytest.approx(0.46815, abs=5e-6)
    assert found[0] ** 0.5 == pytest.approx(0.68421, abs=5e-6)


def test_a_statement_that_two_groups_differ_on_divides():
    agrees = np.array([[20, 11, 0], [1, 10, 1]])
    votes = np.array([[20, 20, 1], [20, 20, 1]])

    found = lists.division(agrees, votes, np.array([True, True, True]))

    assert found == (Divides(0, 0, 1, pytest.approx(21 / 22), pytest.approx(2 / 22)),)
    assert found[0].score == pytest.approx(19 / 22)


def test_nothing_divides_one_group_and_rejected_statements_do_not():
    agrees, votes = np.array([[20], [1]]), np.array([[20], [20]])

    assert lists.division(agrees[:1], votes[:1], np.array([True])) == ()
    assert lists.division(agrees, votes, np.array([False])) == ()


def test_lists_hold_five():
    agrees = np.array([[30] * 9, [0] * 9])
    disagrees, votes = 30 - agrees, np.full((2, 9), 30)

    found = lists.representative(agrees, disagrees, votes, np.ones(9, dtype=bool))

    assert [[one.direction for one in own] for own in found] == [[1] * 5, [-1] * 5]
    assert len(lists.division(agrees, votes, np.ones(9, dtype=bool))) == 5


def test_a_new_statement_comes_before_one_that_many_passed():
    extremity = np.zeros(3)

    found = lists.priority([0, 10, 10], [0, 0, 10], [0, 20, 20], extremity)

    assert found == pytest.approx([5.0625, 0.512526, 0.140625], abs=1e-6)
