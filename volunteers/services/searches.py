"""What is new in the searches of tasks that people keep."""

from datetime import datetime

from corps.notifications.models import SavedSearch
from corps.notifications.services import send_digests
from volunteers import queries
from volunteers.models import Task, TaskQuerySet

LABEL = "volunteers.tasks"


def send_daily(*, now: datetime | None = None) -> int:
    """Tell people of tasks opened since they were last told; return how many were told."""
    return send_digests("volunteers.tasks_found", label=LABEL, find=_opened, now=now)


def _opened(search: SavedSearch, since: datetime, until: datetime) -> TaskQuerySet:
    """Tasks that a search finds and that were opened after one moment and up to another."""
    found = queries.narrow_tasks(Task.objects.open(), search.chosen)
    return found.filter(opened_at__gt=since, opened_at__lte=until)
