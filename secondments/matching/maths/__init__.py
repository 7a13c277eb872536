"""Matching as arithmetic: columns in, columns out; who may, how well, who is best, and why.

`arcs` measures every expert against every role, `assign` chooses, `certify` proves the choice,
`reserves` names who stands by.
"""

from secondments.matching.maths.assignment import Assignment, NotOptimal, assign, certify, prices
from secondments.matching.maths.columns import Experts, Points, Relations, Roles
from secondments.matching.maths.eligibility import NEAR, RULES, Candidates, Pool, candidates
from secondments.matching.maths.fit import TERMS, Arcs, arcs
from secondments.matching.maths.reserves import Reserves, reserves

__all__ = [
    "NEAR",
    "RULES",
    "TERMS",
    "Arcs",
    "Assignment",
    "Candidates",
    "Experts",
    "NotOptimal",
    "Points",
    "Pool",
    "Relations",
    "Reserves",
    "Roles",
    "arcs",
    "assign",
    "candidates",
    "certify",
    "prices",
    "reserves",
]
