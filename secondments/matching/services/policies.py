"""The rules by which a round may choose, each with the proof that goes with it; no database."""

from dataclasses import replace
from enum import StrEnum

import numpy as np

from corps.skills.maths import Flags, Ints
from secondments.matching import maths
from secondments.matching.maths.problems import STANDING, Outcome, Problem, check_weeks, ranks

LEAN = 1000  # no fit is greater


class Policy(StrEnum):
    """How people are given to places."""

    FLOOR = "floor"
    FIT = "fit"
    STABLE = "stable"
    SHARE = "share"  # only offline: an expert may hold several roles


class CannotShare(ValueError):
    """The policy “share” was asked for, and the days of the weeks are not known."""


def decide(problem: Problem, policy: str, *, gap: float = 0.0) -> Outcome:
    """Choose by this policy, and check the proof over every pair; raise NotOptimal if it fails.

    gap  for sharing alone: stop once the answer is proven within this share of the best
    """
    if policy == Policy.SHARE:
        return _shared(problem, gap)
    return CHOICES[Policy(policy)](problem)


def orders(problem: Problem) -> tuple[Ints, Ints]:
    """(expert_rank, role_rank); a side of which none are given goes by fit and then by number."""
    expert, role, fit = problem.expert, problem.role, problem.fit
    alike = np.zeros(len(fit), dtype=np.int64)
    ours, theirs = problem.expert_rank, problem.role_rank
    return (
        ranks(expert, alike, fit, role) if ours is None else ours,
        ranks(role, alike, fit, expert) if theirs is None else theirs,
    )


def _by_floor(problem: Problem) -> Outcome:
    """Raise the boroughs' floors one after another, the lowest first; then the greatest fit."""
    edges = problem.expert, problem.role, problem.counted_places, problem.borough
    floors = np.zeros(len(problem.boroughs) + 1, dtype=np.int64)  # the last: what does not count
    raised = maths.fair_floors(*edges, experts=problem.experts)
    floors[: len(raised)] = raised
    lean = 0 if problem.counted.all() else LEAN
    found = _proved(problem, lean=lean, borough=problem.group, floors=floors)
    prices = np.asarray(found.borough_price)
    return Outcome(
        policy=Policy.FLOOR,
        chosen=found.chosen,
        total=found.total,
        best=_proved(problem).total if prices[:-1].any() else found.total,
        envy=_envy(problem, found.chosen),
        verdict="Nothing that keeps the floors has a greater total.",
        expert_price=found.expert_price,
        role_price=found.role_price,
        floors=floors[:-1],
        borough_price=prices[:-1],
    )


def _by_fit(problem: Problem) -> Outcome:
    found = _proved(problem)
    return Outcome(
        policy=Policy.FIT,
        chosen=found.chosen,
        total=found.total,
        best=found.total,
        envy=_envy(problem, found.chosen),
        verdict="Nothing has a greater total.",
        expert_price=found.expert_price,
        role_price=found.role_price,
    )


def _stably(problem: Problem) -> Outcome:
    """Experts ask in their own order; a place keeps whom it would rather have."""
    expert_rank, role_rank = orders(problem)
    problem = replace(problem, expert_rank=expert_rank, role_rank=role_rank)
    chosen = maths.stable(
        problem.expert,
        problem.role,
        expert_rank,
        role_rank,
        problem.places,
        experts=problem.experts,
    )
    envy = _envy(problem, chosen)
    if envy:
        raise maths.NotOptimal(f"{envy} pairs would both rather have each other.")
    return Outcome(
        policy=Policy.STABLE,
        chosen=chosen,
        total=int(problem.weight[chosen].sum()),
        best=_proved(problem).total,
        envy=0,
        verdict="No person and no place would both rather have each other.",
    )


def _shared(problem: Problem, gap: float = 0.0) -> Outcome:
    """An expert may hold several roles whose days add up in every week."""
    week = problem.week
    if week is None:
        raise CannotShare("The policy “share” needs the days of every week, in “week”.")
    found = maths.share(
        problem.expert,
        problem.role,
        problem.weight,
        problem.places,
        capacity=week.offered,
        days=week.wanted,
        first=week.first,
        last=week.last,
        gap=gap,
    )
    check_weeks(problem, week, found.chosen)
    lacks = found.bound - found.total
    return Outcome(
        policy=Policy.SHARE,
        chosen=found.chosen,
        total=found.total,
        best=found.bound,
        bound=found.bound,
        verdict=f"At most {lacks} points are lacking." if lacks else "Nothing has a greater total.",
    )


CHOICES = {
    Policy.FLOOR: _by_floor,
    Policy.FIT: _by_fit,
    Policy.STABLE: _stably,
}


def _proved(
    problem: Problem,
    *,
    lean: int = 0,
    borough: Ints | None = None,
    floors: Ints | None = None,
) -> maths.Assignment:
    """The choice of the greatest weight, its prices checked over every pair.

    Floors take as many of the places that count as can be filled at all. So a bonus for these,
    `lean`, changes nothing but the search, which begins nearer its end; the boroughs' prices carry
    it.
    """
    ends, places, experts = (problem.expert, problem.role), problem.places, problem.experts
    urged = problem.urged + lean * problem.counted[problem.role]
    if problem.standing.any():
        edges = *ends, urged, places, problem.standing
        found = maths.repair(
            *edges, experts=experts, bonus=STANDING, borough=borough, floors=floors
        )
    else:
        found = maths.assign(*ends, urged, places, experts=experts, borough=borough, floors=floors)
    if lean and found.borough_price is not None:
        helped = found.borough_price + lean
        helped[-1] = found.borough_price[-1]  # of what does not count
        total = int(problem.weight[found.chosen].sum())
        found = replace(found, total=total, borough_price=helped)
    maths.certify(
        found, *ends, problem.weight, places, experts=experts, borough=borough, floors=floors
    )
    return found


def _envy(problem: Problem, chosen: Flags) -> int | None:
    if problem.expert_rank is None or problem.role_rank is None:
        return None
    return len(
        maths.blocking_pairs(
            problem.expert,
            problem.role,
            problem.expert_rank,
            problem.role_rank,
            problem.places,
            chosen,
            experts=problem.experts,
        )
    )
