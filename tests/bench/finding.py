"""Finding projects among very many: the list with its facets, a search, and what is similar."""

import os
import sys
import time
from datetime import timedelta
from itertools import count, cycle, islice
from pathlib import Path

import numpy as np
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection
from django.db.models import Count, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import ANYBODY
from councils import queries
from councils.models import Council, Need, Project
from tests.bench import rows

# Words of such requests, the first said often and the last seldom.
SUBJECTS = (
    "planning parking housing repairs benefits licensing council tax adult social care libraries"
    " waste collection school admissions births registration elections leisure highways permits"
    " homelessness trees playgrounds pest control museums allotments cemeteries moorings"
)
DEEDS = (
    "applications forms letters payments bookings complaints reports inspections renewals appeals"
    " referrals assessments reminders surveys notices refunds translations handovers"
)
SHAPES = (
    "reducing faster clearer fewer simpler joining automating replacing measuring redesigning"
    " opening mapping testing sharing repairing predicting"
)
REST = (
    "residents officers wait phone twice week office backlog error duplicate paper system supplier"
    " budget deadline website address reference evidence decision manager visit record copy"
)
STAGES = [Project.Stage.OPEN] * 4 + [
    Project.Stage.STAFFED,
    Project.Stage.IN_DELIVERY,
    Project.Stage.IN_DELIVERY,
    Project.Stage.CANCELLED,
]
LISTS = (
    {},
    {"page": 2},
    {"page": 250},
    {"borough": "lambeth"},
    {"stage": "open"},
    {"stage": ["open", "staffed"], "borough": ["lambeth", "hackney", "camden"]},
    {"phase": "beta"},
    {"start": ["now", "soon"]},
    {"skill": "{skill}"},
    {"stage": "open", "phase": "alpha", "skill": "{skill}"},
    {"sort": "soonest"},
    {"sort": "people", "stage": "open"},
)
SEARCHES = (
    {"q": "cemeteries"},
    {"q": "school admissions appeals"},
    {"q": "plannign aplications"},
    {"q": "“tree inspections”"},
    {"q": "libraries -payments", "stage": "open"},
    {"q": "hackney parking permits"},
    {"q": "allotmetns refunds"},
)


def measure(projects, requests):
    """Queries, and the middle and slow milliseconds, of each kind, beside the plainest peer."""
    councils = list(islice(cycle(Council.objects.order_by("pk")), projects))
    fill(projects, councils)
    rows.settle()
    client, url = Client(), reverse("councils:projects")
    skill = str(Need.objects.values_list("skill", flat=True)[0])
    lists = [{name: skill if v == "{skill}" else v for name, v in one.items()} for one in LISTS]
    found = {
        "projects": Project.objects.count(),
        "list with facets": pages(client, url, lists, requests),
        "search": asked(SEARCHES, requests, search),
        "search page": pages(client, url, SEARCHES, requests),
        "similar": asked(list(Project.objects.order_by("?")[:20]), requests, queries.similar),
        "peer: icontains": asked(SEARCHES, len(SEARCHES), icontains),
        "peer: vectors worked out anew": asked(SEARCHES, 2, anew),
        "peer: counts by ORM": asked(lists, len(lists), counted),
    }
    for ours, theirs in (
        ("search", "icontains"),
        ("search", "vectors worked out anew"),
        ("list with facets", "counts by ORM"),
    ):
        ratio = found[f"peer: {theirs}"]["p95 ms"] / found[ours]["p95 ms"]
        found[f"{ours}: times as fast as {theirs}"] = round(ratio, 1)
    return found


ROLES = """
    INSERT INTO councils_role (project_id, title, rank, places, days_a_week, starts_on, ends_on,
                               remote, clearance)
    SELECT id, 'Sample developer', 1, 1 + id % 4, 3, current_date, current_date + 180, false, 'none'
    FROM councils_project
"""
# Up to three skills each, some asked for far more often than others.
NEEDS = """
    INSERT INTO councils_need (role_id, skill_id, level, required)
    SELECT DISTINCT role.id, known.ids[1 + floor(cardinality(known.ids) * random() ^ 2)], 2, true
    FROM councils_role AS role, generate_series(1, 3),
         (SELECT array_agg(id ORDER BY id) AS ids FROM skills_skill) AS known
"""


def fill(projects, councils):
    """Projects with words of many frequencies, and a role of some skills each; indexed at once."""
    tables = ("councils_project", "councils_role", "councils_need")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        projects_of(projects, councils)
        cursor.execute(ROLES)
        cursor.execute(NEEDS)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT councils_find(array_agg(id)) FROM councils_project")


