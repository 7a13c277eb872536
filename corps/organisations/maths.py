"""Company numbers: how people write them, and how the register does; and working days waited.

A number has no check digit: one that is well formed may still belong to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

LENGTH = 8
_SPACES_AND_DASHES = re.compile(r"[\s\u00ad\u200b\u2010-\u2015\u2212\ufeff-]+")
_FIGURES = re.compile(r"[0-9]{1,8}")
_PREFIXED = re.compile(r"([A-Z]{2})([0-9]{1,6})")
_STARTS = re.compile(
    r"[0-9]{2}|AC|C[ES]|E[NS]|F[CE]|G[ENS]|I[CP]|LP|N[ACFILOPZ]|O[CE]|PC|R[0CS]|S[ACEFGILOPRZ]|ZC"
)
# Registered societies may have letters behind the first two.
_SOCIETY = re.compile(r"(IP|RS|SP)[A-Z0-9]{6}")
# Two prefixes are also met with an A for the last figure.
_ENDS_IN_A = re.compile(r"(NI|SL)[0-9]{5}A")
_WIDE = {0xFF01 + at: 0x21 + at for at in range(94)}  # as some keyboards write them
# What people write before the number itself.
_LABEL = re.compile(r"^(COMPANY|REGISTERED|REGISTRATION|CRN|NUMBER|NO|#|:|\.)+(?=[A-Z0-9])")
_EXAMPLES = "such as 01234567 or SC123456"


def normalise_company_number(text: str) -> str:
    """Return a number as the register writes it: capitals, no gaps, the zeros put back.

    What is no company number comes back in capitals and without gaps, and no further changed.
    """
    number = _SPACES_AND_DASHES.sub("", text.translate(_WIDE)).upper()
    if len(number) > LENGTH or not number.isalnum():
        number = _LABEL.sub("", number, count=1)
    if _FIGURES.fullmatch(number):
        return number.zfill(LENGTH)
    if parts := _PREFIXED.fullmatch(number):
        return parts[1] + parts[2].zfill(LENGTH - 2)
    return number


def is_company_number(number: str) -> bool:
    """Tell whether a number, already normalised, is one that the register could have given."""
    if _SOCIETY.fullmatch(number) or _ENDS_IN_A.fullmatch(number):
        return True
    return bool(_STARTS.fullmatch(number[:2]) and re.fullmatch(r"[0-9]{6}", number[2:]))


def company_number_error(text: str) -> str:
    """Return what is wrong with a company number and how to mend it, or "" if nothing is."""
    number = normalise_company_number(text)
    if is_company_number(number):
        return ""
    if not number:
        return f"Enter the company number, {_EXAMPLES}."
    if len(number) != LENGTH:
        return (
            f"A company number has {LENGTH} characters, and this one has {len(number)}."
            f" Copy it from the register, {_EXAMPLES}."
        )
    if is_company_number(number.replace("O", "0").replace("I", "1").replace("L", "1")):
        return "This has a letter where the register has a figure: O is not 0, and I is not 1."
    start = number[:2]
    if start.isalpha() and not _STARTS.fullmatch(start):
        return f"No company number begins with {start}. Copy it from the register, {_EXAMPLES}."
    return (
        "A company number is 8 figures, or two letters and 6 figures."
        f" Copy it from the register, {_EXAMPLES}."
    )


def working_days(after: date, until: date, pauses: Iterable[tuple[date, date | None]] = ()) -> int:
    """Return the Mondays to Fridays after one day and up to another, both ends of a pause out.

    A pause without an end has not ended. Bank holidays are not taken out.
    """
    still = [(first, last or until) for first, last in pauses]
    return sum(
        day.weekday() < 5 and not any(first <= day <= last for first, last in still)
        for day in (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    )
