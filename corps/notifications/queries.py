"""What each app answers when the roof asks what waits for a person; and whose e-mail came back."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, overload

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from corps.notifications.models import (
    Bounce,
    Event,
    Message,
    Notification,
    QuietHours,
    SavedSearch,
    Wish,
)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person: what to do, where, and since when."""

    text: str
    link: str
    since: datetime

    @property
    def days(self) -> int:
        """For how many days it has waited."""
        return (timezone.localdate() - timezone.localdate(self.since)).days


def _own_page(row: Any) -> str:
    return str(row.get_absolute_url())


@dataclass(frozen=True)
class Pile:
    """Rows that wait for one reason, and how one is said.

    They are asked for only once it is known that they concern the person, as many here would not,
    and are read only as far as a page shows them.
    """

    asked: Callable[[], QuerySet[Any]]
    since: str | Combinable  # the field or the expression that says since when
    text: Callable[[Any], str]
    link: Callable[[Any], str] = _own_page
    role: str = ""  # as what the person is asked: council, employer, charity, expert, staff…
    of: str = ""  # where the rows name the council or company they are asked for

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The rows themselves."""
        return self.asked()

    def asked_for(self, pk: int | None) -> "Pile":
        """Those of one council or company."""
        if pk is None or not self.of:
            return self
        return replace(self, asked=lambda: self.rows.filter(**{self.of: pk}))


Question = tuple[str, tuple[Any, ...]]  # SQL and its parameters
KEPT_FOR, MOST_KEPT = 600.0, 256  # seconds; people, at some 20 kB each
_kept: dict[tuple[Hashable, ...], tuple[float, Question | None]] = {}


class Waits:
    """All that waits for a person, oldest first: known by one query, and read by the page.

    known_as   who asks, and as what. To put the query into words takes longer than to answer it, so
               a process keeps the words, for ten minutes; the answer is always what is so.
    """

    def __init__(self, piles: Iterable[Pile], known_as: tuple[Hashable, ...] = ()) -> None:
        """Keep the piles; nothing is read yet."""
        self.piles, self.known_as = list(piles), known_as

    def __add__(self, other: "Waits") -> "Waits":
        """Both together."""
        return Waits([*self.piles, *other.piles])

    def asked_as(self, role: str, pk: int | None = None) -> "Waits":
        """What of it a person is asked in one role, for one council or company."""
        piles = [pile.asked_for(pk) for pile in self.piles if pile.role == role]
        return Waits(piles, (*self.known_as, role, pk) if self.known_as else ())

    def of_roles(self, roles: Collection[str]) -> "Waits":
        """What can wait for somebody who has these roles: the other piles need not be asked for."""
        return Waits(pile for pile in self.piles if not pile.role or pile.role in roles)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._keys)

    def __iter__(self) -> Iterator[Waiting]:
        """All of them."""
        return iter(self[:])

    @overload
    def __getitem__(self, part: int) -> Waiting: ...

    @overload
    def __getitem__(self, part: slice) -> list[Waiting]: ...

    def __getitem__(self, part: int | slice) -> Waiting | list[Waiting]:
        """One of them, or a page: no row is read that does not stand on it."""
        if isinstance(part, int):
            return self[part : part + 1][0]
        chosen = self._keys[part]
        rows = self._rows(chosen)
        return [
            Waiting(self.piles[at].text(row), self.piles[at].link(row), since)
            for at, pk, since in chosen
            if (row := rows.get((at, pk))) is not None
        ]

    def __eq__(self, other: object) -> bool:
        """Compare with any list of things that wait."""
        return list(self) == list(other) if isinstance(other, Iterable) else NotImplemented

    __hash__ = None  # type: ignore[assignment] # what waits changes

    @cached_property
    def _keys(self) -> list[tuple[int, int, datetime]]:
        """Which pile, which row and since when, of all piles at once, the oldest first."""
        question = self._question()
        if not question:
            return []
        with connection.cursor() as cursor:
            cursor.execute(*question)
            return list(cursor.fetchall())

    def _question(self) -> Question | None:
        """The query in words, kept for who asks it again; None where nothing can wait."""
        now = time.monotonic()
        until, question = _kept.get(self.known_as, (now, None))
        if until <= now:
            question = self._put_into_words()
            if self.known_as:
                if len(_kept) >= MOST_KEPT:
                    _kept.clear()
                _kept[self.known_as] = (now + KEPT_FOR, question)
        return question

    def _put_into_words(self) -> Question | None:
        parts = [
            pile.rows.order_by()
            .annotate(
                waits_pile=Value(at, output_field=IntegerField()),
                waits_pk=F("pk"),
                waits_since=Cast(pile.since, DateTimeField()),
            )
            .values_list("waits_pile", "waits_pk", "waits_since")
            for at, pile in enumerate(self.piles)
            if not pile.rows.query.is_empty()
        ]
        if not parts:
            return None
        found = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
        found = found.order_by("waits_since", "waits_pile", "waits_pk")
        try:
            return found.query.sql_with_params()
        except EmptyResultSet:
            return None

    def _rows(self, chosen: list[tuple[int, int, datetime]]) -> dict[tuple[int, int], Model]:
        wanted = defaultdict(list)
        for at, pk, _since in chosen:
            wanted[at].append(pk)
        return {
            (at, row.pk): row
            for at, pks in wanted.items()
            for row in self.piles[at].rows.filter(pk__in=pks)
        }


@dataclass(frozen=True)
class Obstacle:
    """What others would be left with if a person went, and where to mend it first."""

    text: str
    link: str


def about(user: User) -> dict[str, Any]:
    """What a person was told and wrote, what they search for, and what they wish to be told."""
    return {
        "notices": list(
            Notification.objects.to(user).values("event__subject", "event__text", "event__at")
        ),
        "what you did": list(Event.objects.filter(by=user).values("kind", "subject", "at")),
        "messages": list(Message.objects.filter(by=user).values("text", "at")),
        "searches": list(
            SavedSearch.objects.of(user).values("label", "query", "name", "daily", "created_at")
        ),
        "wishes": list(Wish.objects.filter(user=user).values("group", "pace")),
        "quiet_hours": list(
            QuietHours.objects.filter(user=user).values("starts", "ends", "weekends")
        ),
        "returned_mail": list(
            Bounce.objects.filter(at_addresses_of(user, "address")).values(
                "address", "at", "reason"
            )
        ),
    }


def bounce_of(user: User) -> Bounce | None:
    """The newest e-mail that came back, where it holds what else is sent to a person."""
    return Bounce.objects.holding().at(user.email).first()


def addresses_held() -> QuerySet[Bounce]:
    """What holds an address, newest first, one row an address."""
    newer = Bounce.objects.holding().filter(address=OuterRef("address"), pk__gt=OuterRef("pk"))
    return Bounce.objects.holding().exclude(Exists(newer))


def wishes_of(user: User) -> dict[str, Any]:
    """What a person chose, by field of the form; groups never chosen are left out."""
    hours = QuietHours.objects.filter(user=user).values("starts", "ends", "weekends").first()
    return dict(Wish.objects.filter(user=user).values_list("group", "pace")) | (hours or {})
