from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondments.matching.maths import NEAR, RULES, TERMS, Points, arcs, assign
from tests.factories.instances import sample_columns
from tests.secondments.matching.maths import plain
from tests.secondments.matching.maths.plain import sample_person, sample_post, sample_world
from tests.secondments.matching.maths.worlds import WORLDS

OTHER_POINTS = Points(surplus=7, desirable=33, home=3, neighbour=9, learning=1, expert_unlisted=5)


@settings(max_examples=150, deadline=None)
@given(WORLDS, st.sampled_from([Points(), OTHER_POINTS]))
def test_eligibility_and_fit_are_what_the_plain_version_says(world, points):
    everyone, everything = range(len(world.people)), range(len(world.posts))
    pairs = [(e, r) for r in everything for e in everyone if not plain.broken_rules(world, e, r)]

    found = arcs(*plain.columns(world), points=points)

    assert list(zip(found.expert.tolist(), found.role.tolist(), strict=True)) == pairs
    assert found.terms.T.tolist() == [plain.terms(world, e, r, points) for e, r in pairs]
    assert found.fit.tolist() == [sum(plain.terms(world, e, r, points)) for e, r in pairs]


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_the_funnel_and_the_near_misses_are_what_the_plain_version_says(world):
    everyone = range(len(world.people))

    found = arcs(*plain.columns(world))

    for r in range(len(world.posts)):
        first = Counter(next(iter(plain.broken_rules(world, e, r)), None) for e in everyone)
        nearly = Counter(plain.near_miss(world, e, r) for e in everyone)
        assert found.removed[r].tolist() == [first[rule] for rule in RULES]
        assert found.near[r].tolist() == [nearly[kind] for kind in NEAR]
        assert found.near_misses[r] == len(everyone) - nearly[None]
        assert found.eligible[r] == first[None]


@settings(max_examples=100, deadline=None)
@given(WORLDS)
def test_nobody_is_placed_who_breaks_a_rule_however_nearly(world):
    experts, roles, relations = plain.columns(world)
    found = arcs(experts, roles, relations)

    answer = assign(found.expert, found.role, found.fit, roles.places, experts=len(experts))

    placed = np.column_stack((found.expert, found.role))[answer.chosen].tolist()
    assert [plain.broken_rules(world, e, r) for e, r in placed] == [[] for _ in placed]


def test_everyone_is_removed_once_or_eligible_also_at_size():
    experts, roles, relations = sample_columns(experts=400, roles=60, seed=7)

    found = arcs(experts, roles, relations)

    assert (found.removed.sum(axis=1) + found.eligible == 400).all()
    assert np.bincount(found.role, minlength=60).tolist() == found.eligible.tolist()
    assert found.fit.min() >= 1
    assert found.fit.max() <= 1000
    assert (np.diff(found.role.astype(np.int64) * 400 + found.expert) > 0).all()


@pytest.mark.parametrize(("people", "posts"), [(0, 0), (0, 2), (2, 0)])
def test_no_experts_or_no_roles_means_no_arcs(people, posts):
    world = sample_world([sample_person()] * people, [sample_post()] * posts)

    found = arcs(*plain.columns(world))

    assert len(found.fit) == len(found.expert) == len(found.role) == 0
    assert found.terms.shape == (len(TERMS), 0)
    assert found.removed.tolist() == [[0] * len(RULES)] * posts
    assert found.near_misses.tolist() == [0] * posts


@pytest.mark.parametrize(
    ("rule", "person", "post", "between"),
    [
        ("consent", {"consent": False}, {}, {}),
        ("skills", {"held": [0, 0, 4]}, {}, {}),
        ("window", {"available_until": 200}, {}, {}),
        ("days", {"days_a_week": 5}, {}, {}),
        ("place", {"remote": True}, {"council": 1}, {}),
        ("place", {}, {"council": 1, "remote": True}, {}),
        ("clearance", {}, {"clearance": 2}, {}),
        ("excluded", {}, {}, {"excluded": {(0, 0)}}),
        ("away", {}, {}, {"away": {(0, 0)}}),
        ("consent", {}, {}, {"withheld": {(0, 0)}}),
        ("conflict", {"employer": 0}, {}, {"conflict": [[True, False]]}),
    ],
)
def test_each_rule_alone_removes(rule, person, post, between):
    world = sample_world([sample_person(**person)], [sample_post(**post)], **between)

    found = arcs(*plain.columns(world))

    assert [RULES[at] for at in np.flatnonzero(found.removed[0])] == [rule]


@pytest.mark.parametrize(
    ("person", "post", "between"),
    [
        ({"remote": True}, {"council": 1, "remote": True}, {}),
        ({}, {"clearance": 2}, {"clear_by": [0, 0, 100, 101]}),
        ({"clearance": 3}, {"clearance": 2}, {}),
        ({"employer": 0}, {}, {"conflict": [[False, True]]}),
        ({"employer": -1}, {}, {"conflict": [[True, True]]}),
    ],
)
def test_what_only_looks_like_a_rule_broken_removes_nobody(person, post, between):
    world = sample_world([sample_person(**person)], [sample_post(**post)], **between)

    assert arcs(*plain.columns(world)).eligible.tolist() == [1]


