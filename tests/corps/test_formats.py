import io
import zipfile

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from corps.formats import CsvError, pdf, read_csv, safe_cell, write_csv
from corps.sheets.formats import decode

# What a text file may hold; what is not tidied away at the ends of a cell.
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0")).map(str.strip)


def refusal(file, required=(), **limits):
    with pytest.raises(CsvError) as caught:
        read_csv(file, required, **limits)
    return caught.value.line, caught.value.column, caught.value.message


def test_rows_are_read_by_heading_with_their_lines():
    rows = read_csv(b"Title,Council\nForms,Camden\nRepairs, Brent \n", ["title", "council"])

    assert [(row.line, row["title"], row["council"]) for row in rows] == [
        (2, "Forms", "Camden"),
        (3, "Repairs", "Brent"),
    ]


def test_capitals_and_spaces_in_a_heading_do_not_matter():
    (row,) = read_csv(b" Lead   Council ,x\nCamden,1\n", ["lead council"])

    assert row["LEAD COUNCIL"] == "Camden"
    assert "Lead council" in row
    assert "borough" not in row
    assert row.get("borough") == ""
    assert row.get("borough", "none") == "none"


@pytest.mark.parametrize(
    "file",
    [
        "title\nForms\n",
        b"title\nForms\n",
        io.BytesIO(b"title\nForms\n"),
        b"\xef\xbb\xbftitle\r\nForms\r\n",
        b"title\rForms\r",
        b"title\nForms",
        b"\n\ntitle,,\n,,\nForms,,\n",
    ],
)
def test_marks_line_ends_and_empty_lines_of_other_programs_are_no_matter(file):
    assert [row["title"] for row in read_csv(file, ["title"])] == ["Forms"]


def test_the_line_of_a_row_is_where_it_begins_in_the_file():
    file = b'title,why\r\n"two\r\nlines","a ""quoted"" comma, too"\r\n\r\nlast,x\r\n'

    rows = read_csv(file)

    assert [(row.line, row["title"]) for row in rows] == [(2, "two\r\nlines"), (5, "last")]
    assert rows[0]["why"] == 'a "quoted" comma, too'


def test_a_sheet_with_headings_alone_has_no_rows():
    assert read_csv(b"title,council\n", ["title"]) == []


@pytest.mark.parametrize("file", [b"", b"\n\r\n", b"\xef\xbb\xbf", b",,\n"])
def test_an_empty_file_is_refused(file):
    assert refusal(file) == (1, "", "The file is empty. Choose a file with a line of headings.")


def test_a_column_that_is_missing_is_named_with_those_that_are_there():
    message = "The file has no such column. Its columns are: title, Council."

    assert refusal(b"title,Council\nx,y\n", ["title", "stage"]) == (1, "stage", message)


@pytest.mark.parametrize("file", [b"title;council\nx;y\n", b"title\tcouncil\nx\ty\n"])
def test_another_mark_between_columns_is_named(file):
    message = "The columns are not parted by commas. Save the file as “CSV UTF-8”."

    assert refusal(file, ["title"]) == (1, "title", message)


def test_a_heading_met_twice_is_refused():
    message = "Two columns have this heading. Rename or remove one."

    assert refusal(b"\ntitle,TITLE\nx,y\n") == (2, "TITLE", message)


def test_a_column_without_a_heading_is_refused():
    assert refusal(b"title,,stage\nx,y,z\n") == (1, "2", "This column has no heading. Write one.")


def test_a_line_with_too_few_cells_names_the_first_that_is_missing():
    message = "The line has 2 cells and the headings 3. Add what is missing."

    assert refusal(b"a,b,c\n1,2,3\n1,2\n") == (3, "c", message)


def test_a_line_with_too_many_cells_names_the_first_too_many():
    message = (
        "The line has 3 cells and the headings 2."
        " Put quotation marks around a cell that holds a comma."
    )

    assert refusal(b'a,b\n"1\n1",2\n1,2,3\n') == (4, "3", message)


def test_empty_cells_beyond_the_last_heading_are_left_out():
    (row,) = read_csv(b"a,b\n1,2,,\n")

    assert dict(row.cells) == {"a": "1", "b": "2"}


@pytest.mark.parametrize("file", [b'a,b\n1,"never closed\n2,3\n', b'a,b\n1,"out of" place\n'])
def test_a_quotation_mark_out_of_place_is_refused_where_its_row_begins(file):
    message = (
        "A quotation mark is out of place or never closed."
        " Put quotation marks around the whole cell, and write those inside it twice."
    )

    assert refusal(file) == (2, "", message)


def test_a_cell_beyond_all_measure_is_refused():
    message = "One cell holds more than 131,072 characters. Shorten it."

    assert refusal(b"a\n" + b"x" * 140_000) == (2, "", message)


def test_other_alphabets_than_utf_8_are_refused_with_their_line():
    message = "The file is not in UTF-8. Save it as “CSV UTF-8”."

    assert refusal("title\r\nplain\r\ncafé\r\n".encode("latin-1")) == (3, "", message)
    assert refusal("title\nForms\n".encode("utf-16")) == (1, "", message)


def test_a_zero_byte_is_refused_with_its_line():
    message = "The file holds a zero byte, which no text has. Save it as “CSV UTF-8”."

    assert refusal(b"a\nb\nc\0\n") == (3, "", message)


