"""Another council that stands behind a project."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from corps.accounts.models import User
from corps.stages import Staged
from councils.models.councils import Council
from councils.models.projects import Project


class SponsorshipQuerySet(models.QuerySet):
    """Sponsorships, as a person sees them."""

    def standing(self) -> "SponsorshipQuerySet":
        """Those that both councils have agreed."""
        return self.filter(stage=Sponsorship.Stage.ACCEPTED)

    def live(self) -> "SponsorshipQuerySet":
        """Agreed, or still to be answered."""
        return self.filter(stage__in=Sponsorship.LIVE)

    def of(self, user: User) -> "SponsorshipQuerySet":
        """Those of projects of the person's councils, or by the person's councils."""
        if not user.is_authenticated:
            return self.none()
        own = Council.objects.of(user)
        return self.filter(Q(council__in=own) | Q(project__council__in=own))

    def to_answer(self, user: User) -> "SponsorshipQuerySet":
        """Those that wait for the person's council: the owner's, or the one that it invited."""
        own = Council.objects.of(user)
        asked = Q(invited=False, project__council__in=own) | Q(invited=True, council__in=own)
        return self.filter(asked, stage=Sponsorship.Stage.ASKED)


class Sponsorship(Staged):
    """A council's wish to stand behind another's project, or the owner's invitation to it."""

    class Stage(models.TextChoices):
        ASKED = "asked"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    MOVES: ClassVar = {
        Stage.ASKED: {Stage.ACCEPTED, Stage.DECLINED, Stage.WITHDRAWN},
        Stage.ACCEPTED: {Stage.WITHDRAWN},
        Stage.DECLINED: set(),
        Stage.WITHDRAWN: set(),
    }
    LIVE: ClassVar = (Stage.ASKED, Stage.ACCEPTED)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sponsorships")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sponsorships")
    invited = models.BooleanField("invited by the owner", default=False)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.ASKED)
    stage_reason = models.TextField(blank=True, editable=False)
    words = models.CharField("why", max_length=300, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = SponsorshipQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "council"],
                condition=Q(stage__in=["asked", "accepted"]),
                name="council_sponsors_a_project_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council}: {self.project}"

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#sponsors"
