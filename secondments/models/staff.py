"""Sheets of people whom an employer would like on offer, and what each is asked."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from corps.organisations.models import new_token
from corps.sheets.models import Sheet
from councils.models import Clearance
from secondments.models.employers import Employer
from secondments.models.experts import Expert


class StaffSheet(Sheet):
    """A sheet of an employer's people; taken in, each of them is asked by e-mail."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="sheets")

    class Meta(Sheet.Meta):
        pass

    def get_absolute_url(self) -> str:
        return reverse("secondments:staff-sheet", args=[self.pk])


class StaffInvitation(models.Model):
    """What an employer has written of a person, who alone can make a profile of it."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="invited")
    sheet = models.ForeignKey(StaffSheet, on_delete=models.CASCADE, related_name="invited")
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=100)
    headline = models.CharField(max_length=120, blank=True)
    days_a_week = models.DecimalField(
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(5))],
    )
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    clearance = models.CharField(max_length=4, choices=Clearance, default=Clearance.NONE)
    skills = models.JSONField(default=list, blank=True, help_text="[skill id, level] of each.")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    expert = models.ForeignKey(
        Expert, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["-sent_at", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "employer",
                condition=Q(accepted_at=None),
                name="employer_asks_an_address_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.employer}"

    def get_absolute_url(self) -> str:
        return reverse("secondments:staff-invitation", args=[self.token])
