"""CSV with line and column in every error, in and out; PDF by typst. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

import fontpkg  # type: ignore[import-untyped]  # it brings no types
import typst

LARGEST_SHEET = 5_000_000  # bytes: some 20,000 rows of a project list
MOST_ROWS = 50_000

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
FONTS = ("Atkinson Hyperlegible", "Bricolage Grotesque")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_EXCEL = (
    "Open it in Excel, choose “File”, “Save as” and the type “CSV UTF-8 (comma delimited)”. Then "
    "choose the file that this makes."
)
_OPEN = (
    "Open it in its program, choose “File”, “Save as” and the type “Text CSV”, with the character "
    "set UTF-8. Then choose the file that this makes."
)
_NO_TABLE = (
    "Find the spreadsheet or the program that the table comes from, and save or export it from "
    "there as “CSV UTF-8”."
)
# How files begin that are offered for CSV: what they are, and how CSV is made of them.
_OTHER_FORMATS: tuple[tuple[bytes, str, str], ...] = (
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an OpenDocument file", _OPEN),
    (rb"PK\x03\x04.*xl/", "an Excel workbook", _EXCEL),
    (rb"PK\x03\x04.*Index/", "a Numbers or Pages document", _OPEN),
    (rb"PK\x03\x04", "an archive or an office document", _EXCEL),
    (rb"\xd0\xcf\x11\xe0", "an Excel workbook of the older kind", _EXCEL),
    (rb"(\xef\xbb\xbf)?\s*(<!doctype html|<html|<table|<\?xml)", "a web page or XML", _EXCEL),
    (rb"%PDF", "a PDF", _NO_TABLE),
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*\0|MM\0\*|....ftyp",
        "a picture or a film",
        _NO_TABLE,
    ),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!", "an archive", "Unpack it, and choose the CSV file in it."),
)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class CsvError(Exception):
    """A sheet that cannot be read, with the place to look at and the way to mend it."""

    def __init__(self, line: int, column: str, message: str) -> None:
        """Keep the line (the first is 1; 0 for the whole file) and the column's heading or ""."""
        self.line = line
        self.column = column
        self.message = message
        place = f"Line {line}, column “{column}”" if column else f"Line {line}"
        super().__init__(f"{place}: {message}" if line else message)


@dataclass(frozen=True)
class Row:
    """One record of a sheet and the line it begins on; capitals in a heading do not matter."""

    line: int
    cells: Mapping[str, str]

    def __contains__(self, heading: str) -> bool:
        """Tell whether the sheet has this column."""
        return fold_heading(heading) in self.cells

    def __getitem__(self, heading: str) -> str:
        """Return the cell under a heading, without the spaces around it."""
        return self.cells[fold_heading(heading)]

    def get(self, heading: str, default: str = "") -> str:
        """Return the cell under a heading that the sheet may lack."""
        return self.cells.get(fold_heading(heading), default)

    def error(self, heading: str, message: str) -> CsvError:
        """Return the error that this row has under a heading, to be raised."""
        return CsvError(self.line, heading, message)


def fold_heading(heading: str) -> str:
    """Return a heading as it is compared: small letters, single spaces."""
    return " ".join(heading.split()).casefold()


def read_csv(
    file: bytes | str | BinaryIO,
    required: Iterable[str] = (),
    *,
    largest: int = LARGEST_SHEET,
    most_rows: int = MOST_ROWS,
) -> list[Row]:
    """Return the rows of a sheet whose first line holds the headings; empty lines are left out."""
    records = read_records(_text(file, largest))
    first = next(records, None)
    if first is None:
        raise CsvError(1, "", "The file is empty. Choose a file with a line of headings.")
    line, cells = first
    headings = _headings(line, cells, required)
    rows: list[Row] = []
    for line, cells in records:
        if len(rows) == most_rows:
            raise CsvError(line, "", f"The sheet has more than {most_rows:,} rows. Split it.")
        rows.append(Row(line, dict(zip(headings, _squared(line, cells, headings), strict=True))))
    return rows


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a sheet whose cells no spreadsheet takes for formulas; None is an empty cell."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return sheet.getvalue()


def safe_cell(value: object) -> object:
    """Return a value for a sheet; words that would start a formula get an apostrophe before."""
    if not isinstance(value, str) or _PLAIN_NUMBER.fullmatch(value):
        return value
    starts = value.startswith(_STARTS_A_FORMULA) or value.lstrip().startswith(_STARTS_A_FORMULA)
    return f"'{value}" if starts else value


