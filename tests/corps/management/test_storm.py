"""kill -9 at random while twenty people work: nothing accepted is lost, nothing is sent twice."""

import collections
import json
import os
import random
import signal
import sys
import threading
import time
from contextlib import closing, suppress
from email import message_from_bytes, policy
from pathlib import Path

import psycopg2
import pytest

from tests.conftest import wait_for
from tests.corps.management import storm

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="Looks into /proc"),
]
SECONDS = int(os.environ.get("CORPS_STORM_SECONDS") or 300)  # .ci/run asks for less
# Coverage would write its file while it is killed.
UNCOUNTED = {"COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""}
PARTS = ("gunicorn", "celery --app corps worker", "celery --app corps beat", "valkey-server")


def test_in_a_storm_no_accepted_act_is_lost_and_no_email_is_sent_twice(start_site, capsys):
    site = start_site("--no-demo", VOTES_A_MINUTE="100000", **UNCOUNTED).wait_until_up()
    number = random.randrange(10**6)
    stop = threading.Event()
    rows = storm.ask(site, storm.SEED.format(acts=SECONDS))
    people = [storm.Person(site.url, *row, stop, number + at) for at, row in enumerate(rows)]
    watch = storm.Watch(site.url, stop)
    for each in (watch, *people):
        each.start()

    kills = rage(site, random.Random(number), SECONDS)
    calm = {person: len(person.accepted) for person in people}
    wait_for(lambda: all(len(p.accepted) > calm[p] or not p.is_alive() for p in people), 120)
    stop.set()
    for each in (*people, watch):
        each.join(60)
    recovery = seconds_until_a_message_arrives(site, next(p for p in people if p.work == "write"))
    sweep(site)
    held = storm.ask(site, storm.STATE)
    letters = [identity(path) for path in (site.var_dir / "mail").glob("*.eml")]

    lost = [(p.work, what) for p in people for what in missing(p, held)]
    twice = [one for one, times in collections.Counter(letters).items() if times > 1]
    doubled = [
        one
        for work in ("draft", "write", "claim")
        for one, times in collections.Counter(held[work]).items()
        if times > 1 and "Storm" in one
    ]
    report = {
        "seed": number,
        "seconds": SECONDS,
        "kills": kills,
        "acts tried": sum(p.tried for p in people),
        "accepted": sum(len(p.accepted) for p in people),
        "unsure": sum(len(p.unsure) for p in people),
        "lost": len(lost),
        "done twice": len(doubled),
        "letters": len(letters),
        "sent twice": len(twice),
        "notices unsent": held["unsent"],
        "longest away": round(watch.longest, 1),
        "away in all": round(watch.away, 1),
        "until a message came by e-mail": round(recovery, 1),
    }
    with capsys.disabled():
        sys.stdout.write(json.dumps(report) + "\n")
    assert not site.has_ended(), site.complained.read_text()
    assert [p.name for p in people if not p.accepted] == []
    assert (lost, doubled, twice) == ([], [], [])
    assert (held["unsent"], len(letters)) == (0, held["sent"])


def rage(site, chance, seconds):
    """Kill one part after another for so long; return how often each."""
    kills, lately = collections.Counter(), collections.defaultdict(list)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(chance.uniform(1, 5))
        words = chance.choice(PARTS)
        fell = [at for at in lately[words] if at > time.monotonic() - 60]
        found = processes(site, words)
        if len(fell) < 3 and found:  # more often, and `up` would rightly give up
            victim = chance.choice(found)
            if victim == found[0]:
                lately[words] = [*fell, time.monotonic()]
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                kills[words.split()[-1]] += 1
    return dict(kills)


def processes(site, words):
    """The ids of the site's processes whose command line has these words, the oldest first."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            mine = f"VAR_DIR={site.var_dir}\0".encode() in (folder / "environ").read_bytes()
            if words in line and mine:
                found.append(int(folder.name))
    return sorted(found)


def seconds_until_a_message_arrives(site, writer):
    """How long it takes, after the storm, from a person's act to another's e-mail."""
    started = time.monotonic()
    last = storm.Person(site.url, "write", *writer.who, threading.Event(), 1)
    folder = site.var_dir / "mail"

    def came():
        last.write(f"last-{last.tried}", last.rows[0])  # the broker may miss the first of them
        time.sleep(3)
        letters = [path.read_bytes() for path in folder.glob("*.eml")]
        return any(text.encode() in letter for text in last.accepted for letter in letters)

    wait_for(came, 120)
    return time.monotonic() - started


def sweep(site):
    """What the clock does every few minutes, now: send what a broker that was down did not pass on.

    Return once nothing is owed; fail if nothing leaves for a minute.
    """
    storm.ask(site, SWEEP)
    sockets = (site.var_dir / "postgres/running").read_text()
    address = f"postgresql://postgres@/corps?host={sockets}&port=5432"
    with closing(psycopg2.connect(address)) as line, line.cursor() as cursor:
        line.autocommit = True
        while left := owed(cursor):
            wait_for(lambda left=left: owed(cursor) < left, 60)


def owed(cursor):
    """How many notices are to be e-mailed now."""
    cursor.execute(UNSENT)
    return cursor.fetchone()[0]


SWEEP = """
from datetime import timedelta
from django.db.models import F
from corps.notifications import tasks
from corps.notifications.models import Event
Event.objects.update(at=F("at") - timedelta(hours=1))
tasks.sweep.delay()
print(0)
"""
UNSENT = "SELECT count(*) FROM notifications_notification WHERE sent_at IS NULL AND digest = ''"


def missing(person, held):
    """What the site said yes to and does not hold."""
    if person.work != "vote":
        return set(person.accepted) - set(held[person.work])
    last = {what: value for what, value in person.accepted}  # noqa: C416 - the later wins
    unsure = {what for what, _value in person.unsure}  # one of those may have come after
    return [
        what
        for what, value in last.items()
        if what not in unsure and held["vote"].get(what) != value
    ]


def identity(path):
    """By what two e-mails are the same: to whom, about what, in which words."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    return str(message["To"]), str(message["Subject"]), text
