"""Who may judge a saving, how it stands, and what waits for whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

import councils.queries
from corps.accounts.models import User
from corps.notifications.models import Event
from corps.notifications.queries import Pile, Waits
from corps.savings import maths
from corps.savings.models import (
    Benefit,
    Claim,
    CouncilSetting,
    Deflator,
    Kind,
    Measurement,
    Part,
)
from corps.savings.models.benefits import BenefitQuerySet
from councils.models import Council, Membership, Project, Teammate

ZERO = Decimal(0)
# What makes somebody one of those who wrote a benefit: they never verify it.
WRITING = [
    "savings.benefit_drafted",
    "savings.benefit_edited",
    "savings.benefit_published",
    "savings.plan_baselined",
    "savings.plan_reopened",
    "savings.measurement_added",
    "savings.measurement_removed",
    "savings.claim_submitted",
    "savings.claim_withdrawn",
]


def narrow_benefits(
    benefits: BenefitQuerySet,
    *,
    borough: str = "",
    service: str = "",
    kind: str = "",
    stage: str = "",
) -> BenefitQuerySet:
    """Those that the filters leave: the same on the page and in the API."""
    asked = {"project__council__slug": borough, "service": service, "kind": kind, "stage": stage}
    return benefits.filter(**{name: value for name, value in asked.items() if value})


def kept_away(benefit: Benefit) -> set[int]:
    """Ids of those who may never verify: who wrote the benefit or its project, or worked on it."""
    wrote = Event.objects.about(benefit).filter(kind__in=WRITING).values_list("by", flat=True)
    team = Teammate.objects.filter(project=benefit.project_id).values_list("user", flat=True)
    found = {benefit.author_id, *wrote, *team, *councils.queries.writers(benefit.project)}
    return {pk for pk in found if pk is not None}


def verifiers(benefit: Benefit) -> QuerySet[User]:
    """Finance officers of the council who had no part in it."""
    finance = Membership.objects.finance().filter(council=benefit.project.council_id)
    return User.objects.filter(pk__in=finance.values("user"), is_active=True).exclude(
        pk__in=kept_away(benefit)
    )


def concerned(benefit: Benefit) -> QuerySet[User]:
    """Those who wrote a benefit: they hear how it goes on."""
    wrote = Event.objects.about(benefit).filter(kind__in=WRITING).values("by")
    return User.objects.filter(Q(pk=benefit.author_id) | Q(pk__in=wrote))


def waiting_for(user: User) -> Waits:
    """Claims to verify, and figures that were measured but not yet sent to finance."""
    return Waits([_to_verify(user), _to_submit(user)])


def to_verify(user: User) -> QuerySet[Claim]:
    """Claims that wait, of the person's councils, in which they had no part."""
    kind = ContentType.objects.get_for_model(Benefit)
    wrote = Event.objects.filter(about_type=kind, kind__in=WRITING, by=user).values("about_id")
    project = ContentType.objects.get_for_model(Project)
    wrote_project = Event.objects.filter(
        about_type=project, kind__in=councils.queries.WRITING, by=user
    ).values("about_id")
    own = (
        Q(benefit__author=user)
        | Q(benefit__project__author=user)
        | Q(benefit__project__submitted_by=user)
        | Q(benefit__in=wrote)
        | Q(benefit__project__in=wrote_project)
        | Q(benefit__project__in=Teammate.objects.filter(user=user).values("project"))
    )
    return Claim.objects.for_finance(user).waiting().exclude(own).order_by("submitted_at", "pk")


def _to_verify(user: User) -> Pile:
    return Pile(
        lambda: to_verify(user).select_related("benefit"),
        since="submitted_at",
        text=lambda claim: f"Verify £{claim.amount_gbp:,.0f} of “{claim.benefit.title}”",
        role="council",
        of="benefit__project__council",
    )


def _to_submit(user: User) -> Pile:
    def rows() -> QuerySet[Benefit]:
        unsent = Measurement.objects.filter(benefit=OuterRef("pk"), claim=None)
        # Who wrote it and is still there; and who answers for the project, also after a hand-over.
        wrote = Q(author=user, project__council__in=Council.objects.of(user))
        answers = Q(project__in=Project.objects.owned_by(user).values("pk"))
        found = Benefit.objects.filter(wrote | answers, Exists(unsent))
        return found.exclude(stage__in=Benefit.HIDDEN)

    return Pile(
        rows,
        since="moved_at",
        text=lambda benefit: f"Send what was measured of “{benefit.title}” to finance",
        role="council",
        of="project__council",
    )


