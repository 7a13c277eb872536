"""What a council needs most."""

from collections.abc import Mapping

from django.db import transaction

from corps.accounts.models import User
from corps.notifications.services import record
from councils.models import Council, Role
from councils.queries import members


@transaction.atomic
def rank_roles(council: Council, *, by: User, ranks: Mapping[int, int]) -> int:
    """Put the council's roles in its own order: by id, from 1; return how many have moved."""
    roles = Role.objects.select_for_update().filter(project__council=council, pk__in=ranks)
    moved = [role for role in roles.order_by("pk") if role.rank != ranks[role.pk]]
    for role in moved:
        role.rank = ranks[role.pk]
    Role.objects.bulk_update(moved, ["rank"])
    if moved:
        record("councils.roles_ranked", about=council, by=by, tell=members(council))
    return len(moved)
