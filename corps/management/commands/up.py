"""Everything in one process tree, kept alive and stopped in order; or one part alone."""

import hashlib
import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import BooleanOptionalAction
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from corps import embedded

PATIENCE = 120  # seconds for the site to answer first; it takes five where nobody else is at work
GRACE = 15  # seconds for a process to end in order; a task cut short is done again later
LOGS = settings.VAR_DIR / "log"
PREPARE = "prepare"
PARTS = ("web", "worker", "beat")
MOST_FALLS = 5  # of one part within a minute: then something is wrong that a start does not mend
MINUTE = 60
PAUSES = (0, 1, 2, 4)  # seconds before the next start


class Command(BaseCommand):
    help = "Prepares the database and the files, then starts web, worker and beat."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo",
            action=BooleanOptionalAction,
            default=settings.EMBEDDED,
            help="Play the demo story, once; the default where the database is the bundled one.",
        )
        parser.add_argument(
            "--only",
            choices=[PREPARE, *PARTS],
            help="Do one part alone, beside servers of your own: prepare the database and the "
            "files, or be the web, a worker or the clock until told to stop.",
        )

    def handle(self, *, demo, only, **options):
        host, port = os.environ.get("HOST") or "127.0.0.1", settings.PORT
        if only:
            refuse_bundled_servers()
        if only in PARTS:
            become(commands(host, port)[only])
        if only == PREPARE:
            self.prepare(demo)
        else:
            self.run_everything(host, port, demo)

    def run_everything(self, host, port, demo):
        """Prepare, start all parts, and start each again that falls, until told to stop."""
        refuse_taken_port(host, port)
        self.prepare(demo)
        stop = threading.Event()
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, lambda *_: stop.set())
        with ExitStack() as stack:  # ended in the reverse of this order
            parts = [Part(label, command) for label, command in commands(host, port).items()]
            for part in parts:
                stack.callback(part.stop)
                part.start()
            if wait_until_it_answers(host, port, parts, stop):
                self.welcome()
            watched = [*map(Watched, embedded.started()), *map(Watched, parts)]
            while not stop.wait(0.2):
                for each in watched:
                    each.look(time.monotonic(), self.say)
            self.say("Stopping …")

    def prepare(self, demo):
        """Do what a first start needs and a later one finds done."""
        LOGS.mkdir(parents=True, exist_ok=True)
        self.say("Preparing the database and the files …")
        if something_to_migrate():
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("fonts", verbosity=0)
        collect_static_files()
        if demo:
            self.say("Playing the sample story, where that was not done before …")
            with redirect_stdout(io.StringIO()):  # who may sign in is said at the end
                call_command("demo", once=True)

    def welcome(self):
        """Say where the site is, and who may sign in."""
        self.say(f"\nLondon Digital Corps is at {settings.SITE_URL}\n")
        with suppress(FileNotFoundError):
            self.say((settings.VAR_DIR / "sign-ins.txt").read_text() + "\n")
        self.say(f"Logs are in {LOGS}. Ctrl-C stops everything.")

    def say(self, words):
        """Write at once, even where nobody but a file listens."""
        self.stdout.write(words)
        self.stdout.flush()


def refuse_taken_port(host, port):
    """Say so before anything is started; a listener on the other family counts too."""
    taken = f"Port {port} is taken: stop what listens there, or choose another: PORT={port + 1}."
    with suppress(OSError), socket.create_connection(("localhost", port), timeout=1):
        raise embedded.CannotStart(taken)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except PermissionError as error:
            raise embedded.CannotStart(f"You may not listen on port {port}: try 8000.") from error
        except OSError as error:
            raise embedded.CannotStart(f"{taken} ({host}: {error.strerror})") from error


