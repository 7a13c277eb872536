"""Remember what happened, and tell those concerned: once each, whatever fails in between."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template import Context, Engine
from django.urls import reverse
from django.utils import timezone

from corps import trace
from corps.accounts.models import User
from corps.notifications.formats import clean_query
from corps.notifications.models import (
    Event,
    Message,
    Notification,
    NotificationQuerySet,
    SavedSearch,
)
from corps.queue import enqueue

log = logging.getLogger(__name__)
AT_ONCE = 200  # events a task
MOST_SEARCHES = 50  # a person may keep
NAMED = 10  # rows of one search that a digest names
SETTLED = timedelta(minutes=2)  # what is younger may not be committed yet: it waits for tomorrow


def _words(template: str, context: dict[str, Any]) -> str:
    """Render plain text: nothing is escaped, since none of it is HTML."""
    rendered = (
        Engine.get_default().get_template(template).render(Context(context, autoescape=False))
    )
    return str(rendered).strip()


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
    subject, _, body = _words(template, context).partition("\n")
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


def deliver(notifications: NotificationQuerySet) -> int:
    """E-mail the unsent of these notices, each in a transaction of its own; return how many left.

    A notice is marked before it is sent and the mark is rolled back if sending fails, so that two
    workers never send the same one. One that fails keeps no other back; its error is raised last.
    """
    left, failure = 0, None
    for pk in notifications.unsent().order_by("pk").values_list("pk", flat=True):
        try:
            left += _deliver_one(pk)
        except (OSError, ValueError) as error:  # the server's no, or an address that is none
            log.warning("Notice %s was not sent: %s", pk, error)
            failure = error
    if failure:
        raise failure
    return left


@transaction.atomic
def _deliver_one(pk: int) -> int:
    notice = (
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("event", "to")
        .filter(pk=pk, sent_at=None)
        .first()
    )
    if notice is None:
        return 0
    notice.sent_at = timezone.now()
    notice.save(update_fields=["sent_at"])
    if not notice.to.is_active or (notice.to.is_sample and settings.MAIL_SERVER):
        return 0  # nobody real reads a sample person's address, or somebody quite else does
    event = notice.event
    address = f"{settings.SITE_URL}{event.link}" if event.link else settings.SITE_URL
    body = _words(
        "corps/notifications/email.txt", {"event": event, "to": notice.to, "address": address}
    )
    EmailMessage(subject=event.subject, body=body, to=[notice.to.email]).send()
    return 1


def sweep() -> int:
    """E-mail what a failed broker or mail server left behind; return how many left."""
    late = timezone.now() - timedelta(minutes=1)  # younger ones have a task of their own
    return deliver(Notification.objects.filter(event__at__lt=late))


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


class NotSaved(Exception):
    """A search that cannot be kept, and why, in words for the person."""


@transaction.atomic
def save_search(*, user: User, label: str, query: str, name: str = "") -> SavedSearch:
    """Keep a search of a list, so that what is new in it is e-mailed once a day."""
    if label not in settings.SAVED_LISTS:
        raise NotSaved("Searches of this list cannot be saved.")
    try:
        cleaned = clean_query(query)
    except ValueError:
        raise NotSaved("This search is too long to be saved. Take a filter away.") from None
    User.objects.select_for_update().get(pk=user.pk)  # so that two requests cannot pass the limit
    mine = SavedSearch.objects.of(user)
    if not mine.filter(label=label, query=cleaned).exists() and mine.count() >= MOST_SEARCHES:
        raise NotSaved(f"You keep {MOST_SEARCHES} searches already. Delete one first.")
    search, made = SavedSearch.objects.get_or_create(
        user=user, label=label, query=cleaned, defaults={"name": _search_name(label, cleaned, name)}
    )
    return search if made else set_daily(search, daily=True)


def _search_name(label: str, query: str, name: str) -> str:
    """The name given, or else the words searched for, or else the list's own."""
    words = SavedSearch(label=label, query=query).chosen.get("q", "")
    given = " ".join((name or words).replace("\0", "").split())
    return (given or f"All {settings.SAVED_LISTS[label].lower()}")[:100]


def set_daily(search: SavedSearch, *, daily: bool) -> SavedSearch:
    """Begin or stop a search's e-mail; what came while it was stopped is not sent afterwards."""
    if search.daily != daily:
        search.daily = daily
        search.seen_until = timezone.now()
        search.save(update_fields=["daily", "seen_until"])
    return search


@dataclass(frozen=True)
class Found:
    """What is new in one saved search: the first rows, and how many there are."""

    search: SavedSearch
    rows: list[Any]
    count: int


Find = Callable[[SavedSearch, datetime, datetime], models.QuerySet]


def send_digests(kind: str, *, label: str, find: Find, now: datetime | None = None) -> int:
    """Tell each person of what is new in the searches of a list that they keep, once a day.

    `find` gives the rows of a search that appeared after one moment and up to another. Return how
    many people were told; a second run on a day tells nobody twice.
    """
    now = now or timezone.now()
    people = SavedSearch.objects.daily().filter(label=label).order_by("user")
    return sum(
        _send_digest(kind, label, user, find, now)
        for user in people.values_list("user", flat=True).distinct()
    )


@transaction.atomic
def _send_digest(kind: str, label: str, user: int, find: Find, now: datetime) -> int:
    kept = SavedSearch.objects.daily().filter(label=label, user=user)
    searches = list(kept.select_for_update(of=("self",), skip_locked=True).select_related("user"))
    today = timezone.localdate(now)
    if any(one.last_sent_at and timezone.localdate(one.last_sent_at) == today for one in searches):
        return 0
    until, found = now - SETTLED, []
    for search in searches:
        rows = find(search, search.seen_until, until)
        if count := rows.count():
            found.append(Found(search, list(rows[:NAMED]), count))
            search.last_sent_at = now
        search.seen_until = max(until, search.seen_until)
    SavedSearch.objects.bulk_update(searches, ["seen_until", "last_sent_at"])
    if not found:
        return 0
    one = found[0].search
    record(
        kind,
        about=one,
        by=None,
        tell=[one.user],
        link=one.get_absolute_url() if len(found) == 1 else reverse("notifications:searches"),
        found=found,
        count=len({row.pk for each in found for row in each.rows}),
        more=any(each.count > len(each.rows) for each in found),
        site=settings.SITE_URL,
    )
    return 1
