"""What many tests stand on; the servers themselves are started in tests/__init__.py."""

import contextlib
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import hypothesis
import pytest
from django.test.utils import setup_databases, teardown_databases

from corps import embedded
from tests import database

ROOT = Path(__file__).resolve().parent.parent
FEWEST = 10  # examples of a property


# How fast examples are drawn tells of the machine, not of the code.
hypothesis.settings.register_profile(
    "corps", suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("corps")


def pytest_collection_modifyitems(items):
    """Properties are tried with a fifth of their examples, unless CORPS_EXAMPLES says "all"."""
    if os.environ.get("CORPS_EXAMPLES") == "all":
        return
    own = "_hypothesis_internal_use_settings"
    for test in {item.obj for item in items if hasattr(getattr(item, "obj", None), own)}:
        settings = getattr(test, own)
        few = min(settings.max_examples, max(FEWEST, settings.max_examples // 5))
        setattr(test, own, hypothesis.settings(settings, max_examples=few))


gc.set_threshold(50_000, 20, 50)  # else garbage is looked for all the time, and seldom found


def pytest_collection_finish():
    """What was imported stays: nobody need look for garbage there again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The test database, also where all that is run asks for `lasting_world` and none for `db`."""
    with django_db_blocker.unblock():
        database.use_template()
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def var_dir():
    """A folder for a site of the test's own, which other users may pass, unlike tmp_path."""
    folder = passable_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def no_addresses(monkeypatch):
    """The state of a machine on which nobody has named a server."""
    for name in ("DATABASE_URL", "REDIS_URL", "CORPS_EMBEDDED"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def broker(var_dir, no_addresses):
    """A Valkey that the test may stop and start; its address is `broker.address`."""
    server = embedded.Valkey(var_dir / "broker", durable=True)
    server.start()
    yield server
    server.stop()
    server.remove_sockets()


@dataclass
class Site:
    """`manage.py up` in a process of its own."""

    var_dir: Path
    port: int
    env: dict[str, str]
    arguments: tuple[str, ...]
    process: subprocess.Popen = field(init=False)

    def __post_init__(self):
        self.said = self.var_dir / "said.txt"
        self.complained = self.var_dir / "complained.txt"
        with self.said.open("wb") as said, self.complained.open("wb") as complained:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "manage.py", "up", *self.arguments],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complained,
                start_new_session=True,
            )

    @property
    def url(self):
        """Where it is."""
        return f"http://localhost:{self.port}"

    def wait_until_up(self, seconds=180):
        """Return once it has printed its address."""
        wait_for(lambda: self.url in self.said.read_text() or self.has_ended(), seconds)
        assert not self.has_ended(), self.complained.read_text()
        return self

    def has_ended(self):
        """Whether its process is gone."""
        return self.process.poll() is not None

    def stop(self, signum=signal.SIGINT):
        """Stop it as Ctrl-C does; return the exit code."""
        if not self.has_ended():
            self.process.send_signal(signum)
        return self.process.wait(60)


@pytest.fixture(scope="session")
def prepared():
    """The folder of a site that was started once: its first start takes many seconds.

    It is kept for as long as no migration changes; each start sees to whatever else has changed.
    """
    folder = database.KEPT_SITES / database.migrations()
    with database.alone("site"):
        if not folder.exists():
            fresh = passable_folder()
            env = plain_environment(VAR_DIR=str(fresh), PORT=str(free_port()))
            site = Site(fresh, int(env["PORT"]), env, ("--no-demo",))
            try:
                site.wait_until_up()
            finally:
                ended = site.stop()
            assert ended == 0
            database.keep_site(fresh, folder)
    return folder


@pytest.fixture
def start_site(var_dir, request):
    """Start a site of the test's own: start_site("--no-demo", REDIS_URL=broker.address).

    Its folder is a copy of one that was prepared, unless `fresh` or there is a database already.
    """
    sites = []

    def start(*arguments, fresh=False, **more):
        if not (fresh or (var_dir / "postgres").exists() or "DATABASE_URL" in more):
            source = request.getfixturevalue("prepared")
            subprocess.run(["cp", "-a", f"{source}/.", var_dir], check=True)  # keeps the owners
        port = int(more.pop("PORT", 0)) or free_port()
        env = plain_environment(VAR_DIR=str(var_dir), PORT=str(port), **more)
        sites.append(Site(var_dir, port, env, arguments))
        return sites[-1]

    yield start
    for site in sites:
        site.stop()


def passable_folder():
    """A new folder that other users may pass: as root, PostgreSQL runs as one of them."""
    folder = Path(tempfile.mkdtemp(prefix="corps-var-")).resolve()
    folder.chmod(0o711)
    return folder


def plain_environment(**more):
    """What a fresh terminal would have, and what coverage needs to look into processes."""
    kept = {"PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START"}
    return {name: os.environ[name] for name in kept & set(os.environ)} | more


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(condition, seconds=30):
    """Return once the condition holds; fail if it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


def processes_of(var_dir):
    """Command lines of the processes that name the folder, in argument or environment (Linux)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (folder / "cmdline").read_bytes()
            if os.fsencode(var_dir) in line + (folder / "environ").read_bytes():
                found.append(line.replace(b"\0", b" ").decode())
    return found
