"""Roles that experts would like to hear more of: theirs alone until they share it."""

from django.db import models
from django.utils import timezone

from councils.models import Role
from secondments.models.experts import Expert


class RoleInterest(models.Model):
    """An expert's interest in a role; the employer reads it once it is shared, nobody else."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="interests")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="interested")
    since = models.DateTimeField(default=timezone.now, editable=False)
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    note = models.TextField("a word to your employer", blank=True, max_length=1000)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "role"], name="expert_marks_a_role_once"),
            models.CheckConstraint(
                condition=models.Q(shared_at__isnull=False) | models.Q(note=""),
                name="interest_has_a_note_once_shared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.role}"
