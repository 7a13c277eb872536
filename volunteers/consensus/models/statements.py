"""What people say in a conversation, who takes part, and how they vote."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corps.stages import Staged
from councils.models import Council
from volunteers.consensus.models.conversations import Conversation

LONGEST = 140  # letters that anybody may type
LONGEST_IMPORTED = 1000


class CurrentTransaction(Func):
    """The number of this transaction: votes written after a reading are known by it.

    Clocks are no help: transactions commit in another order than they began.
    """

    function = "pg_current_xact_id"
    template = "(%(function)s()::text::bigint)"
    output_field = models.BigIntegerField()


class Exclusion(models.Model):
    """Votes that moderators leave out of the map, said in public: how many, and why."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="exclusions"
    )
    reason = models.CharField(max_length=300)
    people = models.PositiveIntegerField("people left out")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(people__gt=0), name="exclusion_is_of_somebody"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""),
                name="exclusion_undone_says_why",
            ),
        ]
        indexes = [models.Index(fields=["conversation", "-at"], name="exclusion_conversation")]

    def __str__(self) -> str:
        return f"{self.people} left out: {self.reason}"


class Suspicion(models.Model):
    """People whose votes look as if they were not their own: for moderators to judge."""

    class Kind(models.TextChoices):
        IDENTICAL = "identical", _("the same votes on the same statements")
        ALL_AGREE = "all_agree", _("agree with everything")
        NETWORK = "network", _("one network, in a rush")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="suspicions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    people = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, editable=False)
    members = models.BinaryField(editable=False)
    effect = models.JSONField(default=dict, editable=False)
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    exclusion = models.OneToOneField(
        Exclusion, on_delete=models.SET_NULL, null=True, blank=True, related_name="suspicion"
    )

    class Meta:
        ordering = ["-people", "pk"]
        verbose_name_plural = "suspicions"
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "digest"], name="suspicion_is_said_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.people}: {self.get_kind_display()}"


class Participant(models.Model):
    """A person in one conversation: known by a key that says nothing of them elsewhere."""

    class Kind(models.TextChoices):
        BROWSER = "browser", _("on their own device")
        SIGNED_IN = "signed_in", _("signed in")
        KIOSK = "kiosk", _("on a shared tablet")
        PAPER = "paper", _("on paper")
        IMPORTED = "imported", _("imported")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants"
    )
    key = models.CharField(max_length=64, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    network = models.CharField(max_length=32, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    exclusion = models.ForeignKey(
        Exclusion, on_delete=models.SET_NULL, null=True, blank=True, related_name="left_out"
    )
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "key"], name="participant_is_one_in_a_conversation"
            ),
            models.CheckConstraint(
                condition=~Q(kind="paper") | Q(entered_by__isnull=False),
                name="participant_on_paper_was_entered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "network"], name="participant_network"),
        ]

    def __str__(self) -> str:
        return f"Participant {self.pk}"


