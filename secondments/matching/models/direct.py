"""Councils and companies who know each other already, and say so."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from corps.accounts.models import User
from corps.stages import Staged
from councils.models import Council, Role
from secondments.matching.models.proposals import Proposal
from secondments.matching.models.rounds import PointsTable
from secondments.models import Employer, Expert


class DirectMatchQuerySet(models.QuerySet):
    """Direct matches, as a person sees them."""

    def visible_to(self, user: User) -> "DirectMatchQuerySet":
        """The council's and the company's own; all for corps staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        return self.filter(
            Q(employer__in=Employer.objects.of(user))
            | Q(role__project__council__in=Council.objects.of(user))
        )


class DirectMatch(Staged):
    """A council that names a company for its role, or a company that names its expert for one.

    Once the other accepts it, it is a proposal like any other: all three sides still say yes.
    """

    class Stage(models.TextChoices):
        ASKED = "asked"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        EXPIRED = "expired"

    MOVES: ClassVar = {
        Stage.ASKED: {Stage.ACCEPTED, Stage.DECLINED, Stage.WITHDRAWN, Stage.EXPIRED},
        Stage.ACCEPTED: set(),
        Stage.DECLINED: set(),
        Stage.WITHDRAWN: set(),
        Stage.EXPIRED: set(),
    }

    class Side(models.TextChoices):
        COUNCIL = "council"
        EMPLOYER = "employer"

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="direct_matches")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="direct_matches")
    expert = models.ForeignKey(
        Expert,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="direct_matches",
        help_text="Named by the company: at once, or when it accepts.",
    )
    begun_by = models.CharField("the side that asks", max_length=8, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField("how they know each other", max_length=1000)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.ASKED)
    stage_reason = models.TextField(blank=True, editable=False)
    due_on = models.DateField("to be answered by")
    points = models.ForeignKey(
        PointsTable,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        help_text="The table that counted when it was asked for or, later, accepted.",
    )
    proposal = models.OneToOneField(
        Proposal,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="direct",
    )

    objects = DirectMatchQuerySet.as_manager()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        verbose_name_plural = "direct matches"
        constraints = [
            models.UniqueConstraint(
                fields=["role", "employer"],
                condition=Q(stage="asked"),
                name="direct_match_is_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(stage="accepted", proposal__isnull=False, expert__isnull=False)
                | (~Q(stage="accepted") & Q(proposal__isnull=True)),
                name="direct_match_accepted_is_a_proposal",
            ),
            models.CheckConstraint(
                condition=Q(begun_by="council") | Q(expert__isnull=False),
                name="direct_match_by_a_company_names_somebody",
            ),
        ]
        indexes = [models.Index(fields=["stage", "due_on"], name="direct_match_stage")]

    def __str__(self) -> str:
        return f"{self.expert or self.employer} for {self.role}"

    def get_absolute_url(self) -> str:
        return reverse("matching:direct", args=[self.pk])

    @property
    def waits_for(self) -> str:
        """The side that has to answer."""
        sides = {self.Side.COUNCIL: self.Side.EMPLOYER, self.Side.EMPLOYER: self.Side.COUNCIL}
        return sides[self.Side(self.begun_by)]
