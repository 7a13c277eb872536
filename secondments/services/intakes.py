"""What happens to intakes: they are announced, changed, and those concerned are reminded."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.queue import one_by_one
from corps.stages import IllegalMove
from secondments import queries
from secondments.models import Intake


@transaction.atomic
def announce_intake(*, by: User, **fields: Any) -> Intake:
    """Announce by when to pledge and to ask, and when the round is."""
    intake = Intake.objects.create(by=by, **fields)
    record("secondments.intake_announced", about=intake, by=by)
    return intake


@transaction.atomic
def edit_intake(intake: Intake, *, by: User, **fields: Any) -> Intake:
    """Change an intake whose round has not begun; new dates bring a new reminder."""
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.is_over:
        raise IllegalMove(f"the round of intake {intake.pk} has begun")
    if fields.get("closes_on", intake.closes_on) > intake.closes_on:
        intake.reminded_at = None
    for name, value in fields.items():
        setattr(intake, name, value)
    intake.save()
    record("secondments.intake_changed", about=intake, by=by)
    return intake


def remind_of_intakes(*, on: date | None = None) -> int:
    """Before an intake closes, ask who has pledged to say who, and hosts to get ready.

    Return how many intakes were told of; none is told of twice.
    """
    on = on or timezone.localdate()
    soon = on + timedelta(days=Intake.REMINDED_DAYS_BEFORE)
    closing = Intake.objects.open(on).filter(closes_on__lte=soon, reminded_at=None)
    return one_by_one(_remind, closing.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> int:
    rows = Intake.objects.select_for_update(skip_locked=True)
    intake = rows.filter(pk=pk, reminded_at=None).first()
    if intake is None:
        return 0
    intake.reminded_at = timezone.now()
    intake.save(update_fields=["reminded_at"])
    for kind, people in (
        ("intake_wants_names", queries.who_pledged_for(intake)),
        ("intake_wants_readiness", queries.who_is_unready_for(intake)),
    ):
        record(f"secondments.{kind}", about=intake, by=None, tell=people)
    return 1


@transaction.atomic
def begin_intake(intake: Intake, *, tell: list[User], by: User | None = None) -> Intake:
    """Note that the intake's round has been asked for, and tell those who take part."""
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.is_over:
        raise IllegalMove(f"the round of intake {intake.pk} has begun")
    intake.round_begun_at = timezone.now()
    intake.save(update_fields=["round_begun_at"])
    record("secondments.intake_begun", about=intake, by=by, tell=tell)
    return intake
