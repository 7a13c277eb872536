from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from secondments.matching.maths import NotOptimal, assign, certify, fair_floors
from tests.bench import peers
from tests.factories.instances import sample_arcs
from tests.secondments.matching.maths.trying import (
    any_market,
    best_total,
    columns,
    counts,
    markets,
    solved,
    taken,
)


@settings(max_examples=100, deadline=None)
@given(markets())
def test_nothing_that_can_be_tried_is_better_and_the_prices_prove_it(problem):
    fits, places, experts = problem

    answer = solved(*problem)

    pairs = taken(fits, answer.chosen)
    assert max(Counter(e for e, _ in pairs).values(), default=0) <= 1
    assert all(many <= places[r] for r, many in Counter(r for _, r in pairs).items())
    assert answer.total == sum(fits[pair] for pair in pairs) == best_total(*problem)
    certify(answer, *columns(fits, places), experts=experts)


def test_thousands_of_small_problems_are_solved_as_by_trying_everything():
    rng = np.random.default_rng(11)

    for _ in range(2000):
        problem = any_market(rng)
        answer = solved(*problem)
        assert answer.total == best_total(*problem)
        certify(answer, *columns(*problem[:2]), experts=problem[2])


@settings(max_examples=100, deadline=None)
@given(markets())
def test_an_experts_price_is_what_the_total_would_lose_without_them(problem):
    fits, places, experts = problem

    answer = solved(*problem)

    for expert in range(experts):
        others = {pair: fit for pair, fit in fits.items() if pair[0] != expert}
        assert answer.expert_price[expert] == answer.total - best_total(others, places, experts)


@settings(max_examples=100, deadline=None)
@given(markets())
def test_a_roles_price_is_what_the_total_would_gain_by_one_more_place(problem):
    fits, places, experts = problem

    answer = solved(*problem)

    for role in range(len(places)):
        more = [*places[:role], places[role] + 1, *places[role + 1 :]]
        assert answer.role_price[role] == best_total(fits, more, experts) - answer.total


