from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from secondments.matching.maths import RULES, Pool
from secondments.matching.maths.openings import NOBODY, WEEKS, for_experts, for_roles
from tests.secondments.matching.maths import plain
from tests.secondments.matching.maths.plain import sample_person, sample_post, sample_world
from tests.secondments.matching.maths.worlds import WORLDS

ALL = 1000


def other_posts(post, levels):
    """Every single change of a post, the lesser ones of a kind first: (kind, what), to, post."""
    for skill, level in post.required.items():
        for to in range(level - 1, -1, -1):
            asked = {**post.required, skill: to}
            yield ("skill", skill), to, replace(post, required=asked)
    for to in (post.days_a_week - 2, post.days_a_week - 4):
        if to > 0:
            yield ("days", NOBODY), to, replace(post, days_a_week=to)
    yield from other_dates(post)
    if not post.remote:
        yield ("remote", NOBODY), NOBODY, replace(post, remote=True)
    for to in range(min(post.clearance, levels) - 1, -1, -1):
        yield ("clearance", NOBODY), to, replace(post, clearance=to)


def other_dates(post):
    short = [weeks for weeks in WEEKS if post.starts + 7 * weeks < post.ends]
    for weeks in short:
        yield ("start", NOBODY), weeks, replace(post, starts=post.starts + 7 * weeks)
    for weeks in short:
        yield ("end", NOBODY), weeks, replace(post, ends=post.ends - 7 * weeks)


def other_people(person, world):
    """Every single change that a person could make, the lesser ones of a kind first."""
    yield ("consent", NOBODY), NOBODY, replace(person, consent=True)
    begin, end = person.available_from, person.available_until
    for weeks in WEEKS:
        yield ("start", NOBODY), weeks, replace(person, available_from=begin - 7 * weeks)
        yield ("end", NOBODY), weeks, replace(person, available_until=end + 7 * weeks)
    for more in (2, 4):
        most = max(post.days_a_week for post in world.posts)
        to = person.days_a_week + more
        yield ("days", NOBODY), min(to, most), replace(person, days_a_week=to)
    yield ("remote", NOBODY), NOBODY, replace(person, remote=True)
    for to in range(person.clearance + 1, len(world.clear_by)):
        yield ("clearance", NOBODY), to, replace(person, clearance=to)
    for council in range(len(person.reach)):
        yield ("council", council), NOBODY, replace(person, reach=put(person.reach, council, True))
    for skill, held in enumerate(person.held):
        for to in range(held + 1, 5):
            yield ("skill", skill), to, replace(person, held=put(person.held, skill, to))


def who_can(world, r):
    return sum(not plain.broken_rules(world, e, r) for e in range(len(world.people)))


def what_can(world, e):
    return sum(not plain.broken_rules(world, e, r) for r in range(len(world.posts)))


def best(opened):
    """The least change of each thing that opens half of what the greatest does; most first."""
    rows = []
    for (kind, what), steps in opened.items():
        most = max(many for _, many in steps)
        to, many = next(step for step in steps if 2 * step[1] >= most)
        if most:
            rows.append((kind, what, to, many))
    return rows


def with_other(world, e, other, thing):
    """The world with a changed person; who is let go is let go to every council."""
    withheld = {pair for pair in world.withheld if thing[0] != "consent" or pair[0] != e}
    return replace(world, people=put(world.people, e, other), withheld=withheld)


def put(rows, at, row):
    return [row if number == at else kept for number, kept in enumerate(rows)]


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_changes_of_a_role_open_what_the_changed_role_would_find(world):
    experts, roles, relations = plain.columns(world)

    found = for_roles(Pool.of(experts, relations), roles, at_most=ALL)

    for r, post in enumerate(world.posts):
        now, opened = who_can(world, r), {}
        for thing, to, other in other_posts(post, len(world.clear_by) - 1):
            then = who_can(replace(world, posts=put(world.posts, r, other)), r)
            opened.setdefault(thing, []).append((to, then - now))
        assert sorted(found.of(r)) == sorted(best(opened))


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_changes_of_a_person_open_what_the_changed_person_could_do(world):
    experts, roles, relations = plain.columns(world)

    found = for_experts(experts, roles, relations, at_most=ALL)

    for e, person in enumerate(world.people if world.posts else []):
        now, opened = what_can(world, e), {}
        for thing, to, other in other_people(person, world):
            then = what_can(with_other(world, e, other, thing), e)
            opened.setdefault(thing, []).append((to, then - now))
        assert sorted(found.openings.of(e)) == sorted(best(opened))


@settings(max_examples=100, deadline=None)
@given(WORLDS)
def test_roles_are_kept_from_a_person_by_the_first_rule_that_they_break(world):
    experts, roles, relations = plain.columns(world)

    found = for_experts(experts, roles, relations)

    for e in range(len(world.people)):
        first = [next(iter(plain.broken_rules(world, e, r)), None) for r in range(len(roles))]
        assert found.removed[e].tolist() == [first.count(rule) for rule in RULES]
        assert found.eligible[e] == first.count(None)


def test_the_best_changes_come_first_and_no_more_than_asked_for():
    people = [
        sample_person(held=[1, 2, 0]),
        sample_person(held=[1, 2, 0]),
        sample_person(days_a_week=4),
        sample_person(available_until=260, clearance=0),
        sample_person(reach=[False, False], remote=True),
        sample_person(reach=[False, False], remote=True),
        sample_person(reach=[False, False], remote=True),
    ]
    world = sample_world(people, [sample_post()], continuity=[[False] * 2] * 7)
    experts, roles, relations = plain.columns(world)

    found = for_roles(Pool.of(experts, relations), roles, at_most=3)

    assert found.of(0) == [("remote", -1, -1, 3), ("skill", 0, 1, 2), ("days", -1, 4, 1)]


def test_a_lesser_change_is_named_where_it_opens_half_of_what_the_greatest_does():
    people = [sample_person(held=[level, 2, 0]) for level in (1, 0, 0, 0)]
    halves = [sample_person(held=[level, 2, 0]) for level in (1, 1, 0, 0)]

    few, half = (
        for_roles(Pool.of(experts, relations), roles).of(0)
        for experts, roles, relations in (
            plain.columns(sample_world(some, [sample_post()])) for some in (people, halves)
        )
    )

    assert few == [("skill", 0, 0, 4)]
    assert half == [("skill", 0, 1, 2)]


def test_a_later_start_leaves_time_for_a_clearance():
    people = [sample_person(clearance=0)]
    world = sample_world(people, [sample_post()], clear_by=[0, 110, 400, 400])
    experts, roles, relations = plain.columns(world)

    found = for_roles(Pool.of(experts, relations), roles)

    assert found.of(0) == [("start", -1, 2, 1), ("clearance", -1, 0, 1)]


@pytest.mark.parametrize(("people", "posts"), [(0, 0), (0, 2), (2, 0)])
def test_nobody_and_nothing_open_nothing(people, posts):
    world = sample_world([sample_person()] * people, [sample_post()] * posts)
    experts, roles, relations = plain.columns(world)

    assert len(for_roles(Pool.of(experts, relations), roles).owner) == 0
    assert for_experts(experts, roles, relations).removed.shape == (people, len(RULES))


def test_more_roles_than_a_block_are_added_up():
    world = sample_world([sample_person(consent=False)], [sample_post()])
    experts, roles, relations = plain.columns(world)
    many = roles.at(np.zeros(1200, dtype=np.int64))

    found = for_experts(experts, many, relations)

    assert found.removed.tolist() == [[1200] + [0] * (len(RULES) - 1)]
    assert found.openings.of(0) == [("consent", -1, -1, 1200)]
