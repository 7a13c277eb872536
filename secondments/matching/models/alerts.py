"""“Tell me when”: somebody who could fill a role, or a role that somebody could fill."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import new_stop_token
from corps.stages import Staged
from councils.models import Role
from secondments.models import Expert, Pledge


class AlertQuerySet(models.QuerySet):
    """Alerts, as a person or the clock sees them."""

    def of(self, user: User) -> "AlertQuerySet":
        """This person's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def watching(self) -> "AlertQuerySet":
        """Those that look out for somebody who may sign in."""
        return self.filter(stage=Alert.Stage.WATCHING, user__is_active=True)


class Alert(Staged):
    """A person's wish to be told when a match for a role, or for oneself, comes up."""

    class Stage(models.TextChoices):
        WATCHING = "watching"
        STOPPED = "stopped"

    MOVES: ClassVar = {Stage.WATCHING: {Stage.STOPPED}, Stage.STOPPED: {Stage.WATCHING}}

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts"
    )
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.WATCHING)
    role = models.ForeignKey(
        Role,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alerts",
        help_text="Tell of people who could fill it.",
    )
    expert = models.ForeignKey(
        Expert,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alerts",
        help_text="Tell of roles that this person could fill.",
    )
    token = models.CharField(max_length=32, unique=True, default=new_stop_token, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    last_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__isnull=False, expert__isnull=True)
                | Q(role__isnull=True, expert__isnull=False),
                name="alert_looks_for_people_or_for_roles",
            ),
            models.UniqueConstraint(fields=["user", "role"], name="person_watches_for_a_role_once"),
            models.UniqueConstraint(
                fields=["user", "expert"], name="person_watches_for_an_expert_once"
            ),
        ]

    def __str__(self) -> str:
        return f"People for {self.role}" if self.role else "Roles like yours"

    def get_absolute_url(self) -> str:
        return reverse("matching:alerts")


class Sighting(models.Model):
    """What an alert has come upon: nobody is told of the same one twice."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="sightings")
    expert = models.ForeignKey(
        Expert, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    pledge = models.ForeignKey(
        Pledge, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.ForeignKey(
        Role, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "expert", "pledge", "role"],
                name="alert_sees_the_same_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(expert__isnull=False, pledge__isnull=True, role__isnull=True)
                | Q(expert__isnull=True, pledge__isnull=False, role__isnull=True)
                | Q(expert__isnull=True, pledge__isnull=True, role__isnull=False),
                name="sighting_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert}: {self.role or self.pledge or self.expert}"
