from datetime import date
from decimal import Decimal

import pytest

from corps.formats import CsvError
from corps.sheets.formats import Unread, guess, open_sheet, read_rows
from secondments import formats

SKILLS = {"Accessibility": 1, "User research": 2, "Problem management, and more": 3}
COLUMNS = formats.staff_columns(SKILLS, {"none": "none", "bpss": "BPSS"})


def sort(text, there=None):
    opened = open_sheet(text.encode(), most_rows=formats.MOST_STAFF)
    mapping = guess(opened.headings, COLUMNS, {})
    return formats.sort_staff(
        read_rows(opened.rows, opened.headings, COLUMNS, mapping), mapping, there or {}
    )


def test_a_list_as_a_company_writes_it_is_read():
    found = sort(
        "Full name;Work email;Job title;Days per week;From;Until;Skills;Vetting\n"
        "Ada Sample;ADA@one.example;Developer;2.5;1/3/2027;31 December 2027;"
        '"accessibility: Practitioner; user  research";BPSS\n'
    )

    assert (found.faults, found.passed) == ([], [])
    assert found.records[0].values == {
        "name": "Ada Sample",
        "email": "ada@one.example",
        "headline": "Developer",
        "days_a_week": Decimal("2.5"),
        "available_from": date(2027, 3, 1),
        "available_until": date(2027, 12, 31),
        "skills": [(1, 3), (2, 2)],
        "clearance": "bpss",
    }


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("Name", "=1+1", "would be a formula"),
        ("Name", "007", "is no name"),
        ("E-mail address", "bo at home", ""),
        ("What they do", "@SUM(A1)", "would be a formula"),
        ("Days a week", "6", "out of bounds"),
        ("Days a week", "2.3", "no half day"),
        ("Free from", "soon", ""),
        ("Skills", "Acessibility", "Did you mean “Accessibility”?"),
        ("Skills", "Accessibility: great", "is no level"),
        ("Skills", "Juggling", "is not in the framework"),
        ("Clearance held", "top secret", "is none of these"),
    ],
)
def test_every_fault_is_in_its_place(heading, cell, words):
    row = {"Name": "Bo Sample", "E-mail address": "bo@one.example"} | {heading: cell}

    found = sort(f"{','.join(row)}\n{','.join(row.values())}\n")

    assert [(fault.line, fault.column) for fault in found.faults] == [(2, heading)]
    assert words in found.faults[0].words


def test_rows_that_are_met_again_are_left_out_and_days_follow_each_other():
    found = sort(
        "Name,E-mail,From,Until\n"
        "Ada Sample,ada@one.example,2027-03-01,2027-02-01\n"
        "Bo Sample,bo@one.example,,\n"
        "Bo Sample,BO@one.example,,\n"
        "Cy Sample,cy@one.example,,\n",
        {"cy@one.example": "They are on offer already."},
    )

    assert [record.values["email"] for record in found.records] == ["bo@one.example"]
    assert [(fault.line, fault.column) for fault in found.faults] == [(2, "Until")]
    assert sorted((one.line, one.words) for one in found.passed) == [
        (4, "It is the same as line 3."),
        (5, "They are on offer already."),
    ]


def test_a_hundred_thousand_rows_are_refused_at_the_first_too_many():
    text = "Name,E-mail\n" + "Bo Sample,bo@one.example\n" * 100_000

    with pytest.raises(CsvError) as wrong:
        sort(text)

    assert (wrong.value.line, "more than 200 rows" in str(wrong.value)) == (202, True)


def test_a_skill_whose_name_has_a_comma_is_read_whole():
    assert formats.read_skills(SKILLS)("problem management, and more: expert") == [(3, 4)]


def test_no_skill_is_none():
    with pytest.raises(Unread):
        formats.read_skills(SKILLS)("?")