def projects_of(many, councils):
    """Opened projects, each of its own words."""
    author, rng = rows.people(1, name="author")[0], np.random.default_rng(1)
    today = timezone.localdate()
    pick = [common(rng, words.split(), many) for words in (SHAPES, SUBJECTS, DEEDS)]
    phases, rest, now = ["", *Project.Phase.values], REST.split(), timezone.now()
    starts, ages = rng.integers(-200, 400, many), rng.integers(1_000_000, size=many)
    kinds = rng.integers(0, (5, len(STAGES)), (many, 2))
    said = rng.choice(rest, (many, 14))
    Project.objects.bulk_create(
        (
            Project(
                council=councils[at],
                author=author,
                title=f"{shape.capitalize()} {subject} {deed}, {at % 997}",
                problem=f"{subject} {deed}: {' '.join(said[at])}.",
                phase=phases[kinds[at][0]],
                stage=STAGES[kinds[at][1]],
                start_from=today + timedelta(days=int(starts[at])),
                start_by=today + timedelta(days=int(starts[at]) + 60),
                moved_at=now - timedelta(minutes=int(ages[at])),
                opened_at=now,
            )
            for at, (shape, subject, deed) in enumerate(zip(*pick, strict=True))
        ),
        batch_size=5_000,
    )


def common(rng, words, many):
    """As many words, the first the likeliest."""
    weight = 1 / np.arange(1, len(words) + 1)
    return rng.choice(words, many, p=weight / weight.sum())


def pages(client, url, questions, requests):
    """What whole pages take."""
    seen = []
    for question in questions:
        client.get(url, question)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, question).status_code == 200
        seen.append(len(captured))
    return {"queries": max(seen)} | asked(questions, requests, lambda one: client.get(url, one))


def search(question):
    """A search as the page asks it: words understood, rows found and put in order."""
    chosen = {name: value if name == "q" else [value] for name, value in question.items()}
    return queries.shown(queries.first_of(ANYBODY, **chosen)[:20], ANYBODY)


def icontains(question):
    """The same by the plainest means: every word is somewhere in the title or the problem."""
    found = Project.objects.filter(opened_at__isnull=False)
    for word in question["q"].split():
        found = found.filter(Q(title__icontains=word) | Q(problem__icontains=word))
    return found.count(), list(found.select_related("council")[:20])


def anew(question):
    """The same with rank and form of words, without an index of our own; slips are not forgiven."""
    query = SearchQuery(question["q"], config="english", search_type="websearch")
    words = SearchVector("title", "problem", config="english")
    found = Project.objects.annotate(words=words, rank=SearchRank(words, query)).filter(words=query)
    return list(found.order_by("-rank").select_related("council")[:20])


def counted(question):
    """The list by the plainest means: a count of each facet by the ORM, over the tables."""
    found = Project.objects.filter(opened_at__isnull=False)
    names = {"borough": "council__slug", "stage": "stage", "phase": "phase"}
    for name, field in names.items():
        if name in question:
            value = question[name]
            found = found.filter(**{f"{field}__in": [value] if isinstance(value, str) else value})
    for field in (*names.values(), "roles__needs__skill"):
        dict(found.order_by().values_list(field).annotate(number=Count("pk", distinct=True)))
    return found.count(), list(found.select_related("council")[:20])


def asked(questions, requests, ask):
    """The middle and the slow milliseconds of asking these in turn, and those of the processor.

    On a machine that is busy otherwise, the processor's tell what an idle one would take.
    """
    took, slowest, before = [], (0, None), processor()
    for at, question in zip(count(), islice(cycle(questions), requests), strict=False):
        begun = time.perf_counter()
        ask(question)
        took.append(1000 * (time.perf_counter() - begun))
        if at >= len(questions) and took[-1] > slowest[0]:
            slowest = (took[-1], question)
    own, database = (1000 * (now - then) for now, then in zip(processor(), before, strict=True))
    took.sort()
    found = {
        "p50 ms": round(took[len(took) // 2], 1),
        "p95 ms": round(took[int(len(took) * 0.95)], 1),
        "slowest once warm": str(slowest[1])[:60],
        "processor, on average ms": round((own + database) / requests, 1),
        "of that the database": round(database / requests, 1),
    }
    print(found, file=sys.stderr, flush=True)
    return found


def processor():
    """Seconds of the processor that this process and its database session have used (Linux)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    ticks = stat.read_text().rpartition(")")[2].split()[11:13] if stat.exists() else (0, 0)
    return time.process_time(), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
