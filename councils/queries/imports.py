"""What a council's sheets are read against, and what became of the drafts made of them."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from corps.notifications.models import Event
from councils.models import Council, Project, ProjectSheet


def councils_by_name() -> dict[str, str]:
    """Every way to write a council's name, to its code."""
    rows = Council.objects.values_list("code", "name", "official_name", "slug", "gss")
    return {name: names[0] for names in rows for name in names}


def moved_on(made: Sequence[Project]) -> list[Project]:
    """Those that are drafts no longer, or about which anything was said since they were made."""
    worked_on = set(
        Event.objects.filter(
            about_type=ContentType.objects.get_for_model(Project),
            about_id__in=[one.pk for one in made],
        )
        .exclude(kind="councils.project_drafted")
        .values_list("about_id", flat=True)
    )
    return [one for one in made if one.stage != Project.Stage.DRAFT or one.pk in worked_on]


def kept_columns(council: Council) -> dict[str, str]:
    """Which headings told what in the council's last sheet."""
    chosen = council.sheets.exclude(mapping={}).values_list("mapping", flat=True)
    return chosen.order_by("-at", "-pk").first() or {}


def sheets_of(council: Council) -> QuerySet[ProjectSheet]:
    """A council's sheets without their rows, newest first."""
    return council.sheets.defer("rows").select_related("by").order_by("-at", "-pk")
