"""Who may sign in, and what casework keeps of somebody who leaves."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.casework.models import Complaint, Look, Note
from corps.notifications.services import record
from corps.stages import IllegalMove
from councils.models import Token


@transaction.atomic
def suspend(person: User, *, by: User, reason: str) -> User:
    """Let somebody sign in no longer, at once and on every device; what they agreed stands."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise IllegalMove(f"{person} may not sign in already")
    end_sessions(person)
    Token.objects.filter(membership__user=person, revoked_at=None).update(revoked_at=timezone.now())
    # Told before the account closes, since nobody writes to one that is closed.
    record(
        "casework.person_suspended",
        about=person,
        by=by,
        tell=[person, *corps_staff()],
        link="",
        reason=reason,
    )
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def reinstate(person: User, *, by: User, reason: str) -> User:
    """Let somebody sign in again."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise IllegalMove(f"{person} may sign in already")
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("casework.person_reinstated", about=person, by=by, tell=[person], link="", reason=reason)
    return person


def end_sessions(person: User) -> None:
    """Sign somebody out everywhere."""
    keys = UserSession.objects.filter(user=person).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=person).delete()


def forget(user: User) -> None:
    """Empty the words of somebody's complaints; that they were made and answered stays.

    Notes about the person go, and so do the words for which somebody looked as them.
    """
    Note.objects.about(user).delete()
    Look.objects.filter(of=user).update(reason="Erased.")
    Complaint.objects.filter(by=user).update(
        subject="A complaint", text="Erased.", wanted="", objection="", page=""
    )
