"""Corps staff see the site as somebody sees it: for a reason, for half an hour, on the record."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.casework.models import Look, LookedAt
from corps.notifications.services import record


class LookOver(Exception):
    """Its time has passed."""


@transaction.atomic
def begin_look(person: User, *, by: User, reason: str) -> Look:
    """Begin to see the site as somebody does; they are told who, when and why."""
    look = Look.objects.create(
        by=by,
        of=person,
        reason=reason,
        ends_at=timezone.now() + timedelta(minutes=settings.LOOK_MINUTES),
    )
    record("casework.look_begun", about=look, by=by, tell=[person], link="", reason=reason)
    return look


@transaction.atomic
def note_page(look: Look, *, path: str) -> LookedAt:
    """Write down that a page is looked at, before it is shown."""
    look = Look.objects.select_for_update().get(pk=look.pk)
    if look.is_over:
        raise LookOver
    return LookedAt.objects.create(look=look, path=path[:500])


@transaction.atomic
def end_look(look: Look, *, by: User) -> Look:
    """End it before its time."""
    look = Look.objects.select_for_update().get(pk=look.pk)
    if not look.is_over:
        look.ends_at = timezone.now()
        look.save(update_fields=["ends_at"])
        record("casework.look_ended", about=look, by=by, link="")
    return look
