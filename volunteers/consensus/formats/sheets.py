"""The sheets of an export, with file and line in every error. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

LARGEST = 2_000_000_000  # bytes of a file
HIGHEST = 2**53  # of an id or a time: what every reader of JSON and CSV keeps exactly

_WHOLE = re.compile(r"-?[0-9]{1,16}")


class PolisError(Exception):
    """An export that cannot be read: the file, the line (0 for the whole file), how to mend it."""

    def __init__(self, file: str, line: int, message: str) -> None:
        """Keep where to look, and say it."""
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}, line {line}: {message}" if line else f"{file}: {message}")


class Row(NamedTuple):
    """One record of a file, and the line that it begins on."""

    file: str
    line: int
    column: Mapping[str, int]  # where each heading's cell is
    cells: Sequence[str]

    def error(self, message: str) -> PolisError:
        """Return what is wrong with this line, to be raised."""
        return PolisError(self.file, self.line, message)

    def text(self, heading: str) -> str:
        """Return the cell under a heading, "" where there is no such column."""
        at = self.column.get(heading)
        return "" if at is None else self.cells[at]

    def number(self, heading: str, *, within: Sequence[int] = ()) -> int:
        """Return a whole number, one of a few if those are named."""
        found = self.whole(heading, self.text(heading))
        if within and found not in within:
            listed = ", ".join(map(str, within))
            raise self.error(f"“{heading}” is {found}: it has to be one of {listed}.")
        return found

    def optional(self, heading: str) -> int | None:
        """Return a whole number, None where the cell is empty or there is no such column."""
        return self.number(heading) if self.text(heading) else None

    def flag(self, heading: str) -> bool:
        """Return true or false; false where there is no such column."""
        cell = self.text(heading).casefold()
        if cell not in {"", "true", "false"}:
            raise self.error(f"“{heading}” is “{cell[:40]}”: it has to be true or false.")
        return cell == "true"

    def whole(self, heading: str, cell: str) -> int:
        """Return the whole number that a cell holds."""
        if not _WHOLE.fullmatch(cell):
            raise self.error(f"“{heading}” is “{cell[:40]}”: it has to be a whole number.")
        found = int(cell)
        if abs(found) > HIGHEST:
            raise self.error(f"“{heading}” is {cell}: no number beyond {HIGHEST} is read.")
        return found


def read_rows(path: Path, required: Iterable[str]) -> Iterator[Row]:
    """Yield each record of a file below its headings; empty lines are left out."""
    records = _records(path.name, _text(path))
    line, headings = next(records, (1, []))
    if not headings:
        raise PolisError(path.name, 1, "The file is empty. It has to begin with its headings.")
    for heading in required:
        if heading not in headings:
            raise PolisError(path.name, line, f"There is no column “{heading}”. Add it.")
    for heading in headings:
        if headings.count(heading) > 1:
            raise PolisError(path.name, line, f"Two columns are called “{heading}”. Rename one.")
    column = {heading: at for at, heading in enumerate(headings)}
    for line, cells in records:
        if len(cells) != len(headings):
            message = f"The line has {len(cells)} cells and the headings {len(headings)}."
            raise PolisError(path.name, line, message)
        yield Row(path.name, line, column, cells)


def _text(path: Path) -> str:
    """Return the words of a file, refused where it is too large or no text in UTF-8."""
    if not path.exists():
        raise PolisError(path.name, 0, "The file is not in the folder. Add it.")
    if path.stat().st_size > LARGEST:
        raise PolisError(path.name, 0, f"The file is larger than {LARGEST / 1e9:g} GB.")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = raw[: bad.start].count(b"\n") + 1
        raise PolisError(path.name, line, "The file is not in UTF-8. Export it again.") from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise PolisError(path.name, line, "The file holds a zero byte, which no text has.")
    return text


def _records(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that holds something, with the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as bad:
            raise PolisError(file, line, f"This is not CSV: {bad}.") from None
        cells = [cell.strip() for cell in cells]
        if any(cells):
            yield line, cells