@dataclass(frozen=True)
class Standing:
    """How a benefit's money stands: each measured pound in exactly one place."""

    forecast: Decimal = ZERO
    measured: Decimal = ZERO  # not before finance yet
    waiting: Decimal = ZERO
    cash: Decimal = ZERO  # verified and cash-releasing: the only headline
    other: dict[str, Decimal] = field(default_factory=dict)  # verified, by kind, beside cash
    filed: Decimal = ZERO
    rejected: Decimal = ZERO

    @property
    def whole(self) -> Decimal:
        """All that was measured, wherever it stands now."""
        judged = self.cash + sum(self.other.values(), ZERO) + self.filed + self.rejected
        return self.measured + self.waiting + judged


def standing(benefit: Benefit) -> Standing:
    """Where each pound of a benefit stands."""
    forecast = benefit.forecasts.aggregate(sum=Sum("amount_gbp"))["sum"] or ZERO
    free = benefit.measurements.filter(claim=None).aggregate(sum=Sum("amount_gbp"))["sum"] or ZERO
    waiting = benefit.claims.undecided().aggregate(sum=Sum("amount_gbp"))["sum"] or ZERO
    sums: dict[str, Decimal] = defaultdict(Decimal)
    other: dict[str, Decimal] = defaultdict(Decimal)
    for part in Part.objects.filter(claim__benefit=benefit):
        if part.verdict == Part.Verdict.VERIFIED and part.kind != Kind.CASH_RELEASING:
            other[part.get_kind_display()] += part.amount_gbp
        else:
            sums[part.verdict] += part.amount_gbp
    return Standing(
        forecast,
        free,
        waiting,
        sums[Part.Verdict.VERIFIED],
        dict(other),
        sums[Part.Verdict.FILED],
        sums[Part.Verdict.REJECTED],
    )


@dataclass(frozen=True)
class Appraisal:
    """A forecast's worth today, and what it would be if costs grew as they tend to."""

    years: int
    worth: Decimal
    lower: Decimal
    upper: Decimal


def appraisal(benefit: Benefit) -> Appraisal | None:
    """The forecast discounted, with the Green Book's optimism bias apart; none without one."""
    gains: dict[int, Decimal] = defaultdict(Decimal)
    for row in benefit.forecasts.all():
        for year, amount in maths.by_year(row.amount_gbp, row.period_from, row.period_to).items():
            gains[year] += amount
    if not gains:
        return None

    def worth(uplift: Decimal) -> Decimal:
        one_off = maths.with_optimism(benefit.one_off_cost_gbp, uplift)
        running = maths.with_optimism(benefit.running_cost_gbp, uplift)
        return maths.npv(maths.flows(one_off, running, gains), discount_bands())

    years = max(gains) - min(gains) + 1
    return Appraisal(years, worth(ZERO), worth(maths.OPTIMISM_LOWER), worth(maths.OPTIMISM_UPPER))


def discount_bands() -> list[tuple[int, Decimal]]:
    """From which year on money is discounted, and at which rate."""
    return [(year, Decimal(rate)) for year, rate in settings.DISCOUNT_BANDS]


@dataclass(frozen=True)
class Year:
    """Verified cash of one financial year, as paid and in the prices of another."""

    year: int
    nominal: Decimal
    real: Decimal | None

    def __str__(self) -> str:
        return f"{self.year}–{(self.year + 1) % 100:02}"


@dataclass(frozen=True)
class Years:
    """Verified cash by financial year, and in whose prices `real` is, if deflators are entered."""

    rows: list[Year]
    base: str


