"""What was measured, what finance was asked to verify, and how it answered."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.savings.models.benefits import Benefit, Kind, days
from corps.stages import Staged
from councils.models import Council, Membership


class Sample(models.Model):
    """A council's small claims of one financial year, of which some, drawn by lot, are checked."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="samples")
    year = models.PositiveSmallIntegerField(help_text="In which the financial year begins.")
    seed = models.CharField(max_length=32, editable=False)
    share = models.DecimalField(max_digits=4, decimal_places=3, help_text="0.1 is one in ten.")
    drawn_at = models.DateTimeField(default=timezone.now, editable=False)
    stands = models.BooleanField(
        null=True, editable=False, help_text="Whether every claim drawn was verified whole."
    )

    class Meta:
        ordering = ["-year", "council"]
        constraints = [
            models.UniqueConstraint(fields=["council", "year"], name="council_draws_once_a_year"),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1), name="sample_is_some_of_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council}, {self.year}–{(self.year + 1) % 100:02}"

    def get_absolute_url(self) -> str:
        return reverse("savings:verifications")


class ClaimQuerySet(models.QuerySet):
    """Claims, as finance or the public sees them."""

    def waiting(self) -> "ClaimQuerySet":
        """Those that a finance officer is to decide."""
        return self.filter(stage=Claim.Stage.WAITING)

    def undecided(self) -> "ClaimQuerySet":
        """Those that nobody has verified or rejected yet."""
        return self.filter(stage__in=[Claim.Stage.WAITING, Claim.Stage.SMALL])

    def decided(self) -> "ClaimQuerySet":
        """Those whose parts stand: verified, verified by sample, or rejected."""
        return self.filter(stage__in=Claim.DECIDED)

    def for_finance(self, user: User) -> "ClaimQuerySet":
        """Those of the councils for whose finance the person speaks."""
        councils = Membership.objects.finance().filter(user=user).values("council")
        return self.filter(benefit__project__council__in=councils)


class Claim(Staged):
    """Measured figures that a council puts before its finance officers.

    A decided claim has parts, and they sum to it to the penny.
    """

    class Stage(models.TextChoices):
        WAITING = "waiting", "waiting for finance"
        SMALL = "small", "waiting for the year's sample"
        VERIFIED = "verified"
        BY_SAMPLE = "by_sample", "verified by sample"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    MOVES: ClassVar = {
        Stage.WAITING: {Stage.VERIFIED, Stage.REJECTED, Stage.WITHDRAWN},
        Stage.SMALL: {Stage.WAITING, Stage.BY_SAMPLE, Stage.WITHDRAWN},
        Stage.VERIFIED: {Stage.WAITING},
        Stage.BY_SAMPLE: {Stage.WAITING},
        Stage.REJECTED: {Stage.WAITING},
        Stage.WITHDRAWN: set(),
    }
    DECIDED: ClassVar = (Stage.VERIFIED, Stage.BY_SAMPLE, Stage.REJECTED)

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="claims")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    stage_reason = models.TextField(blank=True, editable=False)
    period_from = models.DateField("first day")
    period_to = models.DateField("last day")
    amount_gbp = models.DecimalField("claimed", max_digits=12, decimal_places=2)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    is_drawn = models.BooleanField("drawn by lot", default=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_gbp__gte=0), name="claim_is_nothing_or_more"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="claim_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("submitted_by")),
                name="claim_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["waiting", "small", "withdrawn"], decided_at__isnull=True)
                | Q(stage="by_sample", decided_at__isnull=False, sample__isnull=False)
                | Q(
                    stage__in=["verified", "rejected"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="claim_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(is_drawn=False) | Q(sample__isnull=False),
                name="claim_is_drawn_from_a_sample",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "submitted_at"], name="claim_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.benefit}, {self.period_from} to {self.period_to}"

    def get_absolute_url(self) -> str:
        return reverse("savings:claim", args=[self.pk])


class Measurement(models.Model):
    """What a benefit brought in one period, with what shows it."""

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="measurements")
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="measurements"
    )
    period_from = models.DateField("first day")
    period_to = models.DateField("last day")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    amount_gbp = models.DecimalField(
        "worth in pounds", max_digits=12, decimal_places=2, null=True, blank=True
    )
    file = models.FileField("evidence", upload_to="savings/evidence/", max_length=200, blank=True)
    link = models.URLField("address of the evidence", max_length=300, blank=True)
    is_public = models.BooleanField(
        "anybody may download the file",
        default=False,
        help_text="Only where it holds nobody's personal data.",
    )
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["benefit", "period_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0), name="measurement_is_nothing_or_more"
            ),
            models.CheckConstraint(
                condition=Q(amount_gbp__isnull=True) | Q(amount_gbp__gte=0),
                name="measurement_is_worth_nothing_or_more",
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="measurement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | ~Q(link=""), name="measurement_shows_its_evidence"
            ),
            ExclusionConstraint(
                name="measurements_do_not_overlap",
                expressions=[
                    ("benefit", RangeOperators.EQUAL),
                    (days("period_from", "period_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.benefit}: {self.period_from} to {self.period_to}"


class Part(models.Model):
    """One part of a decided claim: verified, filed as something other than cash, or rejected."""

    class Verdict(models.TextChoices):
        VERIFIED = "verified"
        FILED = "filed", "filed as time saved"
        REJECTED = "rejected"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="parts")
    verdict = models.CharField(max_length=8, choices=Verdict)
    kind = models.CharField(max_length=20, choices=Kind)
    amount_gbp = models.DecimalField("amount", max_digits=12, decimal_places=2)
    reason = models.TextField(blank=True)
    cost_centre = models.CharField(max_length=40, blank=True)
    budget_line = models.CharField(max_length=100, blank=True)
    goes_on = models.DateField("date the budget goes", null=True, blank=True)

    class Meta:
        ordering = ["claim", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_gbp__gt=0), name="part_is_something"),
            models.CheckConstraint(
                condition=~Q(verdict="verified", kind="cash_releasing")
                | (~Q(cost_centre="") & ~Q(budget_line="") & Q(goes_on__isnull=False)),
                name="verified_cash_leaves_a_budget",
            ),
            models.CheckConstraint(
                condition=Q(verdict="verified") | ~Q(reason=""),
                name="part_that_is_cut_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="filed") | Q(kind="non_cash_releasing"),
                name="part_filed_is_time_saved",
            ),
            models.UniqueConstraint(
                fields=["claim", "verdict"], name="claim_has_a_part_of_each_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.claim}"
