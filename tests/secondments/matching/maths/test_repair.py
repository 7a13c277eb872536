import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondments.matching.maths import assign, certify, fair_floors, repair, worth
from tests.factories.instances import sample_arcs
from tests.secondments.matching.maths.trying import (
    any_market,
    best_total,
    choices,
    columns,
    counts,
    markets,
    solved,
    taken,
)


def flags(fits, pairs):
    return np.array([pair in pairs for pair in fits], dtype=bool)


def without(fits, gone):
    """The market when one expert has withdrawn."""
    return {pair: fit for pair, fit in fits.items() if pair[0] != gone}


def some_of(rng, fits, chosen):
    """About half of the chosen pairs."""
    return chosen & (rng.random(len(fits)) < 0.5)


def best_worth(worths, places, experts, settled, floors=(0,), borough=None):
    """By trying everything: the greatest worth of a choice with all that is settled."""
    owners = [0] * len(places) if borough is None else borough
    return max(
        sum(worths[pair] for pair in pairs)
        for pairs in choices(worths, places, experts)
        if settled <= {*pairs} and (np.array(counts(pairs, owners, len(floors))) >= floors).all()
    )


def test_thousands_of_small_markets_are_mended_as_by_trying_everything():
    rng = np.random.default_rng(41)

    for _ in range(1000):
        fits, places, experts = any_market(rng)
        before = solved(fits, places, experts)
        left = without(fits, gone=0)
        stands = flags(left, taken(fits, before.chosen))
        bonus, edges = int(rng.integers(0, 8)), columns(left, places)
        worths = worth(edges[2], stands, bonus=bonus)
        priced = dict(zip(left, worths.tolist(), strict=True))
        more = {"experts": experts, "bonus": bonus}
        cold = repair(*edges, stands, **more)
        warm = repair(*edges, stands, **more, role_price=before.role_price)
        assert cold.total == warm.total == best_total(priced, places, experts)
        for answer in (cold, warm):
            certify(answer, *edges[:2], worths, edges[3], experts=experts)


def test_in_thousands_of_small_markets_what_is_settled_never_moves():
    rng = np.random.default_rng(42)

    for _ in range(1000):
        fits, places, experts = any_market(rng)
        before = solved(dict.fromkeys(fits, 1), places, experts)
        settled = some_of(rng, fits, before.chosen)
        edges = columns(fits, places)
        answer = repair(*edges, before.chosen, experts=experts, bonus=2, settled=settled)
        worths = worth(edges[2], before.chosen, bonus=2, settled=settled)
        plain = dict(zip(fits, worth(edges[2], before.chosen, bonus=2).tolist(), strict=True))
        held = sum(plain[pair] for pair in taken(fits, answer.chosen))
        assert answer.chosen[settled].all()
        assert held == best_worth(plain, places, experts, {*taken(fits, settled)})
        certify(answer, *edges[:2], worths, edges[3], experts=experts)


def test_what_is_settled_does_not_move_under_floors_either():
    rng = np.random.default_rng(43)

    for _ in range(500):
        fits, places, experts = any_market(rng, experts=5, roles=5, most_fit=300)
        borough = rng.integers(0, 3, size=len(places))
        edges = columns(fits, places)
        floors = fair_floors(*edges[:2], edges[3], borough, experts=experts)
        known = {"experts": experts, "borough": borough, "floors": floors}
        before = assign(*edges[:2], np.ones_like(edges[2]), edges[3], **known)
        settled = some_of(rng, fits, before.chosen)
        answer = repair(*edges, before.chosen, bonus=2, settled=settled, **known)
        urged = {"bonus": 2, "settled": settled, "moved": experts}
        plain = dict(zip(fits, worth(edges[2], before.chosen, bonus=2).tolist(), strict=True))
        best = best_worth(plain, places, experts, {*taken(fits, settled)}, floors, borough)
        assert sum(plain[pair] for pair in taken(fits, answer.chosen)) == best
        certify(answer, *edges[:2], worth(edges[2], before.chosen, **urged), edges[3], **known)


