"""Matching as arithmetic: columns in, columns out; who may, how well, who is best, and why.

`arcs` measures every expert against every role, `assign` chooses, `certify` proves the choice,
`reserves` names who stands by, `explain` says why.
"""

from secondments.matching.maths.assignment import Assignment, NotOptimal, assign, certify
from secondments.matching.maths.columns import Experts, Points, Relations, Roles, no_rows
from secondments.matching.maths.eligibility import NEAR, RULES, Pool, count, judge
from secondments.matching.maths.explanations import (
    Alternatives,
    Explanations,
    Gaps,
    NearMisses,
    Unplaced,
    explain,
)
from secondments.matching.maths.fairness import fair_floors
from secondments.matching.maths.fit import TERMS, Arcs, arcs, terms_of_pairs
from secondments.matching.maths.openings import for_experts, for_roles
from secondments.matching.maths.repair import repair, worth
from secondments.matching.maths.reserves import Reserves, reserves
from secondments.matching.maths.sharing import Sharing, share
from secondments.matching.maths.stability import blocking_pairs, stable

__all__ = [
    "NEAR",
    "RULES",
    "TERMS",
    "Alternatives",
    "Arcs",
    "Assignment",
    "Experts",
    "Explanations",
    "Gaps",
    "NearMisses",
    "NotOptimal",
    "Points",
    "Pool",
    "Relations",
    "Reserves",
    "Roles",
    "Sharing",
    "Unplaced",
    "arcs",
    "assign",
    "blocking_pairs",
    "certify",
    "count",
    "explain",
    "fair_floors",
    "for_experts",
    "for_roles",
    "judge",
    "no_rows",
    "repair",
    "reserves",
    "share",
    "stable",
    "terms_of_pairs",
    "worth",
]
