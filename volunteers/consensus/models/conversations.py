"""A question that is put to people, who leads it, and until when each stage lasts."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corps.accounts.models import User
from corps.stages import Staged
from councils.models import Council
from volunteers.models import Suggestion

# The last days that may be moved at each stage: its own, and those of the stages that follow.
MOVABLE = {
    "open": ("votes_until", "reflection_until", "reply_due_on"),
    "reflection": ("reflection_until", "reply_due_on"),
    "response": ("reply_due_on",),
}


class ConversationQuerySet(models.QuerySet):
    """Conversations, as a person or the clock sees them."""

    def public(self) -> "ConversationQuerySet":
        """Those that were opened."""
        return self.filter(opened_at__isnull=False)

    def visible_to(self, user: User) -> "ConversationQuerySet":
        """Everybody sees what was opened; its proposer, its councils and corps staff the rest.

        What is proposed is seen by every council, so that others can pledge too.
        """
        if not user.is_authenticated:
            return self.public()
        if user.is_staff:
            return self.all()
        mine = Council.objects.of(user)
        led = Pledge.objects.filter(council__in=mine).values("conversation")
        seen = Q(opened_at__isnull=False) | Q(proposed_by=user) | Q(pk__in=led)
        if mine.exists():
            seen |= Q(stage=Conversation.Stage.PROPOSAL)
        return self.filter(seen)

    def led_by(self, user: User) -> "ConversationQuerySet":
        """Those of the councils that the person acts for; all for corps staff."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(
            pk__in=Pledge.objects.filter(council__in=Council.objects.of(user)).values(
                "conversation"
            )
        )

    def open(self) -> "ConversationQuerySet":
        """Those in which people vote now."""
        return self.filter(stage=Conversation.Stage.OPEN)

    def live(self) -> "ConversationQuerySet":
        """Those whose result may still change."""
        return self.filter(stage__in=[Conversation.Stage.OPEN, Conversation.Stage.REFLECTION])

    def owed(self, on: date) -> "ConversationQuerySet":
        """Those whose reply is late: past its day, and a council that pledged has not given it."""
        return self.filter(
            pk__in=Pledge.objects.filter(reply__isnull=True).values("conversation"),
            opened_at__isnull=False,
            reply_due_on__lt=on,
        ).exclude(stage=Conversation.Stage.CANCELLED)


