"""From a pool and its arcs to the problem that a round solves, and back to roles and experts."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Flags, Ints
from councils.models import Council, Role
from secondments.matching import maths
from secondments.matching.maths.problems import (
    URGENT,
    Outcome,
    Parts,
    Problem,
    count_first,
    filled,
    first_places,
    one_after_another,
    parts,
    ranks,
)
from secondments.matching.models import Reserve, Round, Urgency
from secondments.matching.services.columns import among
from secondments.matching.services.policies import Policy
from secondments.matching.services.pool import Pool

NOT_LISTED = 1_000  # after every rank that somebody may give


@dataclass(frozen=True, eq=False, kw_only=True)
class Posed:
    """A problem, and which councils, roles and arcs its numbers stand for."""

    problem: Problem
    parts: Parts
    councils: list[int]
    counted: NDArray[np.int64]  # (roles,) places that count for the floor
    approved: NDArray[np.int64]  # (roles,) the roles' numbers, the first approved first
    first: int  # places of each borough that count


def pose(found: Round, pool: Pool, arcs: maths.Arcs) -> Posed:
    """Say what the round asks of the arithmetic."""
    council = np.asarray(pool.roles.council, dtype=np.int64)
    places = np.asarray(pool.roles.places, dtype=np.int64)
    codes = dict(Council.objects.order_by("pk").values_list("pk", "code"))
    urgent = set(
        Urgency.objects.filter(role__in=among(pool.role_ids)).values_list("role", flat=True)
    )
    wanted, approved = _orders(pool, urgent)
    first = found.first_places or first_places(len(pool.bookable), len(np.unique(council)))
    counted = count_first(council, wanted, places, first)
    made = parts(places, counted, arcs.role)
    expert, fit = arcs.expert[made.arc].astype(np.int64), arcs.fit[made.arc].astype(np.int64)
    problem = Problem(
        experts=len(pool.experts),
        boroughs=tuple(codes.values()),
        places=made.places,
        borough=council[made.role],
        counted=made.counted,
        urgent=np.isin(pool.role_ids, list(urgent))[made.role],
        expert=expert,
        role=made.row,
        fit=fit,
        standing=_standing(found, pool, arcs)[made.arc],
        expert_rank=ranks(expert, _liking(pool, arcs)[made.arc], fit, made.row),
        role_rank=ranks(made.row, np.zeros(len(fit), dtype=np.int64), fit, expert),
    )
    return Posed(
        problem=problem,
        parts=made,
        councils=list(codes),
        counted=counted,
        approved=approved,
        first=first,
    )


def _orders(pool: Pool, urgent: set[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the roles: as their councils rank them, the urgent first; and as approved."""
    said = {
        pk: (rank, opened, pk)
        for pk, rank, opened in Role.objects.filter(pk__in=among(pool.role_ids)).values_list(
            "pk", "rank", "project__opened_at"
        )
    }
    rows = range(len(pool.role_ids))
    key = [said[pk] for pk in pool.role_ids]
    ranked = sorted(rows, key=lambda row: (pool.role_ids[row] not in urgent, *key[row]))
    approved = sorted(rows, key=lambda row: key[row][1:])
    return np.array(ranked, dtype=np.int64), np.array(approved, dtype=np.int64)


def _liking(pool: Pool, arcs: maths.Arcs) -> NDArray[np.int64]:
    """(A,) where on the expert's own list the role stands; the unlisted come after."""
    liked = np.full(len(arcs.fit), NOT_LISTED, dtype=np.int64)
    said = np.asarray(pool.relations.expert_ranks, dtype=np.int64)
    return _marked(liked, said[:, :2], said[:, 2], arcs, len(pool.experts))


def _standing(found: Round, pool: Pool, arcs: maths.Arcs) -> Flags:
    """(A,) who stood by for the role after the last full round, where this one repairs."""
    if found.kind != Round.Kind.REPAIR:
        return np.zeros(len(arcs.fit), dtype=bool)
    solved = Round.objects.filter(stage=Round.Stage.SOLVED, kind=Round.Kind.FULL)
    last = solved.order_by("-solved_at").first()
    expert, role = (
        {pk: at for at, pk in enumerate(ids)} for ids in (pool.expert_ids, pool.role_ids)
    )
    pairs = [
        (expert[who], role[where])
        for who, where in Reserve.objects.filter(round=last).values_list("expert", "role")
        if who in expert and where in role
    ]
    pair = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    marks = np.ones(len(pair), dtype=np.int64)
    none = np.zeros(len(arcs.fit), dtype=np.int64)
    return _marked(none, pair, marks, arcs, len(pool.experts)) > 0


