"""Votes that look as if they were not people's own."""

import numpy as np
import pytest

from tests.volunteers.consensus.maths import plain
from volunteers.consensus.maths import all_agree, identical, one_network, pack


def packed(matrix):
    columns, sizes = plain.columns(matrix)
    return pack(*columns, **sizes)


def test_people_with_the_same_votes_are_a_set():
    votes = packed([[1, 0, -1], [1, 0, 1], [1, 0, -1], [None, 0, -1], [1, 0, 1], [1, 0, -1]])

    found = identical(votes, least=2, many=2)

    assert found.person.tolist() == [0, 2, 5, 1, 4]
    assert (found.set_.tolist(), found.sizes.tolist()) == ([0, 0, 0, 1, 1], [3, 2])
    assert found.votes.tolist() == [3] * 5


def test_few_votes_or_few_people_are_no_set():
    votes = packed([[1, 0, -1], [1, 0, -1]])

    assert len(identical(votes, least=4, many=2)) == len(identical(votes, least=3, many=3)) == 0
    assert identical(votes, least=4, many=2).sizes.tolist() == []


def test_people_who_only_ever_agree_stand_out():
    votes = packed([[1, 1, 1], [1, 1, 0], [1, 1, None], [None] * 3])

    found = all_agree(votes, least=2)

    assert (found.person.tolist(), found.votes.tolist()) == ([0, 2], [3, 2])
    assert len(all_agree(votes, least=4)) == 0


def test_a_rush_from_one_network_stands_out():
    votes = packed([[1]] * 8)
    network = [7, 7, 7, 7, 3, 3, 3, -1]
    first = [0, 10, 20, 9000, 0, 4000, 8000, 0]

    found = one_network(votes, network, first, many=3, share=0.1, seconds=60)

    assert (found.person.tolist(), found.sizes.tolist()) == ([0, 1, 2], [3])
    assert len(one_network(votes, network, first, many=3, share=0.9, seconds=60)) == 0
    assert len(one_network(votes, network, first, many=4, share=0.1, seconds=60)) == 0


def test_a_place_where_many_meet_is_no_network():
    votes = packed([[1]] * 5)

    assert len(one_network(votes, [-1] * 5, np.zeros(5), many=2)) == 0


def test_nobody_is_suspected_where_nobody_votes():
    votes = packed([[None, None]] * 3)

    assert len(identical(votes)) == len(all_agree(votes)) == 0
    assert len(one_network(votes, [1, 1, 1], [0, 0, 0], many=1)) == 0


def test_what_does_not_fit_is_refused():
    votes = packed([[1], [1]])

    with pytest.raises(ValueError, match="`least` is 0"):
        identical(votes, least=0)
    with pytest.raises(ValueError, match="`least` is 0"):
        all_agree(votes, least=0)
    with pytest.raises(ValueError, match="`many` is 0"):
        one_network(votes, [1, 1], [0, 0], many=0)
    with pytest.raises(ValueError, match="one entry for each of 2"):
        one_network(votes, [1], [0, 0])