def something_to_migrate():
    """Whether a migration waits: finding out is quicker than migrating nothing."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static_files():
    """Collect only what has changed: compressing takes seconds."""
    known = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen = Path(storage.path(path)).stat()
            known.update(f"{path} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    stamp = settings.VAR_DIR / "static.stamp"
    if not (stamp.exists() and stamp.read_text() == known.hexdigest()):
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(known.hexdigest())


def commands(host, port):
    """The three processes, in the order of their start."""
    env = os.environ.get
    celery = [sys.executable, "-m", "celery", "--app", "corps"]
    web = [sys.executable, "-m", "gunicorn", "corps.wsgi:application", "--no-control-socket"]
    return {
        "worker": [
            *[*celery, "worker", "--concurrency", env("WORKERS") or "2"],
            *["--without-gossip", "--without-mingle"],
        ],
        "beat": [*celery, "beat", "--schedule", str(settings.VAR_DIR / f"beat-{port}")],
        "web": [
            *[*web, "--bind", f"{host}:{port}", "--log-level", "warning"],
            *["--workers", env("WEB_WORKERS") or "2", "--threads", "4", "--preload"],
        ],
    }


def refuse_bundled_servers():
    """One part alone would stop the bundled servers under the others' feet."""
    if settings.EMBEDDED or not all(map(os.environ.get, ("DATABASE_URL", "REDIS_URL"))):
        raise embedded.CannotStart(
            "--only does one part beside servers of your own: name them in DATABASE_URL and "
            "REDIS_URL."
        )


def become(command):
    """Be that program from now on: whoever signals or waits for us has to do with it alone."""
    os.chdir(settings.BASE_DIR)
    os.execv(command[0], command)  # noqa: S606 - our own command


@dataclass
class Part:
    """A process of ours; nothing of its group outlives it."""

    label: str
    command: list[str]
    process: subprocess.Popen | None = None

    @property
    def name(self):
        """What a person calls it."""
        return f"The {self.label} process"

    @property
    def log(self):
        """What it has said since the site was started."""
        return LOGS / f"{self.label}.log"

    def start(self):
        """Start it, or start it anew after what is left of it."""
        fresh = self.process is None
        self.kill_all()
        with self.log.open("wb" if fresh else "ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.command,
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us: we end them in order
                preexec_fn=embedded.dying_with_us(signal.SIGTERM),
            )

    def is_alive(self):
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """End it in order, and whatever of it does not end."""
        if self.process:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE)
            self.kill_all()

    def kill_all(self):
        """End its group at once."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Watched:
    """A part, or a bundled server, that is started again whenever it falls, but not for ever."""

    part: Part | embedded.Server
    falls: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_FALLS))
    start_at: float | None = None

    def look(self, now: float, say: Callable[[str], None]) -> None:
        """Start it where it has fallen: at once, later each time, and in the end not at all."""
        if self.part.is_alive():
            return
        if self.start_at is None:
            self.start_at = now + self.note_fall(now)
            say(f"{self.part.name} has ended; it is started again. Its log: {self.part.log}")
        if now >= self.start_at:
            self.start_at = None
            with suppress(embedded.CannotStart):  # that is one fall more
                self.part.start()

    def note_fall(self, now: float) -> float:
        """How many seconds to wait: none for the first fall within a minute, then 1, 2, 4."""
        self.falls.append(now)
        lately = sum(now - fall < MINUTE for fall in self.falls)
        if lately == MOST_FALLS:
            raise embedded.CannotStart(
                f"{self.part.name} has ended {MOST_FALLS} times within a minute: the end of "
                f"{self.part.log} says why."
            )
        return PAUSES[lately - 1]


def wait_until_it_answers(host, port, parts, stop):
    """True once the site answers; False if it was told to stop before.

    What ends before it ever answered would do so again: that is said at once.
    """
    deadline = time.monotonic() + PATIENCE
    while not stop.is_set():
        for part in [*embedded.started(), *parts]:
            if not part.is_alive():
                raise embedded.CannotStart(
                    f"{part.name} has ended: the end of {part.log} says why."
                )
        if answers(host, port):
            return True
        if time.monotonic() > deadline:
            raise embedded.CannotStart(f"The site does not answer: see {LOGS / 'web.log'}.")
        stop.wait(0.1)
    return False


def answers(host, port):
    """Whether /healthz says that all is well."""
    line = http.client.HTTPConnection(host, port, timeout=5)
    try:
        line.request("GET", "/healthz", headers={"Host": settings.SITE_HOST or host})
        return line.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
