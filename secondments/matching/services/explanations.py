"""What a round says about itself, as rows: why somebody is proposed, and why somebody is not.

Of places left and people unplaced only what the last round says is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Model

from corps.skills.models import Skill
from councils.models import Council, Role
from secondments.matching import maths
from secondments.matching.maths.explanations import UNKNOWN
from secondments.matching.maths.openings import NOBODY, Openings
from secondments.matching.models import Comparison, NearMiss, Proposal, Remedy, Round, Unplaced
from secondments.matching.services.columns import insert, numbers
from secondments.matching.services.pool import Pool
from secondments.matching.services.results import Matching
from secondments.models import Expert

Rows = Iterator[tuple[Any, ...]]
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Comparison: (
        *("proposal_id", "others", "fitter", "roles", "better"),
        *("runner_up_fit", "lacks"),
    ),
    Remedy: ("round_id", "role_id", "points_short", "changes"),
    Unplaced: (
        *("round_id", "expert_id", "removed", "eligible"),
        *("nearest_id", "points_short", "changes"),
    ),
    NearMiss: ("round_id", "role_id", "expert_id", "kind", "days", "skill_id"),
}
PRIVATE = "expert"  # whom somebody prefers is for nobody else to see


@dataclass(frozen=True)
class Names:
    """Which row each number of the columns stands for; None where it is gone by now."""

    expert: list[int | None]
    role: list[int | None]
    skill: list[int]
    council: list[int]


def explain(matching: Matching) -> maths.Explanations:
    """Why the matching is as it is, by the numbers of its columns."""
    pool = matching.pool
    columns = pool.experts, pool.roles, pool.relations
    return maths.explain(*columns, matching.arcs, matching.assignment)


def write(found: Round, matching: Matching, explained: maths.Explanations) -> None:
    """Write why, for every proposal of the round, every role left over and everybody unplaced."""
    names = _names(matching.pool)
    for last in (Remedy, Unplaced, NearMiss):
        last._default_manager.all().delete()
    rows: dict[type[Model], Rows] = {
        Comparison: _comparisons(found, matching, explained.alternatives),
        Remedy: _remedies(found, explained.gaps, names),
        Unplaced: _unplaced(found, matching.arcs, explained.unplaced, names),
        NearMiss: _near_misses(found, explained.near, names),
    }
    for model, wanted in rows.items():
        insert(model, FIELDS[model], wanted)


def _names(pool: Pool) -> Names:
    """Skills and councils are numbered by their keys, as the pool numbers them."""
    here: list[list[int | None]] = []
    for rows, ids in ((Expert.objects.all(), pool.expert_ids), (Role.objects.all(), pool.role_ids)):
        known = set(numbers(rows.order_by(), "id")[:, 0].tolist())
        here.append([pk if pk in known else None for pk in ids])
    skills, councils = (
        list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        for model in (Skill, Council)
    )
    return Names(here[0], here[1], skills, councils)


def _comparisons(found: Round, matching: Matching, told: maths.Alternatives) -> Rows:
    pool, arcs = matching.pool, matching.arcs
    made = numbers(Proposal.objects.filter(round=found).order_by(), "id", "role", "expert")
    proposed = {(role, expert): pk for pk, role, expert in made.tolist()}
    role, expert = (column[told.arc].tolist() for column in (arcs.role, arcs.expert))
    columns = (told.arc, told.runner_up, told.others, told.fitter, told.roles, told.better)
    for at, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        arc, second, *counts = row
        pair = pool.role_ids[role[at]], pool.expert_ids[expert[at]]
        if pair in proposed:
            best = None if second == UNKNOWN else int(arcs.fit[second])
            yield proposed[pair], *counts, best, _lacks(arcs, arc, second)


def _lacks(arcs: maths.Arcs, arc: int, second: int) -> dict[str, int]:
    """By term, what the second has less than the first; both sides may read it."""
    if second == UNKNOWN:
        return {}
    less = arcs.terms[:, arc].astype(np.int64) - arcs.terms[:, second]
    return {
        term: points
        for term, points in zip(maths.TERMS, less.tolist(), strict=True)
        if points > 0 and term != PRIVATE
    }


def _remedies(found: Round, told: maths.Gaps, names: Names) -> Rows:
    changes = _changes(told.openings, len(told.role), names)
    for role, short, change in zip(told.role.tolist(), told.short.tolist(), changes, strict=True):
        if names.role[role] is not None:
            yield found.pk, names.role[role], _known(short), change


def _unplaced(found: Round, arcs: maths.Arcs, told: maths.Unplaced, names: Names) -> Rows:
    outlook = told.outlook
    columns = (told.expert, told.nearest, told.short, outlook.eligible, outlook.removed)
    changes = _changes(outlook.openings, len(told.expert), names)
    for at, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        expert, nearest, short, eligible, removed = row
        if names.expert[expert] is not None:
            role = None if nearest == UNKNOWN else names.role[arcs.role[nearest]]
            by_rule = list(zip(maths.RULES, removed, strict=True))
            yield (
                *(found.pk, names.expert[expert], by_rule, eligible),
                *(role, _known(short), changes[at]),
            )


def _near_misses(found: Round, told: maths.NearMisses, names: Names) -> Rows:
    columns = (told.role, told.expert, told.kind, told.days, told.skill)
    for row in zip(*(column.tolist() for column in columns), strict=True):
        role, expert, kind, days, skill = row
        if names.role[role] is not None and names.expert[expert] is not None:
            lacks = None if skill == UNKNOWN else names.skill[skill]
            ends = names.role[role], names.expert[expert]
            yield found.pk, *ends, maths.NEAR[kind], _known(days), lacks


def _known(number: int) -> int | None:
    return None if number == UNKNOWN else number


def _changes(openings: Openings, owners: int, names: Names) -> list[list[list[Any]]]:
    """By owner its changes with keys instead of numbers, and days instead of half days."""
    return [stored(rows, names.skill, names.council) for rows in openings.by_owner(owners)]


def stored(
    changes: list[tuple[str, int, int, int]], skills: list[int], councils: list[int]
) -> list[list[Any]]:
    """Changes as a row keeps them; skills and councils by their keys."""
    keys = {"skill": skills, "council": councils}
    return [
        [
            kind,
            keys[kind][what] if what != NOBODY else None,
            None if to == NOBODY else to / 2 if kind == "days" else to,
            opened,
        ]
        for kind, what, to, opened in changes
    ]
