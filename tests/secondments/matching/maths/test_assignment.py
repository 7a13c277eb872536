from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from secondments.matching.maths import NotOptimal, assign, certify, prices
from tests.factories.instances import sample_arcs

FITS = st.one_of(st.integers(1, 4), st.integers(1, 1000))


@st.composite
def problems(draw):
    """(arcs by pair, places, how many experts): small enough to try every assignment."""
    experts, roles = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    pairs = [(e, r) for e in range(experts) for r in range(roles)]
    kept = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    places = draw(st.lists(st.integers(0, 3), min_size=roles, max_size=roles))
    return {pair: draw(FITS) for pair in kept}, places, experts


def columns(fits, places):
    expert, role = np.array([*fits], dtype=np.int64).reshape(-1, 2).T
    fit = np.array([*fits.values()], dtype=np.int64)
    return expert, role, fit, np.array(places, dtype=np.int64)


def solved(fits, places, experts):
    return assign(*columns(fits, places), experts=experts)


def best_total(fits, places, experts, expert=0):
    """The greatest total by trying everything."""
    if expert == experts:
        return 0
    best = best_total(fits, places, experts, expert + 1)
    for role, free in enumerate(places):
        if free and (expert, role) in fits:
            left = [*places[:role], free - 1, *places[role + 1 :]]
            total = fits[expert, role] + best_total(fits, left, experts, expert + 1)
            best = max(best, total)
    return best


@settings(max_examples=500, deadline=None)
@given(problems())
def test_nothing_that_can_be_tried_is_better_and_the_prices_prove_it(problem):
    fits, places, experts = problem

    answer = solved(*problem)

    taken = [pair for pair, chosen in zip(fits, answer.chosen.tolist(), strict=True) if chosen]
    assert max(Counter(e for e, _ in taken).values(), default=0) <= 1
    assert all(many <= places[r] for r, many in Counter(r for _, r in taken).items())
    assert answer.total == sum(fits[pair] for pair in taken) == best_total(*problem)
    certify(answer, *columns(fits, places), experts=experts)


def test_thousands_of_small_problems_are_solved_as_by_trying_everything():
    rng = np.random.default_rng(11)

    for _ in range(2000):
        experts, roles = rng.integers(0, 5, size=2)
        known = np.argwhere(rng.random((experts, roles)) < rng.random())
        fits = {(int(e), int(r)): int(rng.integers(1, 6)) for e, r in known}
        problem = fits, rng.integers(0, 3, size=roles).tolist(), int(experts)
        assert solved(*problem).total == best_total(*problem)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_an_experts_price_is_what_the_total_would_lose_without_them(problem):
    fits, places, experts = problem

    answer = solved(*problem)

    for expert in range(experts):
        others = {pair: fit for pair, fit in fits.items() if pair[0] != expert}
        assert answer.expert_price[expert] == answer.total - best_total(others, places, experts)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_a_roles_price_is_what_the_total_would_gain_by_one_more_place(problem):
    fits, places, experts = problem

    answer = solved(*problem)

    for role in range(len(places)):
        more = [*places[:role], places[role] + 1, *places[role + 1 :]]
        assert answer.role_price[role] == best_total(fits, more, experts) - answer.total


@settings(max_examples=200, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_arcs_changes_nothing(problem, random):
    fits, places, experts = problem
    order = random.sample([*fits], len(fits))

    one = solved(fits, places, experts)
    other = solved({pair: fits[pair] for pair in order}, places, experts)

    assert {pair for pair, yes in zip(fits, one.chosen, strict=True) if yes} == {
        pair for pair, yes in zip(order, other.chosen, strict=True) if yes
    }
    assert one.expert_price.tolist() == other.expert_price.tolist()
    assert one.role_price.tolist() == other.role_price.tolist()


@settings(max_examples=200, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
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

    pairs = [pair for pair, yes in zip(fits, answer.chosen, strict=True) if yes]
    assert (answer.total, pairs) == (16, [(0, 1), (1, 2), (2, 0)])


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


@settings(max_examples=200, deadline=None)
@given(problems(), st.data())
def test_any_other_price_is_refused(problem, data):
    fits, places, experts = problem
    assume(experts)
    answer = solved(*problem)
    wrong = answer.expert_price.copy()
    wrong[data.draw(st.integers(0, experts - 1))] += data.draw(st.sampled_from([-7, -1, 1, 7]))

    with pytest.raises(NotOptimal):
        certify(replace(answer, expert_price=wrong), *columns(fits, places), experts=experts)


@settings(max_examples=200, deadline=None)
@given(problems(), st.data())
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
        ({"expert_price": [2, 6]}, "Arc 0 .*is worth more than its two prices", 0),
        ({"expert_price": [8, 5]}, "Arc 2 .*is worth more than its two prices", 2),
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
    ("chosen", "fits", "places", "experts"),
    [
        ([False], {(0, 0): 5}, [1], 1),
        ([True, False], {(0, 0): 5, (1, 0): 6}, [1], 2),
        ([True, True, False, False], {(0, 0): 1, (1, 1): 1, (0, 1): 9, (1, 0): 9}, [1, 1], 2),
    ],
)
def test_a_choice_that_is_not_the_best_has_no_prices(chosen, fits, places, experts):
    with pytest.raises(NotOptimal, match="greater total"):
        prices(np.array(chosen), *columns(fits, places), experts=experts)


@pytest.mark.parametrize(
    ("expert", "role", "fit", "places", "why"),
    [
        ([0], [0, 0], [5], [1], "Arcs differ in length: 1, 2, 1"),
        ([2], [0], [5], [1], r"The expert of an arc is outside 0\.\.1"),
        ([-1], [0], [5], [1], r"The expert of an arc is outside 0\.\.1"),
        ([0], [1], [5], [1], r"The role of an arc is outside 0\.\.0"),
        ([0], [0], [0], [1], "fit 0: 1 is the least"),
        ([0], [0], [5], [-1], "fewer than 0 places"),
    ],
)
def test_columns_that_make_no_sense_are_refused(expert, role, fit, places, why):
    with pytest.raises(ValueError, match=why):
        assign(*(np.array(c) for c in (expert, role, fit, places)), experts=2)
