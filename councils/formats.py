"""A council's list of projects, read from a sheet into plain values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from corps.formats import Row
from corps.sheets.formats import (
    Column,
    Fault,
    Record,
    Sorted,
    Unread,
    leave_out_twins,
    one_of,
    read_address,
    read_day,
    read_email,
    read_line,
    read_pounds,
)

PHASES = ("discovery", "alpha", "beta", "live")
LONGEST_TITLE = 200
LONGEST_DEPARTMENT = 100
LONGEST_ADDRESS = 200
LONGEST_NOTE = 300

# The first of these headings that a sheet has is the one that is read.
PHASE = ("phase", "stage")
PROBLEM = ("problem", "description")
AWARD = ("award_gbp", "award")
SOURCE = ("source_url", "source")

# Short names in common use, beside those that fold_council() mends by itself.
ALSO_KNOWN_AS = {
    "h and f": "hammersmith and fulham",
    "kingston": "kingston upon thames",
    "lbbd": "barking and dagenham",
    "lbhf": "hammersmith and fulham",
    "rbk": "kingston upon thames",
    "rbkc": "kensington and chelsea",
    "richmond": "richmond upon thames",
    "royal greenwich": "greenwich",
}

_BEFORE = re.compile(r"^(?:.*\b(?:london|royal) borough|the|lb|rb|borough|city)(?: of)? ")
_AFTER = re.compile(r"(?: (?:london |royal )?borough| city| lbc?| rb)?(?: council| corporation)*$")
_MONEY = re.compile(r"£?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{1,2}))?")
# 2010-12 is a month; two years on end are 2010-2012, 2010/12 or 2010–12.
_YEARS = re.compile(r"((?:19|20)[0-9]{2})(?: ?[-–/] ?((?:19|20)[0-9]{2})|[–/]([0-9]{2}))?")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/((?:19|20)[0-9]{2})")


@dataclass(frozen=True)
class ProjectDraft:
    """A project as the sheet tells it; nothing of it is guessed."""

    line: int
    council: str
    title: str
    phase: str = ""
    problem: str = ""
    department: str = ""
    source_url: str = ""
    source_note: str = ""


@dataclass(frozen=True)
class Remark:
    """What somebody who imports a sheet should know about one of its lines."""

    line: int
    words: str

    def __str__(self) -> str:
        """Say it with its place."""
        return f"Line {self.line}: {self.words}"


def read_projects(
    rows: Iterable[Row], council_column: str, councils: Mapping[str, str]
) -> tuple[list[ProjectDraft], list[Remark], list[Remark]]:
    """Return the drafts, the rows skipped with their reasons, and what was left out of drafts.

    `councils` leads from every name of a council, however written, to its code. A malformed row,
    in scope or not, raises CsvError: then nothing of the sheet is to be believed.
    """
    known = _folded(councils)
    drafts, skipped, notes = [], [], []
    for row in rows:
        name = row[council_column]
        draft, remarks = _draft(row, known.get(fold_council(name), ""))
        if draft.council:
            drafts.append(draft)
            notes += remarks
        else:
            skipped.append(Remark(row.line, _out_of_scope(name, council_column)))
    return drafts, skipped, notes


def _folded(councils: Mapping[str, str]) -> dict[str, str]:
    """Return the same names as they are compared, and the short ones in common use."""
    known = {fold_council(name): code for name, code in councils.items()}
    return known | {short: known[long] for short, long in ALSO_KNOWN_AS.items() if long in known}


def fold_council(name: str) -> str:
    """Return a council's name as it is compared: “LB Lambeth” and “Lambeth Council” are one.

    The City of London keeps its “City of”: London alone is no council.
    """
    words = re.sub(r"\W+", " ", name.casefold().replace("&", " and ")).strip()
    words = _AFTER.sub("", words.removeprefix("the "))
    return words if words == "city of london" else _BEFORE.sub("", words)


def _out_of_scope(name: str, column: str) -> str:
    """Return why a row becomes no draft."""
    if not name:
        return f"the column “{column}” is empty."
    return f"“{name}” is not a London council."


def _draft(row: Row, council: str) -> tuple[ProjectDraft, list[Remark]]:
    """Return a row as a draft, and what of it was left out; CsvError if it is malformed."""
    title = _short(row, "title", LONGEST_TITLE)
    if not title:
        raise row.error("title", "Give the project a title.")
    phase, remarks = _phase(row)
    source = row.get(_first(row, SOURCE))
    is_address = _is_address(source)
    if is_address and len(source) > LONGEST_ADDRESS:
        raise row.error(_first(row, SOURCE), _too_long(source, LONGEST_ADDRESS))
    note, cut = _note(row, "" if is_address else source)
    draft = ProjectDraft(
        line=row.line,
        council=council,
        title=title,
        phase=phase,
        problem=row.get(_first(row, PROBLEM)),
        department=_short(row, "department", LONGEST_DEPARTMENT),
        source_url=source if is_address else "",
        source_note=note,
    )
    return draft, remarks + cut


def _first(row: Row, headings: Sequence[str]) -> str:
    """Return the first of these headings that the sheet has."""
    return next((heading for heading in headings if heading in row), headings[0])


def _short(row: Row, heading: str, longest: int) -> str:
    """Return a cell on one line, refused where it is too long to keep."""
    words = " ".join(row.get(heading).split())
    if len(words) > longest:
        raise row.error(heading, _too_long(words, longest))
    return words


def _too_long(words: str, longest: int) -> str:
    """Return how much to take away."""
    return f"This has {len(words)} characters. Shorten it to {longest} or fewer."


def _phase(row: Row) -> tuple[str, list[Remark]]:
    """Return the phase, blank where it is none of ours, and then say so."""
    written = row.get(_first(row, PHASE))
    phase = written.casefold()
    if not written or phase in PHASES:
        return phase, []
    words = f"the phase “{written}” is none of {', '.join(PHASES)}, and was left blank."
    return "", [Remark(row.line, words)]


def _is_address(source: str) -> bool:
    """Tell whether a source is the address of a web page."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", source)
    )


