"""Searches that people keep, and the e-mail that says once a day what is new in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.formats import clean_query
from corps.notifications.models import SavedSearch
from corps.notifications.services.events import record
from corps.queue import one_by_one

MOST_SEARCHES = 50  # a person may keep
NAMED = 10  # rows of one search that a digest names
SETTLED = timedelta(minutes=2)  # what is younger may not be committed yet: it waits for tomorrow


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
    return one_by_one(
        lambda user: _send_digest(kind, label, user, find, now),
        people.values_list("user", flat=True).distinct(),
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
