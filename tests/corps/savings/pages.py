"""What the tests of pages about savings share."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def counted(client, url):
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries)
