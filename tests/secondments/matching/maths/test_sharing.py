import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from secondments.matching.maths import assign, share
from secondments.matching.maths.sharing import _relax
from tests.factories.instances import sample_arcs, sample_weeks
from tests.secondments.matching.maths.trying import (
    any_market,
    best_sharing,
    columns,
    markets,
    taken,
)

WEEKS = 4


def any_weeks(rng, roles, experts):
    """Days and weeks in which some roles go together and others do not."""
    first = rng.integers(0, WEEKS, size=roles)
    return {
        "capacity": rng.integers(0, 6, size=experts),
        "days": rng.integers(1, 4, size=roles),
        "first": first,
        "last": np.minimum(WEEKS - 1, first + rng.integers(0, WEEKS, size=roles)),
    }


def fits_in(weeks):
    """Whether an expert can do these roles together, week by week."""

    def check(own, roles):
        return all(
            sum(weeks["days"][r] for r in roles if weeks["first"][r] <= week <= weeks["last"][r])
            <= weeks["capacity"][own]
            for week in range(WEEKS)
        )

    return check


def assert_feasible(expert, role, fit, places, found, weeks):
    """Plainly: no role has too many, nobody's week is too long, and the sum is right."""
    assert (np.bincount(role[found.chosen], minlength=len(places)) <= places).all()
    load = np.zeros((len(weeks["capacity"]), weeks["last"].max(initial=0) + 1), dtype=int)
    for arc in np.flatnonzero(found.chosen):
        r = role[arc]
        load[expert[arc], weeks["first"][r] : weeks["last"][r] + 1] += weeks["days"][r]
    assert (load.max(axis=1, initial=0) <= weeks["capacity"]).all()
    assert found.total == fit[found.chosen].sum()
    assert found.total <= found.bound


def test_hundreds_of_small_markets_lie_between_what_is_found_and_the_bound():
    rng = np.random.default_rng(51)
    proven = 0

    for _ in range(300):
        fits, places, experts = any_market(rng)
        weeks = any_weeks(rng, len(places), experts)
        found = share(*columns(fits, places), **weeks)
        best = best_sharing(fits, places, experts, fits_in(weeks))
        assert found.total <= best <= found.bound
        assert_feasible(*columns(fits, places), found, weeks)
        assert found.total == best or found.gap > 0
        proven += found.gap == 0

    assert proven >= 290


@settings(max_examples=50, deadline=None)
@given(markets(), st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_arcs_changes_nothing(market, seed, random):
    fits, places, experts = market
    weeks = any_weeks(np.random.default_rng(seed), len(places), experts)
    order = random.sample([*fits], len(fits))

    one, again = (share(*columns(fits, places), **weeks) for _ in range(2))
    other = share(*columns({pair: fits[pair] for pair in order}, places), **weeks)

    assert one.chosen.tolist() == again.chosen.tolist()
    assert {*taken(fits, one.chosen)} == {*taken(order, other.chosen)}
    assert (one.total, one.bound) == (other.total, other.bound)


def test_where_nobody_has_time_for_two_it_is_an_assignment():
    expert, role, fit, places = sample_arcs(experts=60, roles=40, share=0.2, most_places=2)
    every = np.ones(40, dtype=int)
    weeks = {"capacity": np.full(60, 5), "days": 3 * every, "first": 0 * every, "last": 9 * every}

    found = share(expert, role, fit, places, **weeks)

    assert found.gap == 0
    assert found.total == assign(expert, role, fit, places, experts=60).total


def test_one_person_takes_two_roles_that_go_together_and_not_three():
    fits = {(0, r): 10 + r for r in range(3)}
    weeks = {"days": np.array([2, 2, 2]), "first": np.zeros(3, int), "last": np.full(3, 8)}

    found = share(*columns(fits, [1, 1, 1]), capacity=np.array([5]), **weeks)

    assert (found.chosen.tolist(), found.total, found.bound) == ([False, True, True], 23, 23)


def test_roles_that_follow_one_another_need_no_days_besides():
    fits = {(0, 0): 10, (0, 1): 10}
    weeks = {"days": np.array([5, 5]), "first": np.array([100, 104]), "last": np.array([103, 107])}

    found = share(*columns(fits, [1, 1]), capacity=np.array([5]), **weeks)

    assert (found.total, found.gap) == (20, 0)


@pytest.mark.parametrize(
    ("experts", "roles", "most"),
    [(200, 100, 0.0), (60, 240, 0.01), (8, 300, 0.05), (120, 120, 0.01)],
)
def test_larger_markets_are_feasible_and_nearly_proven(experts, roles, most):
    arcs = sample_arcs(experts=experts, roles=roles, share=0.05)
    weeks = sample_weeks(experts=experts, roles=roles)

    found = share(*arcs, **weeks)

    assert_feasible(*arcs, found, weeks)
    assert found.total > 0
    assert found.gap <= most


def test_a_gap_that_is_asked_for_is_enough():
    arcs = sample_arcs(experts=120, roles=120, share=0.05)
    weeks = sample_weeks(experts=120, roles=120)

    rough, best = (share(*arcs, **weeks, gap=gap) for gap in (0.2, 0.0))

    assert rough.gap <= 0.2
    assert rough.total <= best.bound
    assert best.total <= rough.bound


def test_days_by_the_tens_of_thousands_do_not_overflow():
    fits = {(0, r): 5 for r in range(4)}
    weeks = {"days": np.full(4, 20_000), "first": np.zeros(4, int), "last": np.zeros(4, int)}

    found = share(*columns(fits, [1] * 4), capacity=np.array([60_000]), **weeks)

    assert (found.total, found.gap) == (15, 0)


@pytest.mark.parametrize(("roles", "experts"), [(0, 0), (0, 2), (2, 0), (2, 2)])
def test_where_there_is_nothing_to_choose_nothing_is_chosen(roles, experts):
    weeks = any_weeks(np.random.default_rng(52), roles, experts)

    found = share(*columns({}, [1] * roles), **weeks)

    assert (found.total, found.bound, found.gap) == (0, 0, 0.0)


FINE = {"capacity": [5], "days": [1], "first": [3], "last": [3]}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"days": [0]}, "A role wants fewer than 1 day a week"),
        ({"capacity": [-1]}, "An expert gives fewer than 0 days a week"),
        ({"last": [2]}, "A role ends before it starts"),
        ({"first": [3, 3]}, "The columns of roles differ in length"),
        ({"capacity": []}, "The expert of an arc is outside"),
    ],
)
def test_columns_that_make_no_sense_are_refused(change, why):
    weeks = {name: np.array(column, dtype=int) for name, column in (FINE | change).items()}

    with pytest.raises(ValueError, match=why):
        share(*columns({(0, 0): 1}, [1]), **weeks)


def test_a_programme_without_an_answer_says_so():
    with pytest.raises(ArithmeticError, match="The linear programme has no answer"):
        _relax(np.ones(1), csr_array(np.ones((1, 1))), np.array([-1.0]))
