"""Rounds: asked for one at a time, solved in the background, written in one transaction."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.notifications.models import Event
from corps.notifications.services import record
from corps.queue import enqueue
from secondments.matching import maths, queries
from secondments.matching.models import PointsTable, Round
from secondments.matching.services import explanations, telling
from secondments.matching.services.figures import (
    Solved,
    keep_file,
    proof,
    weigh,
    write_figures,
)
from secondments.matching.services.policies import decide
from secondments.matching.services.pool import load_pool
from secondments.matching.services.problems import pose
from secondments.matching.services.results import asker, write
from secondments.models import Intake
from secondments.queries import who_takes_part_in
from secondments.services import begin_intake

log = logging.getLogger(__name__)

LIVE = (Round.Stage.QUEUED, Round.Stage.RUNNING)
BREATH = timedelta(minutes=10)  # after a round that failed the clock asks for none
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
def request_round(
    *,
    by: User | None = None,
    kind: str = Round.Kind.FULL,
    policy: str = Round.Policy.FLOOR,
    first_places: int | None = None,
) -> Round:
    """Ask for a round; where one is already on its way, join it."""
    _ask_one_at_a_time()
    live = Round.objects.filter(stage__in=LIVE).first()
    if live:
        return live
    asked = Round.objects.create(
        by=by,
        kind=kind,
        policy=policy,
        first_places=first_places,
        points=PointsTable.objects.latest("version"),
    )
    record("matching.round_requested", about=asked, by=by)
    enqueue("secondments.matching.tasks.solve", round_id=asked.pk)
    return asked


@transaction.atomic
def nightly(*, on: date | None = None) -> Round | None:
    """Ask for a round if any place is free; it is that of the intake whose day has come."""
    on = on or timezone.localdate()
    asked = request_round() if queries.free_places(on) else None
    intake = Intake.objects.due(on).first()
    if asked and intake and asked.intake_id is None:
        asked.intake = intake
        asked.save(update_fields=["intake"])
        begin_intake(intake, tell=[*who_takes_part_in(intake), *corps_staff()])
    elif intake and asked is None:
        _tell_nothing_asked(intake)
    return asked


def _tell_nothing_asked(intake: Intake) -> None:
    """Tell corps staff, once, that an intake's day has come and no place is free."""
    kind = "matching.intake_finds_nothing"
    if not Event.objects.about(intake).filter(kind=kind).exists():
        record(kind, about=intake, by=None, tell=corps_staff())


def repair(*, on: date | None = None) -> Round | None:
    """Ask for a round where somebody or something came free since the last one.

    However many come free at once, they get one round. It reads what is so now, not what has
    happened since: nothing that commits late is missed.
    """
    if Round.objects.filter(stage__in=LIVE).exists() or _failed_just_now():
        return None
    if not queries.is_news(on or timezone.localdate()):
        return None
    return request_round(kind=Round.Kind.REPAIR)


def _failed_just_now() -> bool:
    last = Round.objects.first()
    return (
        last is not None
        and last.stage == Round.Stage.FAILED
        and last.moved_at > timezone.now() - BREATH
    )


def take_up() -> None:
    """See that a live round is worked on, and that everybody is told of those solved."""
    telling.tell_late()
    live = Round.objects.filter(stage__in=LIVE).first()
    if live is not None and not queries.is_worked_on():
        if live.stage == Round.Stage.RUNNING and live.moved_at < timezone.now() - LONGEST:
            _fail(live, TOO_LONG)
        else:
            enqueue("secondments.matching.tasks.solve", round_id=live.pk)


def solve(round_id: int, *, on: date | None = None) -> None:
    """Match all free places and unheld experts, propose, and tell; do nothing where it was done."""
    if found := answer(round_id, on=on):
        telling.tell(found)


def answer(round_id: int, *, on: date | None = None) -> Round | None:
    """Match and propose; return the round once it is solved, nothing where it was or cannot be.

    Only one worker solves at a time. Until the last line of the one transaction at the end the
    round stays live, so that a worker that dies leaves nothing behind, and another begins anew.
    """
    on = on or timezone.localdate()
    with _alone() as obtained, _without_pauses():
        found = Round.objects.filter(pk=round_id, stage__in=LIVE).select_related("points").first()
        if not (obtained and found):
            return None
        if found.stage == Round.Stage.QUEUED:
            found.move_to(Round.Stage.RUNNING)
            found.save(update_fields=["stage", "moved_at"])
        try:
            solved = _match(found, on)
            explained = explanations.explain(solved.matching)
        except MATHS_FAILURES:
            log.exception("Round %s could not be solved", found.pk, extra={"round": found.pk})
            _fail(found, NO_PROOF)
            return None
        return _finish(found, solved, explained, on)


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


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Keep the collector of circular garbage from looking through a hundred thousand rows again
    and again: there is none among them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _ask_one_at_a_time() -> None:
    """Until this transaction ends nobody else finds out whether a round is live."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", queries.ASKING)


def _match(found: Round, on: date) -> Solved:
    """Read, measure, choose and prove, and say on the row how far it is."""
    _step(found, Round.Step.LOADING)
    pool = load_pool(on)
    points = queries.points(found.points)
    _step(found, Round.Step.FITTING)
    arcs = maths.arcs(pool.experts, pool.roles, pool.relations, points=points)
    _step(found, Round.Step.SOLVING)
    posed = pose(found, pool, arcs)
    outcome = decide(posed.problem, found.policy)
    _step(found, Round.Step.WRITING)
    return weigh(posed, outcome, pool, arcs)


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
def _finish(found: Round, solved: Solved, explained: maths.Explanations, on: date) -> Round:
    """Write all that came of the round, last of all that it is solved."""
    pairs = write(found, solved.matching, on)
    explanations.write(found, solved.matching, explained)
    found = Round.objects.select_for_update().get(pk=found.pk)
    write_figures(found, solved, pairs)
    keep_file(found, solved, pairs)
    found.move_to(Round.Stage.SOLVED)
    found.step = Round.Step.DONE
    found.solved_at = found.moved_at
    found.certificate = proof(solved)
    found.save()
    return found
