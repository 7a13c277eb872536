"""Write down what happened, and owe a notice to those concerned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from corps import mail, trace
from corps.accounts.models import User
from corps.notifications.models import Event, Message, Notification, NotificationQuerySet
from corps.queue import enqueue

AT_ONCE = 200  # events a task


@dataclass(frozen=True)
class Happening:
    """One of many things of a kind that happened at once: about what, and whom to tell."""

    about: models.Model
    tell: Iterable[User] = ()
    words: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    link: str | None = None


def record(
    kind: str,
    *,
    about: models.Model,
    by: User | None,
    tell: Iterable[User] = (),
    link: str | None = None,
    reason: str = "",
    **words: Any,
) -> Event:
    """Write down what happened and owe a notice to each of `tell`, but not to who did it.

    The words stand in the app's own `notices/<noun_verbed>.txt`, the first line being the subject.
    """
    return record_all(kind, [Happening(about, tell, words, reason, link)], by=by)[0]


@transaction.atomic
def record_all(kind: str, happenings: Iterable[Happening], *, by: User | None) -> list[Event]:
    """Record many things of one kind in as many queries as one would take."""
    listed = list(happenings)
    label, _, name = kind.partition(".")
    folder = apps.get_app_config(label).name.replace(".", "/")
    template = f"{folder}/notices/{name}.txt"
    events = Event.objects.bulk_create(_event(kind, template, one, by) for one in listed)
    owed = [
        Notification(event=event, to=user)
        for event, one in zip(events, listed, strict=True)
        for user in {user.pk: user for user in one.tell if user.is_active and user != by}.values()
    ]
    Notification.objects.bulk_create(owed)
    told = sorted({notice.event_id for notice in owed})
    for at in range(0, len(told), AT_ONCE):
        enqueue("corps.notifications.tasks.deliver_events", event_ids=told[at : at + AT_ONCE])
    return events


def _event(kind: str, template: str, one: Happening, by: User | None) -> Event:
    context = {"about": one.about, "by": by, "reason": one.reason, **one.words}
    subject, _, body = mail.plain(template, context).partition("\n")
    return Event(
        kind=kind,
        about_type=ContentType.objects.get_for_model(one.about),
        about_id=one.about.pk,
        by=by,
        subject=" ".join(subject.split())[:200],  # a stray line end would break the e-mail
        text=body.strip(),
        link=one.about.get_absolute_url() if one.link is None else one.link,  # type: ignore[attr-defined] # rows that events are about have pages
        reason=one.reason,
        request_id=trace.request_id.get(),
    )


def read(notifications: NotificationQuerySet) -> int:
    """Mark the unread of these notices as read."""
    return notifications.unread().update(read_at=timezone.now())


@transaction.atomic
def post_message(
    kind: str, *, about: models.Model, by: User, text: str, tell: Iterable[User]
) -> Message:
    """Add to the thread about a row, and tell the others in it."""
    message = Message.objects.create(
        about_type=ContentType.objects.get_for_model(about), about_id=about.pk, by=by, text=text
    )
    record(kind, about=about, by=by, tell=tell, text=text)
    return message
