"""Matching said plainly, one pair at a time: what the vectorised version must agree with."""

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

import numpy as np

from corps.skills.maths import Needs
from secondments.matching.maths import RULES, Experts, Relations, Roles

SKILLS = 3


@dataclass
class Person:
    held: list
    wanted: list
    available_from: int
    available_until: int
    days_a_week: int
    reach: list
    home: int
    remote: bool
    clearance: int
    employer: int
    consent: bool


@dataclass
class Post:
    council: int
    starts: int
    ends: int
    days_a_week: int
    remote: bool
    clearance: int
    places: int
    required: dict
    desirable: dict


@dataclass
class World:
    """People, posts and what lies between them; pairs are (person, post) unless they say more."""

    people: list
    posts: list
    neighbours: list
    conflict: list
    continuity: list
    clear_by: list
    excluded: set = field(default_factory=set)
    away: set = field(default_factory=set)
    withheld: set = field(default_factory=set)
    person_ranks: dict = field(default_factory=dict)
    council_ranks: dict = field(default_factory=dict)


def broken_rules(world, e, r):
    """Names of all hard rules that the pair breaks."""
    person, post = world.people[e], world.posts[r]
    remote = person.remote and post.remote
    keeps = {
        "consent": person.consent and (e, r) not in world.withheld,
        "skills": missing_levels(person, post) == 0,
        "window": missing_days(person, post) == 0,
        "days": person.days_a_week >= post.days_a_week,
        "away": (e, r) not in world.away,
        "place": person.reach[post.council] or remote,
        "clearance": person.clearance >= post.clearance
        or post.starts >= world.clear_by[post.clearance],
        "excluded": (e, r) not in world.excluded,
        "conflict": person.employer == -1 or not world.conflict[person.employer][post.council],
    }
    return [rule for rule in RULES if not keeps[rule]]


def missing_levels(person, post):
    return sum(max(0, level - person.held[skill]) for skill, level in post.required.items())


def missing_days(person, post):
    return sum(
        not person.available_from <= day <= person.available_until
        for day in range(post.starts, post.ends + 1)
    )


def near_miss(world, e, r):
    """The rule that alone is missed, and by little; else None."""
    person, post = world.people[e], world.posts[r]
    length = post.ends - post.starts + 1
    match broken_rules(world, e, r):
        case ["window"] if Fraction(missing_days(person, post), length) <= Fraction(15, 100):
            return "window"
        case ["skills"] if missing_levels(person, post) == 1:
            return "skills"
    return None


def terms(world, e, r, points):
    """The eight terms of an eligible pair, in order."""
    person, post = world.people[e], world.posts[r]
    return [
        points.eligible,
        surplus(person, post, points),
        desirable(person, post, points),
        preference(world.person_ranks, (e, r), 0, points, "expert"),
        preference(world.council_ranks, (e, r), 1, points, "council"),
        place(world, person, post, points),
        points.learning * any(person.wanted[s] for s in {*post.required, *post.desirable}),
        points.continuity * world.continuity[e][post.council],
    ]


def rounded(number):
    return floor(number + Fraction(1, 2))


def surplus(person, post, points):
    if not post.required:
        return 0
    above = sum(person.held[skill] > level for skill, level in post.required.items())
    return rounded(Fraction(points.surplus * above, len(post.required)))


def desirable(person, post, points):
    if not post.desirable:
        return rounded(Fraction(points.desirable, 2))
    earned = Fraction(0)
    for skill, level in post.desirable.items():
        if person.held[skill] >= level:
            earned += 1
        elif person.held[skill] == level - 1 > 0:
            earned += Fraction(1, 2)
    return rounded(points.desirable * earned / len(post.desirable))


def preference(ranks, pair, whose, points, name):
    listed = [other for other in ranks if other[whose] == pair[whose]]
    if not listed:
        return getattr(points, f"{name}_none")
    if pair not in ranks:
        return getattr(points, f"{name}_unlisted")
    word = {1: "first", 2: "second", 3: "third"}.get(ranks[pair], "later")
    return getattr(points, f"{name}_{word}")


def place(world, person, post, points):
    if person.home == post.council or (person.remote and post.remote):
        return points.home
    if person.home != -1 and world.neighbours[person.home][post.council]:
        return points.neighbour
    return points.elsewhere


def columns(world):
    """The same world as the columns that the product reads."""
    councils = len(world.neighbours)
    return experts_of(world, councils), roles_of(world), relations_of(world, councils)


def experts_of(world, councils):
    people = world.people
    return Experts(
        held=np.array([p.held for p in people], dtype=np.int8).reshape(-1, SKILLS),
        wanted=np.array([p.wanted for p in people], dtype=bool).reshape(-1, SKILLS),
        reach=np.array([p.reach for p in people], dtype=bool).reshape(-1, councils),
        **{
            name: np.array([getattr(p, name) for p in people], dtype=dtype)
            for name, dtype in {
                "available_from": np.int32,
                "available_until": np.int32,
                "days_a_week": np.int16,
                "home": np.int16,
                "remote": bool,
                "clearance": np.int8,
                "employer": np.int32,
                "consent": bool,
            }.items()
        },
    )


def roles_of(world):
    posts = world.posts
    return Roles(
        required=needs([p.required for p in posts]),
        desirable=needs([p.desirable for p in posts]),
        **{
            name: np.array([getattr(p, name) for p in posts], dtype=dtype)
            for name, dtype in {
                "council": np.int16,
                "starts": np.int32,
                "ends": np.int32,
                "days_a_week": np.int16,
                "remote": bool,
                "clearance": np.int8,
                "places": np.int16,
            }.items()
        },
    )


def needs(wishes):
    rows = [(r, s, level) for r, wish in enumerate(wishes) for s, level in wish.items()]
    asker, skill, level = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Needs.of(asker, skill, level, askers=len(wishes))


def relations_of(world, councils):
    def ranks(named):
        return np.array([(*pair, rank) for pair, rank in named.items()], np.int64).reshape(-1, 3)

    return Relations(
        neighbours=np.array(world.neighbours, dtype=bool),
        conflict=np.array(world.conflict, dtype=bool).reshape(-1, councils),
        continuity=np.array(world.continuity, dtype=bool).reshape(-1, councils),
        clear_by=np.array(world.clear_by),
        **{
            name: np.array([*getattr(world, name)], dtype=np.int64).reshape(-1, 2)
            for name in ("excluded", "away", "withheld")
        },
        expert_ranks=ranks(world.person_ranks),
        council_ranks=ranks(world.council_ranks),
    )


def sample_person(**change):
    """Somebody who may take `sample_post()`, with no point to spare."""
    person = Person(
        held=[2, 2, 0],
        wanted=[False] * 3,
        available_from=100,
        available_until=281,
        days_a_week=6,
        reach=[True, False],
        home=-1,
        remote=False,
        clearance=1,
        employer=-1,
        consent=True,
    )
    return Person(**vars(person) | change)


def sample_post(**change):
    """26 weeks of six half days at the first council, with one place."""
    post = Post(
        council=0,
        starts=100,
        ends=281,
        days_a_week=6,
        remote=False,
        clearance=1,
        places=1,
        required={0: 2, 1: 2},
        desirable={2: 3},
    )
    return Post(**vars(post) | change)


def sample_world(people, posts, **change):
    """A world of two councils that are no neighbours, and one employer's group."""
    world = World(
        people=people,
        posts=posts,
        neighbours=[[False, False], [False, False]],
        conflict=[[False, False]],
        continuity=[[False, False] for _ in people],
        clear_by=[0, 400, 400, 400],
    )
    return World(**vars(world) | change)
