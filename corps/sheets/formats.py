"""Sheets as people's programs write them: read, their columns named, every fault in its place.

What a sheet is for is said by a list of `Column`; `open_sheet` reads the bytes, `guess` finds which
heading is which column, `read_rows` turns rows into values. One fault keeps no other cell back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from urllib.parse import urlsplit

from corps.formats import CsvError, line_after, read_records, refuse_other_formats

LARGEST = 5_000_000  # bytes
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 20_000  # characters

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
YEARS = range(1900, 2200)  # in which the days of a sheet lie
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_NEAR = 0.85  # how alike two headings are that a slip of the finger parts


class Unread(Exception):
    """A cell that cannot be read, in words that tell how to mend it."""


@dataclass(frozen=True)
class Column:
    """What a sheet may tell: how it is called, also by others, and how its cells are read."""

    name: str
    label: str
    also: tuple[str, ...] = ()
    required: bool = False
    longest: int = LONGEST_CELL
    read: Callable[[str], object] = str
    hint: str = ""


@dataclass(frozen=True)
class Opened:
    """A file that could be read: its headings, each once, and its rows with their lines."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    encoding: str
    separator: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, or with a whole line where the column is ""."""

    line: int
    column: str
    words: str


@dataclass(frozen=True)
class Record:
    """A row whose every cell could be read: values by the columns' names."""

    line: int
    values: dict[str, object]


@dataclass
class Sorted:
    """A sheet read through: rows that can be taken, faults, and rows left out with the reason."""

    records: list[Record] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    passed: list[Fault] = field(default_factory=list)


def open_sheet(raw: bytes, *, most_rows: int = MOST_ROWS) -> Opened:
    """Return what a file holds; CsvError, with the line, where nothing of it can be believed."""
    text, encoding = decode(raw)
    separator, told = _separator(text)
    records = read_records(text, separator)
    if told:
        next(records, None)
    first = next(records, None)
    if first is None:
        raise CsvError(1, "", "The file is empty. Choose a file with a line of headings.")
    headings = _headings(*first)
    rows: list[tuple[int, list[str]]] = []
    for line, cells in records:
        if len(rows) == most_rows:
            words = f"The sheet has more than {most_rows:,} rows, the most for one file. Split it."
            raise CsvError(line, "", words)
        rows.append((line, _trimmed(cells, len(headings))))
    if not rows:
        raise CsvError(first[0], "", "There is no row below the headings. Add one.")
    return Opened(headings, rows, encoding, SEPARATORS.get(separator, separator))


def decode(raw: bytes) -> tuple[str, str]:
    """Return a file's text and the name of its encoding: UTF-8, UTF-16 or Windows-1252."""
    if len(raw) > LARGEST:
        raise CsvError(1, "", f"The file is larger than {LARGEST / 1e6:g} MB. Split it.")
    refuse_other_formats(raw)
    for codec, name in _codecs(raw):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError as bad:
            line = line_after(raw[: bad.start].decode(codec, errors="replace"))
            continue
        if "\0" in text:
            words = "The file holds a zero byte, which no text has. Save it as “CSV UTF-8”."
            raise CsvError(line_after(text[: text.index("\0")]), "", words)
        return text, name
    words = "The file is in no encoding that we read. Save it as “CSV UTF-8”."
    raise CsvError(line, "", words)


