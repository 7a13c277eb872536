"""What the front page shows, what waits for a person, and whether the machine is well."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache as kept
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

import corps.savings.queries
import councils.queries
import secondments.matching.queries
import secondments.queries
import volunteers.queries
from corps.accounts.models import User
from corps.home import formats
from corps.notifications.queries import Waiting
from councils.models import Council, Project, Teammate
from secondments.models import Employer, Expert
from volunteers.models import Charity

LIVE = [Project.Stage.OPEN, Project.Stage.STAFFED, Project.Stage.IN_DELIVERY]


@dataclass(frozen=True)
class Door:
    """A link in the header, for those to whom it leads somewhere."""

    label: str
    url: str
    current: bool


def doors(user: User, path: str) -> list[Door]:
    """The places of a signed-in person, by what they are; none for who is nothing yet."""
    places: list[tuple[str, str, tuple]] = [
        *((council.name, "councils:members", (council.slug,)) for council in _councils(user)),
        *((str(employer), "secondments:employer", (employer.pk,)) for employer in _employers(user)),
        *(
            ("My profile", "secondments:expert", (pk,))
            for pk in Expert.objects.filter(user=user).values_list("pk", flat=True)
        ),
    ]
    if corps.savings.queries.finance_councils(user).exists():
        places.append(("Savings to verify", "savings:verifications", ()))
    if user.is_staff:
        places += [
            ("Councils", "councils:directory", ()),
            ("Employers", "secondments:employers", ()),
        ]
        places += [] if settings.MAIL_SERVER else [("Outbox", "notifications:outbox", ())]
    if places:
        places.insert(0, ("Proposals", "matching:proposals", ()))
    if volunteers.queries.is_volunteer(user):
        places.append(("My work", "volunteers:work", ()))
    places += [(str(one), "volunteers:charity", (one.pk,)) for one in _charities(user)]
    found = [(label, reverse(name, args=args)) for label, name, args in places]
    return [Door(label, url, path == url) for label, url in found]


def _councils(user: User) -> QuerySet[Council]:
    return Council.objects.of(user)[:3]


def _employers(user: User) -> QuerySet[Employer]:
    return Employer.objects.of(user).select_related("organisation")[:3]


def _charities(user: User) -> QuerySet[Charity]:
    return Charity.objects.of(user).select_related("organisation")[:3]


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
    boroughs = Council.objects.annotate(
        open_projects=Count("projects", filter=Q(projects__stage=Project.Stage.OPEN))
    )
    return {
        "figures": [
            (counts["open"], "Open projects"),
            (counts["boroughs"], "Boroughs with live projects"),
            (people, "Experts at work"),
        ],
        "verified_cash": corps.savings.queries.verified_cash(),
        "boroughs": boroughs,
        "projects": Project.objects.filter(stage=Project.Stage.OPEN).select_related("council")[:3],
    }


def waiting_for(user: User) -> list[Waiting]:
    """All that waits for a person, oldest first."""
    things = [
        *councils.queries.waiting_for(user),
        *corps.savings.queries.waiting_for(user),
        *secondments.queries.waiting_for(user),
        *secondments.matching.queries.waiting_for(user),
        *volunteers.queries.waiting_for(user),
    ]
    return sorted(things, key=lambda thing: thing.since)


def readiness() -> dict[str, str]:
    """Whether database, migrations, broker and a worker are well: "ok", or what is wrong."""
    return {
        "database": _check_database(),
        "migrations": _check_migrations(),
        "broker": _check_broker(),
        "worker": _check_worker(),
    }


def _check_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def _check_migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "cannot be read"
    return f"{len(waiting)} not applied" if waiting else "ok"


def _check_broker() -> str:
    try:
        with redis.Redis.from_url(
            _redis_url(), socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            broker.ping()
    except redis.RedisError:
        return "does not answer"
    return "ok"


def _redis_url() -> str:
    """Celery and redis-py call a socket by different schemes."""
    return settings.REDIS_URL.replace("redis+socket://", "unix://")


def _check_worker() -> str:
    try:
        heard = cache.get("worker-heard")
    except DatabaseError:
        return "cannot be asked"
    if heard is None or heard < timezone.now() - timedelta(seconds=90):
        return "not heard from lately"
    return "ok"


@kept
def api_operations() -> list[formats.Operation]:
    """What programs may ask, from the schema, which changes with the code alone."""
    return formats.operations(SchemaGenerator().get_schema(public=True))
