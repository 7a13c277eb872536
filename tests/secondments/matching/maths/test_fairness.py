import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from secondments.matching.maths import assign, certify, fair_floors
from tests.factories.instances import sample_arcs
from tests.secondments.matching.maths.trying import (
    any_market,
    choices,
    columns,
    counts,
    markets,
)

BOROUGHS = 3


def floors_of(fits, places, experts, borough):
    expert, role, _, places = columns(fits, places)
    return fair_floors(expert, role, places, np.array(borough, dtype=np.int64), experts=experts)


def fairest(fits, places, experts, borough, many):
    """By trying everything: the sorted numbers of filled places that are greatest."""
    return max(sorted(counts(pairs, borough, many)) for pairs in choices(fits, places, experts))


def most_filled(expert, role, places, experts):
    """How many places can be filled at all, by a textbook solver on places one by one."""
    first = np.concatenate(([0], np.cumsum(places)))
    slot = np.concatenate([np.arange(first[r], first[r + 1]) for r in role] or [[]]).astype(int)
    who = np.repeat(expert, places[role])
    table = csr_array((np.ones(len(slot)), (who, slot)), shape=(experts, first[-1]))
    return int((maximum_bipartite_matching(table, perm_type="column") >= 0).sum())


def first_places(places, borough, most):
    """Each borough's own first `most` places, role after role."""
    left, clipped = {}, []
    for many, b in zip(places, borough, strict=True):
        clipped.append(min(many, left.setdefault(b, most)))
        left[b] -= clipped[-1]
    return clipped


def counted(places, borough):
    """How many places each borough asks for."""
    return np.bincount(borough, weights=places, minlength=BOROUGHS)


def filled_under_floors(fits, places, experts, borough):
    """How many places are filled by the best choice that keeps everybody's floor."""
    floors = floors_of(fits, places, experts, borough)
    edges, more = columns(fits, places), {"borough": borough, "floors": floors}
    answer = assign(*edges, experts=experts, **more)
    certify(answer, *edges, experts=experts, **more)
    return int(answer.chosen.sum())


def test_thousands_of_small_problems_are_as_fair_as_by_trying_everything():
    rng = np.random.default_rng(21)

    for _ in range(2000):
        fits, places, experts = any_market(rng, experts=6, roles=5)
        borough = rng.integers(0, BOROUGHS, size=len(places)).tolist()
        floors = floors_of(fits, places, experts, borough)
        assert sorted(floors) == fairest(fits, places, experts, borough, len(floors))


@settings(max_examples=100, deadline=None)
@given(markets(), st.lists(st.integers(0, BOROUGHS - 1), min_size=4, max_size=4))
def test_all_floors_together_are_as_many_places_as_can_be_filled_and_can_be_kept(market, borough):
    fits, places, experts = market
    expert, role, fit, places = columns(fits, places)
    borough = np.array(borough[: len(places)], dtype=np.int64)

    floors = fair_floors(expert, role, places, borough, experts=experts)

    assert floors.sum() == most_filled(expert, role, places, experts)
    answer = assign(expert, role, fit, places, experts=experts, borough=borough, floors=floors)
    assert np.bincount(borough[role[answer.chosen]], minlength=len(floors)).tolist() == [*floors]


@pytest.mark.parametrize(("experts", "roles"), [(400, 900), (900, 400), (600, 600)])
def test_in_a_larger_market_floors_are_as_many_as_can_be_filled(experts, roles):
    expert, role, fit, places = sample_arcs(
        experts=experts, roles=roles, share=0.004, most_places=2
    )
    borough = np.arange(roles) % 33

    floors = fair_floors(expert, role, places, borough, experts=experts)

    assert floors.sum() == most_filled(expert, role, places, experts)
    more = {"experts": experts, "borough": borough, "floors": floors}
    certify(assign(expert, role, fit, places, **more), expert, role, fit, places, **more)


def test_twelve_people_whom_anybody_could_take_are_shared_out_evenly():
    # Asks of 10, 10 and 40; by plain shares it would be 2, 2 and 8.
    fits = {(e, r): 1 for e in range(12) for r in range(3)}

    assert floors_of(fits, [10, 10, 40], 12, [0, 1, 2]).tolist() == [4, 4, 4]


