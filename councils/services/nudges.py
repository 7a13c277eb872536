"""Is it still true? Asked of a project that has been open for long without a change."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils import queries
from councils.models import Project
from councils.services.projects import locked


def nudge_owners(*, on: date | None = None) -> int:
    """Ask, once after each change, whether open projects are still true; return how many."""
    oldest = (on or timezone.localdate()) - timedelta(days=settings.NUDGE_DAYS)
    due = Project.objects.fresh_until(oldest).order_by("pk").values_list("pk", flat=True)
    return one_by_one(_nudge, due)


@transaction.atomic
def _nudge(pk: int) -> int:
    rows = Project.objects.select_for_update(of=("self",), skip_locked=True)
    project = rows.select_related("council", "author").filter(pk=pk).first()
    if project is None or project.stage != Project.Stage.OPEN:
        return 0
    if project.nudged_at and project.nudged_at >= project.fresh_at:
        return 0
    project.nudged_at = timezone.now()
    project.save(update_fields=["nudged_at"])
    record(
        "councils.truth_asked",
        about=project,
        by=None,
        tell=queries.owners(project),
        link=reverse("councils:still-true", args=[queries.truth_token(project)]),
        stale_days=settings.STALE_DAYS,
    )
    return 1


@transaction.atomic
def confirm_true(project: Project, *, by: User | None = None) -> Project:
    """Note that an open project is still as it says; by nobody, where the e-mail's link said so."""
    project = locked(project)
    if project.stage != Project.Stage.OPEN:
        raise IllegalMove(f"project {project.pk} is {project.stage}")
    project.confirmed_at = timezone.now()
    project.save(update_fields=["confirmed_at"])
    record("councils.truth_confirmed", about=project, by=by)
    return project
