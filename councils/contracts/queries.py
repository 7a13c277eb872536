"""Who must keep away from which council."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from corps.accounts.models import User
from corps.organisations.models import Organisation
from councils.contracts.models import Interest
from councils.models import Council


def declared_by_verified(on: date | None = None) -> QuerySet[Interest]:
    """Interests that count: anybody may register as part of a group, until corps staff look."""
    verified = Organisation.Stage.VERIFIED
    return Interest.objects.standing(on).filter(organisation__stage=verified)


def conflicts(on: date | None = None) -> set[tuple[int, int]]:
    """(group, council) pairs that must keep apart on the day, by their ids.

    A group bears the id of its head; an organisation that is in none bears its own. What one member
    of a group declares keeps them all away.
    """
    rows = declared_by_verified(on).annotate(
        by_group=Coalesce("organisation__group", "organisation")
    )
    return set(rows.order_by().values_list("by_group", "council").distinct())


def interests_between(
    organisation: Organisation, council: Council, on: date | None = None
) -> QuerySet[Interest]:
    """What the organisation or another of its group has declared, standing on the day."""
    head = organisation.group_id_or_own
    return (
        declared_by_verified(on)
        .filter(Q(organisation=head) | Q(organisation__group=head), council=council)
        .select_related("organisation")
    )


def has_conflict(organisation: Organisation, council: Council, on: date | None = None) -> bool:
    """Whether the organisation's people must keep away from the council on the day."""
    return interests_between(organisation, council, on).exists()


def about(user: User) -> dict[str, Any]:
    """Interests that a person declared for their organisation: procurement law keeps them."""
    declared = Interest.objects.filter(declared_by=user)
    return {
        "interests declared": list(
            declared.values("organisation__name", "council__name", "kind", "note", "declared_on")
        )
    }
