"""What is new in the searches of projects that people keep."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from corps.notifications.models import SavedSearch
from corps.notifications.services import send_digests
from councils import queries
from councils.models import Project
from councils.models.projects import ProjectQuerySet

LABEL = "councils.projects"
KNOWN = {
    "stage": Project.Stage.values,
    "phase": Project.Phase.values,
    "start": list(queries.WINDOWS),
}


def send_daily(*, now: datetime | None = None) -> int:
    """Tell people of projects opened since they were last told; return how many were told."""
    return send_digests("councils.projects_found", label=LABEL, find=_opened, now=now)


def _opened(search: SavedSearch, since: datetime, until: datetime) -> ProjectQuerySet:
    """Projects that a search finds and that were opened after one moment and up to another."""
    fresh = Project.objects.visible_to(search.user).filter(opened_at__gt=since)
    return queries.narrow_projects(fresh.filter(opened_at__lte=until), **_chosen(search.query))


def _chosen(query: str) -> dict[str, Any]:
    """What a search asks for, as far as it can be read: the page passes over the rest, too."""
    asked = parse_qs(query, max_num_fields=100)
    chosen: dict[str, Any] = {name: asked[name] for name in queries.FACETS if name in asked}
    chosen["skill"] = [one for one in chosen.get("skill", ()) if one.isdecimal() and len(one) < 10]
    for name, known in KNOWN.items():
        chosen[name] = [one for one in chosen.get(name, ()) if one in known]
    return {name: value for name, value in chosen.items() if value} | {
        name: asked[name][-1] for name in ("q",) if name in asked
    }
