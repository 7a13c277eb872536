"""Who supplies whom, and who must keep away."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Organisation
from councils.models import Council


class InterestQuerySet(models.QuerySet):
    """Declared interests."""

    def visible_to(self, user: User) -> "InterestQuerySet":
        """One's own organisations'; all for corps staff. Nobody else learns of a wish to bid."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))

    def standing(self, on: date | None = None) -> "InterestQuerySet":
        """Those that hold on the day, today unless another is given."""
        day = on or timezone.localdate()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), declared_on__lte=day)


class Interest(models.Model):
    """An organisation's declared interest in a council, which keeps its whole group's people away.

    Source: Procurement Act 2023, sections 81 to 83.
    """

    class Kind(models.TextChoices):
        SUPPLIES = "supplies", "supplies the council"
        BIDS = "bids", "is bidding for the council's work"
        INTENDS = "intends", "intends to bid for the council's work"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="interests"
    )
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.CharField(max_length=300, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["council", "declared_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "council", "kind"],
                condition=Q(ended_on=None),
                name="interest_is_declared_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("declared_on")),
                name="interest_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()}: {self.council}"
