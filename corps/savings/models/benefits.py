"""What a project is to gain, who answers for it, and what was hoped for."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.stages import Staged
from councils.models import Council, Project


def days(first: str, last: str) -> Func:
    """The range of days from one field to another, both ends being of it."""
    return Func(F(first), F(last), Value("[]"), function="daterange", output_field=DateRangeField())


class Kind(models.TextChoices):
    """What sort of gain it is; only the first is cash that leaves a budget."""

    CASH_RELEASING = "cash_releasing", "cash-releasing"
    NON_CASH_RELEASING = "non_cash_releasing", "non-cash-releasing (time saved)"
    COST_AVOIDANCE = "cost_avoidance", "cost avoidance"
    INCOME = "income"
    QUANTITATIVE = "quantitative", "counted, not in money"
    QUALITATIVE = "qualitative", "described, not counted"
    UNCLASSIFIED = "unclassified", "not classified yet"


class BenefitQuerySet(models.QuerySet):
    """Benefits, as a person or the public sees them."""

    def public(self) -> "BenefitQuerySet":
        """Those that anybody may read: published, of a project that was opened."""
        return self.exclude(stage__in=Benefit.HIDDEN).filter(project__opened_at__isnull=False)

    def visible_to(self, user: User) -> "BenefitQuerySet":
        """Everyone sees what is public; a council and corps staff also see the rest."""
        if user.is_authenticated and user.is_staff:
            return self
        public = ~Q(stage__in=Benefit.HIDDEN) & Q(project__opened_at__isnull=False)
        if not user.is_authenticated:
            return self.filter(public)
        return self.filter(public | Q(project__council__in=Council.objects.of(user)))


class Benefit(Staged):
    """A gain that a project is to bring, and how far it has been shown to be true."""

    class Stage(models.TextChoices):
        DRAFT = "draft"
        CLAIMED = "claimed"
        BASELINED = "baselined"
        MEASURED = "measured"
        VERIFIED = "verified", "verified by finance"
        REJECTED = "rejected", "rejected by finance"
        WITHDRAWN = "withdrawn"

    MOVES: ClassVar = {
        Stage.DRAFT: {Stage.CLAIMED, Stage.WITHDRAWN},
        Stage.CLAIMED: {Stage.BASELINED, Stage.WITHDRAWN},
        Stage.BASELINED: {Stage.CLAIMED, Stage.MEASURED, Stage.WITHDRAWN},
        Stage.MEASURED: {Stage.BASELINED, Stage.VERIFIED, Stage.REJECTED, Stage.WITHDRAWN},
        Stage.VERIFIED: {Stage.MEASURED},
        Stage.REJECTED: {Stage.VERIFIED, Stage.MEASURED},
        Stage.WITHDRAWN: set(),
    }
    HIDDEN: ClassVar = (Stage.DRAFT, Stage.WITHDRAWN)  # never public, counted nowhere

    class Beneficiary(models.TextChoices):
        COUNCIL = "council"
        PUBLIC_BODY = "public_body", "another public body"
        RESIDENT = "resident", "residents"

    class Unit(models.TextChoices):
        POUNDS = "pounds", "pounds"
        HOURS = "hours"
        DAYS = "days"
        PERCENT = "percent", "per cent"
        COUNT = "count", "number of them"
        SCORE = "score"

    class Service(models.TextChoices):
        ADULTS = "adults", "adult social care"
        CHILDREN = "children", "children and families"
        EDUCATION = "education", "schools and education"
        HOUSING = "housing"
        PLANNING = "planning", "planning and building control"
        ENVIRONMENT = "environment", "waste and environment"
        TRANSPORT = "transport", "streets, parking and transport"
        REVENUES = "revenues", "council tax and benefits"
        CUSTOMER = "customer", "customer services"
        CULTURE = "culture", "libraries, parks and culture"
        HEALTH = "health", "public health"
        REGULATION = "regulation", "licensing and regulation"
        CORPORATE = "corporate", "finance, people and IT"
        OTHER = "other"

    # What must be said before the plan counts as baselined.
    ASKED: ClassVar = (
        "measure",
        "baseline_value",
        "baseline_from",
        "baseline_to",
        "baseline_source",
        "officer_name",
        "method",
    )
    # What must be said before finance is asked to verify cash.
    CASH: ClassVar = ("cost_centre", "budget_line", "goes_on")

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="benefits")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="benefits_written"
    )
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    stage_reason = models.TextField(blank=True, editable=False)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.UNCLASSIFIED)
    beneficiary = models.CharField(
        "who gains", max_length=12, choices=Beneficiary, default=Beneficiary.COUNCIL
    )
    service = models.CharField("service area", max_length=12, choices=Service, blank=True)

    measure = models.CharField("what is measured", max_length=200, blank=True)
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.POUNDS)
    method = models.TextField("how the figures are worked out", blank=True)
    officer_name = models.CharField("responsible officer", max_length=100, blank=True)
    officer_email = models.EmailField("their e-mail address", blank=True)
    baseline_value = models.DecimalField(
        "baseline", max_digits=14, decimal_places=2, null=True, blank=True
    )
    baseline_from = models.DateField("baseline's first day", null=True, blank=True)
    baseline_to = models.DateField("baseline's last day", null=True, blank=True)
    baseline_source = models.CharField("where the baseline is from", max_length=300, blank=True)

    one_off_cost_gbp = models.DecimalField(
        "one-off cost", max_digits=12, decimal_places=2, default=0
    )
    running_cost_gbp = models.DecimalField(
        "cost to run each year", max_digits=12, decimal_places=2, default=0
    )
    cost_centre = models.CharField(max_length=40, blank=True)
    budget_line = models.CharField(max_length=100, blank=True)
    goes_on = models.DateField("date the budget goes", null=True, blank=True)

    product = models.SlugField("product", max_length=80, blank=True)
    is_development = models.BooleanField("saves the cost of developing the product", default=False)
    reuses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reused_by"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one_off_cost_gbp__gte=0, running_cost_gbp__gte=0),
                name="benefit_costs_nothing_or_more",
            ),
            models.CheckConstraint(
                condition=Q(baseline_value__isnull=True) | Q(baseline_value__gte=0),
                name="benefit_starts_from_nothing_or_more",
            ),
            models.CheckConstraint(
                condition=Q(baseline_from__isnull=True)
                | Q(baseline_to__isnull=True)
                | Q(baseline_to__gte=F("baseline_from")),
                name="baseline_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "claimed", "withdrawn"])
                | (Q(baseline_value__isnull=False, baseline_to__isnull=False) & ~Q(measure="")),
                name="benefit_is_measured_from_a_baseline",
            ),
            models.CheckConstraint(
                condition=Q(is_development=False) | (~Q(product="") & Q(reuses__isnull=True)),
                name="reuse_saves_no_development_again",
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(is_development=True) & ~Q(stage__in=["draft", "withdrawn"]),
                name="product_saves_development_once",
            ),
            models.UniqueConstraint(
                fields=["project", "title"],
                condition=~Q(stage="withdrawn"),
                name="project_names_a_benefit_once",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "stage"], name="benefit_project"),
            models.Index(fields=["-moved_at", "-id"], name="benefit_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("savings:benefit", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """Whether its plan may still change: a baselined plan is what results are held against."""
        return self.stage in {self.Stage.DRAFT, self.Stage.CLAIMED}

    @property
    def is_cash(self) -> bool:
        """Whether it is claimed to take money out of a budget."""
        return self.kind == Kind.CASH_RELEASING

    @property
    def is_money(self) -> bool:
        """Whether it is claimed in pounds at all."""
        return self.kind not in {Kind.QUANTITATIVE, Kind.QUALITATIVE}

    def unsaid(self, names: tuple[str, ...] = ASKED) -> list[str]:
        """Names of the fields, of these, that are still empty."""
        return [name for name in names if getattr(self, name) in {"", None}]


class Forecast(models.Model):
    """What a benefit is hoped to bring in one period; never a result."""

    benefit = models.ForeignKey(Benefit, on_delete=models.CASCADE, related_name="forecasts")
    period_from = models.DateField("first day")
    period_to = models.DateField("last day")
    amount_gbp = models.DecimalField("amount", max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["benefit", "period_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_gbp__gte=0), name="forecast_is_nothing_or_more"
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="forecast_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="forecasts_do_not_overlap",
                expressions=[
                    ("benefit", RangeOperators.EQUAL),
                    (days("period_from", "period_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit}: {self.period_from} to {self.period_to}"
