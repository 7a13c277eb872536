import numpy as np
import pytest
from hypothesis import given, settings

from secondments.matching.maths import (
    NEAR,
    Assignment,
    Pool,
    arcs,
    assign,
    explain,
)
from secondments.matching.maths.explanations import NEAR_EACH, UNKNOWN
from secondments.matching.maths.openings import for_experts, for_roles
from tests.secondments.matching.maths import plain
from tests.secondments.matching.maths.plain import sample_person, sample_post, sample_world
from tests.secondments.matching.maths.worlds import WORLDS


def solved(world):
    """The columns of a world, its arcs, their best assignment and what is said of it."""
    columns = plain.columns(world)
    found = arcs(*columns)
    edges = found.expert, found.role, found.fit, columns[1].places
    best = assign(*edges, experts=len(columns[0]))
    return columns, found, best, explain(*columns, found, best)


def total_with(found, columns, arc, more):
    """The greatest total if one arc were worth so much more."""
    fit = found.fit.astype(np.int64)
    fit[arc] += more
    places = columns[1].places
    return assign(found.expert, found.role, fit, places, experts=len(columns[0])).total


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_every_chosen_pair_is_told_who_and_where_else(world):
    _, found, best, said = solved(world)
    rows = range(len(found.fit))

    told = said.alternatives

    assert told.arc.tolist() == [a for a in rows if best.chosen[a]]
    for at, arc in enumerate(told.arc):
        rivals = [a for a in rows if a != arc and found.role[a] == found.role[arc]]
        places = [a for a in rows if a != arc and found.expert[a] == found.expert[arc]]
        spare = [a for a in rivals if not best.chosen[a]]
        second = max(spare, key=lambda a: (found.fit[a], -a), default=UNKNOWN)
        assert told.others[at] == len(rivals)
        assert told.fitter[at] == sum(found.fit[a] > found.fit[arc] for a in rivals)
        assert told.runner_up[at] == second
        assert told.roles[at] == len(places)
        assert told.better[at] == sum(found.fit[a] > found.fit[arc] for a in places)


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_who_lost_is_told_by_just_how_much(world):
    columns, found, best, said = solved(world)
    places = columns[1].places
    told = [
        (said.unplaced, found.expert, said.unplaced.expert),
        (said.gaps, found.role, said.gaps.role),
    ]

    for finding, owners, numbers in told:
        for at, owner in enumerate(numbers.tolist()):
            own = np.flatnonzero((owners == owner) & ~best.chosen & (places[found.role] > 0))
            arc, short = int(finding.nearest[at]), int(finding.short[at])
            assert (arc == UNKNOWN) == (len(own) == 0)
            if arc != UNKNOWN:
                assert arc in own
                assert total_with(found, columns, arc, short) == best.total
                assert total_with(found, columns, arc, short + 1) == best.total + 1
                others = [total_with(found, columns, other, short) for other in own]
                assert others == [best.total] * len(own)


@settings(max_examples=80, deadline=None)
@given(WORLDS)
def test_places_left_and_people_left_are_all_spoken_of(world):
    (experts, roles, _), found, best, said = solved(world)

    filled = np.bincount(found.role[best.chosen], minlength=len(roles))
    placed = set(found.expert[best.chosen].tolist())
    assert said.gaps.role.tolist() == np.flatnonzero(filled < roles.places).tolist()
    assert said.unplaced.expert.tolist() == [e for e in range(len(experts)) if e not in placed]


@settings(max_examples=80, deadline=None)
@given(WORLDS)
def test_what_would_help_is_said_of_the_unplaced_and_of_places_left_alone(world):
    (experts, roles, relations), _, _, said = solved(world)
    everybody = for_experts(experts, roles, relations)
    every_role = for_roles(Pool.of(experts, relations), roles)

    for at, expert in enumerate(said.unplaced.expert.tolist()):
        outlook = said.unplaced.outlook
        assert outlook.openings.of(at) == everybody.openings.of(expert)
        assert outlook.removed[at].tolist() == everybody.removed[expert].tolist()
        assert outlook.eligible[at] == everybody.eligible[expert]
    for at, role in enumerate(said.gaps.role.tolist()):
        assert said.gaps.openings.of(at) == every_role.of(role)


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_near_misses_are_between_the_unplaced_and_places_left_the_nearest_first(world):
    _, _, _, said = solved(world)
    idle, free = said.unplaced.expert.tolist(), said.gaps.role.tolist()

    told = said.near

    rows = (told.role, told.kind, told.days, told.expert, told.skill)
    found = list(zip(*(column.tolist() for column in rows), strict=True))
    wanted = []
    for r in free:
        for kind, name in enumerate(NEAR):
            near = [e for e in idle if plain.near_miss(world, e, r) == name]
            person = world.people
            post = world.posts[r]
            pairs = [
                (r, kind, plain.missing_days(person[e], post), e, UNKNOWN)
                if name == "window"
                else (r, kind, UNKNOWN, e, short_skill(person[e], post))
                for e in near
            ]
            wanted += sorted(pairs)[:NEAR_EACH]
    assert found == wanted


def short_skill(person, post):
    return next(skill for skill, level in post.required.items() if person.held[skill] < level)


@settings(max_examples=60, deadline=None)
@given(WORLDS)
def test_a_near_miss_is_never_a_pair_that_could_be_placed(world):
    _, found, _, said = solved(world)

    possible = set(zip(found.role.tolist(), found.expert.tolist(), strict=True))

    assert possible & set(zip(said.near.role.tolist(), said.near.expert.tolist(), strict=True)) == (
        set()
    )


def test_without_prices_nothing_is_said_of_points():
    columns = plain.columns(sample_world([sample_person()] * 2, [sample_post()]))
    found = arcs(*columns)
    nothing = np.zeros(2, dtype=np.int64), np.zeros(1, dtype=np.int64)
    unpriced = Assignment(np.array([True, False]), int(found.fit[0]), *nothing)

    said = explain(*columns, found, unpriced)

    assert (said.unplaced.nearest.tolist(), said.unplaced.short.tolist()) == ([-1], [-1])


def test_the_price_of_a_place_is_what_its_holder_brings():
    people = [sample_person(held=[3, 3, 3]), sample_person()]
    world = sample_world(people, [sample_post()])

    _, found, _, said = solved(world)

    assert said.unplaced.short.tolist() == [int(found.fit[0] - found.fit[1])]


def test_an_equal_rival_lacks_nothing():
    world = sample_world([sample_person()] * 2, [sample_post()])

    *_, said = solved(world)

    assert (said.unplaced.expert.tolist(), said.unplaced.short.tolist()) == ([1], [0])
    assert (said.alternatives.others.tolist(), said.alternatives.fitter.tolist()) == ([1], [0])


@pytest.mark.parametrize(("people", "posts"), [(0, 0), (0, 2), (2, 0)])
def test_an_empty_round_is_explained_too(people, posts):
    world = sample_world([sample_person()] * people, [sample_post()] * posts)

    *_, said = solved(world)

    assert len(said.unplaced.expert) == people
    assert len(said.gaps.role) == posts
    assert len(said.near.role) == len(said.alternatives.arc) == 0
