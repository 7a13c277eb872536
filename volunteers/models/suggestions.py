"""What anybody suggests to a council, or to all of them, and what came of it."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.stages import Staged
from councils.models import Council, Project
from volunteers.models.task import Task


class SuggestionQuerySet(models.QuerySet):
    """Suggestions, as a person sees them."""

    def waiting(self) -> "SuggestionQuerySet":
        """Those that nobody has answered yet."""
        return self.filter(stage=Suggestion.Stage.RECEIVED)

    def overdue(self, on: date) -> "SuggestionQuerySet":
        """Those whose answer is late."""
        return self.waiting().filter(due_on__lt=on)

    def for_answer_by(self, user: User) -> "SuggestionQuerySet":
        """Those that wait for this person's council; those to all councils wait for each."""
        if not user.is_authenticated or not (mine := Council.objects.of(user)).exists():
            return self.none()
        theirs = self.waiting().filter(Q(council__in=mine) | Q(council=None))
        return theirs.exclude(by=user)


class Suggestion(Staged):
    """A task or a problem that somebody puts to a council, or to all: it is owed an answer."""

    class Stage(models.TextChoices):
        RECEIVED = "received"
        TAKEN_UP = "taken_up", "taken up"
        NOT_TAKEN_UP = "not_taken_up", "answered: not taken up"

    MOVES: ClassVar = {
        Stage.RECEIVED: {Stage.TAKEN_UP, Stage.NOT_TAKEN_UP},
        Stage.TAKEN_UP: set(),
        Stage.NOT_TAKEN_UP: set(),
    }

    class Kind(models.TextChoices):
        TASK = "task", "a task for volunteers"
        PROBLEM = "problem", "a problem to be solved"
        QUESTION = "question", "a question to put to people"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="suggestions"
    )
    show_name = models.BooleanField("my name may be shown", default=False)
    council = models.ForeignKey(
        Council, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=3000)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.RECEIVED)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField("answer due")
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    answer = models.TextField(max_length=3000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    answered_for = models.ForeignKey(
        Council, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    task = models.OneToOneField(
        Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="suggestion"
    )
    project = models.OneToOneField(
        Project, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_reason = models.CharField("why its words are hidden", max_length=300, blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="received", answered_at__isnull=True)
                | ~Q(stage="received")
                & ~Q(answer="")
                & Q(answered_at__isnull=False, answered_by__isnull=False)
                & Q(answered_for__isnull=False),
                name="suggestion_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(answered_by=F("by")), name="suggestion_is_answered_by_another"
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=True) | Q(project__isnull=True),
                name="suggestion_becomes_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(stage="taken_up") | Q(task__isnull=True, project__isnull=True),
                name="suggestion_not_taken_up_becomes_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "due_on"], name="suggestion_due"),
            models.Index(fields=["council", "stage"], name="suggestion_council"),
            models.Index(fields=["by", "received_at"], name="suggestion_by"),
        ]

    def __str__(self) -> str:
        return "Hidden suggestion" if self.hidden_reason else self.title

    def get_absolute_url(self) -> str:
        return reverse("volunteers:suggestion", args=[self.pk])

    @property
    def addressee(self) -> str:
        """Who owes the answer, in words."""
        return str(self.council) if self.council else "All councils"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has answered yet."""
        return self.stage == self.Stage.RECEIVED

    @property
    def is_overdue(self) -> bool:
        """Whether the answer is late."""
        return self.is_waiting and self.due_on < timezone.localdate()

    @property
    def author_name(self) -> str:
        """The author's name where they wish it shown; an address never."""
        return (self.by.name if self.show_name else "") or "Somebody"
