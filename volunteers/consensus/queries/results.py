"""What a page shows of a map, read from what is published and from nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Lean:
    """A statement, and to which side people, or a group, lean: 1 agree, -1 disagree."""

    statement: Mapping[str, Any]
    direction: int

    @property
    def share(self) -> int | None:
        """Of a hundred, how many lean that way; None where it is not said."""
        found: int | None = self.statement["agree" if self.direction == 1 else "disagree"]
        return found


@dataclass(frozen=True)
class Divide:
    """A statement on which two groups lie far apart."""

    statement: Mapping[str, Any]
    most: str
    least: str

    @property
    def shares(self) -> list[tuple[str, int]]:
        """The groups that may be spoken of, and how many of a hundred in each agree."""
        return [(letter, one["agree"]) for letter, one in self.statement["groups"].items()]


@dataclass(frozen=True)
class Group:
    """People who vote alike: called by the statement that sets them apart most."""

    letter: str
    size: int
    share: int
    leans: list[Lean]

    @property
    def name(self) -> Lean | None:
        """What it is called by."""
        return self.leans[0] if self.leans else None


@dataclass(frozen=True)
class Results:
    """What is published, put together for a page."""

    published: Mapping[str, Any]
    agreed: list[Lean]
    divides: list[Divide]
    groups: list[Group]
    statements: list[Mapping[str, Any]]  # the most agreed on by all groups first

    @property
    def voters(self) -> int | None:
        """About how many took part; None while they are few."""
        found: int | None = self.published["voters"]
        return found


def read_results(published: Mapping[str, Any]) -> Results:
    """Put the parts together: statements stand in them once, lists name their numbers."""
    said = {one["number"]: one for one in published["statements"]}

    def leans(listed: list[dict[str, int]]) -> list[Lean]:
        return [Lean(said[one["number"]], one["direction"]) for one in listed]

    return Results(
        published,
        leans(published["consensus"]),
        [Divide(said[one["number"]], one["most"], one["least"]) for one in published["division"]],
        [
            Group(one["letter"], one["size"], one["share"], leans(one["statements"]))
            for one in published["groups"]
        ],
        sorted(said.values(), key=lambda one: (-(one["consensus"] or 0), one["number"])),
    )
