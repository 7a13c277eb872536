"""An opinion map said plainly, with a full matrix and one loop at a time: what the sparse version
must agree with.
"""

import itertools
from math import sqrt

import numpy as np
from hypothesis import strategies as st

SURE = 1.2816


@st.composite
def conversations(draw, people=14, statements=9):
    """(matrix of votes with None where there is none, which statements are rejected)."""
    people, statements = draw(st.integers(1, people)), draw(st.integers(1, statements))
    cell = st.sampled_from([None, 1, 1, 0, -1])
    row = st.lists(cell, min_size=statements, max_size=statements)
    rejected = draw(st.lists(st.booleans(), min_size=statements, max_size=statements))
    return draw(st.lists(row, min_size=people, max_size=people)), rejected


def columns(matrix):
    """(person, statement, vote), a row a vote, and how many there are."""
    rows = [
        (person, statement, vote)
        for person, votes in enumerate(matrix)
        for statement, vote in enumerate(votes)
        if vote is not None
    ]
    person, statement, vote = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return (person, statement, vote), {"people": len(matrix), "statements": len(matrix[0])}


def matrix_of(person, statement, vote, *, people, statements):
    """The matrix of some votes."""
    matrix = [[None] * statements for _ in range(people)]
    for p, j, v in zip(person, statement, vote, strict=True):
        matrix[p][j] = int(v)
    return matrix


def mean(votes):
    votes = [vote for vote in votes if vote is not None]
    return sum(votes) / len(votes) if votes else 0.0


def zeroed(matrix, rejected):
    """The matrix in which a rejected statement with a vote is a pass by everybody."""
    voted = [any(row[j] is not None for row in matrix) for j in range(len(rejected))]
    return [
        [0 if rejected[j] and voted[j] else vote for j, vote in enumerate(row)] for row in matrix
    ]


def centred(matrix):
    """Missing votes filled in with the mean of their statement, and the means taken away."""
    means = [mean([row[j] for row in matrix]) for j in range(len(matrix[0]))]
    return np.array(
        [
            [(means[j] if vote is None else vote) - means[j] for j, vote in enumerate(row)]
            for row in matrix
        ],
        dtype=float,
    )


def components(matrix, rejected):
    """All eigenvalues and eigenvectors (in rows) of the filled matrix, the largest first."""
    c = centred(zeroed(matrix, rejected))
    values, vectors = np.linalg.eigh(c.T @ c)
    return values[::-1], vectors.T[::-1]


def positions(matrix, rejected, axes):
    """Where people lie on given axes, (2, statements)."""
    seen = zeroed(matrix, rejected)
    c = centred(seen)
    many = sum(any(row[j] is not None for row in matrix) for j in range(len(rejected)))
    found = []
    for person, row in enumerate(seen):
        given = sum(vote is not None for vote in row)
        scale = sqrt(many / max(1, given))
        found.append([scale * sum(c[person] * axis) for axis in axes])
    return np.array(found)


def counts(matrix, people, statement):
    """(agrees, disagrees, votes) of some people on a statement."""
    votes = [matrix[person][statement] for person in people]
    return votes.count(1), votes.count(-1), len(votes) - votes.count(None)


def consensus_value(matrix, groups, statement):
    found = 1.0
    for group in groups:
        agrees, _, votes = counts(matrix, group, statement)
        found *= (agrees + 1) / (votes + 2)
    return found


def lean(part, votes, others, votes_):
    """(share, test, ratio, test of the ratio) of agreeing or of disagreeing."""
    share = (part + 1) / (votes + 2)
    test = 2 * sqrt(votes + 1) * ((part + 1) / (votes + 1) - 0.5)
    ratio = share / ((others + 1) / (votes_ + 2))
    a, s, a_, s_ = part + 1, votes + 1, others + 1, votes_ + 1
    p = (a + a_) / (s + s_)
    z = 0.0 if p == 1 else (a / s - a_ / s_) / sqrt(p * (1 - p) * (1 / s + 1 / s_))
    return share, test, ratio, z


def leans(matrix, groups, own, statement):
    """How a group leans on a statement: (towards agreeing, towards disagreeing)."""
    others = [person for group in groups if group is not own for person in group]
    a, d, s = counts(matrix, own, statement)
    a_, d_, s_ = counts(matrix, others, statement)
    return lean(a, s, a_, s_), lean(d, s, d_, s_)


def score(one):
    share, test, ratio, ratio_test = one
    return ratio * ratio_test * share * test


def best_agreed(matrix, groups, own, shown):
    """The statement that a group agrees on best: from the first to the last, who beats whom."""
    best, leaning = None, None
    for j in shown:
        agree, _ = leans(matrix, groups, own, j)
        if best is None:
            wins = agree[1] > SURE or (agree[2] > 1 and agree[0] > 0.5)
        elif leaning[2] > 1:
            wins = score(agree) > score(leaning)
        else:
            wins = agree[0] * agree[1] > leaning[0] * leaning[1]
        if wins:
            best, leaning = j, agree
    return best


def representative(matrix, rejected, groups, own):
    """[(statement, direction)] of what a group stands for."""
    shown = [
        j for j in range(len(rejected)) if not rejected[j] and sum(counts(matrix, own, j)[:2]) > 0
    ]
    best = best_agreed(matrix, groups, own, shown)
    direction, rank, tests, sure = {}, {}, {}, []
    for j in shown:
        agree, disagree = leans(matrix, groups, own, j)
        direction[j] = 1 if agree[3] > disagree[3] else -1
        rank[j] = -score(agree if direction[j] == 1 else disagree), j
        tests[j] = max(agree[3], disagree[3]), -j
        if any(one[1] > SURE and one[3] > SURE for one in (agree, disagree)):
            sure.append(j)
    listed = sorted(sure, key=rank.get)
    if best is not None:
        listed = [best, *[j for j in listed if j != best]]
    elif not sure and shown:
        listed = [max(shown, key=tests.get)]
    return sorted([(j, direction[j]) for j in listed[:5]], key=lambda one: -one[1])


def consensus(matrix, rejected):
    """[(statement, direction)] of what all agree on, then of what they disagree with."""
    everybody, found = range(len(matrix)), []
    for direction in (1, -1):
        ranked = []
        for j in range(len(rejected)):
            agrees, disagrees, votes = counts(matrix, everybody, j)
            part = agrees if direction == 1 else disagrees
            share, test, _, _ = lean(part, votes, 0, 0)
            if not rejected[j] and votes and share > 0.5 and test > SURE:
                ranked.append((-share * test, j))
        found += [(j, direction) for _, j in sorted(ranked)[:5]]
    return found


def priority(matrix, groups, statement, extremity):
    agrees, disagrees, votes = counts(matrix, itertools.chain(*groups), statement)
    passes = votes - agrees - disagrees
    worth = (1 - (passes + 1) / (votes + 2)) * (extremity + 1) * (agrees + 1) / (votes + 2)
    return (worth * (1 + 8 * 2 ** (-votes / 5))) ** 2


def silhouette(points, label, centre):
    total = 0.0
    for point, own in zip(points, label, strict=True):
        far = [float(np.hypot(*(point - one))) for one in centre]
        a = far.pop(own)
        b = min(far)
        total += (b - a) / max(a, b) if max(a, b) else 0.0
    return total / len(points)


def inertia(points, label):
    return sum(
        float(((points[label == one] - points[label == one].mean(axis=0)) ** 2).sum())
        for one in np.unique(label)
    )
