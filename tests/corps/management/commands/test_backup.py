"""Away and back: into another, empty server, compared table by table."""

import hashlib
import io
import json
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from corps import embedded
from corps.management.commands import backup
from councils.models import Project
from tests import world
from tests.factories.councils import ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def empty(var_dir):
    """A second PostgreSQL, on which nothing is."""
    server = embedded.Postgres(var_dir, durable=False)
    server.folder.mkdir()
    server.start()
    yield server
    server.stop()
    server.remove_sockets()


@pytest.fixture
def files(settings, tmp_path):
    """Two uploaded files, one of them in a folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
    (settings.MEDIA_ROOT / "papers").mkdir(parents=True)
    (settings.MEDIA_ROOT / "papers/one.pdf").write_bytes(b"%PDF-1.7 sample")
    (settings.MEDIA_ROOT / "deux — é.txt").write_text("sample")
    return settings.MEDIA_ROOT


def contents(address):
    """Of each table: how many rows, and a hash of them as COPY writes them, in order."""
    found = {}
    with closing(psycopg2.connect(address)) as line, line.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            sheet = io.StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', sheet)
            rows = sorted(sheet.getvalue().splitlines())
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def address_here():
    """Where the tests' own database is."""
    database = connection.settings_dict
    return f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port=5432"


class Elsewhere:
    """Leads this process to another server for the time of the block."""

    def __init__(self, server):
        self.there = {"HOST": str(server.sockets), "NAME": "corps", "PORT": "5432"}

    def __enter__(self):
        connection.close()
        self.here = {name: connection.settings_dict[name] for name in self.there}
        connection.settings_dict.update(self.there)

    def __exit__(self, *_):
        connection.close()
        connection.settings_dict.update(self.here)


def back_up(folder):
    """Back up; return the manifest's path and what was said."""
    said = io.StringIO()
    call_command("backup", str(folder), stdout=said)
    return next(folder.glob("*.json")), said.getvalue()


def restore(*arguments):
    """Restore; return what was said."""
    said = io.StringIO()
    call_command("restore", *map(str, arguments), stdout=said)
    return said.getvalue()


def test_what_is_backed_up_comes_back_in_an_empty_server_row_by_row(tmp_path, empty, files):
    built = world.build()
    built.project("open")
    before = contents(address_here())

    manifest, said = back_up(tmp_path / "kept")
    kept = json.loads(manifest.read_text())
    (files / "deux — é.txt").unlink()
    (files / "papers/one.pdf").unlink()
    (files / "papers").rmdir()
    with Elsewhere(empty):
        answer = restore(manifest)
        after = contents(empty.address)
        made = ProjectFactory(council=built.council, author=built.people["officer"]).pk  # goes on

    assert after == before
    assert {table: row["rows"] for table, row in kept["tables"].items()} == {
        table: rows for table, (rows, _hash) in before.items()
    }
    assert made == built.project("open").pk + 1
    assert (files / "papers/one.pdf").read_bytes() == b"%PDF-1.7 sample"
    assert (files / "deux — é.txt").read_text() == "sample"
    assert f"of {len(before)} tables and 2 files." in said
    assert answer.startswith(f"All {len(before)} tables and 2 files are as they were at ")
    assert sorted(path.suffix for path in manifest.parent.iterdir()) == [".dump", ".json", ".tar"]
    assert {path.stat().st_mode & 0o077 for path in manifest.parent.iterdir()} == {0}


def test_what_is_there_is_replaced_only_when_told_and_never_by_half(tmp_path, empty, files):
    ProjectFactory(title="Sample of before")
    manifest, _said = back_up(tmp_path / "kept")
    dump = manifest.with_suffix(".dump")
    with Elsewhere(empty):
        true = miscount(manifest)
        with pytest.raises(CommandError, match=r"not what was backed up: councils_council\.$"):
            restore(manifest, "--replace")  # the files are there already
        manifest.write_text(true)
        Project.objects.update(title="Sample of after")
        there = contents(empty.address)

        with pytest.raises(CommandError, match="There are data here already"):
            restore(manifest)
        whole = dump.read_bytes()
        dump.write_bytes(whole[:-100])
        with pytest.raises(CommandError, match="is not what backup wrote: copy it again"):
            restore(manifest, "--replace")
        forge(manifest, dump)
        with pytest.raises(CommandError, match="has failed"):
            restore(manifest, "--replace")
        unchanged = contents(empty.address) == there
        dump.write_bytes(whole)
        forge(manifest, dump)
        restore(manifest, "--replace")
        title = Project.objects.get().title
        (tmp_path / "kept/other.json").write_text("{}")
        with pytest.raises(CommandError, match="written by another version"):
            restore(tmp_path / "kept/other.json")
        dump.unlink()
        with pytest.raises(CommandError, match="copy all three files"):
            restore(manifest, "--replace")

    assert unchanged
    assert title == "Sample of before"
    assert sorted(path.name for path in files.parent.iterdir() if "files" in path.name) == ["files"]


def miscount(manifest):
    """Make the manifest expect a row more; return what it said."""
    true = manifest.read_text()
    said = json.loads(true)
    said["tables"]["councils_council"]["rows"] += 1
    manifest.write_text(json.dumps(said))
    return true


def forge(manifest, dump):
    """Make the manifest believe a dump."""
    said = json.loads(manifest.read_text())
    said["dump"]["sha256"] = backup.sha256(dump)
    manifest.write_text(json.dumps(said))


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path, monkeypatch, settings):
    settings.MEDIA_ROOT = tmp_path / "none"
    monkeypatch.setattr(backup.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CommandError, match="There is no pg_dump here: install PostgreSQL's client"):
        call_command("backup", str(tmp_path / "kept"))
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match=r"Nothing was kept in .*/file"):
        call_command("backup", str(tmp_path / "file"))

    assert list((tmp_path / "kept").iterdir()) == []


def test_what_is_removed_while_the_files_are_packed_is_left_out(files, tmp_path):
    with (files / "a large one").open("wb") as large:
        large.truncate(64_000_000)  # it takes a while to pack, and no room here
    target, last = tmp_path / "files.tar", files / "papers/one.pdf"

    def remove():
        while not target.exists() or target.stat().st_size < 1_000_000:
            time.sleep(0.001)
        last.unlink()

    with ThreadPoolExecutor(1) as others:
        removed = others.submit(remove)
        count = backup.pack(files, target)

    assert removed.exception() is None
    with tarfile.open(target) as archive:
        names = archive.getnames()
    assert (count, names) == (2, ["a large one", "deux — é.txt"])
