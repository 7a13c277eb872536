"""Who else answers for a project."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from councils.models.projects import Project


class CoOwner(models.Model):
    """A colleague who answers for a project beside its owner, and hears all that they hear."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="co_owners")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="co_owned"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="project_has_a_co_owner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.project}"
