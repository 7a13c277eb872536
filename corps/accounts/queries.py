"""Who is who, and what is kept about a person's account."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from corps.accounts.models import User

LENS = "acting-as"  # by what the session knows the role that was chosen; home knows the roles


def corps_staff() -> QuerySet[User]:
    """Those who run the corps."""
    return User.objects.filter(is_staff=True, is_active=True)


def addresses_of(user: User) -> list[str]:
    """The addresses that a person has shown to be theirs, and the account's own, in lower case."""
    shown = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return sorted({one.lower() for one in (user.email, *shown) if one})


def at_addresses_of(user: User, field: str = "email") -> Q:
    """Rows in which one of a person's addresses stands, however it is capitalised."""
    return reduce(or_, (Q(**{f"{field}__iexact": one}) for one in addresses_of(user)))


def never_verified() -> QuerySet[User]:
    """Sign-ups whose address was not shown to be theirs in time; the invited have no password."""
    late = timezone.now() - timedelta(days=settings.UNVERIFIED_DAYS)
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    return (
        User.objects.filter(joined_at__lt=late, last_login=None, left_at=None, is_staff=False)
        .filter(Exists(addresses), ~Exists(addresses.filter(verified=True)))
        .exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    )


def acting_for(session: SessionBase, kind: str) -> int | None:
    """For which council or company the person has chosen to act: offered first, and no more."""
    chosen, _colon, key = str(session.get(LENS, "")).partition(":")
    return int(key) if chosen == kind and key.isdigit() else None


def about(user: User) -> dict[str, Any]:
    """What is kept about a person's account, ready to be written down."""
    return {
        "account": {
            "name": user.name,
            "address": user.email,
            "joined": user.joined_at,
            "last signed in": user.last_login,
            "has a password": user.has_usable_password(),
            "corps staff": user.is_staff,
        },
        "addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "second factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "sessions": list(
            UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")
        ),
    }
