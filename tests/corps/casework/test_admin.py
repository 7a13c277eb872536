"""Casework in the back office."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.casework import ComplaintFactory, LookedAtFactory, LookFactory, NoteFactory

pytestmark = pytest.mark.django_db
TABLES = [
    ("note", NoteFactory),
    ("complaint", ComplaintFactory),
    ("look", LookFactory),
    ("lookedat", LookedAtFactory),
]


@pytest.mark.parametrize(("table", "factory"), TABLES)
def test_a_table_asks_as_much_for_three_rows_as_for_one(client, table, factory):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    url, counts = reverse(f"admin:casework_{table}_changelist"), []
    client.get(url)  # warms what is cached for good

    for rows in (1, 2):
        factory.create_batch(rows)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]
