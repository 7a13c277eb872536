"""Rounds of matching, and the proposals that come of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.stages import Staged
from councils.models import Council, Role
from secondments.models import Employer, Expert, Secondment


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

    class Step(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        LOADING = "loading", "Reading places and people"
        FITTING = "fitting", "Checking who could do what"
        SOLVING = "solving", "Finding the best matching"
        WRITING = "writing", "Checking the proof and writing proposals"
        DONE = "done", "Done"

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.QUEUED)
    step = models.CharField(max_length=10, choices=Step, default=Step.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    points = models.ForeignKey(PointsTable, on_delete=models.PROTECT, related_name="rounds")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    solved_at = models.DateTimeField(null=True, blank=True, editable=False)
    places = models.PositiveIntegerField(default=0)
    experts = models.PositiveIntegerField(default=0)
    arcs = models.PositiveIntegerField("possible pairs", default=0)
    filled = models.PositiveIntegerField(default=0)
    total_fit = models.PositiveIntegerField(default=0)
    certificate = models.JSONField(
        default=dict, blank=True, help_text="Prices that prove the matching has the greatest fit."
    )
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["stage"], name="round_stage")]
        constraints = [
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


class ProposalQuerySet(models.QuerySet):
    """Proposals, as a person or a round sees them."""

    def live(self) -> "ProposalQuerySet":
        """Those that wait for an answer: they hold an expert and a place."""
        return self.filter(stage=Proposal.Stage.PROPOSED)

    def visible_to(self, user: User) -> "ProposalQuerySet":
        """The expert's, the employer's and the council's own; all for corps staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(
            Q(expert__user=user)
            | Q(expert__employer__in=Employer.objects.of(user))
            | Q(role__project__council__in=Council.objects.of(user))
        )


class Proposal(Staged):
    """A round's proposal of one expert for one place, to be agreed by all three sides."""

    class Stage(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"

    MOVES: ClassVar = {
        Stage.PROPOSED: {Stage.ACCEPTED, Stage.DECLINED, Stage.EXPIRED, Stage.WITHDRAWN},
        Stage.ACCEPTED: set(),
        Stage.DECLINED: set(),
        Stage.EXPIRED: set(),
        Stage.WITHDRAWN: set(),
    }

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="proposals")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="proposals")
    place = models.PositiveSmallIntegerField(help_text="Which of the role's places, from 1.")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="proposals")
    fit = models.PositiveSmallIntegerField()
    terms = models.JSONField(help_text="Points by term; they sum to the fit.")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PROPOSED)
    stage_reason = models.TextField(blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    met_on = models.DateField("met on", null=True, blank=True)
    secondment = models.OneToOneField(
        Secondment, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "expert"], name="expert_is_proposed_for_a_role_once"
            ),
            models.UniqueConstraint(
                fields=["expert"],
                condition=Q(stage="proposed"),
                name="expert_has_one_live_proposal",
            ),
            models.UniqueConstraint(
                fields=["role", "place"],
                condition=Q(stage="proposed"),
                name="place_has_one_live_proposal",
            ),
            models.CheckConstraint(condition=Q(fit__range=(1, 1000)), name="proposal_has_a_fit"),
            models.CheckConstraint(
                condition=Q(stage="accepted", secondment__isnull=False)
                | (~Q(stage="accepted") & Q(secondment__isnull=True)),
                name="proposal_accepted_is_a_secondment",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "-moved_at"], name="proposal_stage"),
            models.Index(fields=["role", "stage"], name="proposal_role"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} for {self.role}"

    def get_absolute_url(self) -> str:
        return reverse("matching:proposal", args=[self.pk])


class Answer(models.Model):
    """One side's yes to a proposal, owed by a day."""

    class Side(models.TextChoices):
        EXPERT = "expert"
        EMPLOYER = "employer"
        COUNCIL = "council"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="answers")
    side = models.CharField(max_length=10, choices=Side)
    due_on = models.DateField()
    yes_at = models.DateTimeField(null=True, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "side"], name="proposal_asks_a_side_once"),
            models.CheckConstraint(
                condition=Q(yes_at__isnull=True, by__isnull=True)
                | Q(yes_at__isnull=False, by__isnull=False),
                name="answer_has_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="answer_due", condition=Q(yes_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.side}: {'yes' if self.yes_at else f'by {self.due_on}'}"


class Reserve(models.Model):
    """Another expert who could fill a role, not held, and proposable elsewhere."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reserves")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="reserves")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="reserves")
    order = models.PositiveSmallIntegerField()
    fit = models.PositiveSmallIntegerField()
    terms = models.JSONField(help_text="Points by term; they sum to the fit.")

    class Meta:
        ordering = ["role", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "role", "expert"], name="reserve_is_named_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} in reserve for {self.role}"


class Shortfall(models.Model):
    """Places of a role that a round could not fill, and how many people each rule removed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="shortfalls")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="shortfalls")
    places = models.PositiveSmallIntegerField("places not filled")
    removed = models.JSONField(help_text="People removed by each rule, in the order of the rules.")
    eligible = models.PositiveIntegerField("people who could have, but were placed elsewhere")
    near_misses = models.PositiveIntegerField("people who nearly could", default=0)

    class Meta:
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(fields=["round", "role"], name="shortfall_is_told_once"),
            models.CheckConstraint(condition=Q(places__gte=1), name="shortfall_has_places"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.places} not filled"
