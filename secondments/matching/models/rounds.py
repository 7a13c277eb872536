"""Rounds of matching, and the points they count by."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from corps.stages import Staged
from secondments.models import Intake


class PointsTable(models.Model):
    """One version of the points that make up a fit; a round names the one it used."""

    version = models.PositiveIntegerField(unique=True)
    eligible = models.PositiveSmallIntegerField(default=100)
    surplus = models.PositiveSmallIntegerField("required skills, surplus", default=150)
    desirable = models.PositiveSmallIntegerField("desirable skills", default=250)
    first = models.PositiveSmallIntegerField("first preference", default=150)
    second = models.PositiveSmallIntegerField("second preference", default=120)
    third = models.PositiveSmallIntegerField("third preference", default=90)
    later = models.PositiveSmallIntegerField("later preference", default=60)
    no_list = models.PositiveSmallIntegerField("no preferences given", default=75)
    unlisted = models.PositiveSmallIntegerField("others preferred", default=0)
    home = models.PositiveSmallIntegerField("home borough, or remote", default=100)
    neighbour = models.PositiveSmallIntegerField("neighbouring borough", default=70)
    other = models.PositiveSmallIntegerField("another borough they accept", default=40)
    learning = models.PositiveSmallIntegerField("uses a skill they want", default=50)
    continuity = models.PositiveSmallIntegerField("worked well there before", default=50)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"Points, version {self.version}"


class Round(Staged):
    """One run of matching over all open places and available experts of London."""

    class Stage(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SOLVED = "solved"
        FAILED = "failed"

    MOVES: ClassVar = {
        Stage.QUEUED: {Stage.RUNNING, Stage.FAILED},
        Stage.RUNNING: {Stage.SOLVED, Stage.FAILED},
        Stage.SOLVED: set(),
        Stage.FAILED: set(),
    }

    class Kind(models.TextChoices):
        FULL = "full"
        REPAIR = "repair"

    class Policy(models.TextChoices):
        FLOOR = "floor", "Every borough first, then the best fit"
        FIT = "fit", "The best fit alone"
        STABLE = "stable", "What people and places would rather have"

    class Step(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        LOADING = "loading", "Reading places and people"
        FITTING = "fitting", "Checking who could do what"
        SOLVING = "solving", "Finding the best matching"
        WRITING = "writing", "Checking the proof and writing proposals"
        DONE = "done", "Done"

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.QUEUED)
    step = models.CharField(max_length=10, choices=Step, default=Step.WAITING)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.FULL, db_default="full")
    policy = models.CharField(
        max_length=6, choices=Policy, default=Policy.FLOOR, db_default="floor"
    )
    first_places = models.PositiveSmallIntegerField(
        "places of each borough that count",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="The first in the borough's own order; empty for a fair share.",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    points = models.ForeignKey(PointsTable, on_delete=models.PROTECT, related_name="rounds")
    intake = models.OneToOneField(
        Intake, on_delete=models.SET_NULL, null=True, blank=True, related_name="round"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    solved_at = models.DateTimeField(null=True, blank=True, editable=False)
    places = models.PositiveIntegerField(default=0)
    experts = models.PositiveIntegerField(default=0)
    arcs = models.PositiveIntegerField("possible pairs", default=0)
    filled = models.PositiveIntegerField(default=0)
    total_fit = models.PositiveIntegerField(default=0)
    fairness_cost = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Points by which the best fit alone would have been greater.",
    )
    envy = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="Pairs of person and place who would both rather have each other.",
    )
    greedy_filled = models.PositiveIntegerField("filled one after another", default=0, db_default=0)
    greedy_fit = models.PositiveIntegerField("fit one after another", default=0, db_default=0)
    certificate = models.JSONField(
        default=dict, blank=True, help_text="What was checked, and the sums of all prices."
    )
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["stage"], name="round_stage")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_places__isnull=True) | Q(first_places__gte=1),
                name="round_counts_some_places",
            ),
            # Two half-constants make one live round at a time a rule of the database.
            models.UniqueConstraint(
                models.ExpressionWrapper(Q(pk__gt=0), output_field=models.BooleanField()),
                condition=Q(stage__in=["queued", "running"]),
                name="round_is_the_only_live_one",
            ),
        ]

    def __str__(self) -> str:
        return f"Round {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("matching:round", args=[self.pk])

    @property
    def is_live(self) -> bool:
        """Whether it is still to be solved."""
        return self.stage in {self.Stage.QUEUED, self.Stage.RUNNING}
