"""A council's sheet at the pages: from upload to drafts, and every bad file told in place."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from corps.formats import read_csv
from councils.models import Project, ProjectSheet
from tests.factories.councils import ProjectSheetFactory

pytestmark = pytest.mark.django_db
SHEET = "Project;First day;Department\nFewer letters;1/3/2027;Planning\n=1+1;soon;\n"


@pytest.fixture
def officer(world, client):
    client.force_login(world.people["officer"])
    return client


def page(name, *args):
    return reverse(f"councils:{name}", args=args)


def send(client, raw, name="list.csv", to=None):
    raw = raw.encode() if isinstance(raw, str) else raw
    to = to or page("imports", "lambeth")
    return client.post(to, {"file": SimpleUploadedFile(name, raw, "text/csv")})


def chosen(**others):
    return {"title": "Project", "start_from": "First day", "department": "Department"} | others


def test_a_list_is_uploaded_looked_through_mended_taken_in_and_undone(officer):
    answer = send(officer, SHEET)
    sheet = ProjectSheet.objects.get()
    form = officer.get(answer["Location"]).context["form"]
    assert {name: form.initial[name] for name in form.initial} == chosen(start_from="First day") | {
        "title": "Project"
    }

    officer.post(page("import-columns", sheet.pk), chosen())
    preview = officer.get(page("import", sheet.pk), {"only": "faults"})
    assert [(row.line, row.cells[2][1][:19]) for row in preview.context["page"]] == [
        (3, "“soon” is not a day")
    ]
    assert preview.content.decode().count("1 row to mend") == 1
    officer.post(page("import-take", sheet.pk))
    assert Project.objects.count() == 0

    send(officer, SHEET.replace("soon", "2/3/2027"), "mended.csv", page("import-file", sheet.pk))
    officer.post(page("import-take", sheet.pk))
    assert set(Project.objects.values_list("title", flat=True)) == {"Fewer letters", "=1+1"}

    done = officer.post(page("import-undo", sheet.pk), follow=True)
    assert (done.context["sheet"].stage, Project.objects.count()) == ("undone", 0)


def test_what_to_mend_is_downloaded_as_text_that_no_program_runs(officer):
    send(officer, SHEET.replace("soon", "=1+1"))
    sheet = ProjectSheet.objects.get()
    officer.post(page("import-columns", sheet.pk), chosen())

    answer = officer.get(page("import-faults", sheet.pk))

    (row,) = read_csv(answer.content)
    assert (row["line"], row["column"], row["as written"]) == ("3", "First day", "'=1+1")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty: choose another"),
        (b"PK\x03\x04.xl/workbook.xml", "This is an Excel workbook, and we read CSV files."),
        (b"title\n" + b"x\n" * 100_000, "Line 5,002".replace(",", "") + ": The sheet has more"),
        (b"x" * 5_000_001, "The file is larger than 5 MB: split it into several"),
        (b'title\nok\n"bad\n', "Line 3: A quotation mark is out of place"),
        (b"title\nok\0\n", "Line 2: The file holds a zero byte"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(officer, raw, words):
    answer = send(officer, raw)

    (error,) = answer.context["form"].errors["file"]
    assert error.count(words) == 1
    assert ProjectSheet.objects.count() == 0


def test_a_missing_column_is_named_and_what_was_chosen_stays(officer):
    send(officer, SHEET)
    sheet = ProjectSheet.objects.get()

    answer = officer.post(
        page("import-columns", sheet.pk), {"department": "Department", "problem": "Department"}
    )

    assert answer.context["form"].errors == {
        "title": ["Choose which column tells “Title”"],
        "department": ["“Department” tells “The problem today” already: choose another"],
    }
    assert answer.context["form"]["department"].value() == "Department"


def test_what_moved_on_is_listed_where_it_cannot_be_undone(officer, world):
    send(officer, "title\nFewer letters\nMore light\n")
    sheet = ProjectSheet.objects.get()
    officer.post(page("import-columns", sheet.pk), {"title": "title"})
    officer.post(page("import-take", sheet.pk))
    Project.objects.filter(title="More light").update(stage="withdrawn")

    answer = officer.post(page("import-undo", sheet.pk))

    assert [one.title for one in answer.context["moved"]] == ["More light"]
    assert Project.objects.count() == 2


def test_while_a_large_list_is_taken_in_its_page_looks_again(officer, world):
    sheet = ProjectSheetFactory(council=world.council, stage="waiting", mapping={"title": "title"})

    answer = officer.get(page("import", sheet.pk))

    assert (answer["Refresh"], answer.content.decode().count("drafts are being made")) == ("3", 1)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_rows_cost_the_same_however_many(
    officer, world, count, django_assert_max_num_queries
):
    sheets = ProjectSheetFactory.create_batch(
        count, council=world.council, by=world.people["officer"], stage="checked",
        mapping={"title": "title"}, rows=[[n, [f"Sample {n}"]] for n in range(2, 2 + count)],
    )  # fmt: skip

    with django_assert_max_num_queries(19):
        officer.get(page("imports", "lambeth"))
    with django_assert_max_num_queries(19):
        officer.get(page("import", sheets[0].pk))
