"""What a figure of the dashboard is made of: its benefits, each with what it adds."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models import Sum as Total

from corps.savings.models import (
    Benefit,
    Claim,
    Forecast,
    Measurement,
    Part,
    ServiceMonth,
    State,
    Summary,
)
from corps.savings.queries.dashboard import Choices
from corps.savings.queries.lines import amounts_of
from councils.models import Council

COUNCIL = Benefit.Beneficiary.COUNCIL


@dataclass(frozen=True)
class Asked:
    """A figure: a state of one category in a time and service area, of a council or of all.

    Its time is that of the choices, or another from one month on and before another one.
    """

    choices: Choices
    state: str
    council: Council | None = None
    since: date | None = None
    until: date | None = None

    @property
    def months(self) -> tuple[date, date]:
        """From which month on and before which one it counts; what is hoped for, up to now."""
        since = self.since or self.choices.since or date(1900, 1, 1)
        if self.until:
            return since, self.until
        if self.state == State.FORECAST:
            return since, self.choices.to_come
        return since, self.choices.until or date(9000, 1, 1)


def figure(asked: Asked) -> Decimal:
    """The figure itself, from the sums."""
    since, until = asked.months
    rows = (
        Summary.objects.filter(council=asked.council)
        if asked.council
        else ServiceMonth.objects.all()
    )
    if asked.choices.service is not None:
        rows = rows.filter(service=asked.choices.service)
    rows = rows.filter(
        category=asked.choices.category, state=asked.state, month__gte=since, month__lt=until
    )
    return rows.aggregate(total=Total("amount_gbp"))["total"] or Decimal(0)


def evidence(asked: Asked) -> QuerySet[Benefit]:
    """Public benefits that add to the figure, the newest first."""
    found = Benefit.objects.public()
    if asked.council:
        found = found.filter(project__council=asked.council)
    if asked.choices.service is not None:
        found = found.filter(service=asked.choices.service)
    return found.filter(_adds(asked)).select_related("project__council")


def with_amounts(
    asked: Asked, benefits: list[Benefit]
) -> list[tuple[Benefit, Decimal, list[Part]]]:
    """Each benefit, what it adds to the figure, and its parts that finance rejected."""
    since, until = asked.months
    amounts = amounts_of(
        [benefit.pk for benefit in benefits],
        category=asked.choices.category,
        state=asked.state,
        since=since,
        until=until,
    )
    cut: dict[int, list[Part]] = defaultdict(list)
    if asked.state == State.REJECTED:
        parts = Part.objects.filter(
            _overlaps(asked, "claim__"), claim__benefit__in=benefits, verdict=Part.Verdict.REJECTED
        )
        for part in parts.select_related("claim").order_by("-claim__period_from", "pk"):
            cut[part.claim.benefit_id].append(part)
    return [(benefit, amounts.get(benefit.pk, Decimal(0)), cut[benefit.pk]) for benefit in benefits]


def _adds(asked: Asked) -> Q:
    """Whether a benefit has a row of the state in the time; said of rows as `lines` says it."""
    category = asked.choices.category
    is_elsewhere = category in Benefit.Beneficiary.values
    whose = Q(beneficiary=category) if is_elsewhere else Q(beneficiary=COUNCIL)
    own = whose if is_elsewhere else whose & Q(kind=category)
    if asked.state in {State.VERIFIED, State.REJECTED}:
        parts = Part.objects.filter(
            _overlaps(asked, "claim__"),
            claim__benefit=OuterRef("pk"),
            claim__stage__in=Claim.DECIDED,
        )
        rejected = Q(verdict=Part.Verdict.REJECTED)
        parts = parts.filter(rejected if asked.state == State.REJECTED else ~rejected)
        return whose & Q(Exists(parts if is_elsewhere else parts.filter(kind=category)))
    if asked.state == State.WAITING:
        claims = Claim.objects.undecided().filter(_overlaps(asked), benefit=OuterRef("pk"))
        return own & Q(Exists(claims.filter(amount_gbp__gt=0)))
    if asked.state == State.FORECAST:
        hoped = Forecast.objects.filter(_overlaps(asked), benefit=OuterRef("pk"))
        return own & Q(Exists(hoped.filter(amount_gbp__gt=0)))
    unclaimed = Q(claim=None) | Q(claim__stage=Claim.Stage.WITHDRAWN)
    shown = Measurement.objects.filter(_overlaps(asked), unclaimed, benefit=OuterRef("pk"))
    return own & Q(Exists(shown.filter(amount_gbp__gt=0)))


def _overlaps(asked: Asked, prefix: str = "") -> Q:
    since, until = asked.months
    return Q(**{f"{prefix}period_to__gte": since, f"{prefix}period_from__lt": until})
