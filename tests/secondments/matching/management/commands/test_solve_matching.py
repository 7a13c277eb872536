"""A round is solved from a file, without a database."""

import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from secondments.matching import formats
from tests.conftest import ROOT, plain_environment
from tests.secondments.matching.problems import a_problem

PAIRS = [(0, 0, 900), (1, 0, 900), (0, 1, 100)]


@pytest.fixture
def instance(tmp_path):
    path = tmp_path / "round.json"
    problem = a_problem(PAIRS, [2, 1], experts=2, borough=[0, 1])
    path.write_text(formats.write_instance(problem))
    return path


def result_of(path):
    return formats.read_result(path.read_bytes(), path.name)


@pytest.mark.parametrize(("policy", "total"), [("floor", 1000), ("fit", 1800), ("stable", 1800)])
def test_each_policy_writes_its_result(instance, tmp_path, policy, total):
    out = tmp_path / "result.json"

    call_command("solve_matching", instance, policy=policy, out=out)

    assert (result_of(out)["policy"], result_of(out)["total"]) == (policy, total)


def test_sharing_takes_the_days_of_every_week(instance, tmp_path):
    said = json.loads(instance.read_text())
    said["week"] = {"offered": [5, 5], "wanted": [3, 2], "first": [0, 0], "last": [9, 9]}
    instance.write_text(json.dumps(said))
    out = tmp_path / "result.json"

    call_command("solve_matching", instance, policy="share", out=out)

    assert (result_of(out)["total"], result_of(out)["bound"]) == (1900, 1900)


def test_without_a_file_to_write_to_it_is_printed(instance, capsys):
    call_command("solve_matching", instance)

    assert json.loads(capsys.readouterr().out)["policy"] == "floor"


def test_a_bad_file_names_the_place_and_the_reason(instance):
    instance.write_text(instance.read_text().replace("[900, 900, 100]", "[900, 0, 100]"))

    with pytest.raises(CommandError) as refusal:
        call_command("solve_matching", instance)

    assert str(refusal.value) == f"{instance} pairs.fit[1]: 0 is less than the minimum of 1"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("solve_matching", tmp_path / "none.json")


def test_sharing_without_weeks_says_what_is_missing(instance):
    with pytest.raises(CommandError, match="needs the days of every week"):
        call_command("solve_matching", instance, policy="share")


@pytest.mark.slow
def test_no_database_is_needed(instance, tmp_path):
    out = tmp_path / "result.json"
    nowhere = plain_environment(
        DATABASE_URL="postgres://nobody@localhost:1/none", VAR_DIR=str(tmp_path)
    )

    done = subprocess.run(
        [sys.executable, "manage.py", "solve_matching", str(instance), "--out", str(out)],
        cwd=ROOT,
        env=nowhere,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert result_of(out)["total"] == 1000
