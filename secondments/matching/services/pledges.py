"""Telling companies and councils of each other, where a pledge could fill a role: once a pair."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from corps.notifications.services import Happening, record_all
from councils.models import Project
from secondments.matching.services.nearness import Near, near_pledges
from secondments.matching.services.people import members_of
from secondments.models import Lead, Pledge
from secondments.queries import pledgers

MOST_LEADS = 5  # of one pledge that stand at once: its company names somebody, and more follow


def tell_of_pledges(*, on: date | None = None) -> int:
    """Tell both sides of every pair that is new and near enough; return how many pairs.

    Nothing is proposed: a pledge has nobody yet. The council hears that days are pledged, and by
    whom only where the company agrees to be named.
    """
    on = on or timezone.localdate()
    found: dict[int, list[Near]] = defaultdict(list)
    for near in near_pledges(on):
        found[near.who].append(near)
    return _tell(found, on) if found else 0


@transaction.atomic
def _tell(found: dict[int, list[Near]], on: date) -> int:
    held = Pledge.objects.standing(on).filter(pk__in=found).select_for_update(of=("self",))
    pledges = {one.pk: one for one in held.order_by("pk")}
    known: dict[int, set[int]] = defaultdict(set)
    for pledge, role in Lead.objects.filter(pledge__in=pledges).values_list("pledge", "role"):
        known[pledge].add(role)
    fresh = [
        Lead(pledge_id=near.who, role_id=near.role, fit=near.fit)
        for pk, rows in found.items()
        if pk in pledges
        for near in _new(rows, known[pk])
    ]
    leads = list(
        Lead.objects.filter(pk__in=[one.pk for one in Lead.objects.bulk_create(fresh)])
        .select_related("pledge__employer__organisation", "role__project__council")
        .order_by("pledge", "-fit", "pk")
    )
    _tell_companies(leads)
    _tell_councils(leads)
    return len(leads)


def _new(rows: list[Near], known: set[int]) -> list[Near]:
    """The best that are not known yet, as many as there is room for among those still wanted."""
    standing = sum(1 for near in rows if near.role in known)
    fresh = [near for near in rows if near.role not in known]
    return fresh[: max(0, MOST_LEADS - standing)]


def _tell_companies(leads: list[Lead]) -> None:
    by_pledge: dict[Pledge, list[Lead]] = defaultdict(list)
    for lead in leads:
        by_pledge[lead.pledge].append(lead)
    record_all(
        "matching.role_for_pledge",
        (
            Happening(pledge, pledgers(pledge.employer), {"leads": rows})
            for pledge, rows in by_pledge.items()
        ),
        by=None,
    )


def _tell_councils(leads: list[Lead]) -> None:
    by_project: dict[Project, list[Lead]] = defaultdict(list)
    for lead in leads:
        by_project[lead.role.project].append(lead)
    members = members_of({project.council_id for project in by_project})
    record_all(
        "matching.capacity_pledged",
        (
            Happening(project, members[project.council_id], {"leads": rows})
            for project, rows in by_project.items()
        ),
        by=None,
    )
