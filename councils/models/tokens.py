"""The key by which a program acts for an officer."""

import hashlib
import secrets

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from councils.models.councils import Membership


def new_secret() -> str:
    """An unguessable key, recognisable as one of ours where it was left lying about."""
    return f"ldc_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """What is kept of a key: it is long and random, so a plain hash cannot be undone."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenQuerySet(models.QuerySet):
    """Keys, as their owners and the door see them."""

    def of(self, user: User) -> "TokenQuerySet":
        """One's own."""
        return self.filter(membership__user=user)

    def live(self) -> "TokenQuerySet":
        """Those that still open something: neither revoked nor ended."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class Token(models.Model):
    """A key that reads, and writes drafts of one council, in one person's name."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField("what it is for", max_length=60)
    beginning = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField("ends")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="token_ends_after_it_was_made"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"

    def get_absolute_url(self) -> str:
        return reverse("councils:tokens")

    @property
    def state(self) -> str:
        """In one word, how it stands."""
        if self.revoked_at:
            return "revoked"
        return "works" if self.expires_at > timezone.now() else "ended"