def _codecs(raw: bytes) -> list[tuple[str, str]]:
    """Return the encodings a file may be in, the likeliest first."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [("utf-16", "UTF-16")]
    start = raw[:2000]
    if start[1::2].count(0) > len(start) / 4:
        return [("utf-16-le", "UTF-16")]
    if start[::2].count(0) > len(start) / 4:
        return [("utf-16-be", "UTF-16")]
    return [("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")]


def _separator(text: str) -> tuple[str, bool]:
    """Return what parts the columns, and whether the first line says so (“sep=;”)."""
    said = re.match(r"\s*sep=(.)\s*(?:\r|\n|$)", text, re.IGNORECASE)
    if said and said[1] not in '"\r\n':
        return said[1], True
    first = re.sub(r'"[^"]*("|$)', "", text.lstrip("\r\n")[:20_000])
    line = re.split(r"[\r\n]", first, maxsplit=1)[0]
    return max(SEPARATORS, key=line.count), False


def _headings(line: int, cells: list[str]) -> list[str]:
    """Return headings, each there once: one that is empty or met again gets a number."""
    while not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise CsvError(line, "", f"The sheet has more than {MOST_COLUMNS} columns. Leave some out.")
    headings: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(_UNSEEN.sub("", cell).split())[:80] or f"Column {number}"
        while name in headings:
            name = f"{name} ({number})"
        headings.append(name)
    return headings


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Return cells without empty ones beyond the last heading."""
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return cells


def guess(
    headings: Sequence[str], columns: Iterable[Column], kept: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return which heading tells which column, by name; what was `kept` from last time wins."""
    found = {name: told for name, told in (kept or {}).items() if told in headings}
    plain = {_plain(heading): heading for heading in reversed(headings)}
    for column in columns:
        free = {key: told for key, told in plain.items() if told not in found.values()}
        if column.name not in found and (told := _closest(column, free)):
            found[column.name] = told
    return found


def _closest(column: Column, free: Mapping[str, str]) -> str | None:
    names = [_plain(name) for name in (column.name, column.label, *column.also)]
    for name in names:
        if name in free:
            return free[name]
    for name in names:
        if near := get_close_matches(name, free, n=1, cutoff=_NEAR):
            return free[near[0]]
    return None


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


def read_rows(
    rows: Iterable[tuple[int, Sequence[str]]],
    headings: Sequence[str],
    columns: Iterable[Column],
    mapping: Mapping[str, str],
) -> Sorted:
    """Read every row by the columns' own readers; a row with a fault becomes no record."""
    places = [
        (column, headings.index(mapping[column.name]))
        for column in columns
        if mapping.get(column.name) in headings
    ]
    places.sort(key=lambda each: each[1])
    found = Sorted()
    for line, cells in rows:
        faults = _shape(line, cells, headings)
        values: dict[str, object] = {}
        for column, place in places if not faults else []:
            try:
                values[column.name] = _cell(cells[place], column)
            except Unread as why:
                faults.append(Fault(line, headings[place], str(why)))
        if faults:
            found.faults += faults
        else:
            found.records.append(Record(line, values))
    return found


def _shape(line: int, cells: Sequence[str], headings: Sequence[str]) -> list[Fault]:
    """Return the fault of a row that has not as many cells as there are headings."""
    said = f"The line has {len(cells)} cells and the headings {len(headings)}."
    if len(cells) < len(headings):
        return [Fault(line, headings[len(cells)], f"{said} Add what is missing.")]
    if len(cells) > len(headings):
        words = f"{said} Put quotation marks around a cell that holds a comma."
        return [Fault(line, "", words)]
    return []


def _cell(written: str, column: Column) -> object:
    """Return a cell's value; Unread says what to do where it has none."""
    if not written:
        if column.required:
            raise Unread(f"Fill in “{column.label}”: it is empty.")
        return None
    if _UNSEEN.search(written):
        raise Unread("It holds a character that cannot be seen. Type it again.")
    if len(written) > column.longest:
        raise Unread(
            f"It has {len(written):,} characters. Shorten it to {column.longest:,} or fewer."
        )
    return column.read(written)


def leave_out_twins(found: Sorted, key: Callable[[Record], object], there: Mapping) -> Sorted:
    """Return the same without rows that are met again, or that are `there` already.

    `there` leads from keys to the words for it; a key that is None has no twin.
    """
    first: dict[object, int] = {}
    kept = []
    for record in found.records:
        mine = key(record)
        if mine is not None and mine in there:
            found.passed.append(Fault(record.line, "", there[mine]))
        elif mine is not None and mine in first:
            found.passed.append(Fault(record.line, "", f"It is the same as line {first[mine]}."))
        else:
            first[mine] = record.line
            kept.append(record)
    return Sorted(kept, found.faults, found.passed)


# How cells are read -----------------------------------------------------------------------------

_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: 00:00(?::00)?)?")
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- ]([a-z]{3,9})\.?,?[- ](\d{4}|\d{2})", re.I)
_MONEY = re.compile(r"£?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*([km]?)", re.I)
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\".]+(\.[^@\s<>,;\".]+)+")
LIKE_A_DAY = "Write it like 13/03/2027 or 2027-03-13."


