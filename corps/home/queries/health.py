"""Whether the machine is well."""

from datetime import timedelta

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone


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
            redis_url(), socket_connect_timeout=1, socket_timeout=1
        ) as broker:
            broker.ping()
    except redis.RedisError:
        return "does not answer"
    return "ok"


def redis_url() -> str:
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