def _note(row: Row, source: str) -> tuple[str, list[Remark]]:
    """Return where a project comes from, in a sentence or two, and what had to be cut."""
    award = _award(row)
    when = _when(row)
    grant = [
        f"grant awarded {award}" if award else "",
        f"round {row.get('round')}" if row.get("round") else "",
        when,
    ]
    parts = [
        ", ".join(filter(None, grant)),
        f"source: {source}" if source else "",
        f"licence of the source: {row.get('licence')}" if row.get("licence") else "",
        f"partners: {row.get('partners')}" if row.get("partners") else "",
    ]
    note = " ".join(f"{part[0].upper()}{part[1:]}." for part in parts if part)
    if len(note) <= LONGEST_NOTE:
        return note, []
    words = f"the note on its source was cut to {LONGEST_NOTE} characters."
    return f"{note[: LONGEST_NOTE - 1].rstrip()}…", [Remark(row.line, words)]


def _award(row: Row) -> str:
    """Return the grant as it is shown, such as £350,000; a grant is no saving."""
    heading = _first(row, AWARD)
    written = row.get(heading)
    if not written:
        return ""
    money = _MONEY.fullmatch(written)
    if not money:
        message = f"“{written}” is not a number of pounds. Write it like 350000 or 1240.50."
        raise row.error(heading, message)
    pounds, pence = int(money[1].replace(",", "")), (money[2] or "").ljust(2, "0")
    return f"£{pounds:,}" if pence == "00" else f"£{pounds:,}.{pence}"


def _when(row: Row) -> str:
    """Return the date as it is said: a day, a month, a year or a run of years."""
    written = row.get("date")
    said = _years(written) or _month_or_day(written)
    if written and not said:
        message = f"“{written}” is not a date. Write it like 2027-03-13, 2027-03 or 2027."
        raise row.error("date", message)
    return said