class Background(models.Model):
    """What somebody chose to say of themselves; held apart from the votes, shown as sums alone."""

    class Age(models.TextChoices):
        UNDER_18 = "0", _("under 18")
        TO_24 = "18", _("18 to 24")
        TO_34 = "25", _("25 to 34")
        TO_49 = "35", _("35 to 49")
        TO_64 = "50", _("50 to 64")
        OVER = "65", _("65 or over")

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, primary_key=True, related_name="background"
    )
    borough = models.ForeignKey(
        Council, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    age = models.CharField(_("age"), max_length=2, choices=Age, blank=True)

    class Meta:
        ordering = ["participant"]

    def __str__(self) -> str:
        return f"Background of {self.participant_id}"


class AgeBand(models.Model):
    """How many Londoners are of an age, by the Office for National Statistics."""

    age = models.CharField(_("age"), max_length=2, choices=Background.Age)
    year = models.PositiveSmallIntegerField("middle of the year")
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["-year", "age"]
        constraints = [
            models.UniqueConstraint(fields=["age", "year"], name="age_band_is_known_once"),
            models.CheckConstraint(condition=Q(people__gt=0), name="age_band_is_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.get_age_display()}, mid-{self.year}: {self.people:,}"


class StatementQuerySet(models.QuerySet):
    """Statements, as the public or a moderator sees them."""

    def shown(self) -> "StatementQuerySet":
        """Those that people vote on."""
        return self.filter(stage=Statement.Stage.SHOWN)

    def held(self) -> "StatementQuerySet":
        """Those that wait for a moderator, the oldest first."""
        return self.filter(stage=Statement.Stage.HELD).order_by("created_at", "pk")


class Statement(Staged):
    """One short sentence that people agree or disagree with."""

    class Stage(models.TextChoices):
        HELD = "held", _("waits for moderation")
        SHOWN = "shown", _("shown")
        REJECTED = "rejected", _("not shown")

    MOVES: ClassVar = {
        Stage.HELD: {Stage.SHOWN, Stage.REJECTED},
        Stage.SHOWN: {Stage.REJECTED},
        Stage.REJECTED: {Stage.SHOWN},
    }

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="statements"
    )
    number = models.PositiveIntegerField(help_text="Within the conversation, from 1.")
    text = models.CharField(_("statement"), max_length=LONGEST_IMPORTED)
    language = models.CharField(_("language"), max_length=8, default="en")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.HELD)
    is_seed = models.BooleanField(_("written by those who ask"), default=False)
    may_name_somebody = models.BooleanField(default=False, editable=False)
    author = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="statements"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    priority = models.FloatField(default=1.0, editable=False)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "number"], name="statement_has_its_number"
            ),
            models.UniqueConstraint(
                fields=["conversation", "text"], name="statement_is_said_once_a_conversation"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="statement_says_something"),
            models.CheckConstraint(
                condition=Q(priority__gt=0), name="statement_can_always_be_drawn"
            ),
        ]
        indexes = [
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="statement_similar"),
            models.Index(fields=["conversation", "stage"], name="statement_stage"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("consensus:statement", args=[self.conversation_id, self.number])


class Decision(models.Model):
    """What a moderator decided about a statement: the reason is public, the person is not."""

    class Reason(models.TextChoices):
        FITS = "fits", _("keeps to the policy")
        PERSON = "person", _("about a person who can be known")
        OFF = "off", _("not about the question")
        TWICE = "twice", _("said already, in nearly the same words")
        TWO = "two", _("says two things at once")
        HATE = "hate", _("insults or threatens somebody")
        SPAM = "spam", _("advertises something")
        AGAIN = "again", _("decided anew, after a complaint")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Statement.Stage)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    note = models.CharField(_("words"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(verdict="held"), name="decision_shows_or_does_not"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.get_verdict_display()}"


class Vote(models.Model):
    """A person's agree (1), disagree (-1) or pass (0) on a statement: one, which may change."""

    class Value(models.IntegerChoices):
        AGREE = 1, _("agree")
        DISAGREE = -1, _("disagree")
        PASS = 0, _("pass")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    value = models.SmallIntegerField(choices=Value)
    at = models.DateTimeField(default=timezone.now, editable=False)
    seen = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "statement"], name="vote_is_one_a_person_and_statement"
            ),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="vote_is_one_of_three"),
        ]
        indexes = [models.Index(fields=["conversation", "seen"], name="vote_seen")]

    def __str__(self) -> str:
        return f"{self.get_value_display()}: {self.statement_id}"


class Pace(models.Model):
    """How many votes one network has sent in one minute: what limits a flood."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=32)
    minute = models.DateTimeField()
    votes = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-minute"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "network"], name="pace_is_one_a_network"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.votes} votes in {self.minute:%H:%M}"


class Kiosk(models.Model):
    """A shared tablet of a library: one person after another votes on it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="kiosks")
    place = models.CharField(_("place"), max_length=100)
    token = models.CharField(max_length=32, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.place
