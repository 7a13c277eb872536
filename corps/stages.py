"""State machines written as a table."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class IllegalMove(Exception):
    """A row was asked to move to a stage that its table does not allow."""


class Staged(models.Model):
    """A row that moves between stages along `MOVES`, and knows since when it stands where it is.

    A subclass gives `Stage` (TextChoices), `MOVES` and its own `stage` field.
    """

    MOVES: ClassVar[dict[str, set[str]]] = {}

    stage: str
    moved_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def can_move_to(self, stage: str) -> bool:
        """Whether the table allows this move."""
        return stage in self.MOVES[self.stage]

    def move_to(self, stage: str) -> None:
        """Take the stage, unsaved; raise IllegalMove where the table does not allow it."""
        if not self.can_move_to(stage):
            raise IllegalMove(
                f"{self._meta.verbose_name} {self.pk} cannot go from {self.stage} to {stage}"
            )
        self.stage = stage
        self.moved_at = timezone.now()
