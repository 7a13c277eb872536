"""What corps staff keep beside the records: notes, complaints, and whom they looked as."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import About, AboutQuerySet
from corps.organisations.models import new_token
from corps.stages import Staged


class Note(About):
    """What corps staff wish to remember of a record; nobody else reads it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    text = models.TextField("note", max_length=2000)

    objects = AboutQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]
        indexes = [models.Index(fields=["about_type", "about_id", "-at"], name="note_about")]

    def __str__(self) -> str:
        return self.text[:60]


class ComplaintQuerySet(models.QuerySet):
    """Complaints, as a person or the clock sees them."""

    def waiting(self) -> "ComplaintQuerySet":
        """Those that nobody has answered yet."""
        return self.filter(stage__in=Complaint.OWED)

    def overdue(self, on: date) -> "ComplaintQuerySet":
        """Those whose answer is late."""
        return self.waiting().filter(due_on__lt=on)

    def visible_to(self, user: User) -> "ComplaintQuerySet":
        """One's own; all for corps staff, but for those about whom it is."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_staff else self.filter(by=user)


class Complaint(Staged):
    """Something that went wrong for somebody; it is owed an answer by a day."""

    class Stage(models.TextChoices):
        RECEIVED = "received"
        LOOKED_INTO = "looked_into", "looked into"
        ANSWERED = "answered"
        REOPENED = "reopened"

    MOVES: ClassVar = {
        Stage.RECEIVED: {Stage.LOOKED_INTO, Stage.ANSWERED},
        Stage.LOOKED_INTO: {Stage.ANSWERED},
        Stage.ANSWERED: {Stage.REOPENED},
        Stage.REOPENED: {Stage.LOOKED_INTO, Stage.ANSWERED},
    }
    OWED: ClassVar = (Stage.RECEIVED, Stage.LOOKED_INTO, Stage.REOPENED)

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="complaints"
    )
    subject = models.CharField("in one line", max_length=120)
    text = models.TextField("what happened", max_length=4000)
    wanted = models.TextField("what would put it right", max_length=1000, blank=True)
    page = models.CharField("page that it is about", max_length=300, blank=True)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.RECEIVED)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="complaints_handled",
    )
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField("answer due")
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    objection = models.TextField("why the answer is not enough", max_length=2000, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage="answered")
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="complaint_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("by")),
                name="complaint_is_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=True) | ~Q(handler=F("by")),
                name="complaint_is_handled_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "due_on"], name="complaint_due"),
            models.Index(fields=["by", "received_at"], name="complaint_by"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("casework:complaint", args=[self.token])

    @property
    def is_owed(self) -> bool:
        """Whether an answer is still owed."""
        return self.stage in self.OWED

    @property
    def is_overdue(self) -> bool:
        """Whether the answer is late."""
        return self.is_owed and self.due_on < timezone.localdate()


class Look(models.Model):
    """Corps staff seeing the site as somebody sees it: why, from when to when, and which pages."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="looked_at_as"
    )
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    ends_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("of")), name="look_is_at_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="look_has_a_reason"),
        ]
        indexes = [models.Index(fields=["of", "-began_at"], name="look_of")]

    def __str__(self) -> str:
        return f"{self.by} as {self.of}"

    def get_absolute_url(self) -> str:
        return reverse("casework:look", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether its time has passed, or it was ended."""
        return self.ends_at <= timezone.now()


class LookedAt(models.Model):
    """A page that was seen so."""

    look = models.ForeignKey(Look, on_delete=models.CASCADE, related_name="pages")
    path = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "page looked at"
        verbose_name_plural = "pages looked at"

    def __str__(self) -> str:
        return self.path
