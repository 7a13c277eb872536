"""Each policy chooses as it says, and proves it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondments.matching.maths.problems import URGENT, Week, filled
from secondments.matching.services import CannotShare, decide
from tests.secondments.matching.problems import a_problem, chosen_of, problems

POLICIES = ("floor", "fit", "stable")


def of_borough(problem, outcome, *, counted=True):
    """Places filled in each borough, of those that count."""
    rows = filled(problem.role, outcome.chosen, problem.places) * (problem.counted | (not counted))
    return np.bincount(problem.borough, weights=rows, minlength=len(problem.boroughs)).tolist()


def test_the_floor_serves_a_borough_that_the_best_fit_leaves_out():
    problem = a_problem([(0, 0, 900), (1, 0, 900), (0, 1, 100)], [2, 1], experts=2, borough=[0, 1])

    fair, fit = decide(problem, "floor"), decide(problem, "fit")

    assert (chosen_of(problem, fit), fit.total) == ({(0, 0), (1, 0)}, 1800)
    assert (chosen_of(problem, fair), fair.floors.tolist()) == ({(1, 0), (0, 1)}, [1, 1])
    assert (fair.total, fair.best - fair.total) == (1000, 800)


def test_places_that_do_not_count_have_no_floor():
    problem = a_problem(
        [(0, 0, 900), (1, 0, 900), (0, 1, 100)],
        [2, 1],
        experts=2,
        borough=[0, 1],
        counted=[True, False],
    )

    found = decide(problem, "floor")

    assert (chosen_of(problem, found), found.floors.tolist()) == ({(0, 0), (1, 0)}, [2, 0])


def test_twelve_alike_are_shared_by_first_places_however_much_is_asked_for():
    """The example of matching.md: asks of 10, 10 and 40 places, and 12 interchangeable experts."""
    pairs = [(expert, row, 500) for row in range(4) for expert in range(12)]
    problem = a_problem(
        pairs,
        [4, 4, 4, 36],
        experts=12,
        borough=[0, 1, 2, 2],
        counted=[True, True, True, False],
    )

    assert of_borough(problem, decide(problem, "floor"), counted=False) == [4, 4, 4]


@settings(max_examples=60, deadline=None)
@given(problems(), st.sampled_from(["floor", "fit"]))
def test_prices_prove_the_total_and_the_floors_are_kept(problem, policy):
    found = decide(problem, policy)  # raises where a price fails

    prices = int(found.expert_price.sum() + problem.places @ found.role_price)
    helped = int(found.floors @ found.borough_price) if policy == "floor" else 0
    assert prices - helped == found.total == int(problem.weight[found.chosen].sum())
    if policy == "floor":
        kept = of_borough(problem, found) >= found.floors
        assert kept.all()


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_policy_has_a_greater_total_than_the_best_fit(problem):
    found = {policy: decide(problem, policy) for policy in POLICIES}

    assert {outcome.best for outcome in found.values()} == {found["fit"].total}
    assert max(outcome.total for outcome in found.values()) == found["fit"].total


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_floors_fill_as_many_places_that_count_as_can_be_filled(problem):
    found = decide(problem, "floor")

    counts = problem.counted[problem.role]
    alone = [(*pair, 1) for pair in zip(problem.expert[counts], problem.role[counts], strict=True)]
    plain = a_problem(alone, problem.places, experts=problem.experts)
    assert int(found.floors.sum()) == decide(plain, "fit").total


@settings(max_examples=60, deadline=None)
@given(problems())
def test_nobody_who_could_fill_an_urgent_place_is_given_another_while_it_stays_empty(problem):
    found = decide(replace(problem, standing=np.zeros_like(problem.standing)), "fit")

    left = problem.places - filled(problem.role, found.chosen, problem.places)
    waits = problem.urgent & (left > 0)
    busy = {int(expert): int(role) for expert, role in chosen_of(problem, found)}
    for expert, role in zip(problem.expert.tolist(), problem.role.tolist(), strict=True):
        if waits[role]:
            assert problem.urgent[busy[expert]]


def test_urgency_counts_for_more_than_any_fit():
    problem = a_problem([(0, 0, 1000), (0, 1, 1)], [1, 1], experts=1, urgent=[False, True])

    found = decide(problem, "fit")

    assert (chosen_of(problem, found), found.total) == ({(0, 1)}, 1 + URGENT)


def test_who_stood_by_goes_before_who_is_hardly_fitter_and_not_before_who_is_much():
    by = {"experts": 2, "standing": [True, False]}
    hardly = a_problem([(0, 0, 500), (1, 0, 540)], [1], **by)
    much = a_problem([(0, 0, 500), (1, 0, 560)], [1], **by)

    assert [chosen_of(one, decide(one, "fit")) for one in (hardly, much)] == [{(0, 0)}, {(1, 0)}]


def test_stable_lets_experts_ask_in_their_own_order():
    problem = a_problem(
        [(0, 0, 100), (1, 0, 900), (0, 1, 800)],
        [1, 1],
        experts=2,
        expert_rank=np.array([1, 1, 2]),
        role_rank=np.array([1, 2, 1]),
    )

    found = decide(problem, "stable")

    assert (chosen_of(problem, found), found.envy, found.expert_price) == ({(0, 0)}, 0, None)
    assert found.best - found.total == 1600


def test_envy_counts_pairs_who_would_both_rather_have_each_other():
    problem = a_problem(
        [(0, 0, 100), (1, 0, 900), (0, 1, 800)],
        [1, 1],
        experts=2,
        expert_rank=np.array([1, 1, 2]),
        role_rank=np.array([1, 2, 1]),
    )

    assert decide(problem, "fit").envy == 1


def test_without_orders_envy_is_not_known():
    assert decide(a_problem([(0, 0, 100)], [1], experts=1), "fit").envy is None


@pytest.mark.parametrize("policy", POLICIES)
def test_nothing_to_do_is_done(policy):
    for problem in (
        a_problem([], [], experts=0),
        a_problem([], [1, 2], experts=3),
        a_problem([], [], experts=3),
    ):
        found = decide(problem, policy)

        assert (found.total, found.best, found.chosen.tolist()) == (0, 0, [])


def week(offered, wanted, first, last):
    columns = (np.array(column, dtype=np.int64) for column in (offered, wanted, first, last))
    return Week(**dict(zip(("offered", "wanted", "first", "last"), columns, strict=True)))


def test_sharing_adds_up_the_days_of_every_week():
    problem = a_problem([(0, 0, 500), (0, 1, 400), (0, 2, 300)], [1, 1, 1], experts=1)
    problem = replace(problem, week=week([5], [3, 3, 2], [0, 4, 5], [5, 9, 9]))

    found = decide(problem, "share")

    assert (chosen_of(problem, found), found.total, found.bound) == ({(0, 0), (0, 2)}, 800, 800)
    assert found.verdict == "Nothing has a greater total."


def test_sharing_needs_the_days_of_every_week():
    with pytest.raises(CannotShare, match="needs the days of every week"):
        decide(a_problem([(0, 0, 500)], [1], experts=1), "share")


def test_a_policy_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="greedy"):
        decide(a_problem([], [], experts=0), "greedy")


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(0, 2), st.integers(1, 9))
def test_asking_for_more_than_counts_moves_no_floor(problem, borough, more):
    pairs = [
        *zip(problem.expert, problem.role, problem.fit, strict=True),
        *((expert, len(problem.places), 1000) for expert in range(problem.experts)),
    ]
    asked = a_problem(
        pairs,
        [*problem.places, more],
        experts=problem.experts,
        borough=[*problem.borough, min(borough, len(problem.boroughs) - 1)],
        counted=[*problem.counted, False],
    )

    before, after = decide(problem, "floor").floors, decide(asked, "floor").floors

    assert after.tolist() == before.tolist()
