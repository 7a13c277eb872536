"""What `backup` wrote, back into the database and the folder of uploaded files: all or nothing."""

import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from corps.management.commands.backup import FORMAT, run_tool, sha256, tables

EMPTY_FIRST = "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner"


class Command(BaseCommand):
    help = "Brings back what `backup` wrote. Stop the site first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The manifest (.json) that backup named.")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Throw away what is in the database and in the folder of files now.",
        )

    def handle(self, *, file, replace, **options):
        manifest = read_manifest(file)
        dump, archive = (checked(file.parent, manifest[part]) for part in ("dump", "files"))
        target = Path(settings.MEDIA_ROOT)
        if not replace:
            refuse_what_is_there(target)
        fresh = unpack(archive, target)
        try:
            restore_database(dump)
        except BaseException:
            shutil.rmtree(fresh)
            raise
        put_in_place(fresh, target)
        with transaction.atomic(), connection.cursor() as cursor:
            compare(manifest["tables"], tables(cursor))
        self.stdout.write(
            f"All {len(manifest['tables'])} tables and {manifest['files']['count']:,} files are as "
            f"they were at {manifest['at']}."
        )
        if waiting_migrations():
            self.stdout.write("The code is newer than they are: run manage.py migrate.")


def read_manifest(path):
    """What the backup should hold."""
    try:
        manifest = json.loads(path.with_suffix(".json").read_text())
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise CommandError(f"{path} is not a manifest that backup wrote.") from error
    if manifest.get("format") != FORMAT:
        raise CommandError(f"{path} was written by another version of backup.")
    return manifest


def checked(folder, part):
    """The path of a part of the backup, which is what it was when it was written."""
    path = folder / Path(part["name"]).name
    if not path.is_file():
        raise CommandError(f"{path} is not there: copy all three files of the backup.")
    if sha256(path) != part["sha256"]:
        raise CommandError(f"{path} is not what backup wrote: copy it again.")
    return path


def refuse_what_is_there(target):
    """Nothing is overwritten unless that was asked for."""
    with connection.cursor() as cursor:
        filled = connection.introspection.table_names(cursor)
    if filled or (target.is_dir() and any(target.iterdir())):
        raise CommandError(
            "There are data here already. Restore into an empty database and folder, or throw "
            "away what is there by --replace."
        )


def unpack(archive, target):
    """Put the files into a new folder beside their place; return it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}-", dir=target.parent))
    with tarfile.open(archive) as held:
        held.extractall(fresh, filter="data")
    fresh.chmod(0o755)
    return fresh


def put_in_place(fresh, target):
    """Let the new folder take the old one's place."""
    old = fresh.with_name(f"{fresh.name}-old")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def restore_database(dump):
    """Empty the database and fill it anew, in one transaction: a failure leaves it as it was."""
    connection.close()
    with tempfile.TemporaryFile() as script:
        run_tool(
            "pg_restore", "--no-owner", "--no-privileges", "--file=-", str(dump), stdout=script
        )
        script.seek(0)
        psql = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        psql += [f"--command={EMPTY_FIRST}", "--file=-"]
        run_tool("psql", *psql, stdin=script, stdout=subprocess.DEVNULL)


def compare(wanted, found):
    """Refuse to call a restore done whose rows are not those of the manifest."""
    differing = sorted(
        table for table in wanted.keys() | found.keys() if wanted.get(table) != found.get(table)
    )
    if differing:
        raise CommandError(f"These tables are not what was backed up: {', '.join(differing)}.")


def waiting_migrations():
    """What migrate would still do."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
