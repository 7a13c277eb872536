import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.contracts import InterestFactory

pytestmark = pytest.mark.django_db


def test_the_table_of_interests_asks_as_much_for_three_rows_as_for_one(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    url, counts = reverse("admin:contracts_interest_changelist"), []
    client.get(url)  # warms what is cached for good

    for rows in (1, 2):
        InterestFactory.create_batch(rows)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url, {"q": "sample"})
        counts.append((response.status_code, len(queries)))

    assert counts[0] == counts[1]
