"""Days that a company offers before it says whose they are."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Organisation
from corps.skills.models import Level, Skill
from corps.stages import Staged
from councils.models import Council, Role
from secondments.models.employers import Employer
from secondments.models.experts import Expert

MOST_PEOPLE = 50


class PledgeQuerySet(models.QuerySet):
    """Pledges, as a person or a round sees them."""

    def visible_to(self, user: User) -> "PledgeQuerySet":
        """One's own company's; all for corps staff."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff else self.filter(employer__in=Employer.objects.of(user))

    def standing(self, on: date) -> "PledgeQuerySet":
        """Those of verified companies with somebody left to be named, not over on the day."""
        return self.filter(
            stage=Pledge.Stage.OFFERED,
            employer__organisation__stage=Organisation.Stage.VERIFIED,
            available_until__gt=on,
        )


class Pledge(Staged):
    """Days a week of some skills that a company offers, before it names the people."""

    class Stage(models.TextChoices):
        OFFERED = "offered"
        PAUSED = "paused"
        NAMED = "named", "all named"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    MOVES: ClassVar = {
        Stage.OFFERED: {Stage.PAUSED, Stage.NAMED, Stage.WITHDRAWN, Stage.EXPIRED},
        Stage.PAUSED: {Stage.OFFERED, Stage.WITHDRAWN, Stage.EXPIRED},
        Stage.NAMED: {Stage.OFFERED},  # where a naming is taken back
        Stage.WITHDRAWN: set(),
        Stage.EXPIRED: set(),
    }

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="pledges")
    title = models.CharField("what they do", max_length=120)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OFFERED)
    stage_reason = models.TextField(blank=True, editable=False)
    people = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    named = models.PositiveSmallIntegerField("named of them", default=0, editable=False)
    days_a_week = models.DecimalField(
        max_digits=2,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(5))],
    )
    available_from = models.DateField()
    available_until = models.DateField()
    remote = models.BooleanField("would work remotely", default=False)
    boroughs = models.ManyToManyField(
        Council, blank=True, related_name="+", verbose_name="boroughs they would travel to"
    )
    skills = models.ManyToManyField(Skill, through="PledgeSkill", related_name="+")
    shows_name = models.BooleanField(
        "the company’s name may be shown",
        default=False,
        help_text="Else the public sees how many are pledged, not by whom.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    is_sample = models.BooleanField("sample data", default=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["available_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people__range=(1, MOST_PEOPLE)), name="pledge_is_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(named__lte=F("people")), name="pledge_names_no_more_than_it_offers"
            ),
            models.CheckConstraint(
                condition=Q(stage="named", named=F("people"))
                | Q(stage__in=["offered", "paused"], named__lt=F("people"))
                | Q(stage__in=["withdrawn", "expired"]),
                name="pledge_is_named_when_all_are",
            ),
            models.CheckConstraint(
                condition=Q(available_until__gt=F("available_from")),
                name="pledge_lasts_some_time",
            ),
            models.CheckConstraint(
                condition=Q(days_a_week__gte=Decimal("0.5"), days_a_week__lte=5),
                name="pledge_offers_some_of_the_week",
            ),
        ]
        indexes = [models.Index(fields=["stage", "available_until"], name="pledge_stage")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("secondments:pledge", args=[self.pk])

    @property
    def left(self) -> int:
        """How many people are still to be named."""
        return self.people - self.named

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.stage in {self.Stage.OFFERED, self.Stage.PAUSED}


class PledgeSkill(models.Model):
    """A skill that everybody of a pledge holds, at its least level."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="pledge_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        ordering = ["skill__name"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "skill"], name="pledge_offers_a_skill_once"),
        ]

    def __str__(self) -> str:
        return f"{self.skill}, {self.get_level_display()}"


class Naming(models.Model):
    """The company's word that somebody is one of those it pledged, and its consent to them."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="namings")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="namings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert"],
                condition=Q(taken_back_at=None),
                name="expert_is_named_for_one_pledge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}, of “{self.pledge}”"


class Lead(models.Model):
    """A role that the people of a pledge could fill: both sides are told of it, once."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="leads")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="leads")
    fit = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-fit", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "role"], name="lead_is_told_once"),
            models.CheckConstraint(condition=Q(fit__range=(1, 1000)), name="lead_has_a_fit"),
        ]

    def __str__(self) -> str:
        return f"“{self.pledge}” for {self.role}"
