"""What a volunteer gives to a task, from the claim to the council's yes."""

from decimal import Decimal
from pathlib import PurePath
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Organisation
from corps.stages import Staged
from volunteers.models.task import Task, TaskSkill
from volunteers.models.volunteers import Volunteer

MOST_HOURS = 500


def evidence_path(_contribution: models.Model, name: str) -> str:
    """Where a file is kept: nothing of its name but the ending."""
    return f"volunteers/evidence/{uuid4().hex}{PurePath(name).suffix.lower()[:10]}"


class ContributionQuerySet(models.QuerySet):
    """Contributions, as a person sees them."""

    def of(self, user: User) -> "ContributionQuerySet":
        """The person's own."""
        return self.filter(volunteer=user.pk) if user.is_authenticated else self.none()

    def live(self) -> "ContributionQuerySet":
        """Those that hold a place, or have filled it."""
        return self.exclude(stage=Contribution.Stage.RELEASED)

    def in_hand(self) -> "ContributionQuerySet":
        """Those on which the volunteer has something to do."""
        return self.filter(stage__in=Contribution.IN_HAND)

    def submitted(self) -> "ContributionQuerySet":
        """Those that wait for a review."""
        return self.filter(stage=Contribution.Stage.SUBMITTED)

    def accepted(self) -> "ContributionQuerySet":
        """Those that count: they make the volunteer's record."""
        return self.filter(stage=Contribution.Stage.ACCEPTED)

    def for_a_record(self) -> "ContributionQuerySet":
        """Those that count, the newest first, with all that a record shows of them."""
        skills = models.Prefetch("task__needs", TaskSkill.objects.select_related("skill"))
        return (
            self.accepted()
            .select_related(
                "task__council", "task__charity__organisation", "organisation", "reviewer"
            )
            .prefetch_related(skills)
            .order_by("-reviewed_at", "-pk")
        )

    def asked_by(self, user: User) -> "ContributionQuerySet":
        """Those to tasks of the councils and charities that the person acts for."""
        return self.filter(task__in=Task.objects.of(user))

    def reviewable_by(self, user: User) -> "ContributionQuerySet":
        """Those that wait for this person's review: never their own."""
        if not user.is_authenticated:
            return self.none()
        return self.submitted().asked_by(user).exclude(volunteer=user.pk)

    def visible_to(self, user: User) -> "ContributionQuerySet":
        """One's own, and those to tasks one asks for; all for corps staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(Q(volunteer=user.pk) | Q(task__in=Task.objects.of(user)))


class Contribution(Staged):
    """A volunteer's work on a task, in one of its places."""

    class Stage(models.TextChoices):
        CLAIMED = "claimed"
        IN_PROGRESS = "in_progress", "in progress"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        ACCEPTED = "accepted"
        RELEASED = "released"

    MOVES: ClassVar = {
        Stage.CLAIMED: {Stage.IN_PROGRESS, Stage.SUBMITTED, Stage.RELEASED},
        Stage.IN_PROGRESS: {Stage.SUBMITTED, Stage.RELEASED},
        Stage.SUBMITTED: {Stage.ACCEPTED, Stage.RETURNED},
        Stage.RETURNED: {Stage.SUBMITTED, Stage.RELEASED},
        Stage.ACCEPTED: set(),
        Stage.RELEASED: set(),
    }
    IN_HAND: ClassVar = (Stage.CLAIMED, Stage.IN_PROGRESS, Stage.RETURNED)

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="contributions")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="contributions")
    place = models.PositiveSmallIntegerField(help_text="Which of the task's places, from 1.")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="For whom the time is given, if not for oneself.",
    )
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.CLAIMED)
    stage_reason = models.TextField(blank=True, editable=False)
    claimed_at = models.DateTimeField(default=timezone.now, editable=False)
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    hours = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(Decimal(MOST_HOURS))],
    )
    evidence = models.TextField("what was done", max_length=5000, blank=True)
    evidence_link = models.URLField("link to the work", max_length=300, blank=True)
    evidence_file = models.FileField("file", upload_to=evidence_path, max_length=200, blank=True)
    evidence_name = models.CharField("name of the file", max_length=150, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="contributions_reviewed",
    )
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    endorsement = models.CharField(max_length=300, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "place"],
                condition=~Q(stage="released"),
                name="task_place_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["task", "volunteer"],
                condition=~Q(stage="released"),
                name="volunteer_holds_one_place_of_a_task",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="contribution_has_a_place"),
            models.CheckConstraint(
                condition=~Q(reviewer=F("volunteer")),
                name="contribution_is_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gt=0, hours__lte=MOST_HOURS),
                name="contribution_took_some_hours",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["submitted", "returned", "accepted"])
                | Q(hours__isnull=False, submitted_at__isnull=False),
                name="contribution_submitted_has_hours",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["returned", "accepted"])
                | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="contribution_judged_has_a_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(stage="returned") | ~Q(stage_reason=""),
                name="contribution_returned_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "-moved_at"], name="contribution_volunteer"),
            models.Index(fields=["stage", "touched_at"], name="contribution_idle"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer}: {self.task}"

    def get_absolute_url(self) -> str:
        return reverse("volunteers:contribution", args=[self.pk])

    @property
    def is_in_hand(self) -> bool:
        """Whether the volunteer has something to do."""
        return self.stage in self.IN_HAND
