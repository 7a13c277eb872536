from collections import Counter

import numpy as np
import pytest

from secondments.matching.maths import arcs, assign, reserves
from tests.factories.instances import sample_columns
from tests.secondments.matching.maths import plain
from tests.secondments.matching.maths.plain import sample_person, sample_post, sample_world


def four_alike(places):
    """Four people for one role, the third the best, the others alike."""
    people = [sample_person(home=0 if e == 2 else -1) for e in range(4)]
    found = arcs(*plain.columns(sample_world(people, [sample_post(places=places)])))
    return found, assign(found.expert, found.role, found.fit, np.array([places]), experts=4)


def test_each_place_has_two_reserves_the_best_first_and_of_equals_the_lower_index():
    found, answer = four_alike(places=1)

    spare = reserves(found, answer.chosen)

    assert found.expert[answer.chosen].tolist() == [2]
    assert found.expert[spare.arc].tolist() == [0, 1]
    assert found.expert[spare.behind].tolist() == [2, 2]
    assert spare.rank.tolist() == [1, 2]


def test_the_reserves_of_several_places_are_dealt_out_in_turn():
    found, _ = four_alike(places=2)

    spare = reserves(found, np.array([True, False, True, False]))

    assert found.expert[spare.arc].tolist() == [1, 3]
    assert found.expert[spare.behind].tolist() == [2, 0]
    assert spare.rank.tolist() == [1, 1]


def test_a_place_that_nobody_is_proposed_for_has_no_reserves():
    found, _ = four_alike(places=1)

    assert len(reserves(found, np.zeros(4, dtype=bool)).arc) == 0


@pytest.mark.parametrize("at_most", [0, 1, 2, 5])
def test_reserves_are_the_best_of_those_whom_the_role_did_not_choose(at_most):
    experts, roles, relations = sample_columns(experts=150, roles=30, seed=5, most_places=3)
    found = arcs(experts, roles, relations)
    answer = assign(found.expert, found.role, found.fit, roles.places, experts=150)
    pairs = list(zip(found.role.tolist(), found.expert.tolist(), found.fit.tolist(), strict=True))

    spare = reserves(found, answer.chosen, at_most=at_most)

    expected = []
    for role in range(30):
        filled = sum(1 for arc, pair in enumerate(pairs) if pair[0] == role and answer.chosen[arc])
        others = [a for a, pair in enumerate(pairs) if pair[0] == role and not answer.chosen[a]]
        others.sort(key=lambda arc: (-pairs[arc][2], pairs[arc][1]))
        expected += others[: at_most * filled]
    assert spare.arc.tolist() == expected
    assert found.role[spare.arc].tolist() == found.role[spare.behind].tolist()
    assert answer.chosen[spare.behind].all()
    assert max(Counter(spare.behind.tolist()).values(), default=0) <= at_most
    turns = Counter(zip(spare.behind.tolist(), spare.rank.tolist(), strict=True))
    assert max(turns.values(), default=1) == 1
    assert {rank for _, rank in turns} == set(range(1, at_most + 1))
