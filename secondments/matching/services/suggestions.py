"""What would match one person: every open role, weighed as a round weighs it."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from corps.skills.models import Skill
from councils.models import Council
from secondments.matching import maths, queries
from secondments.matching.models import Opening, openings
from secondments.matching.services.columns import among
from secondments.matching.services.explanations import stored
from secondments.matching.services.nearness import newest_points
from secondments.matching.services.pool import pool_of
from secondments.models import Expert

# What nobody can change by saying something else of themselves.
FIXED = ["excluded", "conflict"]
MOST_LACKS = 2  # of roles that are shown as nearly


@dataclass(frozen=True)
class Suggestion:
    """A role, how well it fits, and the rules that close it, if any."""

    role: int
    fit: int
    terms: dict[str, int]
    lacks: list[str]


@dataclass(frozen=True)
class Suggestions:
    """Roles for one person: those that fit, the best first, then those that nearly do."""

    ranked: list[Suggestion]
    fitting: int
    openings: list[Opening]  # what one change would open
    weighed: int


def suggest_roles(expert: Expert, *, on: date) -> Suggestions:
    """Weigh all roles with a free place for somebody who has said all that a round must know.

    The employer's consent counts as given, but for what it leaves out.
    """
    free = queries.free_places(on)
    people = Expert.objects.filter(pk=expert.pk)
    pool = pool_of(people, queries.wanting(on).filter(pk__in=among(free)), free, on)
    experts = replace(pool.experts, consent=np.ones(1, dtype=np.bool_))
    relations = pool.relations
    judged = maths.judge(maths.Pool.of(experts, relations), pool.roles)
    kept = np.stack([judged.kept[rule][:, 0] & np.uint64(1) for rule in maths.RULES])
    failed = (kept == 0).sum(axis=0)
    rows = np.arange(len(pool.roles))
    terms = maths.terms_of_pairs(
        experts,
        pool.roles,
        relations,
        np.zeros(len(rows), dtype=np.int64),
        rows,
        points=queries.points(newest_points()),
    )
    fit = terms.sum(axis=0, dtype=np.int64)
    fixed = kept[[maths.RULES.index(rule) for rule in FIXED]].all(axis=0)
    shown = np.flatnonzero((failed <= MOST_LACKS) & fixed)
    shown = shown[np.lexsort((-fit[shown], failed[shown]))]
    found = maths.for_experts(experts, pool.roles, relations).openings
    return Suggestions(
        ranked=[
            Suggestion(
                pool.role_ids[at],
                int(fit[at]),
                dict(zip(maths.TERMS, terms[:, at].tolist(), strict=True)),
                [maths.RULES[rule] for rule in np.flatnonzero(kept[:, at] == 0)],
            )
            for at in shown.tolist()
        ],
        fitting=int((failed == 0).sum()),
        openings=openings(stored(found.of(0), _keys(Skill), _keys(Council))),
        weighed=len(rows),
    )


def _keys(model: type[Skill] | type[Council]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))
