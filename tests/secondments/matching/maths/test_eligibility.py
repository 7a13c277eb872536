from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from secondments.matching.maths import NEAR, RULES, Pool, bits
from secondments.matching.maths.eligibility import (
    BLOCK,
    blocks,
    count,
    funnel,
    judge,
    near_skills,
    near_windows,
)
from tests.secondments.matching.maths import plain
from tests.secondments.matching.maths.plain import sample_person, sample_post, sample_world
from tests.secondments.matching.maths.worlds import WORLDS


@settings(max_examples=200, deadline=None)
@given(WORLDS)
def test_every_rule_is_kept_by_whom_the_plain_version_says(world):
    experts, roles, relations = plain.columns(world)
    pairs = [(e, r) for r in range(len(roles)) for e in range(len(experts))]
    broken = {pair: plain.broken_rules(world, *pair) for pair in pairs}

    judged = judge(Pool.of(experts, relations), roles)

    for rule in RULES:
        kept = bits.unpacked(judged.kept[rule], len(experts)).ravel().tolist()
        others = bits.unpacked(judged.others[rule], len(experts)).ravel().tolist()
        assert kept == [rule not in broken[pair] for pair in pairs]
        assert others == [broken[pair] in ([], [rule]) for pair in pairs]
    eligible = bits.unpacked(judged.eligible, len(experts)).ravel().tolist()
    assert eligible == [not broken[pair] for pair in pairs]


@settings(max_examples=100, deadline=None)
@given(WORLDS)
def test_the_funnel_names_the_first_rule_that_removes_somebody(world):
    experts, roles, relations = plain.columns(world)
    pool = Pool.of(experts, relations)

    removed = funnel(judge(pool, roles), pool.everyone)

    for rule, who in zip(RULES, removed, strict=True):
        found = bits.unpacked(who, len(experts)).tolist()
        assert found == [
            [plain.broken_rules(world, e, r)[:1] == [rule] for e in range(len(experts))]
            for r in range(len(roles))
        ]


@settings(max_examples=150, deadline=None)
@given(WORLDS)
def test_near_misses_are_who_the_plain_version_names_and_never_eligible(world):
    experts, roles, relations = plain.columns(world)
    pool = Pool.of(experts, relations)
    pairs = [(r, e) for r in range(len(roles)) for e in range(len(experts))]
    kinds = {(r, e): plain.near_miss(world, e, r) for r, e in pairs}
    judged = judge(pool, roles)

    role, expert, days = near_windows(pool, roles, judged)
    skills = bits.members(near_skills(pool, roles, judged), len(experts))

    window = list(zip(role.tolist(), expert.tolist(), strict=True))
    assert window == [pair for pair in pairs if kinds[pair] == "window"]
    assert days.tolist() == [plain.missing_days(world.people[e], world.posts[r]) for r, e in window]
    assert np.stack(skills, axis=1).tolist() == [
        list(pair) for pair in pairs if kinds[pair] == "skills"
    ]


@settings(max_examples=100, deadline=None)
@given(WORLDS)
def test_counts_are_those_of_the_plain_version(world):
    experts, roles, relations = plain.columns(world)
    pool = Pool.of(experts, relations)

    found = count(pool, roles, judge(pool, roles))

    for r in range(len(roles)):
        everyone = range(len(experts))
        first = Counter(next(iter(plain.broken_rules(world, e, r)), None) for e in everyone)
        nearly = Counter(plain.near_miss(world, e, r) for e in everyone)
        assert found.removed[r].tolist() == [first[rule] for rule in RULES]
        assert found.near[r].tolist() == [nearly[kind] for kind in NEAR]
        assert found.eligible[r] == first[None]


@pytest.mark.parametrize("roles", [0, 1, BLOCK, BLOCK + 1])
def test_blocks_hold_every_role_once(roles):
    assert [r for block in blocks(roles) for r in range(roles)[block]] == list(range(roles))


def test_a_pair_is_ruled_out_by_the_number_of_its_role_also_in_a_later_block():
    world = sample_world([sample_person()], [sample_post()] * 3, excluded={(0, 1)})
    experts, roles, relations = plain.columns(world)
    pool = Pool.of(experts, relations)

    of_each = [judge(pool, roles.at(np.array([r])), r) for r in range(3)]

    assert [bits.sizes(one.kept["excluded"]).tolist() for one in of_each] == [[1], [0], [1]]


@settings(max_examples=60, deadline=None)
@given(WORLDS)
def test_some_people_and_some_roles_are_judged_as_they_are_among_all(world):
    experts, roles, relations = plain.columns(world)
    people, posts = np.arange(len(experts))[::-2], np.arange(len(roles))[1::2]
    some = Pool.of(experts.at(people), relations.at(people, posts))

    found = judge(some, roles.at(posts)).eligible

    assert bits.unpacked(found, len(people)).tolist() == [
        [not plain.broken_rules(world, e, r) for e in people.tolist()] for r in posts.tolist()
    ]
