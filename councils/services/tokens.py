"""How a program comes to act for an officer, and stops."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.stages import IllegalMove
from councils import queries
from councils.models import Membership, Token
from councils.models.tokens import digest_of, new_secret

MOST_TOKENS = 5  # that work at once, for one membership
USE_NOTED_EVERY = timedelta(minutes=1)  # a write for every request would be a waste
RECOGNISED_BY = 10  # characters of the secret that stay visible


class TooManyTokens(Exception):
    """A person holds as many working tokens as one needs."""


@transaction.atomic
def make_token(membership: Membership, *, name: str, days: int, by: User) -> tuple[Token, str]:
    """Make a token in one's own name; return it and its secret, which is nowhere kept."""
    membership = (
        Membership.objects.confirmed()
        .select_for_update(of=("self",))
        .select_related("council")
        .get(pk=membership.pk, user=by)
    )
    if membership.tokens.live().count() >= MOST_TOKENS:
        raise TooManyTokens(f"{membership} holds {MOST_TOKENS} tokens")
    secret, now = new_secret(), timezone.now()
    token = Token.objects.create(
        membership=membership,
        name=name,
        beginning=secret[:RECOGNISED_BY],
        digest=digest_of(secret),
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    record(
        "councils.token_made",
        about=token,
        by=by,
        tell=queries.administrators(membership.council),
        link=membership.council.get_absolute_url(),
        council=membership.council,
    )
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: User) -> Token:
    """End a token at once."""
    token = (
        Token.objects.select_for_update(of=("self",))
        .select_related("membership__council")
        .get(pk=token.pk)
    )
    if token.revoked_at:
        raise IllegalMove(f"token {token.pk} was revoked already")
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("councils.token_revoked", about=token, by=by, council=token.membership.council)
    return token


def use_token(secret: str) -> Token | None:
    """The token that a secret opens, its use noted; none where it is unknown or over."""
    now = timezone.now()
    token = (
        Token.objects.live()
        .filter(
            digest=digest_of(secret),
            membership__confirmed_at__isnull=False,
            membership__user__is_active=True,
        )
        .select_related("membership__user", "membership__council")
        .first()
    )
    if token is None:
        return None
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
    Token.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
    return token
