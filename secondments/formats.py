"""An employer's own list of people, as a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import cast

from corps.sheets.formats import (
    Column,
    Fault,
    Record,
    Sorted,
    Unread,
    leave_out_twins,
    number_between,
    one_of,
    read_day,
    read_email,
    read_line,
)

MOST_STAFF = 200  # people in one sheet: each of them gets an e-mail
LEVELS = {"awareness": 1, "working": 2, "practitioner": 3, "expert": 4}
LEVEL_UNSAID = 2  # working: the person says what it really is
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BETWEEN = re.compile(r"[;|\n]+")


def read_name(written: str) -> str:
    """Return a name: words, and no formula of a spreadsheet."""
    name = read_words(written)
    if sum(letter.isalpha() for letter in name) < 2:
        raise Unread(f"“{name[:60]}” is no name. Write first name and last name.")
    return name


def read_words(written: str) -> str:
    """Return words on one line that no spreadsheet takes for a formula."""
    words = read_line(written)
    if words.startswith(_FORMULA):
        raise Unread(f"“{words[:60]}” would be a formula. Write it in words, or paste its value.")
    return words


def read_half_days(written: str) -> Decimal:
    """Return days a week, in half days."""
    days = number_between("0.5", "5")(written)
    if days % Decimal("0.5"):
        raise Unread(f"“{written}” is no half day. Write half days as .5, like 2.5.")
    return days


def read_skills(known: Mapping[str, int]) -> Callable[[str], list[tuple[int, int]]]:
    """Return a reader of skills parted by semicolons, each with or without “: level”."""
    by_name = {name.casefold(): (name, key) for name, key in known.items()}

    def read(written: str) -> list[tuple[int, int]]:
        found: dict[int, int] = {}
        for part in filter(None, (one.strip() for one in _BETWEEN.split(written))):
            name, _, level = (half.strip() for half in part.rpartition(":"))
            if not name:
                name, level = level, ""
            if level and level.casefold() not in LEVELS:
                raise Unread(f"“{level[:40]}” is no level. Write {', '.join(LEVELS)}.")
            key = _skill(" ".join(name.split()), by_name)
            found[key] = max(found.get(key, 0), LEVELS.get(level.casefold(), LEVEL_UNSAID))
        return list(found.items())

    return read


def _skill(name: str, by_name: Mapping[str, tuple[str, int]]) -> int:
    if name.casefold() in by_name:
        return by_name[name.casefold()][1]
    close = get_close_matches(name.casefold(), by_name, n=3, cutoff=0.5)
    close = close or [low for low in by_name if name.casefold() in low][:3]
    near = " or ".join(f"“{by_name[low][0]}”" for low in close)
    hint = f"Did you mean {near}?" if near else "Take a name from the framework."
    raise Unread(f"“{name[:60]}” is not in the framework of skills. {hint}")


def staff_columns(skills: Mapping[str, int], clearances: Mapping[str, str]) -> list[Column]:
    """What a list of people may tell, given the framework's skills and the clearances there are."""
    return [
        Column("name", "Name", ("full name", "person"), True, 100, read_name),
        Column(
            *("email", "E-mail address", ("email", "e-mail", "mail", "work email"), True, 254),
            read=read_email,
        ),
        Column(
            *("headline", "What they do", ("headline", "job title", "role", "title"), False, 120),
            read=read_words,
        ),
        Column(
            *("days_a_week", "Days a week", ("days", "days per week"), False, 10),
            read=read_half_days,
        ),
        Column(
            *("available_from", "Free from", ("available from", "from", "start"), False, 40),
            read=read_day,
        ),
        Column(
            *("available_until", "Free until", ("available until", "until", "to", "end"), False),
            read=read_day,
        ),
        Column(
            *("skills", "Skills", ("skill",), False, 2000),
            read=read_skills(skills),
            hint="Names of the framework, parted by semicolons, each with a level if you like: "
            "“Accessibility: practitioner; Prototyping”.",
        ),
        Column(
            *("clearance", "Clearance held", ("clearance", "vetting"), False, 40),
            read=one_of(clearances),
        ),
    ]


def sort_staff(read: Sorted, headings: Mapping[str, str], there: Mapping[str, str]) -> Sorted:
    """Return rows whose days follow each other, each address once and none that is `there`."""
    kept: list[Record] = []
    for record in read.records:
        begins, ends = record.values.get("available_from"), record.values.get("available_until")
        if begins and ends and cast(date, ends) <= cast(date, begins):
            words = "It is not after “Free from”. Give a later day."
            read.faults.append(Fault(record.line, headings.get("available_until", ""), words))
        else:
            kept.append(record)
    rows = Sorted(kept, read.faults, read.passed)
    return leave_out_twins(rows, lambda record: record.values["email"], there)