def verified_by_year(benefit: Benefit) -> Years:
    """Verified cash over the years in which it was measured."""
    nominal: dict[int, Decimal] = defaultdict(Decimal)
    parts = Part.objects.filter(
        claim__benefit=benefit, verdict=Part.Verdict.VERIFIED, kind=Kind.CASH_RELEASING
    ).select_related("claim")
    for part in parts.prefetch_related("claim__measurements"):
        for month, share in maths.spread(part.amount_gbp, periods(part.claim)).items():
            nominal[maths.financial_year(month)] += share
    index = dict(Deflator.objects.values_list("year", "index"))
    base = max(index, default=0)
    rows = [
        Year(
            year,
            amount,
            maths.real(amount, index[year], index[base]) if year in index else None,
        )
        for year, amount in sorted(nominal.items())
    ]
    return Years(rows, f"{base}–{(base + 1) % 100:02}" if base else "")


def periods(claim: Claim) -> list[tuple[date, date, Decimal]]:
    """What a claim is spread over: its measurements by their worth, or else its own period."""
    found = [
        (row.period_from, row.period_to, row.amount_gbp or ZERO) for row in claim.measurements.all()
    ]
    return found or [(claim.period_from, claim.period_to, Decimal(1))]


def counted_by(product: str, *, besides: Benefit) -> Benefit | None:
    """The published benefit that counts what developing a product saves, if another does."""
    counted = Benefit.objects.filter(product=product, is_development=True)
    return counted.exclude(stage__in=Benefit.HIDDEN).exclude(pk=besides.pk).first()


def finance(council: Council) -> QuerySet[User]:
    """The council's finance officers."""
    rows = Membership.objects.finance().filter(council=council)
    return User.objects.filter(pk__in=rows.values("user"))


def setting(council: Council) -> CouncilSetting:
    """The council's threshold and share, or what holds where it set none."""
    return CouncilSetting.objects.filter(council=council).first() or CouncilSetting(council=council)


def small_claims(council: Council, year: int) -> QuerySet[Claim]:
    """A council's small claims of a financial year that no sample holds yet."""
    zone = timezone.get_current_timezone()
    first, last = (datetime(at, 4, 1, tzinfo=zone) for at in (year, year + 1))
    return Claim.objects.filter(
        benefit__project__council=council,
        stage=Claim.Stage.SMALL,
        sample=None,
        submitted_at__gte=first,
        submitted_at__lt=last,
    ).select_related("benefit__project__council")


def years_of_small_claims(council: Council) -> set[int]:
    """The financial years in which small claims came in that no sample holds yet."""
    rows = Claim.objects.filter(
        benefit__project__council=council, stage=Claim.Stage.SMALL, sample=None
    )
    return {
        maths.financial_year(timezone.localdate(at))
        for at in rows.values_list("submitted_at", flat=True)
    }


def finance_councils(user: User) -> QuerySet[Council]:
    """The councils for whose finance a person speaks."""
    mine = Membership.objects.finance().filter(user=user)
    return Council.objects.filter(pk__in=mine.values("council"))


def decided_for(user: User) -> QuerySet[Claim]:
    """Decided claims of a finance officer's councils, or of all for corps staff; newest first."""
    found = Claim.objects.all() if user.is_staff else Claim.objects.for_finance(user)
    return found.decided().order_by("-decided_at", "-pk")


def first_forecast(project: Project) -> list[tuple[date, date, Decimal]]:
    """What a project's own forecast suggests: one year from its end of delivery, or none."""
    if not project.forecast_gbp:
        return []
    last = max((role.ends_on for role in project.roles.all()), default=None)
    first = (last or timezone.localdate()) + timedelta(days=1)
    first = first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return [(first, first.replace(year=first.year + 1) - timedelta(days=1), project.forecast_gbp)]


def benefits_of(projects: Iterable[Project], user: User) -> BenefitQuerySet:
    """Projects' benefits that a person may see, with forecast and verified cash, in one query."""
    one = Benefit.objects.filter(pk=OuterRef("pk")).order_by()
    cash = Q(claims__parts__verdict=Part.Verdict.VERIFIED, claims__parts__kind=Kind.CASH_RELEASING)
    hoped = one.annotate(sum=Sum("forecasts__amount_gbp"))
    verified = one.annotate(sum=Sum("claims__parts__amount_gbp", filter=cash))
    return (
        Benefit.objects.visible_to(user)
        .filter(project__in=projects)
        .exclude(stage=Benefit.Stage.WITHDRAWN)
        .select_related("project")
        .annotate(
            forecast_gbp=Subquery(hoped.values("sum")), cash_gbp=Subquery(verified.values("sum"))
        )
        .order_by("pk")
    )
