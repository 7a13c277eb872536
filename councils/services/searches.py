"""What is new in the searches of projects that people keep."""

from datetime import datetime

from corps.notifications.models import SavedSearch
from corps.notifications.services import send_digests
from councils import queries
from councils.models import Project
from councils.models.projects import ProjectQuerySet

LABEL = "councils.projects"


def send_daily(*, now: datetime | None = None) -> int:
    """Tell people of projects opened since they were last told; return how many were told."""
    return send_digests("councils.projects_found", label=LABEL, find=_opened, now=now)


def _opened(search: SavedSearch, since: datetime, until: datetime) -> ProjectQuerySet:
    """Projects that a search finds and that were opened after one moment and up to another."""
    fields = ("q", "borough", "skill", "stage")
    chosen = {name: words for name, words in search.chosen.items() if name in fields}
    if not chosen.get("skill", "").isdecimal():
        chosen.pop("skill", None)  # the page passes over what is no skill, too
    fresh = Project.objects.visible_to(search.user).filter(opened_at__gt=since)
    return queries.narrow_projects(fresh.filter(opened_at__lte=until), **chosen)
