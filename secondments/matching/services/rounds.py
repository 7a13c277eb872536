"""Rounds: asked for one at a time, solved in the background, written in one transaction."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.queue import enqueue
from secondments.matching import maths, queries
from secondments.matching.models import PointsTable, Round
from secondments.matching.services.pool import load_pool
from secondments.matching.services.results import Matching, Pair, asker, write
from secondments.models import Secondment

log = logging.getLogger(__name__)

LIVE = (Round.Stage.QUEUED, Round.Stage.RUNNING)
LONGEST = timedelta(hours=1)  # a round that still runs after it, with nobody at work, has failed
# What the maths may raise: a proof that does not hold, numbers out of range, no more memory.
MATHS_FAILURES = (maths.NotOptimal, ValueError, ArithmeticError, LookupError, MemoryError)
NO_PROOF = (
    "The best matching could not be worked out, so nobody was proposed. "
    "Nothing else has changed: you can ask for a round again."
)
TOO_LONG = (
    "The round did not end within an hour, so nobody was proposed. "
    "Nothing else has changed: you can ask for a round again."
)


@transaction.atomic
def request_round(*, by: User | None = None) -> Round:
    """Ask for a round; where one is already on its way, join it."""
    _ask_one_at_a_time()
    live = Round.objects.filter(stage__in=LIVE).first()
    if live:
        return live
    asked = Round.objects.create(by=by, points=PointsTable.objects.latest("version"))
    record("matching.round_requested", about=asked, by=by)
    enqueue("secondments.matching.tasks.solve", round_id=asked.pk)
    return asked


def nightly(*, on: date | None = None) -> Round | None:
    """Ask for a round if any place is free."""
    return request_round() if queries.free_places(on or timezone.localdate()) else None


def take_up() -> None:
    """See that a live round is worked on, and that a secondment cut short is repaired."""
    live = Round.objects.filter(stage__in=LIVE).first()
    if live is None:
        if _is_repair_wanted():
            request_round()
    elif not queries.is_worked_on():
        if live.stage == Round.Stage.RUNNING and live.moved_at < timezone.now() - LONGEST:
            _fail(live, TOO_LONG)
        else:
            enqueue("secondments.matching.tasks.solve", round_id=live.pk)


def _is_repair_wanted() -> bool:
    """Whether a secondment has ended early since a round last looked."""
    last = Round.objects.first()
    if last is None:
        return False
    ended = Secondment.objects.filter(stage=Secondment.Stage.ENDED_EARLY)
    roles = queries.wanting(timezone.localdate())
    return ended.filter(moved_at__gt=last.asked_at, role__in=roles).exists()


def solve(round_id: int, *, on: date | None = None) -> None:
    """Match all free places and unheld experts, and propose; do nothing where it was done.

    Only one worker solves at a time. Until the last line of the one transaction at the end the
    round stays live, so that a worker that dies leaves nothing behind, and another begins anew.
    """
    on = on or timezone.localdate()
    with _alone() as obtained:
        found = Round.objects.filter(pk=round_id, stage__in=LIVE).select_related("points").first()
        if not (obtained and found):
            return
        if found.stage == Round.Stage.QUEUED:
            found.move_to(Round.Stage.RUNNING)
            found.save(update_fields=["stage", "moved_at"])
        try:
            matching = _match(found, on)
        except MATHS_FAILURES:
            log.exception("Round %s could not be solved", found.pk, extra={"round": found.pk})
            _fail(found, NO_PROOF)
            return
        _finish(found, matching, on)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other session solves now; it belongs to this one until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", queries.SOLVING)
        obtained = bool(cursor.fetchone()[0])
    try:
        yield obtained
    finally:
        if obtained:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", queries.SOLVING)


def _ask_one_at_a_time() -> None:
    """Until this transaction ends nobody else finds out whether a round is live."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", queries.ASKING)


def _match(found: Round, on: date) -> Matching:
    """Read, measure, choose and prove, and say on the row how far it is."""
    _step(found, Round.Step.LOADING)
    pool = load_pool(on)
    points = queries.points(found.points)
    _step(found, Round.Step.FITTING)
    arcs = maths.arcs(pool.experts, pool.roles, pool.relations, points=points)
    _step(found, Round.Step.SOLVING)
    edges = arcs.expert, arcs.role, arcs.fit, pool.roles.places
    assignment = maths.assign(*edges, experts=len(pool.experts))
    _step(found, Round.Step.WRITING)
    maths.certify(assignment, *edges, experts=len(pool.experts))
    return Matching(pool, arcs, assignment)


def _step(found: Round, step: Round.Step) -> None:
    Round.objects.filter(pk=found.pk).update(step=step)


@transaction.atomic
def _fail(found: Round, why: str) -> None:
    found = Round.objects.select_for_update().get(pk=found.pk)
    found.move_to(Round.Stage.FAILED)
    found.failure = why
    found.save(update_fields=["stage", "moved_at", "failure"])
    staff = User.objects.filter(is_staff=True)
    record("matching.round_failed", about=found, by=None, tell=[*asker(found), *staff])


@transaction.atomic
def _finish(found: Round, matching: Matching, on: date) -> None:
    """Write all that came of the round, last of all that it is solved."""
    pairs = write(found, matching, on)
    pool, arcs = matching.pool, matching.arcs
    _ask_one_at_a_time()  # who frees a place after this asks for a round that has read of it
    found = Round.objects.select_for_update().get(pk=found.pk)
    found.move_to(Round.Stage.SOLVED)
    found.step = Round.Step.DONE
    found.solved_at = found.moved_at
    found.places = int(pool.roles.places.sum())
    found.experts = len(pool.bookable)
    found.arcs = len(arcs.fit)
    found.filled = len(pairs)
    found.total_fit = int(arcs.fit[[pair.arc for pair in pairs]].sum()) if pairs else 0
    found.certificate = _certificate(matching)
    found.save()
    if _is_more_wanted(matching, pairs, on):
        request_round()


def _certificate(matching: Matching) -> dict[str, Any]:
    """The prices above 0, by primary key, a role's with the number of its places."""
    pool, assignment = matching.pool, matching.assignment
    paid = np.flatnonzero(assignment.expert_price)
    asked = np.flatnonzero(assignment.role_price)
    return {
        "checked_at": timezone.now().isoformat(timespec="seconds"),
        "total": assignment.total,
        "experts": {pool.expert_ids[at]: int(assignment.expert_price[at]) for at in paid},
        "roles": {
            pool.role_ids[at]: [int(pool.roles.places[at]), int(assignment.role_price[at])]
            for at in asked
        },
    }


def _is_more_wanted(matching: Matching, pairs: list[Pair], on: date) -> bool:
    """Whether a place or an expert came free while the round ran, so that it knew nothing of it."""
    pool = matching.pool
    if len(pairs) < np.count_nonzero(matching.assignment.chosen):
        return True
    places = queries.free_places(on)
    known = {role: set(places) for role, places in pool.free.items()}
    if any(set(places[role]) - known.get(role, set()) for role in places):
        return True
    if not places:
        return False
    return bool(set(queries.bookable().values_list("pk", flat=True)) - pool.bookable)
