"""What is hoped for: written as a draft, published as a claim, and held still as a plan."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from corps.accounts.models import User
from corps.notifications.services import record
from corps.savings import queries
from corps.savings.models import Benefit, Claim, Forecast
from corps.stages import IllegalMove
from councils.models import Project

Stage = Benefit.Stage
Row = tuple[date, date, Decimal]


class Unsaid(Exception):
    """Something must be said first: names of fields of the benefit, or words."""

    def __init__(self, missing: list[str]):
        self.missing = missing
        super().__init__(f"still to say: {', '.join(missing)}")


class CountedAlready(Exception):
    """The development of a product is saved once, and another benefit counts it."""


def locked(benefit: Benefit) -> Benefit:
    """The benefit as it stands now, held until the transaction ends."""
    return (
        Benefit.objects.select_for_update(of=("self",))
        .select_related("project__council", "author")
        .get(pk=benefit.pk)
    )


def move(
    benefit: Benefit, stage: str, event: str, *, by: User | None, reason: str = "", **words: Any
) -> Benefit:
    """Move a locked benefit, keep the reason, and tell those who wrote it."""
    benefit.move_to(stage)
    benefit.stage_reason = reason
    benefit.save(update_fields=["stage", "moved_at", "stage_reason"])
    record(event, about=benefit, by=by, tell=queries.concerned(benefit), reason=reason, **words)
    return benefit


def settle(benefit: Benefit) -> None:
    """Let a benefit's stage say what its claims and measurements have come to."""
    stages = set(benefit.claims.values_list("stage", flat=True))
    if stages & {Claim.Stage.VERIFIED, Claim.Stage.BY_SAMPLE}:
        stage = Stage.VERIFIED
    elif benefit.measurements.exclude(claim__stage=Claim.Stage.REJECTED).exists():
        stage = Stage.MEASURED
    else:
        stage = Stage.REJECTED if Claim.Stage.REJECTED in stages else Stage.BASELINED
    if stage != benefit.stage:
        benefit.move_to(stage)
        benefit.save(update_fields=["stage", "moved_at"])


@transaction.atomic
def draft_benefit(
    project: Project, *, by: User, forecasts: Sequence[Row] = (), **fields: Any
) -> Benefit:
    """Begin a benefit as a draft that only its council sees."""
    benefit = Benefit.objects.create(project=project, author=by, **fields)
    _set_forecasts(benefit, forecasts)
    record("savings.benefit_drafted", about=benefit, by=by)
    return benefit


@transaction.atomic
def edit_benefit(
    benefit: Benefit, *, by: User, forecasts: Sequence[Row] | None = None, **fields: Any
) -> Benefit:
    """Change a plan that is not baselined yet."""
    benefit = locked(benefit)
    if not benefit.is_editable:
        raise IllegalMove(f"benefit {benefit.pk} is {benefit.stage}: its plan stands")
    for name, value in fields.items():
        setattr(benefit, name, value)
    _refuse_double_counting(benefit)
    benefit.save(update_fields=list(fields))
    if forecasts is not None:
        _set_forecasts(benefit, forecasts)
    if fields or forecasts is not None:
        record("savings.benefit_edited", about=benefit, by=by)
    return benefit


def _set_forecasts(benefit: Benefit, rows: Sequence[Row]) -> None:
    benefit.forecasts.all().delete()
    Forecast.objects.bulk_create(
        Forecast(benefit=benefit, period_from=first, period_to=last, amount_gbp=amount)
        for first, last, amount in rows
    )


def _refuse_double_counting(benefit: Benefit) -> None:
    """Hold a published benefit against those that count the same product's development."""
    if benefit.stage == Stage.DRAFT or not benefit.is_development:
        return
    _refuse_what_another_developed(benefit)
    if queries.counted_by(benefit.product, besides=benefit):
        raise CountedAlready(f"the development of {benefit.product} is counted already")


def _refuse_what_another_developed(benefit: Benefit) -> None:
    """A project in which another council's work is reused saves no development of its own."""
    if benefit.project.reuses_of.live().exists():
        raise CountedAlready(f"what project {benefit.project_id} uses was developed elsewhere")


@transaction.atomic
def publish_benefit(benefit: Benefit, *, by: User) -> Benefit:
    """Show the forecast to everybody, as a claim."""
    benefit = locked(benefit)
    if benefit.is_money and not benefit.forecasts.exists():
        raise Unsaid(["a forecast"])
    if benefit.can_move_to(Stage.CLAIMED) and benefit.is_development:
        _refuse_what_another_developed(benefit)
        if queries.counted_by(benefit.product, besides=benefit):
            raise CountedAlready(f"the development of {benefit.product} is counted already")
    return move(benefit, Stage.CLAIMED, "savings.benefit_published", by=by)


@transaction.atomic
def baseline_benefit(benefit: Benefit, *, by: User) -> Benefit:
    """Hold the plan still: from now on results are measured against it."""
    benefit = locked(benefit)
    if missing := benefit.unsaid():
        raise Unsaid(missing)
    return move(benefit, Stage.BASELINED, "savings.plan_baselined", by=by)


@transaction.atomic
def reopen_plan(benefit: Benefit, *, by: User, reason: str) -> Benefit:
    """Change a plan after all, before anything was measured; everybody can read why."""
    benefit = locked(benefit)
    return move(benefit, Stage.CLAIMED, "savings.plan_reopened", by=by, reason=reason)


@transaction.atomic
def withdraw_benefit(benefit: Benefit, *, by: User, reason: str) -> Benefit:
    """Take a benefit back; one that finance has decided on, or has before it, stays."""
    benefit = locked(benefit)
    if benefit.claims.exclude(stage=Claim.Stage.WITHDRAWN).exists():
        raise IllegalMove(f"benefit {benefit.pk} was put before finance")
    return move(benefit, Stage.WITHDRAWN, "savings.benefit_withdrawn", by=by, reason=reason)