def refuse_other_formats(raw: bytes) -> None:
    """Refuse what is plainly no CSV: CsvError says what it is, and how CSV is made of it."""
    for begins, what, how in _OTHER_FORMATS:
        if re.match(begins, raw[:100_000], re.DOTALL | re.IGNORECASE):
            raise CsvError(0, "", f"This is {what}, and we read CSV files. {how}")


def _text(file: bytes | str | BinaryIO, largest: int) -> str:
    """Return the words of a file, refused where it is too large or no text in UTF-8."""
    if isinstance(file, str):
        file = file.encode()
    raw = file if isinstance(file, bytes) else file.read(largest + 1)
    if len(raw) > largest:
        raise CsvError(1, "", f"The file is larger than {largest / 1e6:g} MB. Split it.")
    refuse_other_formats(raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        message = "The file is not in UTF-8. Save it as “CSV UTF-8”."
        raise CsvError(line_after(raw[: bad.start].decode(errors="replace")), "", message) from None
    if "\0" in text:
        message = "The file holds a zero byte, which no text has. Save it as “CSV UTF-8”."
        raise CsvError(line_after(text[: text.index("\0")]), "", message)
    return text


def line_after(before: str) -> int:
    """Return the number of the line that follows these words."""
    return len(re.findall(r"\r\n|\r|\n", before)) + 1


def read_records(text: str, separator: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield each record that holds something, with the line of the file that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as bad:
            raise CsvError(line, "", _unreadable(bad)) from None
        if any(cells):
            yield line, cells


def _unreadable(bad: csv.Error) -> str:
    """Return why a record could not be read, in words that help to mend it."""
    if "field limit" in str(bad):
        return f"One cell holds more than {csv.field_size_limit():,} characters. Shorten it."
    return (
        "A quotation mark is out of place or never closed."
        " Put quotation marks around the whole cell, and write those inside it twice."
    )


def _headings(line: int, cells: list[str], required: Iterable[str]) -> list[str]:
    """Return the folded headings, each of them there, once, and all that are required."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    headings: list[str] = []
    for number, cell in enumerate(cells, start=1):
        heading = fold_heading(cell)
        if not heading:
            raise CsvError(line, str(number), "This column has no heading. Write one.")
        if heading in headings:
            raise CsvError(line, cell, "Two columns have this heading. Rename or remove one.")
        headings.append(heading)
    for wanted in required:
        if fold_heading(wanted) not in headings:
            raise CsvError(line, wanted, _missing(cells))
    return headings


def _missing(cells: list[str]) -> str:
    """Return what to do about a column that is not there."""
    if len(cells) == 1 and (";" in cells[0] or "\t" in cells[0]):
        return "The columns are not parted by commas. Save the file as “CSV UTF-8”."
    return f"The file has no such column. Its columns are: {', '.join(cells)}."


def _squared(line: int, cells: list[str], headings: list[str]) -> list[str]:
    """Return as many cells as there are headings; more or fewer are refused."""
    if len(cells) < len(headings):
        message = f"The line has {len(cells)} cells and the headings {len(headings)}."
        raise CsvError(line, headings[len(cells)], f"{message} Add what is missing.")
    if any(cells[len(headings) :]):
        extra = next(i for i, cell in enumerate(cells) if i >= len(headings) and cell) + 1
        message = f"The line has {len(cells)} cells and the headings {len(headings)}."
        raise CsvError(
            line, str(extra), f"{message} Put quotation marks around a cell that holds a comma."
        )
    return cells[: len(headings)]


def pdf(template: str, data: Mapping[str, object]) -> bytes:
    """Return a tagged PDF (PDF/UA-1), made of a template under templates/ and of data.

    Data reach the template as JSON, never as markup. Letters that no font has are drawn as boxes,
    and the file then does not claim PDF/UA-1, which forbids them; it is tagged all the same.
    """
    words = json.dumps(data, ensure_ascii=False)
    inputs = {"data": json.dumps(_seen(json.loads(words)), ensure_ascii=False)}
    try:
        return _compiled(template, inputs, accessible=True)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(template, inputs, accessible=False)


def _compiled(template: str, inputs: dict[str, str], *, accessible: bool) -> bytes:
    """Return what typst makes of a template; its own fonts come first, the machine's after."""
    made: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_font_folders(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"] if accessible else [],
    )
    return made


@cache
def _font_folders() -> list[Path]:
    """Return where the packages keep our fonts."""
    return [fontpkg.path(family, 400).parent for family in FONTS]


def _seen(value: object) -> object:
    """Return JSON data without the characters that no font can show."""
    if isinstance(value, str):
        return _UNSEEN.sub("", value)
    if isinstance(value, list):
        return [_seen(one) for one in value]
    if isinstance(value, dict):
        return {key: _seen(one) for key, one in value.items()}
    return value