def _marked(
    column: NDArray[np.int64], pair: Ints, mark: Ints, arcs: maths.Arcs, experts: int
) -> NDArray[np.int64]:
    """The column, with the mark where an arc joins the pair of expert and role."""
    key = arcs.role.astype(np.int64) * experts + arcs.expert
    wanted = pair[:, 1] * experts + pair[:, 0]
    at = np.searchsorted(key, wanted)
    there = at < len(key)
    there[there] = key[at[there]] == wanted[there]
    column[at[there]] = mark[there]
    return column


def folded(posed: Posed, outcome: Outcome, arcs: maths.Arcs) -> maths.Assignment:
    """The outcome by arc and role as the pool numbers them.

    A role's price is what a person has to match: without what its borough is helped by for the
    sake of its floor, and without what urgency adds. Where some of its places count and some do
    not, it is the lower.
    """
    problem, made = posed.problem, posed.parts
    chosen = np.zeros(len(arcs.fit), dtype=bool)
    chosen[made.arc[outcome.chosen]] = True
    price = np.zeros(len(problem.places), dtype=np.int64)
    keeps = np.zeros(problem.experts, dtype=np.int64)
    if outcome.role_price is not None and outcome.expert_price is not None:
        price, keeps = outcome.role_price.copy(), outcome.expert_price
    if outcome.borough_price is not None:
        price -= np.where(problem.counted, outcome.borough_price[problem.borough], 0)
    price -= URGENT * problem.urgent
    lowest = np.full(len(posed.counted), np.iinfo(np.int64).max)
    np.minimum.at(lowest, made.role, price)
    return maths.Assignment(chosen, int(arcs.fit[chosen].sum()), keeps, lowest)


def greedy(posed: Posed, pool: Pool, arcs: maths.Arcs) -> Flags:
    """(A,) whom each role would have chosen, if roles had come as they were approved."""
    return one_after_another(
        arcs.expert,
        arcs.role,
        arcs.fit,
        pool.roles.places,
        posed.approved,
        experts=len(pool.experts),
    )


def by_council(posed: Posed, pool: Pool, of_role: Ints) -> NDArray[np.int64]:
    """(councils,) the sum over each council's roles."""
    council = np.asarray(pool.roles.council, dtype=np.int64)
    sums = np.bincount(council, weights=of_role, minlength=len(posed.councils))
    return sums.astype(np.int64)


def of_counted(posed: Posed, pool: Pool, arcs: maths.Arcs, chosen: Flags) -> NDArray[np.int64]:
    """(councils,) places filled of those that count."""
    many = filled(arcs.role, chosen, pool.roles.places)
    return by_council(posed, pool, np.minimum(many, posed.counted))


def without_names(
    problem: Problem, outcome: Outcome, rng: np.random.Generator
) -> tuple[Problem, Outcome]:
    """The same, with people and places numbered afresh by a lot that nobody keeps.

    Orders of preference are left out wherever nothing was decided by them.
    """
    who, where = rng.permutation(problem.experts), rng.permutation(len(problem.places))
    expert, role = who[problem.expert], where[problem.role]
    order, back = np.argsort(role * problem.experts + expert), np.argsort(where)
    stable = outcome.policy == Policy.STABLE
    renamed = replace(
        problem,
        places=problem.places[back],
        borough=problem.borough[back],
        counted=problem.counted[back],
        urgent=problem.urgent[back],
        expert=expert[order],
        role=role[order],
        fit=problem.fit[order],
        standing=problem.standing[order],
        expert_rank=_if(stable, problem.expert_rank, order),
        role_rank=_if(stable, problem.role_rank, order),
    )
    prices = (outcome.expert_price, np.argsort(who)), (outcome.role_price, back)
    keeps, asks = (price if price is None else price[new] for price, new in prices)
    return renamed, replace(
        outcome,
        chosen=outcome.chosen[order],
        expert_price=keeps,
        role_price=asks,
        envy=0 if stable else None,
    )


def _if(wanted: bool, column: Ints | None, order: Ints) -> Ints | None:
    """The column in this order, where it is wanted and there."""
    return column[order] if wanted and column is not None else None
