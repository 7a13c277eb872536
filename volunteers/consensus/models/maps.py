"""What was worked out from the votes, and what was frozen for ever."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteers.consensus.models.conversations import Conversation


class Pack(models.Model):
    """The votes that a conversation's map was made from, as arrays; later ones are its tail.

    `horizon`: votes whose `seen` is below it are all inside. `people`: each person's key and how
    many votes they gave; `statements`, `values`: of each vote, sorted by person and statement. All
    little-endian (int64, int64, int64, int8) and compressed.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="pack"
    )
    horizon = models.BigIntegerField()
    votes = models.PositiveIntegerField()
    people = models.BinaryField()
    statements = models.BinaryField()
    values = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.votes} votes"


class OpinionMap(models.Model):
    """A conversation's map: what is published of it, and what the next one goes on from.

    `published` holds only what every visitor may see, small numbers left out; `summary` is the
    little of it by which issues are ranked. `members` holds each person's group and place,
    compressed: shown to that person alone.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="map"
    )
    at = models.DateTimeField(default=timezone.now)
    voters = models.PositiveIntegerField()
    votes = models.PositiveIntegerField()
    published = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, db_default={}, editable=False)
    members = models.BinaryField(null=True)
    state = models.JSONField(default=dict, help_text="Groups' centres, so that letters stay.")
    stale = models.BooleanField(
        default=False, help_text="A statement or a person was taken out or back since."
    )

    def __str__(self) -> str:
        return f"Map of {self.conversation_id}"


class Frozen(models.Model):
    """A conversation's result at the end of a stage: never changed again (a trigger)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="frozen")
    stage = models.CharField(_("at the end of"), max_length=12, choices=Conversation.Stage)
    at = models.DateTimeField(default=timezone.now)
    votes_sha256 = models.CharField("hash of the votes", max_length=64)
    published = models.JSONField()
    archive = models.BinaryField(help_text="The downloads, as one zip.")

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "frozen"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "stage"], name="stage_is_frozen_once"),
            models.CheckConstraint(condition=~Q(votes_sha256=""), name="frozen_names_its_votes"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation}, {self.get_stage_display()}"

    def get_absolute_url(self) -> str:
        return reverse("consensus:frozen", args=[self.pk])
