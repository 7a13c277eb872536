"""Opinion maps from arrays: beside red-dwarf 0.4.0 on eight real conversations, and at scale."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import geometric_mean, mean, median

import numpy as np

from volunteers.consensus.formats import read_polis
from volunteers.consensus.maths import group_informed_consensus, pack, tally
from volunteers.consensus.maths import statements as lists

ROOT = Path(__file__).resolve().parents[2]
OPINIONS = ROOT.parent / "shared/data/opinions"
PEER = ROOT / "var/red-dwarf/bin/python"
SCRIPT = Path(__file__).with_name("opinion_runs.py")
TURNS = 3
# Where published labels come from a conversation's end and not from its history.
LABELS_MEAN_SOMETHING = (
    "15-per-hour-seattle",
    "austria-climate.5twd2jsnkf.2022-08-08",
    "brexit-consensus",
    "scoop-hivemind.biodiversity",
    "vtaiwan.uberx",
)
CAMPS = 3


def measure():
    """Every conversation by both, one after another; ratios say how many times ours is better."""
    if not OPINIONS.exists():
        return {"not run": "../shared is not beside this repository"}
    found = {}
    for folder in sorted(path for path in OPINIONS.iterdir() if path.is_dir()):
        with tempfile.TemporaryDirectory() as temporary:
            file = Path(temporary) / "votes.npz"
            export = read_polis(folder)
            np.savez(file, **arrays(export))
            found[folder.name] = compare(folder, export, file)
    return {"conversations": found} | summed(found)


def arrays(export):
    """A conversation as the script takes it, each column as small as it may be."""
    return {
        "person": export.person.astype(np.int32),
        "statement": export.statement.astype(np.int32),
        "vote": export.vote,
        "moderated": export.zeroed,
        "people": np.array(len(export.participants)),
        "statements": np.array(len(export.comments)),
    }


def compare(folder, export, file):
    """Ours and theirs of one conversation."""
    mine, theirs = run(sys.executable, "ours", file), None
    labels = published(folder, export)
    answer = {"votes": len(export.vote), "ours": shown(mine, labels, mine["answer"]["group"])}
    if not PEER.exists():
        return answer | {"red-dwarf": "not run: `make bench-consensus` builds its environment"}
    theirs = run(PEER, "red-dwarf", file)
    label = theirs["answer"]["label"]
    group = [label.get(str(person), -1) for person in range(len(export.participants))]
    return answer | {
        "red-dwarf": shown(theirs, labels, group),
        "times faster": ratio(theirs, mine, "seconds"),
        "times faster by the processor": ratio(theirs, mine, "seconds of the processor"),
        "share of its memory": round(mine["peak MB"] / theirs["peak MB"], 3),
        "with its labels": same_values(export, theirs["answer"], group),
    }


def run(python, kind, file):
    """What the script measures, without our own limits on threads or any other."""
    done = subprocess.run(
        [str(python), str(SCRIPT), kind, str(file), str(TURNS)],
        env=os.environ | {"PYTHONPATH": str(ROOT) if kind == "ours" else ""},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def shown(measured, labels, group):
    """What is printed of a run."""
    return {
        "seconds": round(median(measured["seconds"]), 4),
        "seconds of the processor": round(median(measured["seconds of the processor"]), 4),
        "first seconds": round(measured["first seconds"], 3),
        "peak MB": round(measured["peak MB"]),
        "MB beyond libraries and votes": round(measured["peak MB"] - measured["MB with the votes"]),
        "k": measured["answer"]["k"],
        "Rand index": rand_index(labels, np.array(group)),
    }


def ratio(theirs, mine, what):
    return round(median(theirs[what]) / median(mine[what]), 1)


def published(folder, export):
    """The published group of each participant, -1 for none."""
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as sheet:
        rows = {int(row["participant"]): row["group-id"] for row in csv.DictReader(sheet)}
    return np.array([int(rows.get(person) or -1) for person in export.participants])


def rand_index(labels, group):
    """The adjusted Rand index over those whom both put into a group."""
    from sklearn.metrics import adjusted_rand_score

    both = (labels >= 0) & (group >= 0)
    return round(float(adjusted_rand_score(labels[both], group[both])), 4)


def same_values(export, answer, group):
    """How far our consensus is from theirs, and on how many groups the lists are the same, where
    both are given their labels.
    """
    columns = export.person, export.statement, export.vote
    votes = pack(*columns, people=len(group), statements=len(export.comments))
    counts = tally(votes, group, answer["k"])
    disagrees, agrees, given = counts[:, :, 0], counts[:, :, 2], counts.sum(axis=2)
    consensus = group_informed_consensus(agrees, given)
    ours = lists.representative(agrees, disagrees, given, ~export.zeroed)
    words = {1: "agree", -1: "disagree"}
    same = [
        [[one.statement, words[one.direction]] for one in own]
        == answer["representative"].get(str(at))
        for at, own in enumerate(ours)
    ]
    return {
        "largest difference of consensus": max(
            abs(consensus[int(j)] - value) for j, value in answer["consensus"].items()
        ),
        "same lists": f"{sum(same)} of {len(same)} groups",
    }


def summed(found):
    """Means over the conversations that both measured."""
    both = {name: one for name, one in found.items() if "times faster" in one}
    if not both:
        return {}
    every = both.values()
    judged = [both[name] for name in LABELS_MEAN_SOMETHING]
    return {
        "geometric mean, times faster": round(geometric_mean(o["times faster"] for o in every), 1),
        "geometric mean, times faster by the processor": round(
            geometric_mean(one["times faster by the processor"] for one in every), 1
        ),
        "largest share of its memory": max(one["share of its memory"] for one in every),
        "mean Rand index where labels mean something": {
            who: round(mean(one[who]["Rand index"] for one in judged), 4)
            for who in ("ours", "red-dwarf")
        },
    }


def measure_scale(people, statements, votes):
    """So many votes from a seed, by people of a few minds; shuffled, unless they are very many."""
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "votes.npz"
        np.savez(file, **sample(people, statements, votes))
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "ours", str(file), "1"],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    measured = json.loads(done.stdout.splitlines()[-1])
    return {
        "people": people,
        "statements": statements,
        "votes asked for": votes,
        "first seconds": round(measured["first seconds"], 3),
        "seconds": round(measured["seconds"][0], 3),
        "seconds of the processor": round(measured["seconds of the processor"][0], 3),
        "seconds by step": {
            step: round(spent, 3) for step, spent in measured["answer"]["seconds by step"].items()
        },
        "MB with the votes": round(measured["MB with the votes"]),
        "peak MB": round(measured["peak MB"]),
        "k": measured["answer"]["k"],
    }


def sample(people, statements, votes):
    """Columns of a conversation: some vote on much, most on little, and the minds are of unequal
    size.
    """
    rng = np.random.default_rng(1)
    mind = rng.choice(CAMPS, people, p=[0.5, 0.3, 0.2])
    leaning = rng.normal(0, 1, (CAMPS, statements)).astype(np.float32)
    each = rng.gamma(1.0, votes / people, people).astype(np.int64).clip(1, statements)
    person = np.repeat(np.arange(people, dtype=np.int32), each)
    begin = np.repeat(np.cumsum(each) - each, each)
    first = np.repeat(rng.integers(0, statements, people), each)
    statement = ((first + np.arange(len(person)) - begin) % statements).astype(np.int16)
    vote = np.empty(len(person), dtype=np.int8)
    for at in range(0, len(person), 1 << 20):
        piece = slice(at, at + (1 << 20))
        felt = leaning[mind[person[piece]], statement[piece]]
        felt = felt + rng.standard_normal(len(felt), dtype=np.float32)
        vote[piece] = np.where(felt > 0.3, 1, np.where(felt < -0.5, -1, 0))
    order = rng.permutation(len(person)) if len(person) < 1 << 23 else slice(None)
    return {
        "person": person[order],
        "statement": statement[order],
        "vote": vote[order],
        "moderated": np.zeros(statements, dtype=bool),
        "people": np.array(people),
        "statements": np.array(statements),
    }
