"""What came of a round, as rows."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.conf import settings

from corps.accounts.models import User
from corps.notifications.services import record
from councils.models import Project, Role
from secondments.matching import maths, queries
from secondments.matching.models import Answer, Proposal, Reserve, Round, Shortfall
from secondments.matching.services.columns import among, insert
from secondments.matching.services.pool import Pool
from secondments.models import Expert


@dataclass(frozen=True)
class Matching:
    """The answer of the maths to one pool."""

    pool: Pool
    arcs: maths.Arcs
    assignment: maths.Assignment


@dataclass(frozen=True)
class Pair:
    """One chosen expert, the place they are proposed for, and the arc that says why."""

    arc: int
    role: int
    place: int
    expert: int


def write(found: Round, matching: Matching, on: date) -> list[Pair]:
    """Propose, name reserves and say what stays free; return who is proposed for what.

    What has changed since the round read it is left out: a role that was closed, a place or an
    expert that is held by now.
    """
    _lock(matching)
    free, willing = queries.free_places(on), set(queries.bookable().values_list("pk", flat=True))
    pairs = _pairs(matching, free, willing)
    _propose(found, matching, pairs, on)
    _name_reserves(found, matching, pairs, willing)
    left = _write_shortfalls(found, matching, pairs, free)
    record(
        "matching.round_solved",
        about=found,
        by=None,
        tell=asker(found),
        filled=len(pairs),
        left=left,
    )
    return pairs


def asker(found: Round) -> list[User]:
    """Who asked for the round, if it was a person."""
    return [found.by] if found.by else []


def _lock(matching: Matching) -> None:
    """Hold the experts, projects and roles concerned as they are, always in the same order."""
    chosen = np.flatnonzero(matching.assignment.chosen)
    experts = Expert.objects.filter(
        pk__in=among(matching.pool.expert_ids[row] for row in matching.arcs.expert[chosen])
    )
    roles = Role.objects.filter(
        pk__in=among(matching.pool.role_ids[row] for row in np.unique(matching.arcs.role[chosen]))
    )
    projects = Project.objects.filter(pk__in=among(roles.values_list("project", flat=True)))
    for rows in (experts, projects, roles):
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _pairs(matching: Matching, free: dict[int, list[int]], willing: set[int]) -> list[Pair]:
    """The chosen, by role and the fittest first, each with a place; without what has changed."""
    pool, arcs = matching.pool, matching.arcs
    chosen = np.flatnonzero(matching.assignment.chosen)
    chosen = chosen[np.lexsort((arcs.expert[chosen], -arcs.fit[chosen], arcs.role[chosen]))]
    left = {role: iter(places) for role, places in free.items()}
    pairs = []
    for arc in chosen:
        role, expert = pool.role_ids[arcs.role[arc]], pool.expert_ids[arcs.expert[arc]]
        place = next(left.get(role, iter(())), None) if expert in willing else None
        if place is not None:
            pairs.append(Pair(int(arc), role, place, expert))
    return pairs


def _terms(matching: Matching, arcs: list[int]) -> list[str]:
    """The points of each of these arcs by term, as JSON: thousands at once, so by one pattern."""
    pattern = "{" + ", ".join(f"{json.dumps(term)}: %d" for term in maths.TERMS) + "}"
    return [pattern % tuple(row) for row in matching.arcs.terms[:, arcs].T.tolist()]


def _propose(found: Round, matching: Matching, pairs: list[Pair], on: date) -> None:
    fit, terms = matching.arcs.fit, _terms(matching, [pair.arc for pair in pairs])
    proposals = insert(
        Proposal,
        ("round_id", "role_id", "place", "expert_id", "fit", "terms"),
        (
            (found.pk, pair.role, pair.place, pair.expert, int(fit[pair.arc]), points)
            for pair, points in zip(pairs, terms, strict=True)
        ),
    )
    due_on = on + timedelta(days=settings.PROPOSAL_DAYS)
    sides = list(Answer.Side.values)
    insert(
        Answer,
        ("proposal_id", "side", "due_on"),
        ((proposal, side, due_on) for proposal in proposals for side in sides),
    )


def _name_reserves(found: Round, matching: Matching, pairs: list[Pair], willing: set[int]) -> None:
    arcs, pool = matching.arcs, matching.pool
    kept = {pair.arc for pair in pairs}
    standing = maths.reserves(arcs, matching.assignment.chosen)
    order: dict[int, int] = defaultdict(int)
    rows, named = [], []
    for arc, behind in zip(standing.arc.tolist(), standing.behind.tolist(), strict=True):
        role, expert = pool.role_ids[arcs.role[arc]], pool.expert_ids[arcs.expert[arc]]
        if behind in kept and expert in willing:
            order[role] += 1
            named.append(arc)
            rows.append((found.pk, role, expert, order[role], int(arcs.fit[arc])))
    insert(
        Reserve,
        ("round_id", "role_id", "expert_id", "order", "fit", "terms"),
        ((*row, points) for row, points in zip(rows, _terms(matching, named), strict=True)),
    )


def _write_shortfalls(
    found: Round, matching: Matching, pairs: list[Pair], free: dict[int, list[int]]
) -> int:
    """Write, for every role with places left, how many people each rule removed; return how many
    places are left."""
    filled: dict[int, int] = defaultdict(int)
    for pair in pairs:
        filled[pair.role] += 1
    rows, near = [], matching.arcs.near_misses
    for at, role in enumerate(matching.pool.role_ids):
        left = len(free.get(role, ())) - filled[role]
        if left > 0:
            removed = list(zip(maths.RULES, matching.arcs.removed[at].tolist(), strict=True))
            eligible = int(matching.arcs.eligible[at]) - filled[role]
            rows.append((found.pk, role, left, removed, eligible, int(near[at])))
    names = ("round_id", "role_id", "places", "removed", "eligible", "near_misses")
    insert(Shortfall, names, rows)
    return sum(row[2] for row in rows)
