"""Everything in one process tree: web, worker and beat, stopped in order on Ctrl-C."""

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
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from corps import embedded

PATIENCE = 120  # seconds for the site to answer first; it takes five where nobody else is at work
GRACE = 15  # seconds for a process to end in order; a task cut short is done again later
LOGS = settings.VAR_DIR / "log"


class Command(BaseCommand):
    help = "Prepares the database and the files, then starts web, worker and beat."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo",
            action=BooleanOptionalAction,
            default=settings.EMBEDDED,
            help="Play the demo story, once; the default where the database is the bundled one.",
        )

    def handle(self, *, demo, **options):
        host, port = os.environ.get("HOST") or "127.0.0.1", settings.PORT
        refuse_taken_port(host, port)
        self.prepare(demo)
        stop = threading.Event()
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, lambda *_: stop.set())
        with ExitStack() as stack:  # ended in the reverse of this order
            running = {
                name: stack.enter_context(child(name, command))
                for name, command in commands(host, port).items()
            }
            if wait_until_it_answers(host, port, running, stop):
                self.welcome()
            while not stop.wait(0.5):
                see_that_all_run(running)
            self.say("Stopping …")

    def prepare(self, demo):
        """Do what a first start needs and a later one finds done."""
        LOGS.mkdir(parents=True, exist_ok=True)
        self.say("Preparing the database and the files …")
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
            *["--workers", env("WEB_WORKERS") or "2", "--threads", "4"],
        ],
    }


@contextmanager
def child(name, command):
    """A process of ours for the time of the block; nothing of its group outlives it."""
    with (LOGS / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for us: we end them in order
            preexec_fn=embedded.dying_with_us(signal.SIGTERM),
        )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_it_answers(host, port, running, stop):
    """True once the site answers; False if it was told to stop before."""
    deadline = time.monotonic() + PATIENCE
    while not stop.is_set():
        see_that_all_run(running)
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


def see_that_all_run(running):
    """Bring everything down if one part is gone: half a site would only mislead."""
    for name, process in running.items():
        if process.poll() is not None:
            log = LOGS / f"{name}.log"
            raise embedded.CannotStart(f"The {name} process has ended: the end of {log} says why.")
    for name in embedded.fallen():
        raise embedded.CannotStart(f"{name} has ended: its log in {settings.VAR_DIR} says why.")