def _years(written: str) -> str:
    """Return “2018” as it is and “2023-24” as “2023 to 2024”; "" for anything else."""
    years = _YEARS.fullmatch(written)
    if not years:
        return ""
    first, last = years[1], years[2] or (years[3] and years[1][:2] + years[3])
    if not last:
        return first
    return f"{first} to {last}" if first < last else ""


def _month_or_day(written: str) -> str:
    """Return 2020-03 as “March 2020”, 2020-03-13 and 13/03/2020 as “13 March 2020”, or ""."""
    if found := _DAY.fullmatch(written):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH.fullmatch(written):
        year, month, day = found[1], found[2], found[3] or ""
    else:
        return ""
    try:
        first = date(int(year), int(month), int(day or 1))
    except ValueError:
        return ""
    return f"{first:%-d %B %Y}" if day else f"{first:%B %Y}"


# A council's own sheet, brought by one of its officers ------------------------------------------

PROJECT_COLUMNS = [
    Column("title", "Title", ("project", "project title", "name"), True, LONGEST_TITLE, read_line),
    Column("problem", "The problem today", ("problem", "description", "summary")),
    Column("affected", "Who is affected", ("affected", "users", "beneficiaries")),
    Column("outcome", "Outcome wanted", ("outcome", "benefits", "goal")),
    Column("phase", "Phase", ("stage",), read=one_of({name: name.title() for name in PHASES})),
    Column(
        *("department", "Department", ("service", "team", "directorate")),
        longest=LONGEST_DEPARTMENT,
        read=read_line,
    ),
    Column("start_from", "Earliest start", ("start", "start date", "first day"), read=read_day),
    Column("start_by", "Latest start", ("start by",), read=read_day),
    Column(
        *("forecast_gbp", "Forecast yearly saving", ("saving", "yearly saving", "annual saving")),
        read=read_pounds,
    ),
    Column("contact_name", "Contact’s name", ("contact",), longest=100, read=read_line),
    Column("contact_email", "Contact’s e-mail address", ("e mail", "email"), read=read_email),
    Column(
        *("source_url", "Web address of its source", ("source", "url", "link")),
        longest=LONGEST_ADDRESS,
        read=read_address,
    ),
    Column(
        *("source_note", "Note on its source", ("note", "notes")),
        longest=LONGEST_NOTE,
        read=read_line,
    ),
    Column(
        *("council", "Council", ("lead council", "borough", "lead borough", "authority")),
        hint="Where the sheet holds several councils’ projects: others’ are left out.",
    ),
]


def council_reader(councils: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of councils' names, however written, that gives their codes."""
    known = _folded(councils)

    def read(written: str) -> str:
        code = known.get(fold_council(written))
        if code is None:
            raise Unread(f"“{written[:60]}” is not a London council. Write its name in full.")
        return code

    return read


def sort_projects(
    read: Callable[[Sequence[Column]], Sorted],
    councils: Mapping[str, str],
    own: str,
    there: Iterable[str],
) -> Sorted:
    """Read a sheet's projects: others' and twins are left out, impossible dates are faults.

    `own` is the council's code and `there` are the titles that it has already.
    """
    columns = [
        replace(one, read=council_reader(councils)) if one.name == "council" else one
        for one in PROJECT_COLUMNS
    ]
    found, mine = read(columns), Sorted()
    mine.faults, mine.passed = found.faults, found.passed
    for record in found.records:
        if record.values.pop("council", None) not in {None, own}:
            words = "It is another council’s project."
            mine.passed.append(Fault(record.line, "", words))
        elif _ends_before_it_starts(record):
            words = "The latest start lies before the earliest. Mend one of them."
            mine.faults.append(Fault(record.line, "", words))
        else:
            mine.records.append(record)
    known = {_title(title): f"You have “{title}” already." for title in there}
    return leave_out_twins(mine, lambda one: _title(str(one.values["title"])), known)


def _title(title: str) -> str:
    return " ".join(title.casefold().split())


def _ends_before_it_starts(record: Record) -> bool:
    first, last = record.values.get("start_from"), record.values.get("start_by")
    return isinstance(first, date) and isinstance(last, date) and last < first
