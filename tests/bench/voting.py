"""Votes over HTTP from many browsers at once, and a map worked out anew from the database."""

import os
import re
import resource
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from io import StringIO
from urllib.parse import urlencode

import numpy as np
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import free_port, wait_for
from tests.factories.consensus import OpenConversationFactory
from volunteers.consensus import services
from volunteers.consensus.models import Participant, Statement, Vote

CAMPS = 3


def measure(clients, votes):
    """Votes a second, and the middle and slow milliseconds, with so many browsers at once."""
    conversation = OpenConversationFactory()
    say(conversation, 40)
    took = []
    with server() as port:
        begun = time.perf_counter()
        threads = [
            threading.Thread(target=browse, args=(port, conversation, votes, took))
            for _ in range(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - begun
    stored = Vote.objects.filter(conversation=conversation).count()
    assert stored == clients * votes, (stored, clients * votes)
    took.sort()
    return {
        "clients": clients,
        "votes": stored,
        "queries a vote": queries_a_vote(conversation),
        "votes a second": round(stored / seconds),
        "p50 ms": round(1000 * took[len(took) // 2], 1),
        "p95 ms": round(1000 * took[int(len(took) * 0.95)], 1),
    }


def say(conversation, many):
    """So many statements."""
    Statement.objects.bulk_create(
        Statement(
            conversation=conversation,
            number=number,
            text=f"Sample statement {number}.",
            stage=Statement.Stage.SHOWN,
        )
        for number in range(1, many + 1)
    )


@contextmanager
def server():
    """The site's own web server on this database, as `manage.py up` starts it."""
    port = free_port()
    database = settings.DATABASES["default"] | connection.settings_dict
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    env = os.environ | {
        "DATABASE_URL": url,
        "VOTES_A_MINUTE": "1000000",
        "SITE_URL": f"http://localhost:{port}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",  # no file has to be collected for it
        "PYTEST_XDIST_WORKER": "bench",  # it uses the servers that are there
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "gunicorn", "corps.wsgi:application", "--no-control-socket"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    process = subprocess.Popen([*command, "--log-level", "error"], env=env)
    try:
        wait_for(lambda: answers(port), 60)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answers(port):
    """Whether it is up."""
    try:
        ask = HTTPConnection("localhost", port, timeout=5)
        ask.request("GET", "/healthz")
        return ask.getresponse().status == 200
    except OSError:
        return False


def browse(port, conversation, votes, took):
    """One browser: read the page once, then vote on whatever comes, as with script."""
    ask = HTTPConnection("localhost", port, timeout=60)
    ask.request("GET", reverse("consensus:conversation", args=[conversation.pk]))
    answer = ask.getresponse()
    cookies = cookies_of(answer)
    page = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    chance = np.random.default_rng(threading.get_ident() % 2**32)
    for _ in range(votes):
        path = re.search(r'action="([^"]+/vote/)"', page).group(1)
        body = urlencode({"csrfmiddlewaretoken": token, "value": int(chance.integers(-1, 2))})
        begun = time.perf_counter()
        ask.request(
            "POST",
            path,
            body,
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
                "HX-Request": "true",
            },
        )
        answer = ask.getresponse()
        page = answer.read().decode()
        took.append(time.perf_counter() - begun)
        assert answer.status == 200, (answer.status, page[:300])
        cookies |= cookies_of(answer)


def cookies_of(answer):
    """Names and values of the cookies that an answer sets."""
    found = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return dict(one.split(";")[0].split("=", 1) for one in found)


def queries_a_vote(conversation):
    """How many queries a browser's second vote takes: the first one also makes its row."""
    client = Client()
    path = reverse("consensus:conversation", args=[conversation.pk])
    first, second = (
        re.search(r'action="([^"]+/vote/)"', client.get(path).content.decode()).group(1)
        for _ in range(2)
    )
    client.post(first, {"value": 1}, headers={"HX-Request": "true"})
    with CaptureQueriesContext(connection) as seen:
        client.post(second, {"value": 1}, headers={"HX-Request": "true"})
    return len(seen)


def measure_recompute(people, statements, votes):
    """Seconds and memory to work a map out anew from the database, whole and after a few votes."""
    conversation = OpenConversationFactory()
    say(conversation, statements)
    fill(conversation, people, votes)
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    whole = seconds(lambda: services.recompute(conversation.pk))
    touch(conversation, 100)
    again = seconds(lambda: services.recompute(conversation.pk))
    return {
        "people": people,
        "statements": statements,
        "votes": Vote.objects.filter(conversation=conversation).count(),
        "seconds, all votes read": whole,
        "seconds, packed votes and a tail": again,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak MB before": begun // 1024,
        "pack MB": round(len(conversation_pack(conversation)) / 1e6, 1),
    }


def conversation_pack(conversation):
    """All that is kept of the votes as arrays."""
    pack = conversation.pack
    return bytes(pack.people) + bytes(pack.statements) + bytes(pack.values)


def fill(conversation, people, votes):
    """So many people of three camps, and about so many votes, by the fastest way in."""
    chance = np.random.default_rng(7)
    keys = np.array(
        [
            one.pk
            for one in Participant.objects.bulk_create(
                (
                    Participant(conversation=conversation, key=f"{at:064}", kind="browser")
                    for at in range(people)
                ),
                batch_size=5000,
            )
        ]
    )
    said = np.array(list(conversation.statements.order_by("pk").values_list("pk", flat=True)))
    pairs = np.unique(chance.integers(0, people * len(said), int(votes * 1.02)))[:votes]
    person, statement = np.divmod(pairs, len(said))
    side = np.where((person % CAMPS) == (statement % CAMPS), 1, -1)
    value = np.where(chance.random(len(pairs)) < 0.8, side, chance.integers(-1, 2, len(pairs)))
    rows = np.column_stack([keys[person], said[statement], value])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE cast_votes (person bigint, statement bigint, value int)")
        for at in range(0, len(rows), 500_000):
            text = "\n".join("\t".join(map(str, row)) for row in rows[at : at + 500_000].tolist())
            cursor.copy_expert("COPY cast_votes FROM STDIN", StringIO(text + "\n"))
        cursor.execute(
            "INSERT INTO consensus_vote (conversation_id, participant_id, statement_id, value, at)"
            " SELECT %s, person, statement, value, now() FROM cast_votes",
            [conversation.pk],
        )
        cursor.execute("ANALYZE")


def touch(conversation, people):
    """So many people change their minds about the first statement."""
    first = conversation.statements.first()
    some = list(first.votes.values_list("pk", flat=True)[:people])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consensus_vote SET value = -value, seen = (pg_current_xact_id()::text)::bigint"
            " WHERE id = ANY(%s)",
            [some],
        )


def seconds(act):
    """How long it takes."""
    begun = time.perf_counter()
    act()
    return round(time.perf_counter() - begun, 2)
