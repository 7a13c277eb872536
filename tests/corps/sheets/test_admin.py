"""Tables of the back office that are brought as sheets: looked at first, whole or not at all."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from corps.organisations.models import Organisation
from corps.savings.models import Deflator
from corps.sheets.admin import ImportAdmin
from councils.models import Council
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.savings import DeflatorFactory

pytestmark = pytest.mark.django_db
TABLES = {
    options.opts.label: options
    for options in admin.site._registry.values()
    if isinstance(options, ImportAdmin)
}
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=")


@pytest.fixture
def back_office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def page(table, what="import"):
    return reverse(f"admin:{TABLES[table].opts.app_label}_{TABLES[table].opts.model_name}_{what}")


def upload(client, table, sheet):
    raw = sheet if isinstance(sheet, bytes) else sheet.encode()
    return client.post(page(table), {"file": SimpleUploadedFile("sheet.csv", raw)})


def take_in(client, table, looked_at):
    return client.post(page(table), {"kept": looked_at.context["kept"], "take_in": ""}, follow=True)


def said(answer):
    """What becomes of each line, and the faults of its cells."""
    return [
        (row.line, row.words, [words for _, words, _ in row.cells if words])
        for row in answer.context["rows"]
    ]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_downloaded_and_brought_back_stands_as_it_is(back_office, table):
    head = OrganisationFactory(company_number="00000009")
    OrganisationFactory(group=head)
    DeflatorFactory()
    rows = TABLES[table].model._default_manager.count()

    sheet = back_office.get(page(table, "sheet")).content
    looked_at = upload(back_office, table, b"".join(sheet.splitlines(keepends=True)[:40]))

    assert 0 < len(looked_at.context["rows"]) <= rows
    assert {row.words for row in looked_at.context["rows"]} == {"As it stands"}
    assert INLINE.findall(looked_at.text) == []
    assert back_office.get(page(table, "changelist")).text.count(f'href="{page(table)}"') == 1


def test_a_sheet_is_looked_at_then_taken_in_and_written_down(back_office):
    Deflator.objects.all().delete()
    kept = Deflator.objects.create(year=2026, index="100", source="Sample, March 2026")
    sheet = "Source,Year,Index\nSample,2026,101.5\nSample,2027,104\n"

    looked_at = upload(back_office, "savings.Deflator", sheet)
    standing = list(Deflator.objects.values_list("year", "index"))
    done = take_in(back_office, "savings.Deflator", looked_at)

    assert said(looked_at) == [(2, "Changed", []), (3, "New", [])]
    assert looked_at.context["rows"][0].cells == [
        ("2026", "", ""),
        ("101.5", "", "100.0000"),
        ("Sample", "", "Sample, March 2026"),
    ]
    assert standing == [(2026, 100)]
    assert list(Deflator.objects.values_list("year", "index")) == [(2026, 101.5), (2027, 104)]
    assert Deflator.objects.get(year=2026) == kept
    assert [str(one) for one in done.context["messages"]] == ["Taken in: 2 rows."]
    assert [(one.action_flag, one.get_change_message()) for one in LogEntry.objects.all()] == [
        (1, "Added."),
        (2, "Changed index and source."),
    ]


def test_every_fault_stands_in_its_place_and_the_good_rows_wait_with_the_others(back_office):
    before = Deflator.objects.count()
    sheet = (
        "Year,Index,Source\n2040,104,Sample\n2041,dear,\n2042,-1,Sample\n2040,105,Sample\n2043,1\n"
    )

    looked_at = upload(back_office, "savings.Deflator", sheet)

    assert said(looked_at) == [
        (2, "New", []),
        (3, "", ["Enter a number.", "This field is required."]),
        (4, "Constraint “deflator is above nothing” is violated.", []),
        (5, "It is the same row as line 2.", []),
        (6, "", ["The line has 2 cells and the headings 3. Add what is missing."]),
    ]
    assert looked_at.context["kept"] is False
    assert Deflator.objects.count() == before


def test_a_sheet_without_a_column_that_is_needed_says_which(back_office):
    looked_at = upload(back_office, "councils.Council", "Code,Name\nLBH,Lambeth and more\n")

    assert list(looked_at.context["form"].errors["file"]) == [
        "The sheet does not tell Official name, Billing authority code, GSS code, Statutory, By "
        "the ONS. Name its columns as below; it has these: Code, Name."
    ]


def test_rows_of_other_tables_are_named_and_nothing_is_added_where_nothing_may_be(back_office):
    OrganisationFactory(company_number="00000009")
    sheet = "Company number,Name,Group\n9876543,Sample One,00000009\n00000008,Two,1\n"
    councils = "Code,Name,Official name,Billing authority code,GSS code,Statutory,By the ONS\n"

    rows = said(upload(back_office, "organisations.Organisation", sheet))
    added = said(upload(back_office, "councils.Council", f"{councils}QQQ,Q,Q,E1,E9,Inner,Inner\n"))

    assert rows[0] == (2, "New", [])
    assert rows[1][2] == ["None of the organisations here are called “1”. Name one of them."]
    assert added[0][2] == [
        "No row here is known so, and a sheet adds none. Correct it or leave it out."
    ]
    assert (Organisation.objects.count(), Council.objects.count()) == (1, 33)


def test_only_what_was_looked_at_by_the_same_person_in_the_same_table_is_taken_in(back_office):
    looked_at = upload(back_office, "savings.Deflator", "Year,Index,Source\n2040,104,Sample\n")
    kept = {"kept": looked_at.context["kept"], "take_in": ""}
    before = Deflator.objects.count()

    elsewhere = back_office.post(page("savings.Population"), kept, follow=True)
    back_office.force_login(UserFactory(is_staff=True, is_superuser=True))
    another = back_office.post(page("savings.Deflator"), kept, follow=True)

    for answer in (elsewhere, another):
        [words] = [str(one) for one in answer.context["messages"]]
        assert words == "An hour has passed: choose the file again."
    assert Deflator.objects.count() == before


def test_who_may_not_change_and_add_rows_imports_none(client):
    reader = UserFactory(is_staff=True)
    rights = Permission.objects.filter(content_type__app_label="savings", codename__contains="defl")
    client.force_login(reader)
    seen = []

    for names in ([], ["view", "change"], ["view", "change", "add"]):
        wanted = [f"{name}_deflator" for name in names]
        reader.user_permissions.set(rights.filter(codename__in=wanted))
        seen.append(
            [client.get(page("savings.Deflator", what)).status_code for what in ("import", "sheet")]
        )

    assert seen == [[403, 403], [403, 403], [200, 200]]


def test_an_office_file_is_refused_with_the_way_to_make_csv_of_it(back_office):
    answer = upload(back_office, "savings.Deflator", b"PK\x03\x04....xl/workbook.xml")

    [words] = answer.context["form"].errors["file"]
    assert words.startswith("This is an Excel workbook, and we read CSV files. Open it in Excel")
