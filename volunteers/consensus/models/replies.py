"""What councils reply, what they do about it, and the programmes that come of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corps.notifications.models import Message
from councils.models import Council, Project
from volunteers.consensus.models.conversations import Pledge
from volunteers.consensus.models.statements import Decision, Statement
from volunteers.models import Task


class Verdict(models.TextChoices):
    """What a council does with what people said."""

    ADOPTED = "adopted", _("adopted")
    PARTLY = "partly", _("adopted in part")
    NOT = "not", _("not adopted")


class Reply(models.Model):
    """A council's reply to a conversation, by the named officer who owes it."""

    pledge = models.OneToOneField(Pledge, on_delete=models.PROTECT, related_name="reply")
    verdict = models.CharField(_("reply"), max_length=8, choices=Verdict)
    reasons = models.TextField(_("reasons"), max_length=5000)
    officer_name = models.CharField(_("who replies"), max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="reply_gives_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.pledge}: {self.get_verdict_display()}"


class Answer(models.Model):
    """What a reply says of one statement."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="answers")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="answers")
    verdict = models.CharField(_("reply"), max_length=8, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "statement"], name="reply_answers_a_statement_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="answer_gives_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.get_verdict_display()}"


class Deed(models.Model):
    """What is done about an adopted statement: a project or a task; benefits are the project's."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="deeds")
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, null=True, blank=True, related_name="deeds"
    )
    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, null=True, blank=True, related_name="deeds"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    told_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When followers heard that it is done."
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project__isnull=False, task__isnull=True)
                | Q(project__isnull=True, task__isnull=False),
                name="deed_is_a_project_or_a_task",
            ),
            models.UniqueConstraint(fields=["answer", "project"], name="deed_names_a_project_once"),
            models.UniqueConstraint(fields=["answer", "task"], name="deed_names_a_task_once"),
        ]

    def __str__(self) -> str:
        return str(self.project or self.task)


class Programme(models.Model):
    """What is being developed, in versions that anyone can comment on."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="programmes")
    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(max_length=130, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    projects = models.ManyToManyField(Project, blank=True, related_name="programmes")
    tasks = models.ManyToManyField(Task, blank=True, related_name="programmes")

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["council", "-created_at"], name="programme_council")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consensus:programme", args=[self.slug])


class Version(models.Model):
    """A programme's text at one time, and the reply that made or changed it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"), max_length=20_000)
    change = models.CharField(_("what changed, and why"), max_length=300)
    reply = models.ForeignKey(
        Reply, on_delete=models.PROTECT, null=True, blank=True, related_name="versions"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="programme_version_has_its_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_numbers_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, version {self.number}"


class CommentDecision(models.Model):
    """What a moderator decided about a comment: the rule is public, the person is not."""

    class Verdict(models.TextChoices):
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("not shown")

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="comment_decisions"
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=8, choices=Decision.Reason)
    note = models.CharField(_("words"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="hidden") | ~Q(reason__in=["fits", "again"]),
                name="comment_is_hidden_by_a_rule",
            ),
        ]
        indexes = [models.Index(fields=["message", "-at"], name="comment_decision_message")]

    def __str__(self) -> str:
        return f"Comment {self.message_id}: {self.get_verdict_display()}"
