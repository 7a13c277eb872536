"""How a person comes to exist, keeps an address to themselves, and is forgotten."""

from datetime import timedelta
from functools import partial
from typing import cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils import timezone

from corps.accounts import queries
from corps.accounts.models import Departure, Export, User
from corps.queue import one_by_one

GONE = "Somebody who left"


@transaction.atomic
def person_at(address: str, *, name: str = "") -> User:
    """The person at an e-mail address; a new one, without password, where nobody is there yet.

    They sign in by a code sent to that address, which also verifies it. What others did with an
    address that they never showed to be theirs is undone: else they would share the account.
    """
    email = address.strip().lower()
    claims = EmailAddress.objects.filter(email__iexact=email).select_related("user")
    if known := claims.filter(verified=True).first():
        return known.user
    drop_claims(email)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    if claims.filter(user=user).exists() and user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
    is_first = not EmailAddress.objects.filter(user=user, primary=True).exists()
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": is_first})
    return user


def drop_claims(address: str) -> int:
    """Undo what others did with an address that they never showed to be theirs."""
    email = address.strip().lower()
    claims = EmailAddress.objects.filter(email=email, verified=False)
    return claims.exclude(user__email=email).delete()[0]


def drop_first_password(user: User) -> bool:
    """Take away a password that was chosen before anybody had signed in; say whether there was one.

    Corps staff, who are made by hand, keep theirs.
    """
    if user.last_login or user.is_staff or not user.has_usable_password():
        return False
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return True


@transaction.atomic
def prove_address(user: User, email: str) -> None:
    """Hold an address for shown to be this person's, since their council says so."""
    if EmailAddress.objects.filter(email=email, verified=True).exists():
        return
    drop_first_password(user)
    address = EmailAddress.objects.filter(user=user, email=email).first()
    if address is None and user.email == email:
        address = EmailAddress(user=user, email=email)
    if address:
        others = EmailAddress.objects.filter(user=user, primary=True).exclude(pk=address.pk)
        address.verified, address.primary = True, not others.exists()
        address.save()


def end_session(user: User, pk: int) -> bool:
    """End one of a person's sessions; say whether there was one."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session:
        session.end()
    return session is not None


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def leave(user: User) -> Departure:
    """Ask for one's account to be deleted: it is signed out everywhere, and erased on its day."""
    due = timezone.now() + timedelta(days=settings.LEAVING_DAYS)
    departure, _made = Departure.objects.get_or_create(user=user, defaults={"due_at": due})
    _end_sessions(user)
    return departure


def stay(user: User) -> bool:
    """Call the deletion of an account off; say whether there was one to come."""
    return bool(Departure.objects.filter(user=user).delete()[0])


def ask_for_export(user: User) -> tuple[Export, bool]:
    """The file that a person waits for, and whether it was asked for just now."""
    return Export.objects.get_or_create(user=user, ready_at=None)


@transaction.atomic
def forget(user: User) -> None:
    """Keep of a person nothing but a row that others may point to."""
    _end_sessions(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    if apps.is_installed("allauth.socialaccount"):
        from allauth.socialaccount.models import SocialAccount  # only there where it is installed

        SocialAccount.objects.filter(user=user).delete()
    remove_exports(user=user)
    Departure.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.name = f"left-{user.pk}@people.invalid", GONE
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login, user.left_at = None, user.left_at or timezone.now()
    user.set_unusable_password()
    user.save()


@transaction.atomic
def remove_exports(**which: object) -> int:
    """Remove the rows of some exports, and their files once that is certain."""
    found = list(Export.objects.filter(**which).select_for_update())
    for export in found:
        if name := export.file.name:
            transaction.on_commit(partial(export.file.storage.delete, name))
        export.delete()
    return len(found)


def tidy() -> dict[str, int]:
    """Forget sign-ups that came to nothing, sessions that ended, and files that had their days."""
    old = timezone.now() - timedelta(days=settings.EXPORT_DAYS)
    SessionStore.clear_expired()
    over = ~Exists(Session.objects.filter(session_key=OuterRef("session_key")))
    return {
        "sessions": UserSession.objects.filter(over).delete()[0],
        "files": remove_exports(ready_at__lt=old),
        "sign-ups": one_by_one(_remove, queries.never_verified()),
    }


def _remove(user: User) -> int:
    try:
        with transaction.atomic():
            return cast(int, user.delete()[1].get(User._meta.label, 0))
    except ProtectedError:  # somebody counts on the person already
        return 0
