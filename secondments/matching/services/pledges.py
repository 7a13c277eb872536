"""Telling companies and councils of each other, where a pledge could fill a role: once a pair."""

from collections import defaultdict
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from corps.notifications.models import Event
from corps.notifications.services import record
from corps.queue import one_by_one
from councils.models import Project
from secondments.matching.services.nearness import Near, near_pledges
from secondments.matching.services.people import members_of
from secondments.models import Lead, Pledge
from secondments.queries import pledgers

WANTED = "matching.capacity_pledged"
STILL_NEWS = timedelta(days=7)  # after which nobody is told late
MOST_LEADS = 5  # of one pledge that stand at once: its company names somebody, and more follow


def tell_of_pledges(*, on: date | None = None) -> int:
    """Tell both sides of every pair that is new and near enough; return how many pairs.

    Pledge by pledge and project by project, so that one which fails holds up no other.

    Nothing is proposed: a pledge has nobody yet. The council hears that days are pledged, and by
    whom only where the company agrees to be named.
    """
    on = on or timezone.localdate()
    found: dict[int, list[Near]] = defaultdict(list)
    for near in near_pledges(on):
        found[near.who].append(near)
    try:
        return one_by_one(lambda pk: _tell_company(pk, found[pk], on), sorted(found))
    finally:  # what fails above keeps no council from hearing of the others
        one_by_one(_tell_council, list(_unheard().order_by().distinct()))


@transaction.atomic
def _tell_company(pk: int, rows: list[Near], on: date) -> int:
    """Keep what is new of a pledge, and tell its company; return how many roles."""
    held = Pledge.objects.standing(on).select_for_update(of=("self",))
    pledge = held.select_related("employer__organisation").filter(pk=pk).first()
    if pledge is None:
        return 0  # it was withdrawn, or all of it named, meanwhile
    known = set(pledge.leads.values_list("role", flat=True))
    made = Lead.objects.bulk_create(
        Lead(pledge=pledge, role_id=near.role, fit=near.fit) for near in _new(rows, known)
    )
    if made:
        tell = pledgers(pledge.employer)
        leads = _in_full().filter(pk__in=[one.pk for one in made])
        record("matching.role_for_pledge", about=pledge, by=None, tell=tell, leads=list(leads))
    return len(made)


@transaction.atomic
def _tell_council(pk: int) -> int:
    """Tell a project's council of all that is new for it at once; a second run finds it told."""
    project = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    leads = list(_in_full().filter(role__project=project, pk__in=_unheard("pk")))
    if leads:
        tell = members_of({project.council_id})[project.council_id]
        record(WANTED, about=project, by=None, tell=tell, leads=leads)
    return len(leads)


def _unheard(what: str = "role__project") -> QuerySet[Lead, int]:
    """Of the leads of these days of which a council has not heard: their projects, or another."""
    told = Event.objects.filter(
        kind=WANTED,
        about_type=ContentType.objects.get_for_model(Project),
        about_id=OuterRef("role__project"),
        at__gte=OuterRef("at"),
    )
    fresh = Lead.objects.filter(~Exists(told), at__gte=timezone.now() - STILL_NEWS)
    return fresh.values_list(what, flat=True)


def _in_full() -> QuerySet[Lead]:
    """Leads as notices show them."""
    rows = Lead.objects.select_related("pledge__employer__organisation", "role__project__council")
    return rows.order_by("-fit", "pk")


def _new(rows: list[Near], known: set[int]) -> list[Near]:
    """The best that are not known yet, as many as there is room for among those still wanted."""
    standing = sum(1 for near in rows if near.role in known)
    fresh = [near for near in rows if near.role not in known]
    return fresh[: max(0, MOST_LEADS - standing)]
