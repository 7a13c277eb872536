"""A worker killed between writing and committing leaves nothing; another redoes the round."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.db import connection

from corps.notifications.models import Event
from secondments.matching.models import Answer, Proposal, Reserve, Round
from tests.conftest import ROOT, plain_environment, wait_for

SERVER = os.environ["DATABASE_URL"]  # before a fixture takes it away
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
    AND query ILIKE '%%notifications_event%%'
"""
OTHERS = """
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@pytest.fixture
def environment(broker, var_dir):
    """What a process of the site sees: the database of this test, and a broker of its own."""
    own = connection.settings_dict["NAME"]
    address = urlsplit(SERVER)._replace(path=f"/{own}").geturl()
    return plain_environment(DATABASE_URL=address, REDIS_URL=broker.address, VAR_DIR=str(var_dir))


@pytest.fixture
def start_worker(environment, var_dir):
    """Start a worker in a process group of its own."""
    groups = []

    def start():
        with (var_dir / f"worker-{len(groups)}.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "celery", "--app", "corps", "worker", "--concurrency", "1"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        groups.append(worker)
        return worker

    yield start
    for worker in groups:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.fixture
def run(environment):
    """Call a service of matching in a process of the site."""

    def call(service):
        code = f"from secondments.matching import services; services.{service}()"
        command = [sys.executable, "manage.py", "shell", "--command", code]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    return call


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_and_the_round_is_solved_once(
    world, start_worker, run, other_session
):
    role = world.role("open")
    run("request_round")
    other_session("LOCK TABLE notifications_event IN EXCLUSIVE MODE")

    first = start_worker()
    wait_for(lambda: ask(WAITING) == 1)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    other_session.rollback()
    wait_for(lambda: ask(OTHERS) == 0)

    cut_short = Round.objects.get()
    left = [model.objects.count() for model in (Proposal, Answer, Reserve)]
    assert (cut_short.stage, cut_short.step, left) == ("running", "writing", [0, 0, 0])

    start_worker()
    run("take_up")
    wait_for(lambda: not Round.objects.get().is_live)
    run("take_up")

    solved, proposal = Round.objects.get(), Proposal.objects.get()
    assert (solved.stage, solved.filled) == ("solved", 1)
    assert (proposal.role, proposal.answers.count()) == (role, 3)
    assert Event.objects.filter(kind="matching.proposal_made").count() == 1
