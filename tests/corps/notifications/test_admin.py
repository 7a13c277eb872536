"""The searches that people keep, in the back office."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from tests.factories.notifications import SavedSearchFactory

pytestmark = pytest.mark.django_db

TABLE = "/admin/notifications/savedsearch/"


def test_the_table_asks_as_much_for_three_rows_as_for_one_and_a_row_opens(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    client.get(TABLE)  # warms what is cached for good
    counts = []

    for rows in (1, 2):
        made = SavedSearchFactory.create_batch(rows)
        with CaptureQueriesContext(connection) as queries:
            client.get(TABLE, {"q": "sample"})
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert client.get(f"{TABLE}{made[0].pk}/change/").status_code == 200
