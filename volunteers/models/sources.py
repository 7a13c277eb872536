"""Public repositories whose issues become tasks."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.skills.models import Level, Skill
from councils.models import Council, Project
from volunteers.models.task import Task


def list_path(_source: models.Model, _name: str) -> str:
    """Where an uploaded list is kept: nothing of its own name."""
    return f"volunteers/sources/{uuid4().hex}.json"


class SourceQuerySet(models.QuerySet):
    """Sources, as a person sees them."""

    def visible_to(self, user: User) -> "SourceQuerySet":
        """The council's own people see theirs; corps staff see all."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_staff else self.filter(council__in=Council.objects.of(user))

    def fetched(self) -> "SourceQuerySet":
        """Those that the clock keeps fresh: active, with an address."""
        return self.filter(active=True).exclude(url="")


class Source(models.Model):
    """The list of issues of a public repository, kept as tasks of a council."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="task_sources")
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Of the council: its tasks are drafted in this person's name.",
    )
    name = models.CharField(max_length=100)
    url = models.URLField(
        "address of the list",
        max_length=300,
        blank=True,
        help_text="Of the GitHub or GitLab REST interface, state=all included.",
    )
    file = models.FileField(
        "list as a file", upload_to=list_path, max_length=200, blank=True, editable=False
    )
    only_label = models.CharField(
        max_length=100, blank=True, help_text="Only issues with this label become tasks."
    )
    effort = models.CharField("time a task takes", max_length=10, choices=Task.Effort, blank=True)
    done_when = models.TextField(max_length=2000, blank=True)
    personal_data = models.CharField(
        max_length=10,
        choices=[one for one in Task.PersonalData.choices if one[0] != "living"],
        blank=True,
    )
    active = models.BooleanField(default=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="Who said for the council that its tasks replace no paid post.",
    )
    declared_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SourceQuerySet.as_manager()

    # What a council must have said of all its tasks before they open by themselves.
    SAID: ClassVar = ("only_label", "effort", "done_when", "personal_data")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["url"], condition=~Q(url=""), name="source_address_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(declared_by__isnull=True, declared_at__isnull=True)
                | Q(declared_by__isnull=False, declared_at__isnull=False)
                & ~Q(only_label="")
                & ~Q(effort="")
                & ~Q(done_when="")
                & ~Q(personal_data=""),
                name="source_declared_says_what_its_tasks_are",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("volunteers:source", args=[self.pk])

    @property
    def opens_at_once(self) -> bool:
        """Whether its tasks open without an officer looking at each."""
        return self.declared_by_id is not None

    def unsaid(self) -> list[str]:
        """Names of what must be said before the council can let its tasks open by themselves."""
        return [
            str(getattr(self._meta.get_field(name), "verbose_name", name))
            for name in self.SAID
            if not getattr(self, name)
        ]


class SourceLabel(models.Model):
    """A label of the repository and the skill that issues with it ask for."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="labels")
    label = models.CharField(max_length=100)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.WORKING)

    class Meta:
        ordering = ["label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "label", "skill"], name="source_maps_a_label_to_a_skill_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} → {self.skill}"


class SourceTask(models.Model):
    """A task that came from an issue, and the words it came with."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="issues")
    number = models.PositiveIntegerField()
    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="issue")
    title = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField("closed upstream", null=True, blank=True)

    class Meta:
        ordering = ["source", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="issue_becomes_one_task"),
        ]

    def __str__(self) -> str:
        return f"{self.source}, issue {self.number}"

    @property
    def is_untouched(self) -> bool:
        """Whether no officer has changed the words that came."""
        return (self.task.title, self.task.description) == (self.title, self.description)


class SourceRun(models.Model):
    """One look at a source: what it changed, or what was wrong with it."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    at = models.DateTimeField(default=timezone.now)
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    flagged = models.PositiveIntegerField("closed upstream while in hand", default=0)
    passed_over = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "-at"], name="source_run_latest")]

    def __str__(self) -> str:
        return f"{self.source}, {self.at:%d.%m.%Y %H:%M}"
