"""Dated intakes: by when to pledge and to ask, and when the round is."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone


class IntakeQuerySet(models.QuerySet):
    """Intakes, as a day sees them."""

    def open(self, on: date) -> "IntakeQuerySet":
        """Those that still take pledges and projects on the day."""
        return self.filter(opens_on__lte=on, closes_on__gte=on)

    def due(self, on: date) -> "IntakeQuerySet":
        """Those whose round should have begun by the day, and has not, the oldest first."""
        return self.filter(round_on__lte=on, round_begun_at=None).order_by("round_on", "pk")


class Intake(models.Model):
    """A season of matching: pledges and projects gather until it closes, then a round begins.

    Nobody is entered in it: who is there on its days takes part.
    """

    REMINDED_DAYS_BEFORE: ClassVar = 7

    name = models.CharField(max_length=60, unique=True, help_text="For example: Spring 2027.")
    opens_on = models.DateField()
    closes_on = models.DateField()
    round_on = models.DateField("the round begins on")
    note = models.TextField("what is special about it", blank=True, max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    round_begun_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_sample = models.BooleanField("sample data", default=False)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-round_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")), name="intake_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(round_on__gte=F("closes_on")), name="intake_is_matched_once_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("secondments:intake", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether its round has begun."""
        return self.round_begun_at is not None

    def state(self, on: date) -> str:
        """Where it is on a day, in a word for its page."""
        if self.is_over:
            return "matched"
        if on < self.opens_on:
            return "to come"
        return "open" if on <= self.closes_on else "closed"
