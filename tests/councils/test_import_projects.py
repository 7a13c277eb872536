"""A council's sheet becomes drafts, all or none."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from councils.models import Project
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
REAL = (
    Path(__file__).resolve().parents[3]
    / "shared" / "data" / "projects" / "local_digital_fund_projects.csv"
)  # fmt: skip
SHEET = "title,lead,stage\nFewer letters,Lambeth,alpha\nOnline repairs,Stockport,beta\n"


@pytest.fixture(autouse=True)
def staff():
    return UserFactory(is_staff=True, email="staff@corps.example")


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "projects.csv"
    path.write_text(SHEET)
    return path


def run(path, column="lead", **options):
    said = io.StringIO()
    call_command("import_projects", path, council_column=column, stdout=said, **options)
    return said.getvalue().splitlines()


def test_rows_of_london_councils_become_drafts_and_others_are_skipped_with_the_reason(sheet, staff):
    said = run(sheet)

    project = Project.objects.get()
    assert (project.title, project.council.code, project.stage) == ("Fewer letters", "LBH", "draft")
    assert (project.phase, project.author) == ("alpha", staff)
    assert said == [
        "Line 3: “Stockport” is not a London council.",
        "1 drafts made, 1 rows skipped.",
    ]


def test_the_same_sheet_twice_makes_no_second_draft(sheet):
    run(sheet)

    said = run(sheet)

    assert Project.objects.count() == 1
    assert said[0] == "Line 2: “Fewer letters” is here already."


def test_a_dry_run_makes_nothing(sheet):
    said = run(sheet, dry_run=True)

    assert Project.objects.count() == 0
    assert said[-1] == "1 drafts would be made, 1 rows skipped."


def test_a_malformed_row_stops_the_whole_file_naming_line_and_column(sheet):
    sheet.write_text(SHEET + ",Lambeth,alpha\n")

    with pytest.raises(CommandError, match=r"Nothing was imported\. Line 4, column “?title"):
        run(sheet)

    assert Project.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"path": Path("nowhere.csv")}, "There is no file nowhere.csv"),
        ({"path": Path("/")}, "/ cannot be read: Is a directory"),
        ({"column": "council"}, "council"),
        ({"by": "nobody@corps.example"}, "Name a member of corps staff with --by"),
    ],
)
def test_what_is_missing_is_named(sheet, change, words):
    with pytest.raises(CommandError, match=words):
        run(**({"path": sheet} | change))


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the shared data is not here")
def test_the_local_digital_fund_sheet_gives_six_drafts():
    said = run(REAL, column="lead_council")

    assert Project.objects.count() == 6
    assert said[-1] == "6 drafts made, 11 rows skipped."
