"""A pytest plugin: rows that every test starts from, and that none takes away."""

from functools import cache

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

# Loaded by migrations: a test that commits must leave them for the next one.
REFERENCE = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "matching_pointstable",
    "skills_framework",
    "skills_frameworkrole",
    "skills_frameworkroleskill",
    "skills_rolecard",
    "skills_skill",
    "councils_council",
    "councils_council_neighbours",
    "councils_councildomain",
    "savings_population",
    "savings_published",
    "savings_published_councils",
)


@cache
def emptied():
    """The tables that a test which commits may leave rows in."""
    return sorted(set(connection.introspection.table_names()) - set(REFERENCE))


def keep_reference_data(_case):
    """Take the rows from every table but those that migrations filled, in place of Django's flush.

    Few tables have any: to truncate them all takes longer than most of the tests.
    """
    each = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in emptied())  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")  # keys have no say
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608


TransactionTestCase._fixture_teardown = keep_reference_data


@pytest.fixture
def world(db):
    """Everybody who may knock on a door, once."""
    from tests.world import build

    return build()


@pytest.fixture(scope="module")
def lasting_world(django_db_setup, django_db_blocker):
    """The same, once for a module of tests that each take back what they did to it.

    No test of that module may ask for `db` as well: at its end it would close the connection.
    """
    from tests.world import build

    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