def archive(*names, **content):
    """A small archive that holds these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
        for name, words in [*content.items(), *((name, "words") for name in names)]:
            file.writestr(name, words)
    return packed.getvalue()


OPEN = "application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize(
    ("file", "what", "how"),
    [
        (archive("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook", "“CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0rest", "an Excel workbook of the older kind", "“CSV UTF-8"),
        (archive("content.xml", mimetype=OPEN), "an OpenDocument file", "“Text CSV”"),
        (archive("Index/Document.iwa"), "a Numbers or Pages document", "“Text CSV”"),
        (archive("[Content_Types].xml", "word/x.xml"), "an archive or an office document", "“CSV"),
        (b"<html><table><tr><td>a", "a web page or XML", "“CSV UTF-8"),
        (b"%PDF-1.7\n", "a PDF", "Find the spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "a picture or a film", "Find the spreadsheet"),
        (b"\xff\xd8\xff\xe0JFIF", "a picture or a film", "Find the spreadsheet"),
        (b"\x1f\x8b\x08", "an archive", "Unpack it"),
    ],
)
def test_a_file_of_another_format_is_named_and_how_it_becomes_csv(file, what, how):
    for read in (read_csv, decode):
        with pytest.raises(CsvError) as wrong:
            read(file)

        assert str(wrong.value).startswith(f"This is {what}, and we read CSV files. ")
        assert str(wrong.value).count(how) == 1


@pytest.mark.parametrize("kind", [bytes, io.BytesIO, bytes.decode])
def test_a_file_over_the_size_is_refused(kind):
    file = kind(b"a\n" + b"1\n" * 500_000)

    assert refusal(file, largest=1_000_000) == (1, "", "The file is larger than 1 MB. Split it.")


def test_a_file_of_just_the_size_is_read():
    assert len(read_csv(io.BytesIO(b"a\n1\n"), largest=4)) == 1


def test_a_sheet_with_too_many_rows_is_refused_at_the_first_too_many():
    message = "The sheet has more than 2 rows. Split it."

    assert refusal(b"a\n1\n2\n3\n", most_rows=2) == (4, "", message)
    assert len(read_csv(b"a\n1\n2\n", most_rows=2)) == 2


def test_an_error_says_its_place():
    (row,) = read_csv(b"a,cost\n1,lots\n")

    assert str(row.error("cost", "Write a number.")) == "Line 2, column “cost”: Write a number."
    assert str(CsvError(3, "", "Too long.")) == "Line 3: Too long."


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        (" =1", "' =1"),
        ("＝1+1", "'＝1+1"),
        ("-12.5", "-12.5"),
        ("12", "12"),
        ("Camden", "Camden"),
        ("a=b", "a=b"),
        ("", ""),
        (-12.5, -12.5),
        (None, None),
    ],
)
def test_words_that_would_start_a_formula_get_an_apostrophe(cell, safe):
    assert safe_cell(cell) == safe


def test_a_sheet_is_written_with_its_headings_safe_and_quoted():
    sheet = write_csv(["title", "=cost"], [["a, b", None], ['say "hello"', -1], ["=x", 2]])

    assert sheet == 'title,\'=cost\r\n"a, b",\r\n"say ""hello""",-1\r\n\'=x,2\r\n'


@given(st.lists(st.tuples(CELLS, CELLS.filter(bool)), max_size=8))
def test_what_is_written_is_read_back(pairs):
    sheet = write_csv(["left", "right"], pairs)

    rows = read_csv(sheet, ["left", "right"])

    assert [(row["left"], row["right"]) for row in rows] == [
        (safe_cell(left), safe_cell(right)) for left, right in pairs
    ]


@given(st.text())
def test_no_cell_that_is_written_starts_a_formula(text):
    safe = safe_cell(text)

    assert safe in {text, f"'{text}"}
    assert not safe.lstrip().startswith(("=", "+", "@"))


@given(st.binary())
def test_any_bytes_are_read_or_refused_with_a_line_of_the_file(raw):
    lines = raw.count(b"\n") + raw.count(b"\r") + 1

    try:
        found = [row.line for row in read_csv(raw)]
    except CsvError as refused:
        found = [refused.line]

    assert all(0 <= line <= lines for line in found)  # 0 is the whole file


def certificate(**data):
    """A PDF of the certificate's template, with plain sample data."""
    plain = {
        "name": "Sample volunteer",
        "hours": "2",
        "count": "1",
        "since": "1 March 2027",
        "until": "3 March 2027",
        "tasks": [{"title": "Check", "asker": "Lambeth", "on": "3 March 2027", "hours": "2"}],
        "code": "ABCD",
        "sample": False,
        "made": "4 March 2027",
        "address": "https://example.org/ABCD/",
    }
    return pdf("volunteers/certificate.typ", plain | data)


def claims(made):
    """What a PDF says of itself, of what a screen reader needs."""
    wanted = (b"/MarkInfo", b"/StructTreeRoot", b"/Lang(en-GB)", b"/Title(", b"pdfuaid")
    return [words for words in wanted if words in made]


def test_a_pdf_is_tagged_titled_in_a_language_and_claims_to_be_accessible():
    made = certificate()

    assert made.startswith(b"%PDF-1.7")
    assert claims(made) == [
        b"/MarkInfo",
        b"/StructTreeRoot",
        b"/Lang(en-GB)",
        b"/Title(",
        b"pdfuaid",
    ]


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "$ x $ #{ ] [ `code` *bold* \\ <label> @ref",
        "Ł\N{CYRILLIC CAPITAL LETTER ZHE} O’Neill “x”",
        "a\0b\x07c\ud800d\ufffe",
    ],
)
def test_words_are_never_read_as_markup(name):
    assert len(claims(certificate(name=name))) == 5


def test_letters_without_a_font_give_a_pdf_that_claims_less():
    made = certificate(name="\U000f0000")

    assert made.startswith(b"%PDF-1.7")
    assert claims(made) == [b"/MarkInfo", b"/StructTreeRoot", b"/Lang(en-GB)", b"/Title("]


def test_a_template_that_is_wrong_says_so():
    with pytest.raises(typst.TypstError, match="key"):
        pdf("volunteers/certificate.typ", {})
