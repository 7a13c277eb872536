"""One opinion map from arrays, timed in a process of its own: ours, or red-dwarf's where that is.

Run as a script by either environment's Python, so it imports nothing else of the tests:
`python opinion_runs.py ours|red-dwarf FILE TURNS`, where the file holds the arrays of a
conversation; prints JSON.
"""

import json
import re
import resource
import sys
import time
import warnings
from pathlib import Path

import numpy as np


def ours(votes):
    """A map by the project's own maths."""
    from volunteers.consensus.maths import opinion_map

    people, statements = (int(votes[name]) for name in ("people", "statements"))
    return lambda: opinion_map(
        *(votes["person"], votes["statement"], votes["vote"]),
        people=people,
        statements=statements,
        moderated=votes["moderated"],
    )


def red_dwarf(votes):
    """A map by red-dwarf, whose own way to take votes in is a list of dicts."""
    from reddwarf.implementations.base import run_pipeline

    columns = (votes[name].tolist() for name in ("person", "statement", "vote"))
    rows = [
        {"participant_id": who, "statement_id": which, "vote": what, "modified": 0}
        for who, which, what in zip(*columns, strict=True)
    ]
    out = np.flatnonzero(votes["moderated"]).tolist()
    return lambda: run_pipeline(votes=rows, mod_out_statement_ids=out, random_state=0)


def our_answer(found):
    """What is compared of ours."""
    return {"k": found.k, "group": found.group.tolist(), "seconds by step": found.seconds}


def their_answer(found):
    """What is compared of theirs: labels, consensus by statement, lists by group."""
    labels = found.participants_df["cluster_id"].dropna().astype(int)
    return {
        "k": len(set(labels)),
        "label": {int(person): int(label) for person, label in labels.items()},
        "consensus": {int(j): float(v) for j, v in found.group_aware_consensus["agree"].items()},
        "position": {
            int(p): [float(x) for x in at] for p, at in found.participant_projections.items()
        },
        "representative": {
            str(int(group)): [[int(one["tid"]), one["repful-for"]] for one in listed]
            for group, listed in found.repness.items()
        },
    }


def resident():
    """The memory held now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def peak():
    """The most memory ever held, in MB; getrusage would count what the parent held at the fork."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def timed(act):
    """(seconds, seconds of the processor, what came of it)."""
    begun, busy = time.perf_counter(), time.process_time()
    found = act()
    return time.perf_counter() - begun, time.process_time() - busy, found


def main(kind, file, turns):
    """Run some turns after a first one, which loads what it needs."""
    warnings.simplefilter("ignore")
    with np.load(file) as stored:
        votes = dict(stored)
    act = {"ours": ours, "red-dwarf": red_dwarf}[kind](votes)
    held = resident()
    first, _, found = timed(act)
    runs = [timed(act)[:2] for _ in range(int(turns))]
    answer = {"ours": our_answer, "red-dwarf": their_answer}[kind](found)
    measured = {
        "first seconds": first,
        "seconds": [spent for spent, _ in runs],
        "seconds of the processor": [busy for _, busy in runs],
        "MB with the votes": held,
        "peak MB": peak(),
    }
    print(json.dumps(measured | {"answer": answer}))


if __name__ == "__main__":
    main(*sys.argv[1:])
