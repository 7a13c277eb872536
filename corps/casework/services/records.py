"""Notes of records, and reminding those whose turn it is."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from corps.accounts.models import User
from corps.casework import queries
from corps.casework.models import Note
from corps.casework.queries.stuck import CHASE_EVERY, Kind
from corps.notifications.services import record

CHASING = 7  # the first number of the advisory lock of a record that is chased


class ChasedAlready(Exception):
    """Those whose turn it is were reminded a short while ago."""


class NobodyToChase(Exception):
    """Nobody who may sign in could do it: somebody is to be found first."""


@transaction.atomic
def add_note(row: Model, *, by: User, text: str) -> Note:
    """Remember something of a record, for corps staff alone."""
    return Note.objects.create(
        about_type=ContentType.objects.get_for_model(row), about_id=row.pk, by=by, text=text
    )


@transaction.atomic
def chase(kind: Kind, row: Any, *, by: User) -> int:
    """Remind those whose turn it is, once in three days; return how many they are."""
    about = kind.about(row)
    with connection.cursor() as cursor:  # two of us may press at once
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHASING, about.pk % 2**31])
    last = queries.lately_chased([about]).get((type(about), about.pk))
    if last and last > timezone.now() - CHASE_EVERY:
        raise ChasedAlready
    people = [one for one in kind.people(row) if one.is_active and one != by]
    if not people:
        raise NobodyToChase
    record("casework.record_chased", about=about, by=by, tell=people, what=kind.name)
    return len(people)