def test_a_borough_that_asks_for_less_stops_there_and_the_rest_is_shared():
    fits = {(e, r): 1 for e in range(12) for r in range(3)}

    assert floors_of(fits, [2, 10, 10], 12, [0, 1, 2]).tolist() == [2, 5, 5]


def test_of_equals_the_first_boroughs_have_what_is_left_over():
    fits = {(e, r): 1 for e in range(5) for r in range(3)}

    assert floors_of(fits, [9, 9, 9], 5, [0, 1, 2]).tolist() == [2, 2, 1]


def test_a_borough_with_few_candidates_has_them_even_if_others_must_give_way():
    # Only person 0 can go to the second borough; the first could have had both.
    fits = {(0, 0): 9, (1, 0): 9, (0, 1): 1}

    assert floors_of(fits, [2, 1], 2, [0, 1]).tolist() == [1, 1]


def test_asking_for_more_than_its_first_places_moves_no_floor():
    rng, most = np.random.default_rng(22), 2

    for _ in range(300):
        fits, places, experts = any_market(rng, experts=6, roles=5)
        borough = rng.integers(0, BOROUGHS, size=len(places)).tolist()
        eager = [b for b in {*borough} if counted(places, borough)[b] >= most]
        # Whoever asked for that many asks for five more, behind those, that anybody would take.
        longer = fits | {(e, len(places) + b): 1 for e in range(experts) for b in range(len(eager))}
        asked, owners = places + [5] * len(eager), borough + eager
        one = floors_of(fits, first_places(places, borough, most), experts, borough)
        other = floors_of(longer, first_places(asked, owners, most), experts, owners)
        assert other.tolist() == one.tolist()


def test_asking_for_less_lowers_nobody_elses_floor_but_for_ties():
    rng = np.random.default_rng(23)

    for _ in range(300):
        fits, places, experts = any_market(rng, experts=5, roles=5, most_places=3)
        borough = rng.integers(0, BOROUGHS, size=len(places)).tolist()
        modest = int(rng.integers(0, BOROUGHS))
        fewer = [many - (b == modest and many > 0) for many, b in zip(places, borough, strict=True)]
        before = floors_of(fits, places, experts, borough)
        after = floors_of(fits, fewer, experts, borough)
        as_fair = [
            filled
            for filled in (counts(p, borough, len(after)) for p in choices(fits, fewer, experts))
            if sorted(filled) == sorted(after)
        ]
        others = np.arange(len(before)) != modest
        assert (np.array(as_fair) >= before)[:, others].all(axis=1).any()
        assert after[others].sum() >= before[others].sum()


def test_one_expert_more_never_lowers_what_is_filled_under_floors():
    rng = np.random.default_rng(24)

    for _ in range(500):
        fits, places, experts = any_market(rng, experts=6, roles=5)
        borough = rng.integers(0, BOROUGHS, size=len(places))
        newcomer = {
            (experts, r): int(rng.integers(1, 9)) for r in range(len(places)) if rng.random() < 0.5
        }
        before = filled_under_floors(fits, places, experts, borough)
        after = filled_under_floors(fits | newcomer, places, experts + 1, borough)
        assert before <= after <= before + 1


@settings(max_examples=100, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_the_order_of_arcs_changes_no_floor(market, random):
    fits, places, experts = market
    order = dict.fromkeys(random.sample([*fits], len(fits)), 1)
    borough = [r % 2 for r in range(len(places))]

    one = floors_of(fits, places, experts, borough)
    other = floors_of(order, places, experts, borough)

    assert one.tolist() == other.tolist()


@pytest.mark.parametrize(("places", "experts"), [([], 0), ([], 3), ([2, 1], 0), ([0, 0], 3)])
def test_where_nothing_can_be_filled_floors_are_0(places, experts):
    fits = {(e, r): 1 for e in range(experts) for r in range(len(places))}

    floors = floors_of(fits, places, experts, [0] * len(places))

    assert floors.tolist() == [0] * (len(places) > 0)


def test_roles_without_a_borough_each_are_refused():
    with pytest.raises(ValueError, match="2 roles have 1 boroughs"):
        floors_of({(0, 0): 1}, [1, 1], 1, [0])
