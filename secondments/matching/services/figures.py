"""What a round came to: by borough, against what else might have been, and as a file."""

import secrets
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Flags
from secondments.matching import formats, maths, queries
from secondments.matching.maths.problems import Outcome, filled
from secondments.matching.models import BoroughFigures, Round, RoundFile
from secondments.matching.services import problems
from secondments.matching.services.pool import Pool
from secondments.matching.services.problems import Posed
from secondments.matching.services.results import Matching, Pair


@dataclass(frozen=True, eq=False)
class Solved:
    """All that the arithmetic said of a round, before anything is written."""

    matching: Matching
    posed: Posed
    outcome: Outcome
    greedy: Flags  # (A,)
    content: bytes  # the file


def weigh(posed: Posed, outcome: Outcome, pool: Pool, arcs: maths.Arcs) -> Solved:
    """Put the outcome beside what greed would have done, and make the file of it."""
    rng = np.random.default_rng(secrets.randbits(128))  # known to nobody, and not kept
    return Solved(
        matching=Matching(pool, arcs, problems.folded(posed, outcome, arcs)),
        posed=posed,
        outcome=outcome,
        greedy=problems.greedy(posed, pool, arcs),
        content=formats.pack(*problems.without_names(posed.problem, outcome, rng)),
    )


def write_figures(found: Round, solved: Solved, pairs: list[Pair]) -> None:
    """Write a row for every council, and the round's own figures on it, unsaved."""
    pool, arcs, outcome = solved.matching.pool, solved.matching.arcs, solved.outcome
    taken = np.zeros(len(arcs.fit), dtype=bool)
    taken[[pair.arc for pair in pairs]] = True
    found.filled, found.total_fit = len(pairs), int(arcs.fit[taken].sum())
    found.places, found.experts = int(pool.roles.places.sum()), len(pool.bookable)
    found.arcs, found.first_places = len(arcs.fit), solved.posed.first
    found.fairness_cost, found.envy = outcome.best - outcome.total, outcome.envy or 0
    found.greedy_filled = int(solved.greedy.sum())
    found.greedy_fit = int(arcs.fit[solved.greedy].sum())
    BoroughFigures.objects.bulk_create(_rows(found, solved, taken))


def _rows(found: Round, solved: Solved, taken: Flags) -> list[BoroughFigures]:
    posed, pool, arcs = solved.posed, solved.matching.pool, solved.matching.arcs
    held = queries.held_places()
    proposed = problems.by_council(posed, pool, filled(arcs.role, taken, pool.roles.places))
    columns: dict[str, NDArray[np.int64]] = {
        "asked": problems.by_council(posed, pool, pool.roles.places),
        "counted": problems.by_council(posed, pool, posed.counted),
        "filled": problems.of_counted(posed, pool, arcs, taken),
        "proposed": proposed,
        "greedy": problems.of_counted(posed, pool, arcs, solved.greedy),
    }
    floors = solved.outcome.floors
    new = dict(zip(posed.councils, proposed.tolist(), strict=True))
    return [
        BoroughFigures(
            round=found,
            council_id=council,
            held=held.get(council, 0) - new[council],  # before this round
            floor=None if floors is None else int(floors[at]),
            **{name: int(column[at]) for name, column in columns.items()},
        )
        for at, council in enumerate(posed.councils)
    ]


def keep_file(found: Round, solved: Solved, pairs: list[Pair]) -> None:
    """Keep the round as a file, and what it left over: the clock looks for what is new beside it.

    Somebody chosen who was gone when it was written, or whose place was, leaves neither behind as
    left over: so that the next round follows at once.
    """
    pool, arcs = solved.matching.pool, solved.matching.arcs
    chosen = np.flatnonzero(solved.matching.assignment.chosen)
    gone = set(chosen.tolist()) - {pair.arc for pair in pairs}
    lost = {pool.role_ids[arcs.role[arc]] for arc in gone}
    taken = {(pair.role, pair.place) for pair in pairs}
    asked = {pool.expert_ids[row] for row in arcs.expert[chosen]}
    urgent = {
        pool.role_ids[row] for row in solved.posed.parts.role[solved.posed.problem.urgent].tolist()
    }
    RoundFile.objects.create(
        round=found,
        content=solved.content,
        left_places=sorted(
            (role, place)
            for role, places in pool.free.items()
            if role not in lost
            for place in places
            if (role, place) not in taken
        ),
        left_out=sorted(lost),
        left_urgent=sorted(urgent - lost),
        left_experts=sorted(pool.bookable - asked),
    )


def proof(solved: Solved) -> dict[str, object]:
    """What was checked, and the sums that add up to the total; the prices are in the file."""
    problem, outcome = solved.posed.problem, solved.outcome
    said: dict[str, object] = {"verdict": outcome.verdict, "total": outcome.total}
    said["fit"] = solved.matching.assignment.total
    if outcome.expert_price is not None and outcome.role_price is not None:
        said["experts"] = int(outcome.expert_price.sum())
        said["places"] = int(problem.places @ outcome.role_price)
    if outcome.floors is not None and outcome.borough_price is not None:
        said["floors"] = int(outcome.floors @ outcome.borough_price)
    return said
