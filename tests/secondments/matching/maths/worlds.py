"""Random worlds for the maths of matching, small enough to be gone through pair by pair."""

from random import Random

from hypothesis import strategies as st

from tests.secondments.matching.maths import plain

COUNCILS, GROUPS, SKILLS = 3, 2, plain.SKILLS


def seldom(draw):
    return draw.random() < 0.2


def some(value, draw, width):
    return [value(draw) for _ in range(width)]


def any_person(draw):
    return plain.Person(
        held=[draw.randint(0, 4) for _ in range(SKILLS)],
        wanted=some(seldom, draw, SKILLS),
        available_from=draw.choice([0, 8, 10, 12, 14, 25, 40]),
        available_until=draw.choice([12, 30, 33, 35, 60, 90]),
        days_a_week=draw.randint(3, 8),
        reach=[not seldom(draw) for _ in range(COUNCILS)],
        home=draw.randint(-1, COUNCILS - 1),
        remote=draw.random() < 0.5,
        clearance=draw.randint(0, 3),
        employer=draw.randint(-1, GROUPS - 1),
        consent=not seldom(draw),
    )


def any_post(draw):
    return plain.Post(
        council=draw.randrange(COUNCILS),
        starts=draw.choice([8, 10, 12]),
        ends=draw.choice([12, 25, 30, 35, 80]),
        days_a_week=draw.randint(2, 5),
        remote=draw.random() < 0.5,
        clearance=draw.choice([0, 0, 1, 2, 3]),
        places=draw.randint(0, 3),
        required=any_needs(draw),
        desirable=any_needs(draw),
    )


def any_needs(draw):
    skills = draw.sample(range(SKILLS), draw.randint(0, 2))
    return {skill: draw.choice([1, 1, 2, 2, 3, 4]) for skill in skills}


def any_world(draw, people, posts):
    pairs = [(e, r) for e in range(people) for r in range(posts)]
    ranked = [pair for pair in pairs if sum(pair) % 3]  # some have no list at all
    return plain.World(
        people=some(any_person, draw, people),
        posts=some(any_post, draw, posts),
        neighbours=[some(seldom, draw, COUNCILS) for _ in range(COUNCILS)],
        conflict=[some(seldom, draw, COUNCILS) for _ in range(GROUPS)],
        continuity=[some(seldom, draw, COUNCILS) for _ in range(people)],
        clear_by=[draw.randint(5, 15) for _ in range(4)],
        excluded={pair for pair in pairs if draw.random() < 0.1},
        away={pair for pair in pairs if draw.random() < 0.1},
        withheld={pair for pair in pairs if draw.random() < 0.1},
        person_ranks={pair: draw.randint(1, 6) for pair in ranked if seldom(draw)},
        council_ranks={pair: draw.randint(1, 6) for pair in ranked if seldom(draw)},
    )


WORLDS = st.builds(any_world, st.integers(0).map(Random), st.integers(0, 12), st.integers(0, 6))
