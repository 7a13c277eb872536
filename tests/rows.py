"""A pytest plugin: rows that every test starts from, and that none takes away."""

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


def keep_reference_data(_case):
    """Empty every table but those that migrations filled, in place of Django's flush."""
    names = set(connection.introspection.table_names()) - set(REFERENCE)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(sorted(names))} RESTART IDENTITY CASCADE")


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
