"""What happens to the skills that people hold."""

from collections.abc import Iterable

from django.db import transaction

from corps.accounts.models import User
from corps.skills.models import Holding


@transaction.atomic
def set_holdings(user: User, *, held: Iterable[tuple[int, int]], wanted: Iterable[int]) -> None:
    """Replace all that a person holds, as (skill id, level), and wants, as skill ids."""
    User.objects.select_for_update().get(pk=user.pk)
    levels, wishes = dict(held), set(wanted)
    rows = [
        Holding(user=user, skill_id=skill, level=levels.get(skill), wanted=skill in wishes)
        for skill in sorted(levels.keys() | wishes)
    ]
    Holding.objects.filter(user=user).delete()
    Holding.objects.bulk_create(rows)


def forget(user: User) -> None:
    """Erase the skills that a person held or wanted."""
    Holding.objects.filter(user=user).delete()
