"""What a test reads off a page."""

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext


def said(response):
    """The messages that a page or its redirect carries."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response):
    return " ".join(response.content.decode().split())


def counted(client, url):
    """How many queries a page takes, the second time it is asked for."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)
