"""What was measured, and how it is put before finance."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.savings import queries
from corps.savings.models import Benefit, Claim, Kind, Measurement, Sample
from corps.savings.services.benefits import Stage, Unsaid, locked, settle
from corps.stages import IllegalMove

MEASURABLE = {Stage.BASELINED, Stage.MEASURED, Stage.VERIFIED, Stage.REJECTED}


class BadPeriod(Exception):
    """A measurement's days do not fit: they overlap, precede the baseline's end, or are to come."""

    def __init__(self, code: str, clash: Measurement | None = None):
        self.code = code
        self.clash = clash
        super().__init__(code)


def locked_claim(claim: Claim) -> Claim:
    """The claim as it stands now, held until the transaction ends.

    Its sample is held first, then its benefit: always in this order, so that nobody waits forever.
    """
    list(Sample.objects.select_for_update().filter(claims=claim))
    locked(claim.benefit)
    return (
        Claim.objects.select_for_update(of=("self",))
        .select_related("benefit__project__council", "sample")
        .get(pk=claim.pk)
    )


@transaction.atomic
def add_measurement(
    benefit: Benefit,
    *,
    by: User,
    period_from: date,
    period_to: date,
    today: date | None = None,
    **fields: Any,
) -> Measurement:
    """Note what a benefit brought in one period, with what shows it."""
    benefit = locked(benefit)
    if benefit.stage not in MEASURABLE:
        raise IllegalMove(f"benefit {benefit.pk} is {benefit.stage}: its plan is not baselined")
    _refuse_bad_period(benefit, period_from, period_to, today or timezone.localdate())
    made = Measurement.objects.create(
        benefit=benefit, by=by, period_from=period_from, period_to=period_to, **fields
    )
    settle(benefit)
    record("savings.measurement_added", about=benefit, by=by, row=made)
    return made


def _refuse_bad_period(benefit: Benefit, first: date, last: date, today: date) -> None:
    if last < first:
        raise BadPeriod("backwards")
    if benefit.baseline_to and first <= benefit.baseline_to:
        raise BadPeriod("before_baseline")
    if last > today:
        raise BadPeriod("to_come")
    clash = benefit.measurements.filter(period_from__lte=last, period_to__gte=first).first()
    if clash:
        raise BadPeriod("overlaps", clash)


@transaction.atomic
def remove_measurement(measurement: Measurement, *, by: User, reason: str) -> None:
    """Take a measurement away that is not before finance; the reason stays in the history."""
    benefit = locked(measurement.benefit)
    row = Measurement.objects.select_for_update().filter(pk=measurement.pk, claim=None).first()
    if row is None:
        raise IllegalMove(f"measurement {measurement.pk} is before finance, or gone")
    record("savings.measurement_removed", about=benefit, by=by, reason=reason, row=row)
    row.delete()
    settle(benefit)


@transaction.atomic
def submit_claim(benefit: Benefit, *, by: User) -> Claim:
    """Put before finance all that was measured and was not put before it yet.

    A claim below the council's threshold waits for the year's sample instead.
    """
    benefit = locked(benefit)
    rows = list(benefit.measurements.select_for_update().filter(claim=None))
    if not rows:
        raise IllegalMove(f"benefit {benefit.pk} has nothing measured to put before finance")
    if missing := _unsaid(benefit):
        raise Unsaid(missing)
    amount = sum((row.amount_gbp or Decimal(0) for row in rows), Decimal(0))
    is_small = amount < queries.setting(benefit.project.council).verification_threshold_gbp
    claim = Claim.objects.create(
        benefit=benefit,
        stage=Claim.Stage.SMALL if is_small else Claim.Stage.WAITING,
        period_from=min(row.period_from for row in rows),
        period_to=max(row.period_to for row in rows),
        amount_gbp=amount,
        submitted_by=by,
    )
    benefit.measurements.filter(pk__in=[row.pk for row in rows]).update(claim=claim)
    if benefit.stage == Stage.REJECTED:
        settle(benefit)
    record(
        "savings.claim_submitted",
        about=benefit,
        by=by,
        tell=[] if is_small else queries.verifiers(benefit),
        link=claim.get_absolute_url(),
        claim=claim,
    )
    return claim


def _unsaid(benefit: Benefit) -> list[str]:
    if benefit.kind == Kind.UNCLASSIFIED:
        return ["kind"]
    return benefit.unsaid(benefit.CASH) if benefit.is_cash else []


@transaction.atomic
def classify_benefit(benefit: Benefit, *, by: User, **fields: Any) -> Benefit:
    """Say which sort of gain it is, and which budget goes: also after the plan was baselined."""
    benefit = locked(benefit)
    if benefit.stage in benefit.HIDDEN or benefit.claims.undecided().exists():
        raise IllegalMove(f"benefit {benefit.pk} is {benefit.stage} or before finance")
    for name, value in fields.items():
        setattr(benefit, name, value)
    benefit.save(update_fields=list(fields))
    record("savings.benefit_edited", about=benefit, by=by)
    return benefit


@transaction.atomic
def withdraw_claim(claim: Claim, *, by: User, reason: str) -> Claim:
    """Take a claim back before it is decided, to measure again.

    Not one that a sample holds: who is drawn does not leave.
    """
    claim = locked_claim(claim)
    if claim.sample_id:
        raise IllegalMove(f"claim {claim.pk} belongs to a sample")
    claim.move_to(Claim.Stage.WITHDRAWN)
    claim.stage_reason = reason
    claim.save(update_fields=["stage", "moved_at", "stage_reason"])
    claim.measurements.update(claim=None)
    record(
        "savings.claim_withdrawn",
        about=claim.benefit,
        by=by,
        tell=queries.verifiers(claim.benefit),
        reason=reason,
        claim=claim,
    )
    return claim
