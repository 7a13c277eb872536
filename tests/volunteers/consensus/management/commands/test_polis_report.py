"""An export is reported on without a database."""

import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import ROOT, plain_environment

KEYS = {
    *("participants", "statements", "votes", "in_conversation", "k", "groups", "positions"),
    *("silhouette", "inertia", "group_informed_consensus", "representative", "consensus"),
    *("division", "seconds"),
}
COMMENTS = "comment-id,moderated,comment-body\n1,1,Sample words\n2,1,Other sample words\n"


@pytest.fixture
def folder(tmp_path):
    lines = ["timestamp,comment-id,voter-id,vote"]
    lines += [
        f"{person},{comment},{person},{1 - 2 * (person % 2)}"
        for person in range(8)
        for comment in (1, 2)
    ]
    (tmp_path / "comments.csv").write_text(COMMENTS)
    (tmp_path / "votes.csv").write_text("\n".join(lines))
    return tmp_path


def test_everything_is_printed_as_one_object(folder, capsys):
    call_command("polis_report", folder, json=True)

    said = json.loads(capsys.readouterr().out)
    assert set(said) == KEYS
    assert (said["participants"], said["votes"], said["k"]) == (8, 16, 2)
    assert sorted(said["seconds"]) == sorted(
        [
            "read",
            "pack",
            "count",
            "centre",
            "components",
            "positions",
            "groups",
            "group votes",
            "lists",
        ]
    )


def test_without_json_it_is_text(folder, capsys):
    call_command("polis_report", folder)

    assert capsys.readouterr().out.startswith("8 people cast 16 votes on 2 statements;")


def test_a_bad_file_is_named_with_its_line(folder):
    (folder / "votes.csv").write_text("timestamp,comment-id,voter-id,vote\n1,1,1,5\n")

    with pytest.raises(CommandError) as refusal:
        call_command("polis_report", folder)

    assert str(refusal.value) == ("votes.csv, line 2: “vote” is 5: it has to be one of -1, 0, 1.")


def test_what_is_no_folder_is_named(folder):
    with pytest.raises(CommandError, match=r"none is not a folder"):
        call_command("polis_report", folder / "none")


def test_a_file_that_cannot_be_opened_is_named(folder):
    (folder / "votes.csv").unlink()
    (folder / "votes.csv").mkdir()

    with pytest.raises(CommandError, match=r"votes\.csv: Is a directory"):
        call_command("polis_report", folder)


@pytest.mark.slow
def test_no_database_is_needed(folder):
    nowhere = plain_environment(
        DATABASE_URL="postgres://nobody@localhost:1/none", VAR_DIR=str(folder)
    )

    done = subprocess.run(
        [sys.executable, "manage.py", "polis_report", str(folder), "--json"],
        cwd=ROOT,
        env=nowhere,
        check=True,
        capture_output=True,
    )

    assert json.loads(done.stdout)["k"] == 2
