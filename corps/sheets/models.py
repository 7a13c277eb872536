"""A sheet that somebody uploads, from its reading to its taking in; no table of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from corps.sheets.formats import Column, Fault, Opened, Sorted, guess, read_rows
from corps.stages import Staged


class SheetStage(models.TextChoices):
    """How far a sheet has come."""

    OPENED = "opened", "columns to choose"
    CHECKED = "checked", "to be taken in"
    WAITING = "waiting", "being taken in"
    TAKEN = "taken", "taken in"
    UNDONE = "undone"


@dataclass(frozen=True)
class Shown:
    """A row as the preview shows it: its cells, what is wrong with each, and with the whole."""

    line: int
    cells: list[tuple[str, str]]
    words: str
    passed: bool


class Sheet(Staged):
    """An uploaded sheet: kept as it was read until it is taken in, all or nothing, or undone.

    A subclass gives whose it is and what was made of it, and its app the services: upload, choose
    columns, take in, undo.
    """

    Stage = SheetStage

    MOVES: ClassVar = {
        Stage.OPENED: {Stage.CHECKED},
        Stage.CHECKED: {Stage.CHECKED, Stage.WAITING},
        Stage.WAITING: {Stage.TAKEN, Stage.CHECKED},
        Stage.TAKEN: {Stage.UNDONE},
        Stage.UNDONE: {Stage.CHECKED},
    }

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    name = models.CharField("file", max_length=200)
    at = models.DateTimeField("uploaded", default=timezone.now, editable=False)
    encoding = models.CharField(max_length=20)
    separator = models.CharField(max_length=20)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list, editable=False)  # [line, [cell, …]]
    size = models.PositiveIntegerField("rows", default=0)
    mapping = models.JSONField(default=dict, blank=True)  # {column: heading}
    faults = models.JSONField(default=list, blank=True, editable=False)  # [line, heading, words]
    passed = models.JSONField(default=list, blank=True, editable=False)
    stage = models.CharField(max_length=10, choices=SheetStage, default=SheetStage.OPENED)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its columns may still be chosen, its file exchanged, or it thrown away."""
        return self.stage in {SheetStage.OPENED, SheetStage.CHECKED, SheetStage.UNDONE}

    @property
    def good(self) -> int:
        """How many rows would be taken in: those without a fault that are not left out."""
        return self.size - len(self.bad) - len(self.passed)

    @property
    def bad(self) -> set[int]:
        """The lines that hold a fault."""
        return {line for line, _, _ in self.faults}

    def fill(self, opened: Opened, name: str) -> None:
        """Hold another file, unsaved: its rows unread, what was chosen kept where it still fits."""
        self.name = "".join(letter for letter in name if letter.isprintable())[-200:]
        self.encoding, self.separator = opened.encoding, opened.separator
        self.headings, self.rows = opened.headings, [list(row) for row in opened.rows]
        self.size, self.faults, self.passed = len(opened.rows), [], []

    def suggest(self, columns: Sequence[Column], kept: Mapping[str, str]) -> dict[str, str]:
        """Which heading probably tells which column; what was chosen, or `kept`, goes first."""
        return guess(self.headings, columns, self.mapping or kept)

    def read(self, columns: Sequence[Column]) -> Sorted:
        """Its rows as values, by the columns chosen."""
        return read_rows(self.rows, self.headings, columns, self.mapping)

    def note(self, found: Sorted) -> None:
        """Keep what reading it found, unsaved."""
        self.faults = [[one.line, one.column, one.words] for one in found.faults]
        self.passed = [[one.line, one.column, one.words] for one in found.passed]

    def lines(self, *, only: str = "") -> list[tuple[int, list[str]]]:
        """Its rows: all, `only` those with `faults`, or those that are left out (`passed`)."""
        chosen = {"faults": self.bad, "passed": {line for line, _, _ in self.passed}}.get(only)
        return [(line, cells) for line, cells in self.rows if chosen is None or line in chosen]

    def shown(
        self, lines: Sequence[tuple[int, list[str]]], columns: Sequence[Column]
    ) -> list[Shown]:
        """These rows as the preview shows them: the columns chosen, each fault in its place."""
        places = [self.headings.index(heading) for _, heading in self.chosen(columns)]
        faults: dict[int, list[Fault]] = {}
        for line, heading, words in [*self.faults, *self.passed]:
            faults.setdefault(line, []).append(Fault(line, heading, words))
        left_out = {line for line, _, _ in self.passed}
        found = []
        for line, cells in lines:
            mine = {fault.column: fault.words for fault in faults.get(line, [])}
            at = [
                (cells[place] if place < len(cells) else "", mine.pop(self.headings[place], ""))
                for place in places
            ]
            found.append(Shown(line, at, " ".join(mine.values()), line in left_out))
        return found

    def chosen(self, columns: Sequence[Column]) -> list[tuple[str, str]]:
        """The columns that were chosen, in our order: our label, and the sheet's heading."""
        return [
            (column.label, self.mapping[column.name])
            for column in columns
            if self.mapping.get(column.name) in self.headings
        ]

    def faults_table(self) -> list[list[object]]:
        """Every fault with its line, column and cell as written, to be downloaded as a sheet."""
        rows = dict(map(tuple, self.rows))  # type: ignore[arg-type] # pairs, which JSON holds as lists
        places = {heading: place for place, heading in enumerate(self.headings)}
        table: list[list[object]] = []
        for line, heading, words in [*self.faults, *self.passed]:
            cells, place = rows.get(line, []), places.get(heading)
            written = cells[place] if place is not None and place < len(cells) else ""
            table.append([line, heading, written, words])
        return table
