"""The maths of matching on its own: people and roles from a seed, no database."""

import resource
import time
from importlib.util import find_spec
from statistics import median

import numpy as np

from secondments.matching import maths
from tests.bench import peers
from tests.factories.instances import sample_columns

TURNS = 5
BONUS = 100
SMALL = 20_000  # pairs: beyond that the Python package takes minutes


def measure(experts, places):
    """Assignment, floors, repair and stability, beside a bare solver for flows in turn."""
    compiled = seconds(lambda: warm_up(60, 30))
    roles, arcs, scored = world(experts, places)
    edges, peak = (arcs.expert, arcs.role, arcs.fit, roles.places), {}
    ours = [timed(lambda: proved(*edges, experts=experts))]
    peak["assign"] = peak_mb()
    floors = measure_floors(edges, roles.council, experts)
    mending = measure_repair(edges, ours[0][1], experts)
    calm = measure_stable(edges, experts)
    peak["all but the peers"] = peak_mb()
    theirs = [measure_flow(edges, experts)]
    for _ in range(TURNS - 1):
        ours.append(timed(lambda: proved(*edges, experts=experts)))
        theirs.append(measure_flow(edges, experts))
    solve, build = (median(turn[name] for turn in theirs) for name in ("solve", "build"))
    mine = median(turn[0] for turn in ours)
    return {
        "experts": experts,
        "places": int(roles.places.sum()),
        "pairs": len(arcs.fit),
        "compile or load seconds": compiled,
        "eligibility and fit seconds": scored,
        "assign, prices and certificate seconds": mine,
        "OR-Tools minimum-cost flow": {"solve seconds": solve, "build seconds": round(build, 4)},
        "ours to OR-Tools' solve": round(mine / solve, 3),
        "same total": {turn["total"] for turn in theirs} == {turn[1].total for turn in ours},
        "floors": floors,
        "repair after one withdrawal": mending,
        "stable": calm,
        "peak MB": peak,
    }


def measure_sharing(experts, places, gap):
    """Part-time sharing until the gap (in per cent) is proven, 0 for the optimum."""
    compiled = seconds(lambda: warm_up(60, 30))
    roles, arcs, _ = world(experts, places)
    people = sample_columns(experts=experts, roles=places)[0]
    spent, found = timed(
        lambda: shared(people, roles, arcs, gap=gap / 100),
    )
    return {
        "experts": experts,
        "places": int(roles.places.sum()),
        "pairs": len(arcs.fit),
        "compile or load seconds": compiled,
        "seconds": spent,
        "total": found.total,
        "bound": found.bound,
        "gap in per cent": round(100 * found.gap, 4),
        "placements": int(found.chosen.sum()),
        "peak MB": peak_mb(),
    }


def world(experts, places):
    """(roles, arcs, seconds of eligibility and fit) of a London from the seed of the unit tests."""
    columns = sample_columns(experts=experts, roles=places)
    spent, arcs = timed(lambda: maths.arcs(*columns, points=maths.Points()))
    return columns[1], arcs, spent


def warm_up(experts, places):
    """Compile every loop, or load it from where it was kept."""
    people, roles, relations = sample_columns(experts=experts, roles=places)
    arcs = maths.arcs(people, roles, relations, points=maths.Points())
    edges = arcs.expert, arcs.role, arcs.fit, roles.places
    for some in (edges, (arcs.role, arcs.expert, arcs.fit, np.ones(experts, dtype=np.int64))):
        proved(*some, experts=max(experts, places))
    measure_floors(edges, roles.council, experts)
    measure_repair(edges, proved(*edges, experts=experts), experts)
    measure_stable(edges, experts)
    shared(people, roles, arcs, gap=0.0)


def proved(expert, role, fit, places, *, experts, **floors):
    """The best choice, its prices checked over every arc."""
    found = maths.assign(expert, role, fit, places, experts=experts, **floors)
    maths.certify(found, expert, role, fit, places, experts=experts, **floors)
    return found


def shared(people, roles, arcs, *, gap):
    """Days in halves, weeks of seven days."""
    return maths.share(
        arcs.expert,
        arcs.role,
        arcs.fit,
        roles.places,
        capacity=people.days_a_week,
        days=roles.days_a_week,
        first=roles.starts // 7,
        last=roles.ends // 7,
        gap=gap,
    )


def measure_floors(edges, borough, experts):
    """Fair floors, and the best choice that keeps them."""
    expert, role, _, places = edges
    fair, floors = best_of(
        lambda: maths.fair_floors(expert, role, places, borough, experts=experts)
    )
    spent, found = best_of(lambda: proved(*edges, experts=experts, borough=borough, floors=floors))
    return {
        "fair floors seconds": fair,
        "assign with floors and certificate seconds": spent,
        "filled": int(found.chosen.sum()),
        "least and most filled in a borough": [int(floors.min()), int(floors.max())],
    }


def measure_repair(edges, before, experts):
    """One chosen expert withdraws; the search begins from the prices known."""
    expert, role, fit, places = edges
    stays = expert != expert[before.chosen][0]
    edges, stands = (expert[stays], role[stays], fit[stays], places), before.chosen[stays]
    known = {"experts": experts, "bonus": BONUS}
    spent, found = best_of(
        lambda: maths.repair(*edges, stands, **known, role_price=before.role_price)
    )
    begun = time.process_time()
    maths.repair(*edges, stands, **known, role_price=before.role_price)
    busy = time.process_time() - begun
    scratch, again = best_of(lambda: maths.repair(*edges, stands, **known))
    return {
        "seconds": spent,
        "seconds of the processor": round(busy, 4),
        "seconds from scratch": scratch,
        "same total": found.total == again.total,
        "moved": int((stands & ~found.chosen).sum()),
    }


def measure_stable(edges, experts):
    """Deferred acceptance where both sides rank by fit; the package from PyPI, if it is here."""
    expert, role, fit, places = edges
    ranks = 1001 - fit, 1001 - fit
    spent, chosen = best_of(lambda: maths.stable(expert, role, *ranks, places, experts=experts))
    blocking = maths.blocking_pairs(expert, role, *ranks, places, chosen, experts=experts)
    return {
        "seconds": spent,
        "filled": int(chosen.sum()),
        "blocking pairs": len(blocking),
        "matching 1.4.3": package(edges) if len(fit) < SMALL else "not run: takes minutes",
    }


def package(edges):
    """Seconds that HospitalResident of the package “matching” takes."""
    if find_spec("matching") is None:
        return "not run: not installed"
    try:
        return seconds(lambda: peers.hospitals(*edges))
    except RecursionError as error:
        return f"not finished: {error}"


def measure_flow(edges, experts):
    """OR-Tools on the same arcs: its call to solve alone, and what it takes to be told them."""
    build, solver = timed(lambda: peers.flow(*edges, experts=experts))
    solve, _ = timed(solver.solve)
    return {"build": build, "solve": solve, "total": peers.flow_total(solver, edges[2])}


def best_of(act):
    """(median of the seconds of some turns, what came of it)."""
    turns = [timed(act) for _ in range(TURNS)]
    return round(median(spent for spent, _ in turns), 4), turns[-1][1]


def timed(act):
    """(seconds, what came of it)."""
    begun = time.perf_counter()
    result = act()
    return round(time.perf_counter() - begun, 4), result


def seconds(act):
    return timed(act)[0]


def peak_mb():
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
