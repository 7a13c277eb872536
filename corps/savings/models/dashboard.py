"""What the dashboard stands on: sums of claims, people per borough, reports, frozen quarters."""

import hashlib
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from corps.savings.formats import canonical
from corps.savings.models.benefits import Benefit, Kind
from councils.models import Council


class Category(models.TextChoices):
    """What sort of gain and whose: what the council gains by kind, and what others gain."""

    CASH_RELEASING = Kind.CASH_RELEASING.value, "cash-releasing"
    NON_CASH_RELEASING = Kind.NON_CASH_RELEASING.value, "time saved"
    COST_AVOIDANCE = Kind.COST_AVOIDANCE.value, "cost avoidance"
    INCOME = Kind.INCOME.value, "income"
    RESIDENT = "resident", "residents’ benefit"
    PUBLIC_BODY = "public_body", "gain of another public body"
    QUANTITATIVE = Kind.QUANTITATIVE.value, "counted, not in money"
    QUALITATIVE = Kind.QUALITATIVE.value, "described, not counted"
    UNCLASSIFIED = Kind.UNCLASSIFIED.value, "not classified yet"


class State(models.TextChoices):
    """How sure an amount is, or that it is a cost."""

    FORECAST = "forecast"
    MEASURED = "measured", "measured, not yet put to finance"
    WAITING = "waiting", "awaiting verification"
    VERIFIED = "verified", "verified by finance"
    REJECTED = "rejected", "rejected by finance"
    RUNNING = "running", "cost to run"
    ONE_OFF = "one_off", "one-off cost"


class Amount(models.Model):
    """An amount in pounds and how many claims it is of; kept by a task, never by hand."""

    service = models.CharField(
        "service area", max_length=12, choices=Benefit.Service, blank=True, editable=False
    )
    category = models.CharField(max_length=20, choices=Category, editable=False)
    state = models.CharField(max_length=10, choices=State, editable=False)
    amount_gbp = models.DecimalField("amount", max_digits=16, decimal_places=2, editable=False)
    claims = models.PositiveIntegerField(editable=False)

    class Meta:
        abstract = True


class Summary(Amount):
    """A council's amounts in a service area, by category, state and month."""

    council = models.ForeignKey(
        Council, on_delete=models.CASCADE, related_name="summaries", editable=False
    )
    month = models.DateField("first day of the month", editable=False)

    class Meta:
        ordering = ["council", "service", "category", "state", "month"]
        verbose_name_plural = "summaries"
        constraints = [
            models.UniqueConstraint(
                fields=["council", "service", "category", "state", "month"],
                name="summary_has_one_row_of_a_sort",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="summary_is_of_a_whole_month"),
        ]
        indexes = [models.Index(fields=["service"], name="summary_service")]

    def __str__(self) -> str:
        return f"{self.council}, {self.month:%B %Y}: {self.get_state_display()}"


class CouncilYear(Amount):
    """The summary by council and financial year: what boroughs are compared by."""

    council = models.ForeignKey(
        Council, on_delete=models.CASCADE, related_name="savings_by_year", editable=False
    )
    year = models.PositiveSmallIntegerField("financial year begins in", editable=False)

    class Meta:
        ordering = ["council", "service", "category", "state", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "service", "category", "state", "year"],
                name="council_year_has_one_row_of_a_sort",
            ),
        ]
        indexes = [
            models.Index(fields=["category", "year"], name="council_year_category"),
            models.Index(fields=["year"], name="council_year_year"),
        ]

    def __str__(self) -> str:
        return f"{self.council}, {self.year}: {self.get_state_display()}"


class ServiceMonth(Amount):
    """The summary of all councils together: what is drawn over time."""

    month = models.DateField("first day of the month", editable=False)

    class Meta:
        ordering = ["service", "category", "state", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "category", "state", "month"],
                name="service_month_has_one_row_of_a_sort",
            ),
        ]
        indexes = [models.Index(fields=["category", "month"], name="service_month_category")]

    def __str__(self) -> str:
        return f"{self.get_service_display()}, {self.month:%B %Y}: {self.get_state_display()}"