def read_line(written: str) -> str:
    """Return words on one line."""
    return " ".join(written.split())


def read_day(written: str) -> date:
    """Return a day, however it is written in Britain: day first, year first, or in words."""
    if found := _YEAR_FIRST.fullmatch(written):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(written):
        day, month, year = int(found[1]), int(found[2]), _year(found[3])
    elif (found := _IN_WORDS.fullmatch(written)) and _month(found[2]):
        day, month, year = int(found[1]), _month(found[2]), _year(found[3])
    elif re.fullmatch(r"[3-6]\d{4}", written):
        raise Unread(
            f"“{written}” is how a spreadsheet counts days. Give the column a date format there."
        )
    else:
        raise Unread(f"“{written}” is not a day. {LIKE_A_DAY}")
    if year not in YEARS:
        raise Unread(f"“{written}” is in the year {year}: a digit is missing or wrong.")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unread(f"There is no day “{written}”: the day comes first. {LIKE_A_DAY}") from None


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _month(written: str) -> int:
    short = written[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def read_pounds(written: str) -> Decimal:
    """Return pounds, written as £45,000, 45000.50, 45k or 1.2m."""
    found = _MONEY.fullmatch(written)
    if not found or (found[2] and not found[3] and len(found[2]) > 3):
        raise Unread(f"“{written}” is not a number of pounds. Write it like 45000 or 1240.50.")
    times = {"": 1, "k": 1_000, "m": 1_000_000}[found[3].lower()]
    pounds = Decimal(found[1].replace(",", "") + (found[2] or "")) * times
    if pounds >= 10**10:
        raise Unread(f"“{written}” is too large: give at most ten digits before the pence.")
    return pounds.quantize(Decimal("0.01"))


def read_email(written: str) -> str:
    """Return an e-mail address in small letters."""
    if not _EMAIL.fullmatch(written) or len(written) > 254:
        raise Unread(f"“{written}” is not an e-mail address. Write it like name@example.org.")
    return written.lower()


def read_address(written: str) -> str:
    """Return the address of a web page."""
    try:
        parts = urlsplit(written)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole or re.search(r"\s", written):
        raise Unread(f"“{written[:60]}” is not a web address. Write it like https://example.org.")
    return written


def one_of(choices: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of one of these keys, written as the key or as its words."""
    known = {_plain(words): key for key, words in choices.items()}
    known |= {_plain(key): key for key in choices}

    def read(written: str) -> str:
        key = known.get(_plain(written))
        if key is None:
            listed = ", ".join(choices.values())
            raise Unread(f"“{written[:60]}” is none of these: {listed}. Write one of them.")
        return key

    return read


def number_between(least: str, most: str) -> Callable[[str], Decimal]:
    """Return a reader of a number within these bounds."""

    def read(written: str) -> Decimal:
        if not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", written):
            raise Unread(f"“{written[:60]}” is not a number. Write it like {most}.")
        if not Decimal(least) <= Decimal(written) <= Decimal(most):
            raise Unread(f"“{written}” is out of bounds: give a number from {least} to {most}.")
        return Decimal(written)

    return read
