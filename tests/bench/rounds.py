"""A round from PostgreSQL and back: step by step, and as a whole by each policy."""

import multiprocessing
import resource
import time

from django.db import connection, connections, transaction
from django.utils import timezone

from secondments.matching import maths, queries
from secondments.matching.models import Proposal, Round
from secondments.matching.services import explanations, policies, problems, rounds, telling
from secondments.matching.services.figures import weigh
from secondments.matching.services.pool import load_pool
from secondments.matching.services.results import write
from tests.bench import peers, rows

POLICIES = (Round.Policy.FIT, Round.Policy.FLOOR)


def measure(experts, places):
    """Seconds of each step, then of whole rounds in processes of their own, and of peers."""
    apart(rows.pool, experts, places)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = {"experts": experts, "places": places} | apart(steps, experts)
    return found | {f"whole round, {policy}": apart(whole, policy) for policy in POLICIES}


def apart(act, *args):
    """What comes of it in a process of its own, whose peak of memory is its own."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)

    def run():
        there.send(act(*args) if act is not rows.pool else act(*args) and None)

    child = fork.Process(target=run)
    child.start()
    there.close()
    answer = here.recv()
    child.join()
    return answer


def whole(policy):
    """One round, from the question to the commit; and telling everybody afterwards."""
    warm_up()
    asked, clock = rounds.request_round(policy=policy), Clock()
    clock("to the commit", lambda: rounds.answer(asked.pk))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    asked.refresh_from_db()
    clock("telling", lambda: telling.tell(asked))
    proposals = Proposal.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE matching_round, notifications_event CASCADE")
    return {
        "seconds": clock.seconds,
        "peak MB": peak,
        "stage": asked.stage,
        "filled": asked.filled,
        "proposals": proposals,
        "total fit": asked.total_fit,
        "fairness cost": asked.fairness_cost,
    }


def warm_up():
    """Load the compiled loops, which a worker does once."""
    import numpy as np

    one = np.zeros(1, dtype=np.int64)
    maths.fair_floors(one, one, one + 1, one, experts=1)
    maths.assign(one, one, one + 1, one + 1, experts=1, borough=one, floors=one)


def steps(experts):
    """Seconds of each step, and of peers on the same arcs."""
    warm_up()
    asked, today, clock = rounds.request_round(), timezone.localdate(), Clock()
    pool = clock("load", lambda: load_pool(today))
    columns, points = (pool.experts, pool.roles, pool.relations), queries.points(asked.points)
    arcs = clock("eligibility and fit", lambda: maths.arcs(*columns, points=points))
    posed = clock("pose", lambda: problems.pose(asked, pool, arcs))
    for policy in POLICIES:
        clock(f"decide, {policy}", lambda policy=policy: policies.decide(posed.problem, policy))
    outcome = policies.decide(posed.problem, Round.Policy.FLOOR)
    solved = clock("weigh", lambda: weigh(posed, outcome, pool, arcs))
    explained = clock("explain", lambda: explanations.explain(solved.matching))
    with transaction.atomic():
        clock("write", lambda: write(asked, solved.matching, today))
        clock("write why", lambda: explanations.write(asked, solved.matching, explained))
        transaction.set_rollback(True)
    Round.objects.all().delete()
    edges = arcs.expert, arcs.role, arcs.fit, pool.roles.places
    return {
        "pairs": len(arcs.fit),
        "share of all pairs": round(len(arcs.fit) / experts / len(pool.roles), 4),
        "seconds": clock.seconds,
        "peers": compare(edges, experts),
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


def compare(edges, experts):
    """What others take for the same arcs, and how much of the greatest fit they find."""
    known = {"greedy by fit": peers.greedy}
    if len(edges[2]) < 500_000:
        known["dense assignment"] = peers.dense
    if len(edges[2]) < 50_000:  # minutes beyond it
        known["HiGHS"] = peers.highs
    clock, found = Clock(), {}
    total = clock("ours", lambda: maths.assign(*edges, experts=experts)).total
    for name, act in known.items():
        reached = clock(name, lambda act=act: act(*edges, experts=experts))
        found[name] = {
            "seconds": clock.seconds[name],
            "times ours": round(clock.seconds[name] / clock.seconds["ours"], 2),
            "share of our fit": round(reached / total, 4),
        }
    return found
