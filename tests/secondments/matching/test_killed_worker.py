"""A worker killed at any moment of a round leaves nothing; another redoes the round, once."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from corps.notifications.models import Event
from secondments.matching.models import (
    Answer,
    BoroughFigures,
    Proposal,
    Reserve,
    Round,
    RoundFile,
    Shortfall,
)
from tests.conftest import ROOT, plain_environment, wait_for
from tests.secondments.matching.conftest import OtherSession

SERVER = os.environ["DATABASE_URL"]  # before a fixture takes it away
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
    AND query ILIKE '%%notifications_event%%'
"""
SOLVER = """
    SELECT max(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND objid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
HELD_UP = """
    SELECT count(*) FROM pg_stat_activity WHERE pid = {pid} AND wait_event_type = 'Lock'
"""
HANG_UP = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid = {pid}"
THERE = "SELECT count(*) FROM pg_stat_activity WHERE pid = {pid}"
OTHERS = """
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

# What a round writes, in order; whoever holds one of them stops it just there, before the commit.
WRITTEN = (
    *("matching_proposal", "matching_answer", "matching_reserve", "matching_shortfall"),
    *("notifications_event", "matching_boroughfigures", "matching_roundfile"),
)
ROWS = (Proposal, Answer, Reserve, Shortfall, BoroughFigures, RoundFile)
CLOCK = """
import time
from secondments.matching import services
while True:
    services.take_up()
    time.sleep(0.3)
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


@pytest.fixture
def clock(environment, var_dir):
    """A process that sees every moment that a live round is worked on, as the beat does."""
    with (var_dir / "clock.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--command", CLOCK],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    yield process
    process.kill()
    process.wait()


def children_of(pid):
    """The processes in which a worker does its tasks."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def kill_worker(worker):
    """The whole of it, as when a machine goes down."""
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def kill_children(worker):
    """The process at work alone, as when memory runs out: the worker starts another."""
    for child in children_of(worker.pid):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


@contextmanager
def held(table):
    """Keep everybody else from writing to a table, if one is named."""
    session = OtherSession()
    if table:
        session(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        session.rollback()
        session.session.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_round_whose_worker_is_killed_twenty_times_is_solved_once(
    world, start_worker, run, clock, other_session, add_expert
):
    role = world.role("open")
    role.places = 6
    role.save()
    for name in ("Ada", "Bo", "Cy"):
        add_expert(name)
    run("request_round")
    lot, worker, cut_short = random.Random(5), start_worker(), []
    other_session(f"LOCK TABLE {WRITTEN[-1]} IN EXCLUSIVE MODE")  # so that it never ends

    for kill in range(20):
        step = lot.choice(WRITTEN[:-1]) if lot.random() < 0.5 else None
        with held(step):
            wait_for(lambda: ask(SOLVER), 60)
            solver = ask(SOLVER)
            if step:
                wait_for(lambda pid=solver: ask(HELD_UP.format(pid=pid)), 60)
            else:
                time.sleep(lot.uniform(0, 0.8))
            (kill_worker if kill % 5 == 0 else kill_children)(worker)
            ask(HANG_UP.format(pid=solver))  # as the server does when it sees nobody is there
        wait_for(lambda pid=solver: not ask(THERE.format(pid=pid)))
        cut_short.append((Round.objects.get().is_live, [rows.objects.count() for rows in ROWS]))
        if worker.poll() is not None:
            worker = start_worker()

    other_session.rollback()
    wait_for(lambda: not Round.objects.get().is_live, 60)
    wait_for(lambda: Event.objects.filter(kind="matching.proposal_made").exists(), 60)
    time.sleep(1)  # for whatever was queued besides
    assert cut_short == [(True, [0] * len(ROWS))] * 20
    solved = Round.objects.get()
    assert (solved.stage, solved.filled, solved.places) == ("solved", 5, 6)
    assert [rows.objects.count() for rows in ROWS] == [5, 15, 0, 1, 33, 1]
    assert Event.objects.filter(kind="matching.proposal_made").count() == 5
    assert Event.objects.filter(kind="matching.round_solved").count() == 1
