"""Small markets, and what is best in them by trying everything."""

from functools import cache
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from secondments.matching.maths import assign

FITS = st.one_of(st.integers(1, 4), st.integers(1, 1000))


@st.composite
def markets(draw, experts=5, roles=4):
    """(fit by pair, places, how many experts): small enough to try every assignment."""
    experts, roles = draw(st.integers(0, experts)), draw(st.integers(0, roles))
    pairs = [(e, r) for e in range(experts) for r in range(roles)]
    kept = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    places = draw(st.lists(st.integers(0, 3), min_size=roles, max_size=roles))
    return {pair: draw(FITS) for pair in kept}, places, experts


def any_market(rng, *, experts=5, roles=4, most_places=2, most_fit=6):
    """The same from a generator of numbers: a thousand of them take no time."""
    experts, roles = (int(rng.integers(0, most)) for most in (experts, roles))
    known = np.argwhere(rng.random((experts, roles)) < rng.random() ** 0.5)
    fits = {(int(e), int(r)): int(rng.integers(1, most_fit)) for e, r in known}
    return fits, rng.integers(0, most_places + 1, size=roles).tolist(), experts


def columns(fits, places):
    """(expert, role, fit, places) as the maths wants them."""
    expert, role = np.array([*fits], dtype=np.int64).reshape(-1, 2).T
    fit = np.array([*fits.values()], dtype=np.int64)
    return expert, role, fit, np.array(places, dtype=np.int64)


def solved(fits, places, experts, **more):
    return assign(*columns(fits, places), experts=experts, **more)


def taken(fits, chosen):
    """The chosen pairs, of flags in the order of `fits`."""
    return [pair for pair, yes in zip(fits, chosen.tolist(), strict=True) if yes]


def less(places, roles):
    """The places that are left when these roles take one each."""
    return tuple(free - (role in roles) for role, free in enumerate(places))


def choices(fits, places, experts):
    """Every assignment there is, as a list of pairs."""
    yield from _choices([[r for e, r in fits if e == own] for own in range(experts)], places, 0)


def _choices(known, places, own):
    if own == len(known):
        yield []
        return
    for rest in _choices(known, places, own + 1):
        yield rest
    for role in known[own]:
        if places[role]:
            for rest in _choices(known, less(places, [role]), own + 1):
                yield [(own, role), *rest]


def counts(pairs, borough, many):
    """How many places of each borough these pairs fill."""
    filled = [0] * many
    for _, role in pairs:
        filled[borough[role]] += 1
    return filled


def best_total(fits, places, experts, borough=(), floors=()):
    """The greatest total; None where no assignment keeps the floors."""

    @cache
    def best(expert, left, owed):
        if expert == experts:
            return float("-inf") if any(owed) else 0
        found = best(expert + 1, left, owed)
        for role, free in enumerate(left):
            if free and (expert, role) in fits:
                still = owed
                if owed and owed[borough[role]]:
                    still = less(owed, [borough[role]])
                rest = best(expert + 1, less(left, [role]), still)
                found = max(found, fits[expert, role] + rest)
        return found

    found = best(0, tuple(places), tuple(floors))
    return None if found < 0 else found


def bundles(fits, own, fits_in):
    """Every set of an expert's roles that finds room in their weeks."""
    roles = [r for e, r in fits if e == own]
    sets = (set_ for many in range(len(roles) + 1) for set_ in combinations(roles, many))
    return [set_ for set_ in sets if fits_in(own, set_)]


def best_sharing(fits, places, experts, fits_in):
    """The greatest total where experts may hold several roles."""
    known = [bundles(fits, own, fits_in) for own in range(experts)]

    @cache
    def best(expert, left):
        if expert == experts:
            return 0
        return max(
            sum(fits[expert, role] for role in roles) + best(expert + 1, less(left, roles))
            for roles in known[expert]
            if all(left[role] for role in roles)
        )

    return best(0, tuple(places))
