"""What a round found out besides: who stands by, why places stay free, and why people do."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from corps.skills.models import Level, Skill
from councils.models import Clearance, Council, Role
from secondments.matching.models.proposals import Proposal
from secondments.matching.models.rounds import Round
from secondments.models import Expert


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


class Comparison(models.Model):
    """How a proposal compares: who else could have the place, where else the expert could go."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="comparison")
    others = models.PositiveIntegerField("other people who could do it")
    fitter = models.PositiveIntegerField("of these, with more points")
    roles = models.PositiveIntegerField("other roles that the expert could do")
    better = models.PositiveIntegerField("of these, with more points")
    runner_up_fit = models.PositiveSmallIntegerField(null=True)
    lacks = models.JSONField(
        default=dict, help_text="By term, the points that the fittest of the others has less."
    )

    class Meta:
        ordering = ["proposal"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fitter__lte=models.F("others"), better__lte=models.F("roles")),
                name="comparison_counts_the_better_among_the_others",
            ),
            models.CheckConstraint(
                condition=Q(others=0, runner_up_fit__isnull=True) | Q(others__gt=0),
                name="comparison_has_a_runner_up_among_others",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.others} others"


class Remedy(models.Model):
    """What would find more people for a role that the last round left places of."""

    role = models.OneToOneField(Role, on_delete=models.CASCADE, related_name="remedy")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="remedies")
    points_short = models.PositiveIntegerField(
        null=True, help_text="Points by which people were worth more elsewhere."
    )
    changes = models.JSONField(default=list, help_text="Each: kind, what, to, people it opens.")

    class Meta:
        ordering = ["role"]
        verbose_name_plural = "remedies"

    def __str__(self) -> str:
        return f"{self.role}: {len(self.changes)} changes would help"

    @property
    def openings(self) -> "list[Opening]":
        """The changes by name."""
        return openings(self.changes)


class Unplaced(models.Model):
    """An expert whom the last round proposed to nobody, and why."""

    expert = models.OneToOneField(Expert, on_delete=models.CASCADE, related_name="unplaced")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="unplaced")
    removed = models.JSONField(help_text="Roles removed by each rule, in the order of the rules.")
    eligible = models.PositiveIntegerField("roles that they could do")
    nearest = models.ForeignKey(
        Role,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="role that they came nearest to",
    )
    points_short = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=list, help_text="Each: kind, what, to, roles it opens.")

    class Meta:
        ordering = ["expert"]
        verbose_name_plural = "unplaced"

    def __str__(self) -> str:
        return f"{self.expert}: could do {self.eligible}"

    @property
    def openings(self) -> "list[Opening]":
        """The changes by name."""
        return openings(self.changes)


class NearMiss(models.Model):
    """Somebody unplaced who nearly could do a role that has places left: to be talked about."""

    class Kind(models.TextChoices):
        WINDOW = "window", "some of the dates"
        SKILLS = "skills", "one level in one skill"

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="near_misses")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="near_misses")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="near_misses")
    kind = models.CharField("what is missing", max_length=6, choices=Kind)
    days = models.PositiveSmallIntegerField("days missing", null=True)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["role", "kind", "days", "pk"]
        verbose_name_plural = "near misses"
        constraints = [
            models.UniqueConstraint(fields=["role", "expert"], name="near_miss_is_named_once"),
            models.CheckConstraint(
                condition=Q(kind="window", days__isnull=False, days__gte=1, skill__isnull=True)
                | Q(kind="skills", days__isnull=True, skill__isnull=False),
                name="near_miss_lacks_days_or_a_skill",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}, nearly for {self.role}"


@dataclass(frozen=True)
class Opening:
    """One change, by name, and how many people or roles it would open."""

    kind: str  # as in maths.openings.CHANGES
    what: str  # the skill or the council
    to: str  # the level or the clearance; empty: none of it
    amount: float  # days a week, or weeks
    opened: int


def openings(changes: list[list[Any]]) -> list[Opening]:
    """Changes as they are stored, by name; one query for skills and one for councils, if any."""
    names: dict[str, dict[int, str]] = {}
    for kind, model in (("skill", Skill), ("council", Council)):
        wanted = {what for of_kind, what, _, _ in changes if of_kind == kind}
        rows = model._default_manager.filter(pk__in=wanted) if wanted else ()
        names[kind] = {row.pk: str(row) for row in rows}
    return [
        Opening(kind, names.get(kind, {}).get(what, ""), _level(kind, to), to or 0, opened)
        for kind, what, to, opened in changes
    ]


def _level(kind: str, to: Any) -> str:
    """The level by name, without a capital; empty for none."""
    if kind == "skill" and to:
        return str(Level(to).label).lower()
    if kind == "clearance" and to:
        return str(list(Clearance)[to].label)
    return ""