class Stale(models.Model):
    """A council's service area whose rows have changed since they were summed up.

    Written by triggers of the database with each change of a benefit or of what hangs on it, so
    that no way of changing one is forgotten; taken away by who sums up.
    """

    council = models.ForeignKey(
        Council, on_delete=models.CASCADE, related_name="+", editable=False, db_index=False
    )
    service = models.CharField(max_length=12, blank=True, editable=False)
    since = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "stale"

    def __str__(self) -> str:
        return f"{self.council}: {self.service}"


class Population(models.Model):
    """How many people live in a borough, by the Office for National Statistics."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField("middle of the year")
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["council", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["council", "year"], name="population_is_known_once"),
            models.CheckConstraint(condition=Q(people__gt=0), name="population_is_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.council}, mid-{self.year}: {self.people:,}"


class Published(models.Model):
    """A saving from digital work that somebody else reports: never part of a total of ours."""

    class Basis(models.TextChoices):
        PER_YEAR = "per_year", "a year"
        CUMULATIVE = "cumulative", "in all"
        UNSTATED = "unstated", "time not stated"
        POTENTIAL = "potential", "potential"

    class Kind(models.TextChoices):
        REALISED = "realised", "reported as achieved"
        TARGET = "target"
        FORECAST = "forecast"
        PROGRAMME_TOTAL = "programme_total", "total of a programme"
        PROJECTION = "projection", "what might be"

    class Qualifier(models.TextChoices):
        OVER = "over", "over"
        UP_TO = "up to", "up to"

    who = models.CharField("reported for", max_length=100)
    councils = models.ManyToManyField(Council, blank=True, related_name="published_savings")
    project = models.CharField(max_length=200)
    qualifier = models.CharField(max_length=5, choices=Qualifier, blank=True)
    amount_gbp = models.DecimalField("amount", max_digits=14, decimal_places=2)
    basis = models.CharField(max_length=10, choices=Basis)
    period = models.CharField(max_length=50, blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    source = models.CharField(max_length=100)
    source_url = models.URLField("address of the source", max_length=300, blank=True)
    source_date = models.CharField(
        max_length=10, blank=True, help_text="As exact as it is known: 2019, or 2019-03-23."
    )
    note = models.CharField(max_length=300, blank=True)
    dispute = models.CharField(
        max_length=300, blank=True, help_text="How sources contradict one another."
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "published saving"
        constraints = [
            models.UniqueConstraint(fields=["who", "project"], name="published_saving_stands_once"),
            models.CheckConstraint(
                condition=Q(amount_gbp__gt=0), name="published_saving_is_of_some_money"
            ),
            models.CheckConstraint(
                condition=Q(source_date="")
                | Q(source_date__regex=r"^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$"),
                name="published_saving_is_dated_by_year_or_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.project}"

    @property
    def dated(self) -> str:
        """The source's date in words, as exact as it is known."""
        if len(self.source_date) <= 4:
            return self.source_date
        return format_date(date.fromisoformat(self.source_date), "j F Y")


class Snapshot(models.Model):
    """The figures of a quarter as they stood on a day, to be cited; the database keeps them so."""

    slug = models.SlugField(max_length=20, unique=True, editable=False)
    ends_on = models.DateField("last day of the quarter", editable=False)
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    figures = models.JSONField(editable=False)
    sha256 = models.CharField("SHA-256 of the figures", max_length=64, editable=False)
    frozen_at = models.DateTimeField(default=timezone.now, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-ends_on", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["ends_on", "edition"], name="snapshot_edition_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_has_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug}"

    def get_absolute_url(self) -> str:
        return reverse("savings:snapshot", args=[self.slug])

    @property
    def is_whole(self) -> bool:
        """Whether the figures still are those that were frozen."""
        return hashlib.sha256(canonical(self.figures).encode()).hexdigest() == self.sha256
