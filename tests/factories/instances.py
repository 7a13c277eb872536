"""Sample people and roles for the maths of matching, as columns; one seed, one answer."""

import numpy as np

from corps.skills.maths import Needs
from secondments.matching.maths import Experts, Relations, Roles

SKILLS, COUNCILS, TRADES, LEVELS = 188, 33, 8, 4
PER_TRADE = SKILLS // TRADES
YEAR = 365


def sample_columns(*, experts, roles, seed=1, most_places=1):
    """Experts, roles and relations in which about 3 % of all pairs are eligible.

    People know one trade well and little of others; roles ask for a few skills of one trade. Half
    of the lists of preferences are empty. Every employer has about ten people.
    """
    rng = np.random.default_rng(seed)
    return (
        _experts(rng, experts),
        _roles(rng, roles, most_places),
        _relations(rng, experts, roles),
    )


def _experts(rng, size):
    held = _spread(rng, (size, SKILLS), share=0.05)
    trade = rng.integers(TRADES, size=size)
    own = trade[:, None] * PER_TRADE + np.arange(PER_TRADE)
    known = rng.choice([0, 1, 2, 3, 4], p=[0.08, 0.07, 0.2, 0.35, 0.3], size=own.shape)
    np.put_along_axis(held, own, known.astype(np.int8), axis=1)
    home = rng.integers(-1, COUNCILS, size=size)
    reach = rng.random((size, COUNCILS)) < 0.6
    reach[np.flatnonzero(home >= 0), home[home >= 0]] = True
    begins = rng.integers(0, 120, size=size)
    return Experts(
        held=held,
        wanted=rng.random((size, SKILLS)) < 0.02,
        available_from=begins,
        available_until=begins + rng.integers(150, YEAR, size=size),
        days_a_week=rng.integers(4, 11, size=size),
        reach=reach,
        home=home,
        remote=rng.random(size) < 0.5,
        clearance=rng.integers(LEVELS, size=size),
        employer=rng.integers(-1, 1 + size // 10, size=size),
        consent=rng.random(size) < 0.97,
    )


def _roles(rng, size, most_places):
    begins = rng.integers(60, 180, size=size)
    trade = rng.integers(TRADES, size=size)
    return Roles(
        council=rng.integers(COUNCILS, size=size),
        starts=begins,
        ends=begins + rng.integers(60, 180, size=size),
        days_a_week=rng.integers(4, 9, size=size),
        remote=rng.random(size) < 0.4,
        clearance=rng.choice(LEVELS, p=[0.5, 0.4, 0.08, 0.02], size=size),
        places=rng.integers(1, most_places + 1, size=size),
        required=_needs(rng, trade, many=3),
        desirable=_needs(rng, trade, many=4),
    )


def _needs(rng, trade, *, many):
    """Up to `many` skills of each role's trade, mostly at working level."""
    roles = len(trade)
    chance = rng.random((roles, PER_TRADE)).argsort(axis=1)[:, :many]
    asked = rng.random((roles, many)) < 0.8
    role = np.repeat(np.arange(roles), many)[asked.ravel()]
    skill = (trade[:, None] * PER_TRADE + chance)[asked]
    level = rng.choice([1, 2, 3, 4], p=[0.25, 0.45, 0.25, 0.05], size=len(role))
    return Needs.of(role, skill, level, askers=roles)


def _relations(rng, experts, roles):
    border = rng.random((COUNCILS, COUNCILS)) < 0.1
    return Relations(
        neighbours=border | border.T,
        conflict=rng.random((1 + experts // 10, COUNCILS)) < 0.05,
        continuity=rng.random((experts, COUNCILS)) < 0.02,
        clear_by=np.array([0, 70, 110, 160]),
        excluded=_pairs(rng, experts, roles, many=experts // 20),
        expert_ranks=_ranks(rng, experts, roles, by=0),
        council_ranks=_ranks(rng, experts, roles, by=1),
    )


def _pairs(rng, experts, roles, *, many):
    if not experts or not roles:
        return np.zeros((0, 2), dtype=np.int64)
    return np.column_stack((rng.integers(experts, size=many), rng.integers(roles, size=many)))


def _ranks(rng, experts, roles, *, by):
    """Half of the owners (column `by`: 0 experts, 1 roles) list about five of the others."""
    owners = (experts, roles)[by]
    pairs = _pairs(rng, experts, roles, many=owners * 5)
    pairs = pairs[pairs[:, by] % 2 == 0]
    return np.column_stack((pairs, rng.integers(1, 7, size=len(pairs))))


def _spread(rng, shape, *, share):
    level = rng.integers(1, 5, size=shape, dtype=np.int8)
    return np.where(rng.random(shape) < share, level, 0).astype(np.int8)


def sample_arcs(*, experts, roles, share=0.03, seed=1, most_places=1):
    """Arcs without people: expert, role, fit in tens, places; about `share` of all pairs."""
    rng = np.random.default_rng(seed)
    pair = np.unique(rng.integers(experts * roles, size=int(experts * roles * share)))
    fit = 10 * rng.integers(10, 101, size=len(pair))
    places = rng.integers(1, most_places + 1, size=roles)
    return pair % experts, pair // experts, fit, places


def sample_weeks(*, experts, roles, seed=1):
    """Days and weeks for `share`, days in halves: many roles are part-time and follow others."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 30, size=roles)
    return {
        "capacity": rng.integers(4, 11, size=experts),
        "days": rng.integers(2, 9, size=roles),
        "first": first,
        "last": first + rng.integers(6, 26, size=roles),
    }
