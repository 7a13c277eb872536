"""Home of an officer for whom much waits, asked for page by page."""

import time
from datetime import timedelta
from itertools import cycle, islice

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from corps.home import queries as home
from councils.models import Council, Membership, Project
from tests.bench import rows

PAGES = ({}, {"page": 2}, {"page": 25}, {"page": 50})


def measure(matters, requests):
    """Queries, and the middle and slow milliseconds, for an approver of one council of many."""
    councils = list(islice(cycle(Council.objects.order_by("pk")), 5 * matters))
    found = rows.projects(5 * matters, councils)
    officer = _approver(found, matters)
    rows.settle()
    client = Client()
    client.force_login(officer)
    queries = [_count(client, page) for page in PAGES]
    took = sorted(_milliseconds(client, page) for page in islice(cycle(PAGES), requests))
    return {
        "matters": len(home.waiting_for(officer, home.roles(officer))),
        "requests": requests,
        "queries": max(queries),
        "p50 ms": took[len(took) // 2],
        "p95 ms": took[int(len(took) * 0.95)],
    }


def _approver(projects, matters):
    """Somebody who may approve half of them, and has to mend the other half."""
    officer = rows.people(1, name="approver")[0]
    council, now = projects[0].council, timezone.now()
    Membership.objects.create(council=council, user=officer, role="approver", confirmed_at=now)
    for at, project in enumerate(projects[:matters]):
        project.council, project.moved_at = council, now - timedelta(hours=at)
        project.stage = Project.Stage.RETURNED if at % 2 else Project.Stage.SUBMITTED
        project.opened_at = None
        if at % 2:
            project.author = officer
    Project.objects.bulk_update(
        projects[:matters], ["council", "moved_at", "stage", "opened_at", "author"]
    )
    return officer


def _count(client, page):
    client.get(reverse("home:front"), page)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("home:front"), page).status_code == 200
    return len(seen)


def _milliseconds(client, page):
    begun = time.perf_counter()
    client.get(reverse("home:front"), page)
    return round(1000 * (time.perf_counter() - begun), 1)
