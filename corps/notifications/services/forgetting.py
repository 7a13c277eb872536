"""Erase what a person was told and wrote, and their name in what happened."""

import re

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Func

from corps.accounts.models import User
from corps.accounts.queries import addresses_of, at_addresses_of
from corps.notifications.models import (
    Bounce,
    Event,
    Message,
    Notification,
    QuietHours,
    SavedSearch,
    Wish,
)

GONE = "Somebody who left"
ERASED = "(Erased: whoever wrote this has left.)"
FIELDS = ("subject", "text", "reason")


class Replaced(Func):
    """A text in which a word is replaced wherever it stands alone."""

    function = "regexp_replace"


@transaction.atomic
def forget(user: User) -> None:
    """Erase the inbox, the searches and the words of messages; take the name out of events.

    That something happened, and when, stays: public bodies must be able to show it.
    """
    _take_out(user)
    _take_out_of_log(user)
    Notification.objects.filter(to=user).delete()
    SavedSearch.objects.filter(user=user).delete()
    Wish.objects.filter(user=user).delete()
    QuietHours.objects.filter(user=user).delete()
    Bounce.objects.filter(at_addresses_of(user, "address")).delete()
    Message.objects.filter(by=user).update(text=ERASED)


def _take_out(user: User) -> None:
    """In all events about rows that the person acted on or was told of."""
    same = Event.objects.filter(about_type=OuterRef("about_type"), about_id=OuterRef("about_id"))
    concerned = same.filter(Q(by=user) | Q(notifications__to=user))
    for words in filter(None, (user.name, *addresses_of(user))):
        alone = rf"\m{re.escape(words)}\M"
        said = Q()
        for field in FIELDS:
            said |= Q(**{f"{field}__contains": words})
        Event.objects.filter(said, Exists(concerned)).update(
            **{field: Replaced(F(field), Value(alone), Value(GONE), Value("g")) for field in FIELDS}
        )


def _take_out_of_log(user: User) -> None:
    """The back office's log says what was done and by whom, but no longer to whom by name."""
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=kind, object_id=str(user.pk)).update(object_repr=GONE)
    whole = [user.name] if " " in user.name else []  # a single name may be anybody's
    for words in (*whole, *addresses_of(user)):
        alone = Value(rf"\m{re.escape(words)}\M")
        LogEntry.objects.filter(object_repr__icontains=words).update(
            object_repr=Replaced(F("object_repr"), alone, Value(GONE), Value("gi"))
        )
