"""Whose address is this, which day is it, and what has changed: compared without a database."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from difflib import SequenceMatcher

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_LONGEST_LABEL = 63
_LONGEST_HOST = 253


def host_of(address: str) -> str:
    """Return the host of an e-mail address in plain letters, or "" where it has none.

    The host is what follows the last @, in lower case and in IDNA's spelling (`xn--…`).
    """
    before, _, host = address.strip().rpartition("@")
    if not before.strip():
        return ""
    labels = [_plain_label(label) for label in host.removesuffix(".").split(".")]
    plain = ".".join(labels)
    return plain if all(labels) and len(plain) <= _LONGEST_HOST else ""


def on_domain(host: str, domain: str) -> bool:
    """Tell whether a host is the domain itself or lies under it."""
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def domains_of(address: str, domains: Iterable[str]) -> list[str]:
    """Return those of the domains that an address is on, the most exact first.

    Several councils may stand behind one of them: whoever asks has to ask which.
    """
    host = host_of(address)
    return sorted((d for d in domains if on_domain(host, d)), key=lambda d: (-len(d), d))


def _plain_label(label: str) -> str:
    """Return one part of a host as the DNS spells it, or "" if the DNS could not hold it."""
    plain = label.lower() if label.isascii() else _encoded(label)
    return plain if len(plain) <= _LONGEST_LABEL and _LABEL.fullmatch(plain) else ""


def _encoded(label: str) -> str:
    """Return a label of other letters in IDNA's spelling, or "" if none of them stays.

    Wide, joined and invisible letters fold into plain ones: a look-alike, not the name itself.
    """
    try:
        plain = label.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return plain if plain.startswith("xn--") else ""


_SATURDAY = 5


def working_days_before(day: date, days: int) -> date:
    """Return the last day of which at least `days` working days have passed by the given one.

    Mondays to Fridays count, bank holidays too: nobody is reminded later than said.
    """
    while days > 0:
        days -= day.weekday() < _SATURDAY
        day -= timedelta(days=1)
    return day


def working_days_between(first: date, last: date) -> int:
    """Return how many Mondays to Fridays came after the first day, up to the last one."""
    weeks, rest = divmod(max(0, (last - first).days), 7)
    odd = (first + timedelta(days=one) for one in range(1, rest + 1))
    return weeks * 5 + sum(day.weekday() < _SATURDAY for day in odd)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return the text as (kind, words) pieces: what was "kept", "gone" and "new", in order.

    What was kept and gone makes up the former text, what was kept and new the later one.
    """
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("kept", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(("new", "".join(new[c:d])))
    return pieces


_ALIKE = 0.7


def closest(word: str, candidates: Iterable[str]) -> str:
    """Return the candidate most like the word, the first of equals, or "" where none is alike.

    Two words are alike if in the same order they share 70 % of their letters.
    """
    best, found = _ALIKE, ""
    for candidate in candidates:
        alike = SequenceMatcher(None, word, candidate, autojunk=False).ratio()
        if alike > best or (alike == best and not found):
            best, found = alike, candidate
    return found
