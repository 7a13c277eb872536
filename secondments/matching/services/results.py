"""What came of a round, as rows and notices."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.conf import settings

from corps.accounts.models import User
from corps.notifications.services import Happening, record, record_all
from councils.models import Project, Role
from secondments.matching import maths, queries
from secondments.matching.models import Answer, Proposal, Reserve, Round, Shortfall
from secondments.matching.services.people import concerned, members_of
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
    """Propose, name reserves, say what stays free, and tell; return who is proposed for what.

    What has changed since the round read it is left out: a role that was closed, a place or an
    expert that is held by now.
    """
    _lock(matching)
    free, willing = queries.free_places(on), set(queries.bookable().values_list("pk", flat=True))
    pairs = _pairs(matching, free, willing)
    _propose(found, matching, pairs, on)
    _name_reserves(found, matching, pairs, willing)
    shortfalls = _write_shortfalls(found, matching, pairs, free)
    _tell_proposed(found)
    _tell_councils(found, shortfalls)
    left = sum(shortfall.places for shortfall in shortfalls)
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
    experts = [matching.pool.expert_ids[row] for row in matching.arcs.expert[chosen]]
    roles = Role.objects.filter(
        pk__in={matching.pool.role_ids[row] for row in matching.arcs.role[chosen]}
    )
    projects = Project.objects.filter(pk__in=list(roles.values_list("project", flat=True)))
    for rows in (Expert.objects.filter(pk__in=experts), projects, roles):
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


def _terms(matching: Matching, arc: int) -> dict[str, int]:
    return dict(zip(maths.TERMS, matching.arcs.terms[:, arc].tolist(), strict=True))


def _propose(found: Round, matching: Matching, pairs: list[Pair], on: date) -> None:
    proposals = Proposal.objects.bulk_create(
        Proposal(
            round=found,
            role_id=pair.role,
            place=pair.place,
            expert_id=pair.expert,
            fit=int(matching.arcs.fit[pair.arc]),
            terms=_terms(matching, pair.arc),
        )
        for pair in pairs
    )
    due_on = on + timedelta(days=settings.PROPOSAL_DAYS)
    Answer.objects.bulk_create(
        Answer(proposal=proposal, side=side, due_on=due_on)
        for proposal in proposals
        for side in Answer.Side.values
    )


def _name_reserves(found: Round, matching: Matching, pairs: list[Pair], willing: set[int]) -> None:
    arcs, pool = matching.arcs, matching.pool
    kept = {pair.arc for pair in pairs}
    standing = maths.reserves(arcs, matching.assignment.chosen)
    order: dict[int, int] = defaultdict(int)
    rows = []
    for arc, behind in zip(standing.arc.tolist(), standing.behind.tolist(), strict=True):
        role, expert = pool.role_ids[arcs.role[arc]], pool.expert_ids[arcs.expert[arc]]
        if behind in kept and expert in willing:
            order[role] += 1
            rows.append(
                Reserve(
                    round=found,
                    role_id=role,
                    expert_id=expert,
                    order=order[role],
                    fit=int(arcs.fit[arc]),
                    terms=_terms(matching, arc),
                )
            )
    Reserve.objects.bulk_create(rows)


def _write_shortfalls(
    found: Round, matching: Matching, pairs: list[Pair], free: dict[int, list[int]]
) -> list[Shortfall]:
    """Write, for every role with places left, how many people each rule removed."""
    filled: dict[int, int] = defaultdict(int)
    for pair in pairs:
        filled[pair.role] += 1
    rows, near = [], matching.arcs.near_misses
    for at, role in enumerate(matching.pool.role_ids):
        left = len(free.get(role, ())) - filled[role]
        if left > 0:
            removed = matching.arcs.removed[at].tolist()
            rows.append(
                Shortfall(
                    round=found,
                    role_id=role,
                    places=left,
                    removed=list(zip(maths.RULES, removed, strict=True)),
                    eligible=int(matching.arcs.eligible[at]) - filled[role],
                    near_misses=int(near[at]),
                )
            )
    return Shortfall.objects.bulk_create(rows)


def _tell_proposed(found: Round) -> None:
    """Tell each proposal's three sides."""
    proposals = list(queries.in_full().filter(round=found).order_by("pk"))
    people = concerned(proposals)
    due = dict(Answer.objects.filter(proposal__in=proposals).values_list("proposal", "due_on"))
    record_all(
        "matching.proposal_made",
        (
            Happening(proposal, people[proposal.pk], {"due_on": due[proposal.pk]})
            for proposal in proposals
        ),
        by=None,
    )


def _tell_councils(found: Round, shortfalls: list[Shortfall]) -> None:
    """Tell councils of places that stay free, once and not after every round."""
    before = queries.latest_solved()
    known = set(before.shortfalls.values_list("role", flat=True)) if before else set()
    left: dict[int, int] = defaultdict(int)
    fresh = [shortfall for shortfall in shortfalls if shortfall.role_id not in known]
    roles = Role.objects.in_bulk([shortfall.role_id for shortfall in fresh])
    for shortfall in fresh:
        left[roles[shortfall.role_id].project_id] += shortfall.places
    projects = Project.objects.filter(pk__in=left).select_related("council").order_by("pk")
    members = members_of({project.council_id for project in projects})
    record_all(
        "matching.places_unfilled",
        (
            Happening(
                project,
                members[project.council_id],
                {"places": left[project.pk]},
                link=found.get_absolute_url(),
            )
            for project in projects
        ),
        by=None,
    )
