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
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

import corps.savings.queries
import councils.queries
import secondments.matching.queries
import secondments.queries
import volunteers.consensus.queries
import volunteers.queries
from corps.accounts.models import User
from corps.home import formats
from corps.notifications.queries import Waiting
from councils.models import Council, Membership, Project, Teammate

LIVE = [Project.Stage.OPEN, Project.Stage.STAFFED, Project.Stage.IN_DELIVERY]


@dataclass(frozen=True)
class Door:
    """A link in the header, for those to whom it leads somewhere."""

    label: str
    url: str
    current: bool


Place = tuple[str, str, str | int | None]  # what a door says, its page's name and its page's key


def doors(user: User, path: str) -> list[Door]:
    """The places of a signed-in person, by what they are; none for who is nothing yet."""
    councils, organisations = _councils(user), _organisations(user)
    expert, volunteer = _themselves(user)
    places: list[Place] = [
        *[(name, "councils:members", slug) for name, slug, _ in councils[:3]],
        *[(name, "secondments:employer", pk) for name, pk, _ in organisations if pk][:3],
        *([("My profile", "secondments:expert", expert)] if expert else []),
        *_duties(user, {role for _, _, role in councils}),
    ]
    if places:
        places.insert(0, ("Proposals", "matching:proposals", None))
    if volunteer:
        places.append(("My work", "volunteers:work", None))
    places += [(name, "volunteers:charity", pk) for name, _, pk in organisations if pk][:3]
    found = [(label, reverse(name, args=[key] if key else [])) for label, name, key in places]
    return [Door(label, url, path == url) for label, url in found]


def _duties(user: User, roles: set[str]) -> list[Place]:
    """What a finance officer and corps staff look after."""
    found: list[Place] = []
    if Membership.Role.FINANCE in roles:
        found.append(("Savings to verify", "savings:verifications", None))
    if user.is_staff:
        found += [
            ("Councils", "councils:directory", None),
            ("Employers", "secondments:employers", None),
        ]
        found += [] if settings.MAIL_SERVER else [("Outbox", "notifications:outbox", None)]
    return found


def _councils(user: User) -> list[tuple[str, str, str]]:
    """Name, slug and one's role."""
    own = Membership.objects.confirmed().filter(user=user).order_by("council__name")
    return list(own.values_list("council__name", "council__slug", "role"))


def _organisations(user: User) -> list[tuple[str, int | None, int | None]]:
    """Name, and the key of the employer and of the charity that it is."""
    own = user.organisation_memberships.order_by("organisation__name", "organisation")
    return list(
        own.values_list("organisation__name", "organisation__employer", "organisation__charity")
    )


def _themselves(user: User) -> tuple[int | None, int | None]:
    """The key of the expert and of the volunteer that somebody is."""
    own = User.objects.filter(pk=user.pk).values_list("expert", "volunteer")
    return own.first() or (None, None)


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
        *volunteers.consensus.queries.waiting_for(user),
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
