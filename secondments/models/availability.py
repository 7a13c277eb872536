"""When an expert gives fewer days than usual, or none."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value

from secondments.models.experts import Expert


class Period(models.Model):
    """A stretch of an expert's time with other days a week than usual; 0 is away."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    days_a_week = models.DecimalField(
        "days a week in that time",
        max_digits=2,
        decimal_places=1,
        default=0,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal("4.5"))],
    )

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(days_a_week__gte=0, days_a_week__lt=5),
                name="period_gives_less_than_a_week",
            ),
            ExclusionConstraint(
                name="periods_do_not_overlap",
                expressions=[
                    ("expert", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            Value("[]"),  # both days are of it
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=(
                    "This overlaps with another stretch of the same expert: change that one, or "
                    "take it away first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}, {self.starts_on:%-d %B %Y} to {self.ends_on:%-d %B %Y}"
