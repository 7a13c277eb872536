"""What an employer has agreed to for one of its people, from when to when."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from councils.models import Council
from secondments.models.experts import Expert


class Consent(models.Model):
    """An employer lets an expert go to councils; kept when it is over. The latest may stand."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="consents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    days_a_week = models.DecimalField(
        "days a week at most",
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(5))],
    )
    not_to = models.ManyToManyField(
        Council, blank=True, related_name="+", verbose_name="boroughs left out"
    )
    over_at = models.DateTimeField(null=True, blank=True, editable=False)
    over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    over_reason = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert"],
                condition=Q(over_at=None),
                name="expert_has_one_standing_consent",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="consent_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(days_a_week=None)
                | Q(days_a_week__gte=Decimal("0.5"), days_a_week__lte=5),
                name="consent_is_to_some_of_the_week",
            ),
        ]
        indexes = [models.Index(fields=["over_at", "ends_on"], name="consent_end")]

    def __str__(self) -> str:
        return f"{self.expert}, from {self.starts_on:%-d %B %Y}"
