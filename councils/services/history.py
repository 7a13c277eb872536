"""What an event changed, kept field by field, in words as they were on the day."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils.dateformat import format as format_date

from corps.accounts.models import User
from corps.notifications.models import Event
from councils.models import Change

LONGEST = 20_000  # characters kept of a text


class Difference(NamedTuple):
    """One field as it was and as it is now."""

    field: str
    before: str
    after: str
    is_long: bool = False


def differences(row: models.Model, fields: Mapping[str, Any], prefix: str = "") -> list[Difference]:
    """What these values would change in a row that still holds its own."""
    found = []
    for name, value in fields.items():
        field = row._meta.get_field(name.removesuffix("_id"))
        before, after = (_words(name, each) for each in (getattr(row, name), value))
        if before != after:
            words = f"{prefix}{getattr(field, 'verbose_name', name)}"
            is_long = isinstance(field, models.TextField)
            found.append(Difference(words[:200], before, after, is_long))
    return found


def keep(event: Event, changed: Iterable[Difference]) -> None:
    """Keep what an event changed."""
    keep_all([(event, changed)])


def keep_all(changed: Iterable[tuple[Event, Iterable[Difference]]]) -> None:
    """Keep what many events changed, in as many queries as one would take."""
    Change.objects.bulk_create(
        Change(
            event=event,
            field=one.field[:1].upper() + one.field[1:],
            before=one.before[:LONGEST],
            after=one.after[:LONGEST],
            is_long=one.is_long,
        )
        for event, differences_ in changed
        for one in differences_
    )


def _words(name: str, value: Any) -> str:
    """A value as the pages write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return format_date(value, "j F Y")
    if isinstance(value, Decimal | int | float) and name.endswith("_gbp"):
        return f"£{Decimal(value):,.2f}".removesuffix(".00")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, User):
        return str(value)
    return str(value).strip()
