"""What a volunteer can show: a record, public if they wish, and certificates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from volunteers.models.volunteers import Volunteer

READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no letter that looks like a digit


def new_code() -> str:
    """A certificate's number: nobody guesses it, and it can be read out on the telephone."""
    return "-".join(get_random_string(4, READABLE) for _ in range(4))


class Record(models.Model):
    """The page of what a volunteer did; the work itself stands in the contributions."""

    volunteer = models.OneToOneField(
        Volunteer, on_delete=models.CASCADE, primary_key=True, related_name="record"
    )
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    is_public = models.BooleanField("everybody may see it", default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.volunteer}’s record"

    def get_absolute_url(self) -> str:
        return reverse("volunteers:record", args=[self.key])


class CertificateQuerySet(models.QuerySet):
    """Certificates, as they hold or not."""

    def valid(self) -> "CertificateQuerySet":
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


@dataclass(frozen=True)
class Piece:
    """One piece of accepted work, as a certificate states it."""

    title: str
    asker: str
    on: date
    hours: Decimal


class Certificate(models.Model):
    """What a volunteer's accepted work was on a day, for anybody who holds the number to check."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="certificates")
    code = models.CharField(max_length=19, unique=True, default=new_code, editable=False)
    name = models.CharField(max_length=100, help_text="As it stands on the certificate.")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    hours = models.DecimalField(max_digits=8, decimal_places=2)
    since = models.DateField()
    until = models.DateField()
    lines = models.JSONField(help_text="Each piece of work: title, asker, on, hours.")
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")), name="certificate_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="certificate_states_some_hours"),
            models.CheckConstraint(condition=~Q(name=""), name="certificate_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("volunteers:certificate", args=[self.code])

    @property
    def pieces(self) -> list[Piece]:
        """What it states, piece by piece, the newest first."""
        return [
            Piece(
                line["title"],
                line["asker"],
                date.fromisoformat(line["on"]),
                Decimal(line["hours"]),
            )
            for line in self.lines
        ]
