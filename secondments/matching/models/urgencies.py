"""Roles that cannot wait."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from councils.models import Role


class Urgency(models.Model):
    """The corps team's word that a role goes before others, with the reason; public."""

    role = models.OneToOneField(Role, on_delete=models.CASCADE, related_name="urgency")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "urgencies"
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="urgency_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.reason}"

    def get_absolute_url(self) -> str:
        return self.role.get_absolute_url()