def test_a_settled_pair_stands_though_a_long_chain_under_floors_pays_for_it():
    # One borough for each role, each owed its one place. Person 0 is settled in the last role, so
    # that everybody must take the role before their own, worth 1 and not 999.
    many = 9
    fits = {(e, e): 999 for e in range(many)} | {(e, e - 1): 1 for e in range(1, many)}
    fits[0, many - 1] = 1
    settled = flags(fits, {(0, many - 1)})
    known = {"borough": np.arange(many), "floors": np.ones(many, dtype=int)}

    answer = repair(
        *columns(fits, [1] * many), settled, experts=many, bonus=0, settled=settled, **known
    )

    assert {*taken(fits, answer.chosen)} == {(e, (e - 1) % many) for e in range(many)}


@settings(max_examples=100, deadline=None)
@given(markets(), st.data())
def test_prices_to_begin_from_change_no_total_however_wrong_they_are(market, data):
    fits, places, experts = market
    edges = columns(fits, places)
    stands = data.draw(st.sampled_from(sorted(choices(fits, places, experts))))
    wrong = data.draw(st.lists(st.integers(-5, 1500), min_size=len(places), max_size=len(places)))
    more = {"experts": experts, "bonus": 3}

    cold = repair(*edges, flags(fits, stands), **more)
    warm = repair(*edges, flags(fits, stands), **more, role_price=np.array(wrong, dtype=int))

    assert warm.total == cold.total
    worths = worth(edges[2], flags(fits, stands), bonus=3)
    certify(warm, *edges[:2], worths, edges[3], experts=experts)


@settings(max_examples=50, deadline=None)
@given(markets())
def test_without_a_bonus_it_is_an_assignment(market):
    fits, places, experts = market
    edges = columns(fits, places)

    answer = repair(*edges, np.zeros(len(fits), dtype=bool), experts=experts, bonus=0)

    expected = assign(*edges, experts=experts)
    assert answer.chosen.tolist() == expected.chosen.tolist()
    assert (answer.total, answer.role_price.tolist()) == (
        expected.total,
        expected.role_price.tolist(),
    )


def test_a_high_bonus_keeps_what_stands_and_a_low_one_does_not():
    fits = {(0, 0): 5, (0, 1): 9, (1, 0): 9, (1, 1): 5}
    stands = flags(fits, {(0, 0), (1, 1)})

    kept, moved = (
        repair(*columns(fits, [1, 1]), stands, experts=2, bonus=bonus) for bonus in (5, 3)
    )

    assert (kept.chosen == stands).all()
    assert (moved.chosen == ~stands).all()


@pytest.mark.parametrize(("experts", "roles"), [(1200, 600), (600, 1200)])
def test_after_one_withdrawal_few_move_and_the_total_is_as_from_scratch(experts, roles):
    expert, role, fit, places = sample_arcs(experts=experts, roles=roles, share=0.02)
    before = assign(expert, role, fit, places, experts=experts)
    stays = expert != expert[np.flatnonzero(before.chosen)[5]]
    edges, stands = (expert[stays], role[stays], fit[stays], places), before.chosen[stays]
    more = {"experts": experts, "bonus": 50}

    warm = repair(*edges, stands, **more, role_price=before.role_price)

    assert warm.total == repair(*edges, stands, **more).total
    assert (stands & ~warm.chosen).sum() < 20
    certify(warm, *edges[:2], worth(edges[2], stands, bonus=50), places, experts=experts)


def test_a_bonus_below_0_is_refused():
    with pytest.raises(ValueError, match="The bonus is -1: 0 is the least"):
        repair(*columns({(0, 0): 1}, [1]), np.array([True]), experts=1, bonus=-1)


@pytest.mark.parametrize(
    ("fits", "places"), [({(0, 0): 5, (0, 1): 5}, [1, 1]), ({(0, 0): 5, (1, 0): 5}, [1])]
)
def test_settled_pairs_that_cannot_stand_together_are_refused(fits, places):
    both = np.array([True, True])

    with pytest.raises(ValueError, match="What is settled cannot all stand together: arc 1"):
        repair(*columns(fits, places), both, experts=2, bonus=0, settled=both)


def test_a_settled_pair_that_leaves_a_floor_short_is_refused():
    fits, settled = {(0, 0): 5, (0, 1): 5}, np.array([True, False])
    known = {"borough": np.array([0, 1]), "floors": np.array([0, 1])}

    with pytest.raises(ValueError, match="What is settled cannot all stand together: arc 0"):
        repair(*columns(fits, [1, 1]), settled, experts=1, bonus=0, settled=settled, **known)
