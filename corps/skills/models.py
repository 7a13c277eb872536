"""The capability framework, and who holds or wants which of its skills."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Level(models.IntegerChoices):
    """How well a skill is held, in the framework's own words."""

    AWARENESS = 1
    WORKING = 2
    PRACTITIONER = 3
    EXPERT = 4


class Framework(models.Model):
    """One version of a published capability framework."""

    name = models.CharField(max_length=120)
    version = models.DateField()
    source = models.URLField()
    attribution = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="framework_has_a_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.version:%-d %B %Y}"


class Skill(models.Model):
    """A skill that roles ask for and people hold."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="skills")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "name"], name="skill_is_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class FrameworkRole(models.Model):
    """A role of the framework at one of its levels, such as “Data engineer: senior”."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="roles")
    family = models.CharField(max_length=60)
    role = models.CharField(max_length=80)
    level = models.CharField(max_length=120)
    skills = models.ManyToManyField(Skill, through="FrameworkRoleSkill", related_name="roles")

    class Meta:
        ordering = ["family", "role", "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "role", "level"], name="framework_role_has_a_level_once"
            )
        ]

    def __str__(self) -> str:
        return self.level if self.role in self.level else f"{self.role}: {self.level}"


class FrameworkRoleSkill(models.Model):
    """A skill that a framework role asks for, at its least level."""

    role = models.ForeignKey(FrameworkRole, on_delete=models.CASCADE, related_name="role_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="role_skills")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        ordering = ["skill__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "skill"], name="framework_role_asks_for_a_skill_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill}, {self.get_level_display()}"


class RoleCard(models.Model):
    """A plain-words way to ask for a framework role: “someone who can redesign a form”."""

    title = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=300)
    framework_role = models.ForeignKey(
        FrameworkRole, on_delete=models.PROTECT, related_name="cards"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class Holding(models.Model):
    """A skill that a person holds at a level, or wants to learn."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="holdings"
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="holdings")
    level = models.PositiveSmallIntegerField(
        choices=Level, null=True, blank=True, help_text="Empty where the skill is only wanted."
    )
    wanted = models.BooleanField(default=False)

    class Meta:
        ordering = ["skill__name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "skill"], name="person_holds_a_skill_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=True, wanted=True) | Q(level__range=(1, 4)),
                name="holding_is_held_or_wanted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.skill}"