@settings(max_examples=100, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_the_order_of_arcs_changes_nothing(problem, random):
    fits, places, experts = problem
    order = random.sample([*fits], len(fits))

    one = solved(fits, places, experts)
    other = solved({pair: fits[pair] for pair in order}, places, experts)

    assert {*taken(fits, one.chosen)} == {*taken(order, other.chosen)}
    assert one.expert_price.tolist() == other.expert_price.tolist()
    assert one.role_price.tolist() == other.role_price.tolist()


@settings(max_examples=100, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_new_numbers_for_experts_and_roles_change_neither_total_nor_prices(problem, random):
    fits, places, experts = problem
    number_e = random.sample(range(experts), experts)
    number_r = random.sample(range(len(places)), len(places))
    renamed = {(number_e[e], number_r[r]): fit for (e, r), fit in fits.items()}
    moved = [places[number_r.index(r)] for r in range(len(places))]

    one, other = solved(fits, places, experts), solved(renamed, moved, experts)

    assert one.total == other.total
    assert one.expert_price.tolist() == other.expert_price[number_e].tolist()
    assert one.role_price.tolist() == other.role_price[number_r].tolist()


def test_a_textbook_market():
    # Shapley and Shubik, “The assignment game I” (1971): three sellers, three buyers, total 16.
    worth = [[5, 8, 2], [7, 9, 6], [2, 3, 0]]
    fits = {(e, r): w for e, row in enumerate(worth) for r, w in enumerate(row) if w}

    answer = solved(fits, [1, 1, 1], 3)

    assert (answer.total, taken(fits, answer.chosen)) == (16, [(0, 1), (1, 2), (2, 0)])


@pytest.mark.parametrize(("experts", "roles"), [(1500, 700), (700, 1500), (1000, 1000)])
def test_larger_problems_are_solved_as_by_a_solver_for_flows(experts, roles):
    arcs = sample_arcs(experts=experts, roles=roles, share=0.02, most_places=2)
    flow = peers.flow(*arcs, experts=experts)

    answer = assign(*arcs, experts=experts)

    assert flow.solve() == flow.OPTIMAL
    assert answer.total == peers.flow_total(flow, arcs[2])
    certify(answer, *arcs, experts=experts)


@pytest.mark.parametrize(("experts", "roles"), [(3, 2), (2, 3), (60, 40)])
def test_fits_of_a_thousand_million_do_not_overflow(experts, roles):
    rng = np.random.default_rng(3)
    pairs = [(e, r) for e in range(experts) for r in range(roles)]
    fits = {pair: 10**9 - int(rng.integers(0, 5)) for pair in pairs}
    edges = columns(fits, [1] * roles)
    worth = edges[2].reshape(experts, roles).astype(float)

    answer = assign(*edges, experts=experts)

    assert answer.total == worth[linear_sum_assignment(worth, maximize=True)].sum()
    certify(answer, *edges, experts=experts)


def test_two_experts_for_one_place_set_its_price():
    answer = solved({(0, 0): 500, (1, 0): 300}, [1], 2)

    assert answer.chosen.tolist() == [True, False]
    assert (answer.expert_price.tolist(), answer.role_price.tolist()) == ([200, 0], [300])


def test_of_arcs_that_repeat_a_pair_the_fittest_counts_and_the_first_of_equals():
    expert, role, fit = np.array([0, 0, 0, 0]), np.array([0, 0, 0, 0]), np.array([3, 9, 9, 4])

    answer = assign(expert, role, fit, np.array([2]), experts=1)

    assert answer.chosen.tolist() == [False, True, False, False]
    certify(answer, expert, role, fit, np.array([2]), experts=1)


@pytest.mark.parametrize(
    ("fits", "places", "experts"),
    [
        ({}, [], 0),
        ({}, [], 3),
        ({}, [2, 1], 0),
        ({}, [2, 1], 3),
        ({(0, 0): 5, (1, 1): 6}, [0, 0], 2),
    ],
)
def test_nothing_to_choose_from_is_an_answer_not_an_error(fits, places, experts):
    answer = solved(fits, places, experts)

    assert (answer.total, answer.chosen.tolist()) == (0, [False] * len(fits))
    assert (len(answer.expert_price), len(answer.role_price)) == (experts, len(places))
    certify(answer, *columns(fits, places), experts=experts)


@pytest.mark.parametrize(("experts", "roles"), [(300, 2), (2, 300), (40, 40)])
@pytest.mark.parametrize("many", [1, 7])
def test_unequal_sides_and_equal_fits_fill_all_that_can_be_filled(experts, roles, many):
    fits = {(e, r): 500 for e in range(experts) for r in range(roles)}

    answer = solved(fits, [many] * roles, experts)

    assert answer.total == 500 * min(experts, roles * many)
    certify(answer, *columns(fits, [many] * roles), experts=experts)


@pytest.mark.parametrize(
    ("experts", "roles", "most_places"), [(250, 150, 1), (150, 250, 1), (300, 80, 5), (90, 90, 3)]
)
def test_larger_problems_are_solved_as_by_the_dense_solver(experts, roles, most_places):
    expert, role, fit, places = sample_arcs(
        experts=experts, roles=roles, share=0.1, most_places=most_places
    )
    worth = np.zeros((experts, roles))
    worth[expert, role] = fit
    slots = np.repeat(worth, places, axis=1)

    answer = assign(expert, role, fit, places, experts=experts)

    assert answer.total == slots[linear_sum_assignment(slots, maximize=True)].sum()
    certify(answer, expert, role, fit, places, experts=experts)


@settings(max_examples=100, deadline=None)
@given(markets(), st.data())
def test_any_other_price_is_refused(problem, data):
    fits, places, experts = problem
    assume(experts)
    answer = solved(*problem)
    wrong = answer.expert_price.copy()
    wrong[data.draw(st.integers(0, experts - 1))] += data.draw(st.sampled_from([-7, -1, 1, 7]))

    with pytest.raises(NotOptimal):
        certify(replace(answer, expert_price=wrong), *columns(fits, places), experts=experts)


@settings(max_examples=100, deadline=None)
@given(markets(), st.data())
def test_any_other_choice_of_arcs_is_refused(problem, data):
    fits, places, experts = problem
    assume(fits)
    answer = solved(*problem)
    wrong = answer.chosen.copy()
    wrong[data.draw(st.integers(0, len(fits) - 1))] ^= True

    with pytest.raises(NotOptimal):
        certify(replace(answer, chosen=wrong), *columns(fits, places), experts=experts)


# Two people for two roles: 0 → 0 and 1 → 1 is best, 14; the arc that neither takes is worth 6.
MARKET = {(0, 0): 8, (0, 1): 6, (1, 1): 6}


def tampered(**change):
    answer = solved(MARKET, [1, 1], 2)
    arrays = {name: np.array(value) for name, value in change.items() if name != "total"}
    return replace(answer, **change | arrays)


@pytest.mark.parametrize(
    ("change", "why", "arc"),
    [
        ({"chosen": [True, True, True]}, "Arc 0 .* takes an expert who is chosen twice", 0),
        ({"chosen": [False, True, True]}, "Arc 1 .* more than the role has places", 1),
        ({"expert_price": [2, 6]}, "Arc 0 .*is worth more than its prices", 0),
        ({"expert_price": [8, 5]}, "Arc 2 .*is worth more than its prices", 2),
        ({"role_price": [1, 0]}, "Arc 0 .*is chosen but worth less than its prices", 0),
        ({"role_price": [-1, 0]}, "A price is below 0", None),
        ({"expert_price": [9, -1]}, "A price is below 0", None),
        ({"total": 15}, "The total is given as 15, the chosen add up to 14", None),
        ({"chosen": [True, False, False], "total": 8}, "All prices add up to 14", None),
        ({"chosen": [True, False]}, "not one of these arcs", None),
        ({"expert_price": [8, 6, 0]}, "not one of these arcs", None),
        ({"role_price": [0]}, "not one of these arcs", None),
    ],
)
def test_a_tampered_certificate_is_refused_and_the_arc_named(change, why, arc):
    with pytest.raises(NotOptimal, match=why) as refusal:
        certify(tampered(**change), *columns(MARKET, [1, 1]), experts=2)

    assert refusal.value.arc == arc


def test_prices_in_fractions_are_refused():
    with pytest.raises(TypeError):
        certify(tampered(role_price=[0.5, 0.0]), *columns(MARKET, [1, 1]), experts=2)


@pytest.mark.parametrize(
    ("expert", "role", "fit", "places", "why"),
    [
        ([0], [0, 0], [5], [1], "Arcs differ in length: 1, 2, 1"),
        ([2], [0], [5], [1], r"The expert of an arc is outside 0\.\.1"),
        ([-1], [0], [5], [1], r"The expert of an arc is outside 0\.\.1"),
        ([0], [1], [5], [1], r"The role of an arc is outside 0\.\.0"),
        ([0], [0], [0], [1], "Fits are 0 to 0: 1 to 1,000,000,000 may be"),
        ([0], [0], [10**9 + 1], [1], "Fits are 1000000001 to 1000000001: 1 to"),
        ([0], [0], [5], [-1], "fewer than 0 places"),
    ],
)
def test_columns_that_make_no_sense_are_refused(expert, role, fit, places, why):
    with pytest.raises(ValueError, match=why):
        assign(*(np.array(c) for c in (expert, role, fit, places)), experts=2)


# With floors


def test_thousands_of_small_problems_with_floors_are_solved_as_by_trying_everything():
    rng = np.random.default_rng(12)
    kept = binding = 0

    for _ in range(2000):
        fits, places, experts = any_market(rng, experts=6, roles=5)
        borough = rng.integers(0, 3, size=len(places))
        known = taken(fits, solved(dict.fromkeys(fits, 1), places, experts).chosen)
        # What some choice keeps, often the wrong one for fit, and now and then a place more.
        floors = np.array(counts(known, borough, 3)) * rng.integers(0, 2, size=3)
        floors[rng.integers(3)] += rng.random() < 0.2
        edges, more = columns(fits, places), {"borough": borough, "floors": floors}
        best = best_total(fits, places, experts, borough.tolist(), floors.tolist())
        if best is None:
            with pytest.raises(ValueError, match="The floors cannot all be met"):
                assign(*edges, experts=experts, **more)
            continue
        answer = assign(*edges, experts=experts, **more)
        filled = counts(taken(fits, answer.chosen), borough, 3)
        kept += bool(floors.any())
        binding += answer.total < best_total(fits, places, experts)
        assert (answer.total, (filled >= floors).all()) == (best, True)
        certify(answer, *edges, experts=experts, **more)

    assert (kept > 500, binding > 30) == (True, True), (kept, binding)


@settings(max_examples=100, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_under_floors_too_the_order_of_arcs_changes_nothing(problem, random):
    fits, places, experts = problem
    order = random.sample([*fits], len(fits))
    borough = np.arange(len(places)) % 2
    floors = fair_floors(*columns(fits, places)[:2], np.array(places), borough, experts=experts)
    more = {"borough": borough, "floors": floors}

    one = solved(fits, places, experts, **more)
    other = solved({pair: fits[pair] for pair in order}, places, experts, **more)

    assert {*taken(fits, one.chosen)} == {*taken(order, other.chosen)}
    assert one.borough_price.tolist() == other.borough_price.tolist()
    assert one.role_price.tolist() == other.role_price.tolist()


@pytest.mark.parametrize(("experts", "roles"), [(300, 900), (900, 300), (500, 500)])
def test_larger_problems_with_floors_are_solved_as_by_a_solver_for_flows(experts, roles):
    expert, role, fit, places = sample_arcs(experts=experts, roles=roles, share=0.02)
    borough = np.arange(roles) % 9
    fit = fit // (1 + borough[role])  # the fit of the last boroughs is low, so that floors cost
    floors = fair_floors(expert, role, places, borough, experts=experts)
    edges, more = (expert, role, fit, places), {"borough": borough, "floors": floors}
    flow = peers.flow(*edges, experts=experts, **more)

    answer = assign(*edges, experts=experts, **more)

    assert flow.solve() == flow.OPTIMAL
    assert answer.total == peers.flow_total(flow, fit)
    assert answer.total <= assign(*edges, experts=experts).total
    certify(answer, *edges, experts=experts, **more)


def test_a_floor_costs_what_the_best_would_lose_by_its_last_place():
    # One person, worth 9 in the first borough and 4 in the second, which is owed a place.
    more = {"borough": np.array([0, 1]), "floors": np.array([0, 1])}

    answer = solved({(0, 0): 9, (0, 1): 4}, [1, 1], 1, **more)

    assert (answer.chosen.tolist(), answer.total) == ([False, True], 4)
    assert answer.borough_price.tolist() == [0, 5]


# Two people, both worth more in the first borough; the second, role 1, is owed a place.
OWED = {(0, 0): 8, (0, 1): 3, (1, 0): 6, (1, 1): 2}
TWO = {"borough": np.array([0, 1]), "floors": np.array([0, 1])}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"borough_price": [0, -1]}, "A borough's price is below 0"),
        ({"borough_price": [0, 99]}, "is worth more than its prices"),
        ({"borough_price": [0]}, "no prices for these boroughs"),
        ({"borough_price": None}, "no prices for these boroughs"),
        ({"chosen": [True, False, False, False], "total": 8}, "Borough 1 has 0 places filled, not"),
        ({"chosen": [False, True, True, False], "total": 9}, "chosen but worth less"),
    ],
)
def test_a_tampered_certificate_of_floors_is_refused(change, why):
    answer = solved(OWED, [2, 1], 2, **TWO)
    arrays = {
        name: None if value is None else np.array(value)
        for name, value in change.items()
        if name != "total"
    }

    with pytest.raises(NotOptimal, match=why):
        certify(replace(answer, **change | arrays), *columns(OWED, [2, 1]), experts=2, **TWO)


@pytest.mark.parametrize("many", [-1, 1])
@pytest.mark.parametrize("name", ["expert_price", "role_price", "borough_price"])
def test_under_floors_any_other_price_is_refused(name, many):
    answer = solved(OWED, [2, 1], 2, **TWO)

    for at in range(2):
        wrong = getattr(answer, name).copy()
        wrong[at] += many
        with pytest.raises(NotOptimal):
            certify(replace(answer, **{name: wrong}), *columns(OWED, [2, 1]), experts=2, **TWO)


def test_a_borough_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"The borough of a role is outside 0\.\.0"):
        solved({(0, 0): 5}, [1], 1, borough=np.array([1]), floors=np.array([0]))
