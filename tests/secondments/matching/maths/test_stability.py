import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondments.matching.maths import assign, blocking_pairs, stable
from tests.factories.instances import sample_arcs
from tests.secondments.matching.maths.trying import any_market, choices, columns, markets, taken

NOBODY = (10**9, 0)


def any_ranks(rng, fits, most):
    """What experts and roles think of one another, by pair; many ties if `most` is low."""
    return [{pair: int(rng.integers(1, most + 1)) for pair in fits} for _ in range(2)]


def edges_of(fits, ranks, places):
    """(expert, role, expert_rank, role_rank, places) as the maths wants them."""
    expert, role, _, places = columns(fits, places)
    by_expert, by_role = (
        np.array([ranked[pair] for pair in fits], dtype=np.int64) for ranked in ranks
    )
    return expert, role, by_expert, by_role, places


def blocked(fits, liked, wanted, places, pairs):
    """The pairs that block, by going through all of them: `liked` and `wanted` by pair."""
    found = []
    for e, r in fits:
        if (e, r) in pairs:
            continue
        has = min((liked[pair] for pair in pairs if pair[0] == e), default=None)
        held = [wanted[pair] for pair in pairs if pair[1] == r]
        would = has is None or liked[e, r] < has
        could = len(held) < places[r] or (held and wanted[e, r] < max(held))
        if would and could:
            found.append((e, r))
    return found


def strict(ranks):
    """Ranks without ties: experts prefer the lower role, roles the lower expert."""
    liked, wanted = ranks
    return (
        {(e, r): (rank, r) for (e, r), rank in liked.items()},
        {(e, r): (rank, e) for (e, r), rank in wanted.items()},
    )


def test_thousands_of_small_markets_are_stable_and_nobody_could_have_it_better():
    rng = np.random.default_rng(31)

    for _ in range(1000):
        fits, places, experts = any_market(rng)
        ranks = any_ranks(rng, fits, most=3)
        edges, (liked, wanted) = edges_of(fits, ranks, places), strict(ranks)
        pairs = taken(fits, stable(*edges, experts=experts))
        others = [
            dict(choice)
            for choice in choices(fits, places, experts)
            if not blocked(fits, liked, wanted, places, choice)
        ]
        for e in range(experts):
            best = min(liked[e, other[e]] if e in other else NOBODY for other in others)
            assert (liked[e, dict(pairs)[e]] if e in dict(pairs) else NOBODY) == best


@settings(max_examples=100, deadline=None)
@given(markets(experts=7, roles=5), st.integers(0, 10**6), st.sampled_from([1, 3, 50]))
def test_no_pair_blocks_and_places_are_kept(market, seed, most):
    fits, places, experts = market
    edges = edges_of(fits, any_ranks(np.random.default_rng(seed), fits, most), places)

    chosen = stable(*edges, experts=experts)

    assert np.bincount(edges[0][chosen]).max(initial=0) <= 1
    assert (np.bincount(edges[1][chosen], minlength=len(places)) <= places).all()
    assert blocking_pairs(*edges, chosen, experts=experts).tolist() == []


def test_blocking_pairs_are_those_that_a_plain_loop_finds():
    rng = np.random.default_rng(32)
    found = 0

    for _ in range(500):
        fits, places, experts = any_market(rng)
        ranks = any_ranks(rng, fits, most=3)
        chosen = assign(*columns(fits, places), experts=experts).chosen
        blocks = blocking_pairs(*edges_of(fits, ranks, places), chosen, experts=experts)
        plain = blocked(fits, *ranks, places, taken(fits, chosen))
        found += len(plain)
        assert [[*fits][arc] for arc in blocks.tolist()] == plain

    assert found > 30


@settings(max_examples=100, deadline=None)
@given(markets(), st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_arcs_changes_nothing(market, seed, random):
    fits, places, experts = market
    ranks = any_ranks(np.random.default_rng(seed), fits, 2)
    order = dict.fromkeys(random.sample([*fits], len(fits)), 1)

    one = stable(*edges_of(fits, ranks, places), experts=experts)
    other = stable(*edges_of(order, ranks, places), experts=experts)

    assert {*taken(fits, one)} == {*taken(order, other)}


def test_a_textbook_market():
    # Gale and Shapley (1962), example 1: with proposals by the experts each has their first choice.
    liked = {(0, 0): 1, (0, 1): 2, (0, 2): 3, (1, 1): 1, (1, 2): 2, (1, 0): 3}
    liked |= {(2, 2): 1, (2, 0): 2, (2, 1): 3}
    wanted = {(0, 0): 3, (1, 0): 1, (2, 0): 2, (0, 1): 2, (1, 1): 3, (2, 1): 1}
    wanted |= {(0, 2): 1, (1, 2): 2, (2, 2): 3}

    chosen = stable(*edges_of(liked, [liked, wanted], [1, 1, 1]), experts=3)

    assert {*taken(liked, chosen)} == {(0, 0), (1, 1), (2, 2)}


def test_of_equals_experts_take_the_lower_role_and_roles_the_lower_expert():
    fits = {(e, r): 1 for e in (1, 0) for r in (1, 0)}

    chosen = stable(*edges_of(fits, [fits, fits], [1, 1]), experts=2)

    assert {*taken(fits, chosen)} == {(0, 0), (1, 1)}


def test_a_role_with_many_places_keeps_those_whom_it_ranks_best():
    many = 40
    wanted = {(e, 0): (7 * e) % many for e in range(many)}

    chosen = stable(*edges_of(wanted, [wanted, wanted], [9]), experts=many)

    assert sorted(wanted[pair] for pair in taken(wanted, chosen)) == [*range(9)]


def test_a_large_market_is_stable():
    expert, role, fit, places = sample_arcs(experts=3000, roles=1000, share=0.02, most_places=4)
    rng = np.random.default_rng(33)
    ranks = rng.integers(1, 20, size=len(fit)), 1001 - fit

    chosen = stable(expert, role, *ranks, places, experts=3000)

    assert chosen.sum() > 900
    assert not len(blocking_pairs(expert, role, *ranks, places, chosen, experts=3000))


@pytest.mark.parametrize(("places", "experts"), [([], 0), ([], 2), ([2], 0), ([0, 0], 2)])
def test_where_there_is_nothing_to_choose_nothing_is_chosen(places, experts):
    fits = {(e, r): 1 for e in range(experts) for r in range(len(places))}

    edges = edges_of(fits, [fits, fits], places)
    chosen = stable(*edges, experts=experts)

    assert not chosen.any()
    assert not len(blocking_pairs(*edges, chosen, experts=experts))


@pytest.mark.parametrize(
    ("expert", "role", "rank", "places", "why"),
    [
        ([0, 0], [0, 0], [1, 2], [1], "A pair of expert and role is given twice"),
        ([0], [0], [1, 2], [1], "Arcs differ in length"),
        ([1], [0], [1], [1], r"The expert of an arc is outside 0\.\.0"),
        ([0], [-1], [1], [1], r"The role of an arc is outside 0\.\.0"),
        ([0], [0], [1], [-1], "A role has fewer than 0 places"),
    ],
)
def test_columns_that_make_no_sense_are_refused(expert, role, rank, places, why):
    with pytest.raises(ValueError, match=why):
        stable(*(np.array(c) for c in (expert, role, rank, rank, places)), experts=1)