class Conversation(Staged):
    """One question, put to people by councils that have pledged to reply."""

    class Stage(models.TextChoices):
        PROPOSAL = "proposal", _("proposed")
        OPEN = "open", _("open for statements and votes")
        REFLECTION = "reflection", _("reflection")
        RESPONSE = "response", _("a reply is owed")
        CLOSED = "closed", _("answered")
        CANCELLED = "cancelled", _("not held")

    MOVES: ClassVar = {
        Stage.PROPOSAL: {Stage.OPEN, Stage.CANCELLED},
        Stage.OPEN: {Stage.REFLECTION, Stage.CANCELLED},
        Stage.REFLECTION: {Stage.RESPONSE},
        Stage.RESPONSE: {Stage.CLOSED},
        Stage.CLOSED: set(),
        Stage.CANCELLED: set(),
    }

    class Moderation(models.TextChoices):
        BEFORE = "before", _("each statement is read before it is shown")
        AFTER = "after", _("shown at once, unless it may be about a named person")

    question = models.CharField(_("question"), max_length=150)
    background = models.TextField(_("background"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    moderation = models.CharField(
        _("moderation"), max_length=8, choices=Moderation, default=Moderation.BEFORE
    )
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.PROPOSAL)
    stage_reason = models.TextField(blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conversations"
    )
    suggestion = models.OneToOneField(
        Suggestion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="conversation",
    )
    councils = models.ManyToManyField(Council, through="Pledge", related_name="conversations")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    votes_until = models.DateField(_("statements and votes until"), null=True, blank=True)
    reflection_until = models.DateField(_("reflection until"), null=True, blank=True)
    reply_due_on = models.DateField(_("reply due"), null=True, blank=True)
    is_sample = models.BooleanField(default=False, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["proposal", "cancelled"])
                | Q(
                    opened_at__isnull=False,
                    votes_until__isnull=False,
                    reflection_until__isnull=False,
                    reply_due_on__isnull=False,
                ),
                name="conversation_opened_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(votes_until__lte=F("reflection_until"))
                & Q(reflection_until__lte=F("reply_due_on")),
                name="conversation_stages_follow_each_other",
            ),
            models.CheckConstraint(
                condition=~Q(stage="cancelled") | ~Q(stage_reason=""),
                name="conversation_not_held_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "votes_until"], name="conversation_stage"),
            models.Index(fields=["-opened_at"], name="conversation_opened"),
            models.Index(fields=["reply_due_on"], name="conversation_due"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("consensus:conversation", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether people vote now."""
        return self.stage == self.Stage.OPEN

    @property
    def takes_votes(self) -> bool:
        """Whether it is open, and its last day of votes has not passed."""
        return (
            self.is_open
            and self.votes_until is not None
            and self.votes_until >= timezone.localdate()
        )

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.opened_at is not None

    @property
    def days_to_move(self) -> list[str]:
        """The last days that may still be moved: of stages not over, and not passed themselves."""
        days = MOVABLE.get(self.stage, ())
        return [name for name in days if (getattr(self, name) or date.min) >= timezone.localdate()]

    @property
    def is_late(self) -> bool:
        """Whether the day of the reply has passed without all replies."""
        late = self.reply_due_on is not None and self.reply_due_on < timezone.localdate()
        return late and self.is_public and self.stage not in {"closed", "cancelled"}


class Pledge(models.Model):
    """A council's word that it will reply, by a named officer; and who is asked if it does not."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="pledges")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="pledges")
    officer_name = models.CharField(_("who replies"), max_length=100)
    officer_post = models.CharField(_("their post"), max_length=100, blank=True)
    escalates_to = models.CharField(_("who is asked if the reply is late"), max_length=100)
    escalates_to_email = models.EmailField(_("their e-mail address"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    escalated_on = models.DateField(null=True, blank=True, editable=False)
    reminded_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "council"], name="council_pledges_once_a_conversation"
            ),
        ]
        indexes = [models.Index(fields=["council"], name="pledge_council")]

    def __str__(self) -> str:
        return f"{self.council}: {self.conversation}"


class MovedDay(models.Model):
    """A stage's last day that was moved after the opening: from when to when, and why."""

    class Field(models.TextChoices):
        VOTES = "votes_until", _("Statements and votes")
        REFLECTION = "reflection_until", _("Reflection")
        REPLY = "reply_due_on", _("The reply")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="moved_days"
    )
    field = models.CharField(_("which day"), max_length=16, choices=Field)
    before = models.DateField(_("was"))
    after = models.DateField(_("is now"))
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="moved_day_says_why"),
            models.CheckConstraint(
                condition=~Q(before=F("after")), name="moved_day_is_another_day"
            ),
        ]
        indexes = [models.Index(fields=["conversation", "-at"], name="moved_day_conversation")]

    def __str__(self) -> str:
        return f"{self.conversation}: {self.get_field_display()}"


class Follow(models.Model):
    """A person who wishes to be told what comes of a conversation; nothing says how they voted."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="follows")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="followed_conversations"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user"], name="person_follows_a_conversation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.conversation}"


class QuietPeriod(models.Model):
    """The weeks before an election, in which nothing is launched."""

    name = models.CharField(max_length=100)
    council = models.ForeignKey(
        Council,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="quiet_periods",
        help_text="Empty: all councils.",
    )
    begins_on = models.DateField("first day")
    ends_on = models.DateField("last day")

    class Meta:
        ordering = ["-begins_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(begins_on__lte=F("ends_on")), name="quiet_period_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["begins_on", "ends_on"], name="quiet_period_days")]

    def __str__(self) -> str:
        return self.name
