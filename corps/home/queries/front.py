"""What the front page shows to everybody, and what programs may ask."""

from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from drf_spectacular.generators import SchemaGenerator

import corps.savings.queries
from corps.home import formats
from councils.models import Council, Project, Teammate

LIVE = [Project.Stage.OPEN, Project.Stage.STAFFED, Project.Stage.IN_DELIVERY]


def has_sample_data() -> bool:
    """Whether the demo's rows are here, so that every page can say so."""
    return Project.objects.filter(is_sample=True).exists()


def front_page() -> dict[str, Any]:
    """Figures, the map and the newest open projects, with one query each."""
    counts = Project.objects.aggregate(
        open=Count("pk", filter=Q(stage=Project.Stage.OPEN)),
        boroughs=Count("council", distinct=True, filter=Q(stage__in=LIVE)),
    )
    people = Teammate.objects.filter(
        capacity=Teammate.Capacity.SECONDEE, left_on__isnull=True
    ).count()
    return {
        "figures": [
            (counts["open"], "Open projects"),
            (counts["boroughs"], "Boroughs with live projects"),
            (people, "Experts at work"),
        ],
        "verified_cash": corps.savings.queries.verified_cash(),
        "boroughs": open_by_borough(),
        "projects": open_now(),
    }


def open_by_borough() -> QuerySet[Council]:
    """All councils for the map, with `open_projects`."""
    return Council.objects.annotate(
        open_projects=Count("projects", filter=Q(projects__stage=Project.Stage.OPEN))
    )


def open_now() -> QuerySet[Project]:
    """The newest open projects."""
    return Project.objects.filter(stage=Project.Stage.OPEN).select_related("council")[:3]


@cache
def api_operations() -> list[formats.Operation]:
    """What programs may ask, from the schema, which changes with the code alone."""
    return formats.operations(SchemaGenerator().get_schema(public=True))
