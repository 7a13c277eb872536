"""Sheets as other people's programs write them: read, or refused with the place to look at."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corps.formats import CsvError, write_csv
from corps.sheets.formats import (
    LARGEST,
    MOST_ROWS,
    Column,
    Unread,
    guess,
    leave_out_twins,
    number_between,
    one_of,
    open_sheet,
    read_address,
    read_day,
    read_email,
    read_pounds,
    read_rows,
)

WORDS = "title,saving\r\nCafé “one”,£5 – more\r\n"
COLUMNS = [
    Column("title", "Title", ("name",), required=True, longest=10),
    Column("day", "First day", ("start",), read=read_day),
]


def refusal(raw):
    with pytest.raises(CsvError) as caught:
        open_sheet(raw)
    return caught.value.line, caught.value.message


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (WORDS.encode(), "UTF-8"),
        (WORDS.encode("utf-8-sig"), "UTF-8"),
        (WORDS.encode("utf-16"), "UTF-16"),
        (WORDS.encode("utf-16-le"), "UTF-16"),
        (WORDS.encode("utf-16-be"), "UTF-16"),
        (WORDS.encode("cp1252"), "Windows-1252"),
    ],
)
def test_every_encoding_that_offices_write_is_read_and_said(raw, encoding):
    opened = open_sheet(raw)

    assert (opened.encoding, opened.headings) == (encoding, ["title", "saving"])
    assert opened.rows == [(2, ["Café “one”", "£5 – more"])]


@pytest.mark.parametrize(
    ("text", "separator", "line"),
    [
        ("a,b\n1,2\n", "commas", 2),
        ("a;b\n1;2\n", "semicolons", 2),
        ("a\tb\n1\t2\n", "tabs", 2),
        ("a|b\n1|2\n", "upright bars", 2),
        ("sep=;\na;b\n1;2\n", "semicolons", 3),
        ('"a, or not, or, so";b\n1;2\n', "semicolons", 2),
        ("\n\na,b\n\n1,2\n", "commas", 5),
    ],
)
def test_what_parts_the_columns_is_found(text, separator, line):
    opened = open_sheet(text.encode())

    assert (opened.separator, opened.rows) == (separator, [(line, ["1", "2"])])


def test_headings_that_are_empty_or_met_again_are_told_apart():
    assert open_sheet(b"name,,name,\nx,y,z,\n").headings == ["name", "Column 2", "name (3)"]
    assert open_sheet(b"a,a (3),a\nx,y,z\n").headings == ["a", "a (3)", "a (3) (3)"]


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b"", 1, "The file is empty. Choose a file with a line of headings."),
        (b"title\n", 1, "There is no row below the headings. Add one."),
        (b"title\nok\nz\0z\n", 3, "The file holds a zero byte"),
        (b"PK\x03\x04rest", 0, "This is an archive or an office document"),
        (b"title\nok\nx\x81y\n", 3, "The file is in no encoding that we read."),
        (b"\xff\xfet\0i\0\n\0\x00\xd8x\0", 2, "The file is in no encoding that we read."),
        (b'title\n"never closed\n', 2, "A quotation mark is out of place"),
        (b"x" * (LARGEST + 1), 1, "The file is larger than 5 MB. Split it."),
        ((",".join("abc" * 21) + "\n1\n").encode(), 1, "The sheet has more than 60 columns."),
        (b"title\n" + b"x\n" * 100_000, MOST_ROWS + 2, "The sheet has more than 5,000 rows"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", 0, "This is a picture"),
    ],
)
def test_a_file_of_which_nothing_can_be_believed_is_refused_with_its_line(raw, line, words):
    at, said = refusal(raw)

    assert (at, said[: len(words)]) == (line, words)


def test_columns_are_guessed_by_name_by_what_others_call_them_and_in_spite_of_a_slip():
    headings = ["START", "Project  Titel", "other"]
    columns = [Column("title", "Project title"), COLUMNS[1]]

    assert guess(headings, columns) == {"title": "Project  Titel", "day": "START"}
    assert guess(headings, columns, {"title": "other", "day": "gone"}) == {
        "title": "other",
        "day": "START",
    }


def test_every_fault_is_in_its_place_and_keeps_no_other_row_back():
    rows = [
        (2, ["Good", "1/2/2027", ""]),
        (3, ["", "soon", ""]),
        (4, ["x" * 11, "", ""]),
        (5, ["a\x02b", "", ""]),
        (6, ["short"]),
        (7, ["one", "", "", "too many"]),
        (9, ["=1+1", "", ""]),
    ]

    found = read_rows(rows, ["T", "D", "E"], COLUMNS, {"title": "T", "day": "D"})

    assert [(one.line, one.values) for one in found.records] == [
        (2, {"title": "Good", "day": date(2027, 2, 1)}),
        (9, {"title": "=1+1", "day": None}),
    ]
    assert [(one.line, one.column, one.words.split(".")[0]) for one in found.faults] == [
        (3, "T", "Fill in “Title”: it is empty"),
        (3, "D", "“soon” is not a day"),
        (4, "T", "It has 11 characters"),
        (5, "T", "It holds a character that cannot be seen"),
        (6, "D", "The line has 1 cells and the headings 3"),
        (7, "", "The line has 4 cells and the headings 3"),
    ]


def test_twins_are_left_out_and_named():
    rows = [(2, ["A"]), (3, ["b"]), (4, ["a"]), (5, ["c"])]
    found = read_rows(rows, ["T"], COLUMNS, {"title": "T"})

    left = leave_out_twins(found, lambda one: one.values["title"].lower(), {"c": "You have it."})

    assert [one.line for one in left.records] == [2, 3]
    assert [(one.line, one.words) for one in left.passed] == [
        (4, "It is the same as line 2."),
        (5, "You have it."),
    ]


@pytest.mark.parametrize(
    "written",
    [
        *("13/03/2027", "13/3/27", "13.3.2027", "13-03-2027", "13 March 2027", "13 Mar 27"),
        *("13th of March 2027".replace("of ", ""), "2027-03-13", "2027/3/13"),
        *("2027-03-13T00:00:00Z", "2027-03-13 00:00:00", "13/03/2027 00:00", "13-Mar-2027"),
    ],
)
def test_a_day_is_read_however_it_is_written_in_britain(written):
    assert read_day(written) == date(2027, 3, 13)


@pytest.mark.parametrize(
    ("read", "written", "words"),
    [
        (read_day, "3/13/2027", "There is no day “3/13/2027”: the day comes first."),
        (read_day, "46459", "“46459” is how a spreadsheet counts days."),
        (read_day, "March 2027", "“March 2027” is not a day."),
        (read_day, "30 February 2027", "There is no day “30 February 2027”"),
        (read_day, "1/3/0027", "“1/3/0027” is in the year 27: a digit is missing or wrong."),
        (read_pounds, "1.240,50", "“1.240,50” is not a number of pounds."),
        (read_pounds, "-5", "“-5” is not a number of pounds."),
        (read_pounds, "99999999999", "“99999999999” is too large"),
        (read_email, "ada at camden", "“ada at camden” is not an e-mail address."),
        (read_address, "javascript:alert(1)", "“javascript:alert(1)” is not a web address."),
        (one_of({"alpha": "Alpha"}), "gamma", "“gamma” is none of these: Alpha."),
        (number_between("0.5", "5"), "6", "“6” is out of bounds: give a number from 0.5 to 5."),
        (number_between("0.5", "5"), "three", "“three” is not a number. Write it like 5."),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(read, written, words):
    with pytest.raises(Unread) as caught:
        read(written)

    assert str(caught.value)[: len(words)] == words


def test_amounts_choices_and_addresses_are_read_as_people_write_them():
    assert [read_pounds(one) for one in ("£45,000", "1240.50", "45k", "1.2m")] == [
        Decimal("45000"),
        Decimal("1240.50"),
        Decimal("45000"),
        Decimal("1200000"),
    ]
    assert one_of({"in_use": "In use"})(" in  USE ") == "in_use"
    assert read_email("Ada@Camden.gov.uk") == "ada@camden.gov.uk"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(raw):
    with suppress(CsvError):
        opened = open_sheet(raw)
        read_rows(opened.rows, opened.headings, COLUMNS, {"title": opened.headings[0]})
        assert len(set(opened.headings)) == len(opened.headings)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), min_size=1))
def test_what_we_write_ourselves_is_read_again(cells):
    cells = ["x", *[" ".join(cell.split()) for cell in cells], "y"]

    opened = open_sheet(write_csv(["a"], [[cell] for cell in cells]).encode())

    kept = [cell for cell in cells if cell]
    assert [row[0].removeprefix("'") for _, row in opened.rows] == [
        cell.removeprefix("'") for cell in kept
    ]
