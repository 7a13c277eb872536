"""What a council or the corps may set: the threshold of verification, and prices by year."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse

from councils.models import Council


class CouncilSetting(models.Model):
    """From how much a council's finance verifies each claim, and how many of the smaller ones."""

    council = models.OneToOneField(
        Council, on_delete=models.CASCADE, related_name="savings_setting"
    )
    verification_threshold_gbp = models.DecimalField(
        "each claim is verified from", max_digits=12, decimal_places=2, default=0
    )
    sample_share = models.DecimalField(
        "share of the smaller ones, drawn by lot",
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.1"),
    )

    class Meta:
        ordering = ["council"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verification_threshold_gbp__gte=0),
                name="threshold_is_nothing_or_more",
            ),
            models.CheckConstraint(
                condition=Q(sample_share__gt=0, sample_share__lte=1),
                name="setting_samples_some_of_all",
            ),
        ]

    def __str__(self) -> str:
        return str(self.council)

    def get_absolute_url(self) -> str:
        return reverse("savings:settings", args=[self.council.slug])


class Deflator(models.Model):
    """The level of prices in one financial year; only the ratio of two years means anything."""

    year = models.PositiveSmallIntegerField(
        unique=True, help_text="In which the financial year begins: 2026 for 2026–27."
    )
    index = models.DecimalField(max_digits=8, decimal_places=4)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(condition=Q(index__gt=0), name="deflator_is_above_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.year}–{(self.year + 1) % 100:02}: {self.index}"
