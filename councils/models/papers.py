"""What is added to a project: files, questions, addenda; and what each event changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.stages import Staged
from councils.models.councils import Council
from councils.models.projects import Project

LARGEST = 10 * 1024 * 1024  # bytes of one file


class Addendum(models.Model):
    """What a council says or changes after its project was opened; never taken back."""

    # What an addendum may change; roles have verbs of their own, and all other words are settled.
    CHANGEABLE: ClassVar = (
        "start_from",
        "start_by",
        "contact_name",
        "contact_email",
        "forecast_gbp",
    )

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="addenda")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, editable=False, related_name="addendum"
    )
    passed_on_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["project", "-number"]
        verbose_name_plural = "addenda"
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="addendum_has_its_number"),
            models.CheckConstraint(condition=~Q(text=""), name="addendum_says_something"),
        ]
        indexes = [
            models.Index(fields=["id"], name="addendum_fresh", condition=Q(passed_on_at=None)),
        ]

    def __str__(self) -> str:
        return f"Addendum {self.number}: {self.project}"

    def get_absolute_url(self) -> str:
        return f"{reverse('councils:project', args=[self.project_id])}#addendum-{self.number}"


class Attachment(models.Model):
    """A file that goes with a project, or with one of its addenda; served as a download alone."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="attachments")
    addendum = models.ForeignKey(
        Addendum, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    title = models.CharField(max_length=120)
    file = models.FileField(upload_to="councils/papers/", max_length=200)
    media_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField("bytes", editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=LARGEST), name="attachment_is_of_fair_size"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("councils:attachment", args=[self.pk])

    @property
    def ending(self) -> str:
        """What sort of file it is, by its name: PDF, DOCX."""
        return str(self.file.name).rpartition(".")[2].upper()


class QuestionQuerySet(models.QuerySet):
    """Questions, as a person sees them."""

    def waiting(self) -> "QuestionQuerySet":
        """Those that the council has yet to answer."""
        return self.filter(stage=Question.Stage.WAITING)

    def answered(self) -> "QuestionQuerySet":
        """Those that everybody may read."""
        return self.filter(stage=Question.Stage.ANSWERED)

    def visible_to(self, user: User) -> "QuestionQuerySet":
        """Answered ones to all; the rest to who asked, the council's people and corps staff."""
        if user.is_authenticated and user.is_staff:
            return self
        answered = Q(stage=Question.Stage.ANSWERED)
        if not user.is_authenticated:
            return self.filter(answered)
        return self.filter(answered | Q(by=user) | Q(project__council__in=Council.objects.of(user)))


class Question(Staged):
    """What an expert or an employer asks of an open project; the answer is for everybody."""

    class Stage(models.TextChoices):
        WAITING = "waiting", "waiting for an answer"
        ANSWERED = "answered"
        DECLINED = "declined"
        CLOSED = "closed", "closed with the project"

    MOVES: ClassVar = {
        Stage.WAITING: {Stage.ANSWERED, Stage.DECLINED, Stage.CLOSED},
        Stage.ANSWERED: set(),
        Stage.DECLINED: set(),
        Stage.CLOSED: set(),
    }

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="questions")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="project_questions"
    )
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.WAITING)
    stage_reason = models.TextField(blank=True, editable=False)
    text = models.TextField("as it was asked", max_length=2000)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    published = models.TextField("as everybody reads it", max_length=2000, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    passed_on_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage="answered")
                | (~Q(published="") & ~Q(answer="") & Q(answered_by__isnull=False)),
                name="project_question_is_answered",
            ),
            models.CheckConstraint(
                condition=~Q(stage="declined") | ~Q(stage_reason=""),
                name="project_question_declined_why",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "stage"], name="project_question"),
            models.Index(
                fields=["asked_at"], name="project_question_waits", condition=Q(stage="waiting")
            ),
            models.Index(
                fields=["id"],
                name="project_question_fresh",
                condition=Q(stage="answered", passed_on_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.published or self.text[:60]

    def get_absolute_url(self) -> str:
        return f"{reverse('councils:questions', args=[self.project_id])}#question-{self.pk}"


class Change(models.Model):
    """What one event changed in one field: from what, to what, in words as they were then."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=200)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    is_long = models.BooleanField("whole sentences", default=False)

    class Meta:
        ordering = ["event", "pk"]

    def __str__(self) -> str:
        return self.field
