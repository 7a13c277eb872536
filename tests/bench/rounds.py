"""A round, step by step and as a whole."""

import resource
import time

from django.db import transaction
from django.utils import timezone

from secondments.matching import maths, queries, services
from secondments.matching.models import Proposal, Round
from secondments.matching.services.pool import load_pool
from secondments.matching.services.results import Matching, write
from tests.bench import peers, rows


def measure(experts, places):
    """Seconds of each step, then of the whole in one go, and of peers on the same arcs."""
    rows.pool(experts, places)
    asked, today = services.request_round(), timezone.localdate()
    clock = Clock()
    pool = clock("load", lambda: load_pool(today))
    columns = pool.experts, pool.roles, pool.relations
    arcs = clock("eligibility", lambda: maths.arcs(*columns, points=queries.points(asked.points)))
    edges = arcs.expert, arcs.role, arcs.fit, pool.roles.places
    found = clock("solve", lambda: maths.assign(*edges, experts=experts))
    clock("certify", lambda: maths.certify(found, *edges, experts=experts))
    clock("write", lambda: write_and_roll_back(asked, Matching(pool, arcs, found), today))
    clock("whole round", lambda: services.solve(asked.pk))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # before the peers
    asked = Round.objects.get(pk=asked.pk)
    return {
        "experts": experts,
        "places": places,
        "pairs": len(arcs.fit),
        "share of all pairs": round(len(arcs.fit) / experts / places, 4),
        "filled": asked.filled,
        "proposals": Proposal.objects.count(),
        "total fit": asked.total_fit,
        "seconds": clock.seconds,
        "peak MB": peak,
        "peers": compare(edges, experts, clock.seconds["solve"], found.total),
    }


class Clock:
    """Remembers how long things took."""

    def __init__(self):
        self.seconds = {}

    def __call__(self, name, act):
        """Do it, and return what came of it."""
        begun = time.perf_counter()
        result = act()
        self.seconds[name] = round(time.perf_counter() - begun, 4)
        return result


def write_and_roll_back(asked, matching, today):
    """Everything that the last transaction does but for its commit."""
    with transaction.atomic():
        write(asked, matching, today)
        transaction.set_rollback(True)


def compare(edges, experts, ours, total):
    """What others take for the same arcs, and how much of the greatest fit they find."""
    known = {"greedy by fit": peers.greedy, "dense assignment": peers.dense}
    if len(edges[2]) < 50_000:  # minutes beyond it
        known["HiGHS"] = peers.highs
    clock, found = Clock(), {}
    for name, act in known.items():
        reached = clock(name, lambda act=act: act(*edges, experts=experts))
        found[name] = {
            "seconds": clock.seconds[name],
            "times ours": round(clock.seconds[name] / ours, 2),
            "share of our fit": round(reached / total, 4),
        }
    return found