def test_two_weeks_short_of_26_is_a_near_miss_and_four_weeks_is_none():
    people = [sample_person(available_until=281 - short) for short in (0, 14, 27, 28)]

    found = arcs(*plain.columns(sample_world(people, [sample_post()])))

    assert found.expert.tolist() == [0]
    assert dict(zip(NEAR, found.near[0].tolist(), strict=True)) == {"window": 2, "skills": 0}


def term(world, name, **kwargs):
    found = arcs(*plain.columns(world), **kwargs)
    return found.terms[TERMS.index(name)].tolist()


def test_the_least_that_an_eligible_person_has():
    world = sample_world([sample_person()], [sample_post()])

    found = arcs(*plain.columns(world))

    assert dict(zip(TERMS, found.terms[:, 0].tolist(), strict=True)) == {
        "eligible": 100,
        "surplus": 0,
        "desirable": 0,
        "expert": 75,
        "council": 75,
        "place": 40,
        "learning": 0,
        "continuity": 0,
    }
    assert found.fit.tolist() == [290]


def test_who_has_everything_fits_a_thousand():
    person = sample_person(held=[3, 3, 3], wanted=[True, False, False], home=0)
    world = sample_world(
        [person],
        [sample_post()],
        continuity=[[True, False]],
        person_ranks={(0, 0): 1},
        council_ranks={(0, 0): 1},
    )

    assert arcs(*plain.columns(world)).fit.tolist() == [1000]


@pytest.mark.parametrize("whose", ["person_ranks", "council_ranks"])
def test_a_list_gives_by_rank_nothing_to_the_unlisted_and_the_middle_without_one(whose):
    ranked = {(0, 0): 1, (1, 1): 2, (2, 2): 3, (3, 3): 4, (4, 4): 9}
    people, posts = [sample_person()] * 6, [sample_post()] * 6
    world = sample_world(people, posts, **{whose: ranked})

    found = arcs(*plain.columns(world))

    name = {"person_ranks": "expert", "council_ranks": "council"}[whose]
    given_points = found.terms[TERMS.index(name)].reshape(6, 6)  # roles by experts
    assert given_points.diagonal().tolist() == [150, 120, 90, 60, 60, 75]
    assert [given_points[0, 1], given_points[1, 0]] == [0, 0]


def test_without_any_lists_both_sides_have_the_middle():
    experts, roles, given_all = plain.columns(sample_world([sample_person()], [sample_post()]))
    needed = ("neighbours", "conflict", "continuity", "clear_by")
    relations = type(given_all)(**{name: getattr(given_all, name) for name in needed})

    found = arcs(experts, roles, relations)

    assert found.terms[[TERMS.index("expert"), TERMS.index("council")]].tolist() == [[75], [75]]


def test_of_two_ranks_for_one_pair_the_better_counts():
    experts, roles, relations = plain.columns(sample_world([sample_person()], [sample_post()]))
    relations = type(relations)(
        **vars(relations) | {"expert_ranks": np.array([[0, 0, 3], [0, 0, 1], [0, 0, 2]])}
    )

    assert arcs(experts, roles, relations).terms[TERMS.index("expert")].tolist() == [150]


@pytest.mark.parametrize(("home", "points"), [(0, 100), (1, 70), (2, 40), (-1, 40)])
def test_nearer_places_are_worth_more(home, points):
    world = sample_world(
        [sample_person(home=home, reach=[True] * 3)],
        [sample_post()],
        neighbours=[[False, True, False], [True, False, False], [False, False, False]],
        conflict=[[False] * 3],
        continuity=[[False] * 3],
    )

    assert term(world, "place") == [points]


def test_remote_work_by_agreement_is_worth_as_much_as_home():
    world = sample_world([sample_person(remote=True)], [sample_post(remote=True)])

    assert term(world, "place") == [100]


def test_points_are_read_from_the_table_given():
    world = sample_world([sample_person()], [sample_post()])

    assert term(world, "eligible", points=Points(eligible=7)) == [7]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"eligible": 0}, "“Eligible” is worth 1 point or more"),
        ({"learning": -1}, "no term less than 0"),
        ({"council_later": 152}, "The terms add up to 1002"),
        ({"neighbour": 130}, "The terms add up to 1030"),
    ],
)
def test_points_that_lead_outside_1_to_1000_are_refused(change, why):
    with pytest.raises(ValueError, match=why):
        Points(**change)


def test_columns_of_different_lengths_are_refused():
    experts, roles, _ = plain.columns(sample_world([sample_person()], [sample_post()]))

    with pytest.raises(ValueError, match=r"The columns of Experts differ in length: \[1, 2\]"):
        type(experts)(**vars(experts) | {"home": np.array([0, 0])})
    with pytest.raises(ValueError, match=r"The columns of Roles differ in length: \[1, 2\]"):
        type(roles)(**vars(roles) | {"places": np.array([1, 1])})
    with pytest.raises(ValueError, match="The needs of Roles differ in length"):
        type(roles)(**vars(roles) | {"desirable": plain.needs([{}, {}])})
