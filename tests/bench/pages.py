"""The list page, asked for as visitors do."""

import time
from itertools import cycle, islice

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.models import Council, Project
from tests.bench import rows

QUESTIONS = (
    {},
    {"page": 2},
    {"page": 250},
    {"q": "bays"},
    {"borough": "lambeth"},
    {"stage": "open"},
)


def measure(projects, requests):
    """Queries, and the middle and slow milliseconds, over different questions in turn."""
    councils = list(islice(cycle(Council.objects.order_by("pk")), projects))
    rows.projects(projects, councils)
    rows.settle()
    client, url = Client(), reverse("councils:projects")
    queries = [count_queries(client, url, question) for question in QUESTIONS]
    took = sorted(
        milliseconds(client, url, question) for question in islice(cycle(QUESTIONS), requests)
    )
    return {
        "projects": Project.objects.count(),
        "requests": requests,
        "queries": max(queries),
        "p50 ms": took[len(took) // 2],
        "p95 ms": took[int(len(took) * 0.95)],
    }


def count_queries(client, url, question):
    """How many queries one page takes, once caches are warm."""
    client.get(url, question)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url, question).status_code == 200
    return len(seen)


def milliseconds(client, url, question):
    """How long one page takes."""
    begun = time.perf_counter()
    client.get(url, question)
    return round(1000 * (time.perf_counter() - begun), 1)
