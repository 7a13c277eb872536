"""What a round or two who know each other propose, and what the three sides say to it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from corps.accounts.models import User
from corps.stages import Staged
from councils.models import Council, Role
from secondments.matching.models.rounds import PointsTable, Round
from secondments.models import Employer, Expert, Secondment


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
    """A proposal of one expert for one place, to be agreed by all three sides.

    It comes of a round, or of a direct match: of council and company who know each other.
    """

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

    class Origin(models.TextChoices):
        ROUND = "round"
        DIRECT = "direct", "direct match"

    origin = models.CharField(
        max_length=6, choices=Origin, default=Origin.ROUND, db_default="round", editable=False
    )
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
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
                condition=Q(origin="round", round__isnull=False)
                | Q(origin="direct", round__isnull=True),
                name="proposal_has_a_round_unless_it_is_direct",
            ),
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

    @property
    def points(self) -> PointsTable:
        """The table that its fit was counted by."""
        return self.round.points if self.round else self.direct.points


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
