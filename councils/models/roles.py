"""A role that a project needs filled, and the skills it asks for."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from corps.skills.models import FrameworkRole, Level, RoleCard, Skill
from councils.models.projects import Project


class Clearance(models.TextChoices):
    """How far a person has been checked, least first."""

    NONE = "none", "none"
    BPSS = "bpss", "Baseline Personnel Security Standard"
    SC = "sc", "Security Check"


class Role(models.Model):
    """A role on a project, with one or more places."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(max_length=120)
    card = models.ForeignKey(
        RoleCard, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    framework_role = models.ForeignKey(
        FrameworkRole, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rank = models.PositiveSmallIntegerField(
        "your council's own order",
        default=1,
        validators=[MinValueValidator(1)],
        help_text="1 for the role your council needs most, of all its projects.",
    )
    places = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    days_a_week = models.DecimalField(
        max_digits=2,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(5))],
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    remote = models.BooleanField("may be done remotely", default=False)
    clearance = models.CharField(max_length=4, choices=Clearance, default=Clearance.NONE)
    skills = models.ManyToManyField(Skill, through="Need", related_name="+")

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(places__range=(1, 50)), name="role_has_places"),
            models.CheckConstraint(
                condition=Q(days_a_week__gte=Decimal("0.5"), days_a_week__lte=5),
                name="role_takes_some_of_the_week",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="role_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('councils:project', args=[self.project_id])}#role-{self.pk}"


class Need(models.Model):
    """A skill that a role requires or would like, at its least level."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="needs")
    level = models.PositiveSmallIntegerField(choices=Level)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["-required", "skill__name"]
        constraints = [
            models.UniqueConstraint(fields=["role", "skill"], name="role_asks_for_a_skill_once"),
        ]

    def __str__(self) -> str:
        return f"{self.skill}, {self.get_level_display()}"
