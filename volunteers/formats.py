"""Issue lists of public repositories, as the GitHub and GitLab REST interfaces export them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

LARGEST_LIST = 10_000_000  # bytes
MOST_ISSUES = 20_000
LONGEST_ADDRESS = 500
LARGEST_NUMBER = 2_147_483_647

# Parts of an address that leave issues out: those would look as if they were closed.
PARTIAL = {"since", "updated_after", "updated_before", "created_after", "created_before", "page"}

_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")  # what a database cannot keep
_SHOWN = 40  # characters of a wrong value that an error repeats


class IssuesError(Exception):
    """An issue list that cannot be read, with the item and field to look at."""

    def __init__(self, item: str, field: str, message: str) -> None:
        """Keep the item ("" for the whole list) and its field ("" for the whole item)."""
        self.item = item
        self.field = field
        self.message = message
        place = ", ".join(filter(None, [item, f"“{field}”" if field else ""]))
        super().__init__(f"{place}: {message}" if place else message)


@dataclass(frozen=True)
class Issue:
    """One issue, whichever system it comes from."""

    number: int
    title: str
    body: str
    url: str
    is_open: bool
    labels: tuple[str, ...]
    updated_at: datetime


@dataclass(frozen=True)
class IssueList:
    """The issues of one list, in its order, and how many of its items are no tasks for anybody."""

    kind: str  # github, gitlab, or empty where nothing tells
    issues: tuple[Issue, ...]
    passed_over: int  # pull requests, and issues that are confidential


@dataclass(frozen=True)
class _Names:
    """What a system calls the fields that are read."""

    number: str
    body: str
    url: str
    open: str


_SYSTEMS = {
    "github": _Names(number="number", body="body", url="html_url", open="open"),
    "gitlab": _Names(number="iid", body="description", url="web_url", open="opened"),
}


def read_issues(raw: bytes | str) -> IssueList:
    """Return the issues of an exported list; the system is told by its first item's fields."""
    items = _items(raw)
    kind = _kind(items[0]) if items else ""
    issues: list[Issue] = []
    seen: dict[int, str] = {}
    for place, item in enumerate(items, start=1):
        name = f"Item {place}"
        if not isinstance(item, dict):
            raise IssuesError(name, "", f"{_shown(item)} is not an issue. Export the list again.")
        if item.get("pull_request") is not None or item.get("confidential") is True:
            continue
        issue = _issue(name, item, _SYSTEMS[kind])
        if issue.number in seen:
            message = (
                f"{issue.number} is the number of {seen[issue.number].lower()} too. Remove one."
            )
            raise IssuesError(name, _SYSTEMS[kind].number, message)
        seen[issue.number] = name
        issues.append(issue)
    return IssueList(kind, tuple(issues), len(items) - len(issues))


def partial_fields(url: str) -> set[str]:
    """Return the parts of an address that leave issues out."""
    return {name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)} & PARTIAL


def _items(raw: bytes | str) -> list[object]:
    """Return the list that a file holds, refused where it is too large or no list in JSON."""
    if len(raw) > LARGEST_LIST:
        raise IssuesError(
            "", "", f"The file is larger than {LARGEST_LIST // 1_000_000} MB. Split it."
        )
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
        found = json.loads(text)
    except UnicodeDecodeError:
        raise IssuesError("", "", "The file is not in UTF-8. Export the list again.") from None
    except (ValueError, RecursionError):  # a number of thousands of digits is a ValueError too
        message = "The file is not JSON. Export the list of issues as JSON."
        raise IssuesError("", "", message) from None
    if isinstance(found, dict) and isinstance(found.get("message"), str):
        raise IssuesError("", "", f"No list came, but a message: {_shown(found['message'])}.")
    if not isinstance(found, list):
        raise IssuesError("", "", "The file holds no list of issues. Export the list itself.")
    if len(found) > MOST_ISSUES:
        raise IssuesError("", "", f"The list has more than {MOST_ISSUES:,} items. Split it.")
    return found


def _kind(first: object) -> str:
    """Return which system an item comes from."""
    if isinstance(first, dict):
        for kind, names in _SYSTEMS.items():
            if names.number in first:
                return kind
    message = "This has neither a “number” (GitHub) nor an “iid” (GitLab). Export the list again."
    raise IssuesError("Item 1", "", message)


def _issue(name: str, item: Mapping[str, object], names: _Names) -> Issue:
    """Return one issue; each field is there and is what it should be."""
    fields = _Fields(name, item)
    number = fields.take(names.number, _is_number, "a whole number from 1")
    name = fields.name = f"{name} (issue {number})"
    title = " ".join(_clean(fields.take("title", _is_text, "text")).split())
    if not title:
        raise IssuesError(name, "title", "It is empty. Give the issue a title.")
    state = fields.take("state", {names.open, "closed"}.__contains__, f"“{names.open}” or “closed”")
    body = fields.take(names.body, _is_text_or_nothing, "text, or null") or ""
    return Issue(
        number=number,
        title=title,
        body=_clean(body).replace("\r\n", "\n").strip(),
        url=fields.take(names.url, _is_address, "an address that begins with https:// or http://"),
        is_open=state == names.open,
        labels=_labels(name, fields.take("labels", _is_list, "a list")),
        updated_at=_moment(name, fields.take("updated_at", _is_text, "a date and time")),
    )


class _Fields:
    """The fields of one item, each asked for with what it must be."""

    def __init__(self, name: str, item: Mapping[str, object]) -> None:
        """Keep the item and what errors call it."""
        self.name = name
        self.item = item

    def take(self, field: str, fits: Callable[[object], bool], wanted: str) -> Any:
        """Return a field; it must be there and fit."""
        if field not in self.item:
            raise IssuesError(self.name, field, "It is missing. Export the list again.")
        value = self.item[field]
        if isinstance(value, list | dict) != (wanted == "a list") or not fits(value):
            raise IssuesError(self.name, field, f"{_shown(value)} is not {wanted}.")
        return value


def _is_number(value: object) -> bool:
    return type(value) is int and 1 <= value <= LARGEST_NUMBER


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_nothing(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_address(value: object) -> bool:
    """Tell whether a value is an address of the web, fit to be linked to."""
    if (
        not isinstance(value, str)
        or len(value) > LONGEST_ADDRESS
        or re.search(r"[\s\x00-\x1f]", value)
    ):
        return False
    try:
        parts = urlsplit(value)
        value.encode()
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _labels(name: str, given: list[object]) -> tuple[str, ...]:
    """Return the names of labels, which are words or objects with a name; each once."""
    found: dict[str, None] = {}
    for label in given:
        words = label.get("name") if isinstance(label, dict) else label
        if not isinstance(words, str):
            raise IssuesError(name, "labels", f"{_shown(label)} is not a label.")
        found[" ".join(_clean(words).split())] = None
    return tuple(words for words in found if words)


def _moment(name: str, given: str) -> datetime:
    """Return a date and time, in UTC where it names no zone."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        message = f"{_shown(given)} is not a date and time, like 2027-03-03T10:00:00Z."
        raise IssuesError(name, "updated_at", message) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _clean(words: str) -> str:
    """Return words without what a database cannot keep."""
    return _NO_TEXT.sub("", words)


def _shown(value: object) -> str:
    """Return a wrong value as an error repeats it: short, on one line."""
    words = _clean(value if isinstance(value, str) else json.dumps(value, default=str))
    words = " ".join(words.split())
    return f"“{words[:_SHOWN]}…”" if len(words) > _SHOWN else f"“{words}”"
