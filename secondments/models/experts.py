"""Those who offer days, what they would like, and where they work."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from corps.accounts.models import User
from corps.organisations.models import Organisation
from corps.stages import Staged
from councils.models import Clearance, Council, Role
from secondments.models.employers import Employer


class ExpertQuerySet(models.QuerySet):
    """Experts, as a person or a round sees them."""

    def visible_to(self, user: User) -> "ExpertQuerySet":
        """Oneself; one's staff, once on offer and the company is verified; all for corps staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        checked = Organisation.objects.verified()
        verified = Employer.objects.of(user).filter(organisation__in=checked)
        staff = Q(employer__in=verified) & ~Q(stage=Expert.Stage.DRAFT)
        return self.filter(Q(user=user) | staff)

    def with_offer(self) -> "ExpertQuerySet":
        """With what both the expert and the employer's consent leave: window and days a week."""
        return self.annotate(
            offer_from=Greatest("available_from", "consent_from"),
            offer_until=Least("available_until", "consent_until"),
            offer_days=Least("days_a_week", "consent_days"),
        )

    def consented(self, on: date) -> "ExpertQuerySet":
        """Those whom their employer lets go on the day, or from a later one on."""
        unended = Q(consent_until=None) | Q(consent_until__gte=on)
        return self.filter(unended, consent_at__isnull=False)

    def available(self) -> "ExpertQuerySet":
        """Those who offer themselves and are in no live secondment."""
        held = Secondment.objects.live().values("expert")
        return self.filter(stage=Expert.Stage.AVAILABLE).exclude(pk__in=held)


class Expert(Staged):
    """An employee who offers days of expertise; the skills are held by the person (Holding)."""

    class Stage(models.TextChoices):
        DRAFT = "draft"
        AVAILABLE = "available"
        PAUSED = "paused"

    MOVES: ClassVar = {
        Stage.DRAFT: {Stage.AVAILABLE},
        Stage.AVAILABLE: {Stage.PAUSED},
        Stage.PAUSED: {Stage.AVAILABLE},
    }
    # What must be said before one can be available.
    ASKED: ClassVar = ("headline", "available_from", "available_until", "days_a_week")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expert"
    )
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="experts")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    headline = models.CharField(
        "what you do", max_length=120, blank=True, help_text="For example: Senior developer."
    )
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    days_a_week = models.DecimalField(
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(5))],
    )
    remote = models.BooleanField("would work remotely", default=False)
    home = models.ForeignKey(
        Council,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="home borough",
    )
    boroughs = models.ManyToManyField(
        Council, blank=True, related_name="+", verbose_name="boroughs you would travel to"
    )
    clearance = models.CharField(
        "clearance held", max_length=4, choices=Clearance, default=Clearance.NONE
    )
    consent_at = models.DateTimeField(null=True, blank=True, editable=False)
    consent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # Of the consent that stands (see Consent): what bounds the offer. Nothing bounds nothing.
    consent_from = models.DateField(null=True, blank=True, editable=False)
    consent_until = models.DateField(null=True, blank=True, editable=False)
    consent_days = models.DecimalField(
        max_digits=2, decimal_places=1, null=True, blank=True, editable=False
    )
    is_sample = models.BooleanField("sample data", default=False)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(available_from__isnull=True)
                | Q(available_until__isnull=True)
                | Q(available_until__gt=F("available_from")),
                name="expert_is_available_for_some_time",
            ),
            models.CheckConstraint(
                condition=Q(days_a_week__isnull=True)
                | Q(days_a_week__gte=Decimal("0.5"), days_a_week__lte=5),
                name="expert_offers_some_of_the_week",
            ),
            models.CheckConstraint(
                condition=~Q(stage="available")
                | Q(
                    available_from__isnull=False,
                    available_until__isnull=False,
                    days_a_week__isnull=False,
                ),
                name="expert_is_available_with_dates_and_days",
            ),
            models.CheckConstraint(
                condition=~Q(consent_by=F("user")), name="expert_is_consented_to_by_another"
            ),
        ]
        indexes = [models.Index(fields=["stage"], name="expert_stage")]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("secondments:expert", args=[self.pk])

    @property
    def offered_from(self) -> date | None:
        """The first day on which both the expert is free and the employer's consent holds."""
        return max(filter(None, (self.available_from, self.consent_from)), default=None)

    @property
    def offered_until(self) -> date | None:
        """The last such day."""
        return min(filter(None, (self.available_until, self.consent_until)), default=None)

    @property
    def offered_days(self) -> Decimal | None:
        """The days a week that both agree to."""
        return min(filter(None, (self.days_a_week, self.consent_days)), default=None)

    def unsaid(self) -> list[str]:
        """Names of what must be said before one can be available."""
        return [
            str(field.verbose_name)
            for field in self._meta.fields
            if field.name in self.ASKED and getattr(self, field.name) in {"", None}
        ]


class Preference(models.Model):
    """A role that an expert would like, in the expert's own order."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="preferences")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="preferred_by")
    rank = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["expert", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "role"], name="expert_prefers_a_role_once"),
            models.UniqueConstraint(
                fields=["expert", "rank"],
                name="expert_has_one_role_a_rank",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.rank}. {self.role}"


class SecondmentQuerySet(models.QuerySet):
    """Secondments, as a person or a round sees them."""

    def live(self) -> "SecondmentQuerySet":
        """Those agreed and not over: they hold an expert and a place."""
        return self.filter(stage__in=[Secondment.Stage.PLANNED, Secondment.Stage.ACTIVE])

    def visible_to(self, user: User) -> "SecondmentQuerySet":
        """The expert's, the employer's and the council's own; all for corps staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(
            Q(expert__user=user)
            | Q(expert__employer__in=Employer.objects.of(user))
            | Q(role__project__council__in=Council.objects.of(user))
        )


class Secondment(Staged):
    """An expert at work in a role, agreed by expert, employer and council."""

    class Stage(models.TextChoices):
        PLANNED = "planned"
        ACTIVE = "active"
        COMPLETED = "completed"
        ENDED_EARLY = "ended_early", "ended early"

    MOVES: ClassVar = {
        Stage.PLANNED: {Stage.ACTIVE, Stage.ENDED_EARLY},
        Stage.ACTIVE: {Stage.COMPLETED, Stage.ENDED_EARLY},
        Stage.COMPLETED: set(),
        Stage.ENDED_EARLY: set(),
    }

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="secondments")
    place = models.PositiveSmallIntegerField(help_text="Which of the role's places, from 1.")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="secondments")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.PLANNED)
    stage_reason = models.TextField(blank=True, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    days_a_week = models.DecimalField(max_digits=2, decimal_places=1)

    objects = SecondmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert"],
                condition=Q(stage__in=["planned", "active"]),
                name="expert_has_one_live_secondment",
            ),
            models.UniqueConstraint(
                fields=["role", "place"],
                condition=Q(stage__in=["planned", "active"]),
                name="place_has_one_live_secondment",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="secondment_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="secondment_has_a_place"),
        ]
        indexes = [models.Index(fields=["stage", "-starts_on"], name="secondment_stage")]

    def __str__(self) -> str:
        return f"{self.expert}: {self.role}"

    def get_absolute_url(self) -> str:
        return reverse("secondments:secondment", args=[self.pk])
