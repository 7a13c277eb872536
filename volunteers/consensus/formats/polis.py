"""Conversations in the columns of Polis' export: read strictly, and written. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corps.formats import write_csv
from volunteers.consensus.formats.sheets import PolisError, Row, read_rows

COMMENTS, VOTES, MATRIX = "comments.csv", "votes.csv", "participants-votes.csv"
REJECTED, UNMODERATED, ACCEPTED = -1, 0, 1
# What stands before the votes in a row of the matrix.
BESIDE = ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")


@dataclass(frozen=True)
class Comment:
    """A statement as it is exported."""

    id: int
    text: str
    moderated: int  # -1 rejected, 0 not looked at, 1 accepted
    is_meta: bool  # about the conversation itself: counted for nobody's place
    is_seed: bool
    author: int | None
    timestamp: int  # as the export has it: milliseconds or seconds since 1970; 0 where unknown

    @property
    def is_zeroed(self) -> bool:
        """Whether it is a pass by everybody where places are sought."""
        return self.moderated == REJECTED or self.is_meta


@dataclass(frozen=True, eq=False)
class Export:
    """A conversation: statements and participants in the order of their ids, and the last vote of
    each on each. `person` and `statement` count from 0 and lead to `participants` and `comments`.
    """

    comments: tuple[Comment, ...]
    participants: tuple[int, ...]  # ids of all who voted
    person: NDArray[np.int64]  # (votes,)
    statement: NDArray[np.int64]
    vote: NDArray[np.int8]  # 1 agree, 0 pass, -1 disagree
    timestamp: NDArray[np.int64]  # as in the export; 0 where it was read from the matrix

    @property
    def zeroed(self) -> NDArray[np.bool_]:
        """Which statements are a pass by everybody, (statements,)."""
        return np.array([one.is_zeroed for one in self.comments], dtype=np.bool_)


def read_polis(folder: Path) -> Export:
    """Return the conversation of an export's folder: `comments.csv`, and `votes.csv` where the last
    vote by time counts, or `participants-votes.csv` where that is absent.

    Raise PolisError for the first thing that is wrong, and OSError for what cannot be opened.
    """
    comments = tuple(sorted(_comments(folder), key=lambda one: one.id))
    place = {one.id: at for at, one in enumerate(comments)}
    if (folder / VOTES).exists():
        rows = _votes(folder, place)
    elif (folder / MATRIX).exists():
        rows = _matrix(folder, place)
    else:
        raise PolisError(VOTES, 0, f"The folder holds neither {VOTES} nor {MATRIX}. Add one.")
    person, statement, vote, timestamp = rows
    ids, index = np.unique(person, return_inverse=True)
    keep = _last(index, statement, timestamp)
    return Export(
        comments,
        tuple(ids.tolist()),
        *(index[keep], statement[keep], vote[keep].astype(np.int8), timestamp[keep]),
    )


def _last(
    person: NDArray[np.int64], statement: NDArray[np.int64], timestamp: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the rows that are a person's last on a statement, of equal times the lower one."""
    order = np.lexsort((timestamp, statement, person))
    who, which = person[order], statement[order]
    later = (who[1:] == who[:-1]) & (which[1:] == which[:-1])
    return order[np.append(~later, True)[: len(order)]]


def _comments(folder: Path) -> Iterator[Comment]:
    rows = read_rows(folder / COMMENTS, ("comment-id", "moderated", "comment-body"))
    seen: dict[int, int] = {}
    for row in rows:
        found = Comment(
            row.number("comment-id"),
            row.text("comment-body"),
            row.number("moderated", within=(-1, 0, 1)),
            row.flag("is-meta"),
            row.flag("is-seed"),
            row.optional("author-id"),
            row.optional("timestamp") or 0,
        )
        if found.id in seen:
            raise row.error(f"The comment {found.id} stands on line {seen[found.id]} already.")
        seen[found.id] = row.line
        yield found


def _votes(folder: Path, place: Mapping[int, int]) -> tuple[NDArray[np.int64], ...]:
    """Return person ids, statements, votes and times, (rows,) each, of every event."""
    people: dict[str, int] = {}  # what was read once need not be checked again
    statements: dict[str, int] = {}
    found: list[tuple[int, int, int, int]] = []
    for row in read_rows(folder / VOTES, ("timestamp", "comment-id", "voter-id", "vote")):
        who, which = row.text("voter-id"), row.text("comment-id")
        if who not in people:
            people[who] = row.number("voter-id")
        if which not in statements:
            statements[which] = _known(row, row.number("comment-id"), place)
        said = row.number("vote", within=(-1, 0, 1))
        found.append((people[who], statements[which], said, row.number("timestamp")))
    return tuple(np.array(found, dtype=np.int64).reshape(-1, 4).T)


def _matrix(folder: Path, place: Mapping[int, int]) -> tuple[NDArray[np.int64], ...]:
    """Return the same of the matrix, a row a person, where times are not known."""
    found: list[tuple[int, int, int, int]] = []
    seen: dict[int, int] = {}
    for row in read_rows(folder / MATRIX, ("participant",)):
        person = row.number("participant")
        if person in seen:
            raise row.error(f"The participant {person} stands on line {seen[person]} already.")
        seen[person] = row.line
        for heading, at in row.column.items():
            if row.cells[at] and heading not in BESIDE:
                said = row.number(heading, within=(-1, 0, 1))
                found.append((person, _known(row, row.whole(heading, heading), place), said, 0))
    return tuple(np.array(found, dtype=np.int64).reshape(-1, 4).T)


def _known(row: Row, comment: int, place: Mapping[int, int]) -> int:
    """Return where a comment stands among them all."""
    if comment not in place:
        raise row.error(f"There is no comment {comment} in {COMMENTS}.")
    return place[comment]


def write_polis(
    export: Export,
    *,
    group: Sequence[int | None],
    about: Mapping[str, object],
    with_matrix: bool = True,
) -> dict[str, str]:
    """Return the files of an export by name, which `read_polis` reads again.

    group  of each participant, None where nobody is to know; `participants` are to be pseudonyms
    about  what the summary says, in its order: topic, url, views and so on
    with_matrix  whether the votes are given as a matrix too, a row a participant
    """
    agrees, disagrees = (
        np.bincount(export.statement[export.vote == said], minlength=len(export.comments)).tolist()
        for said in (1, -1)
    )
    return {
        "summary.csv": _joined(about.items()),
        COMMENTS: write_csv(
            (
                *("timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated"),
                *("is-meta", "is-seed", "comment-body"),
            ),
            (
                (
                    *(one.timestamp, one.id, one.author, agrees[at], disagrees[at], one.moderated),
                    *(str(one.is_meta).lower(), str(one.is_seed).lower(), one.text),
                )
                for at, one in enumerate(export.comments)
            ),
        ),
        VOTES: write_csv(("timestamp", "comment-id", "voter-id", "vote"), _vote_rows(export)),
    } | ({MATRIX: _matrix_of(export, group)} if with_matrix else {})


def _vote_rows(export: Export) -> Iterator[tuple[int, int, int, int]]:
    """Yield the votes, by participant and statement."""
    order = np.lexsort((export.statement, export.person))
    for at in order.tolist():
        yield (
            int(export.timestamp[at]),
            export.comments[export.statement[at]].id,
            export.participants[export.person[at]],
            int(export.vote[at]),
        )


def _matrix_of(export: Export, group: Sequence[int | None]) -> str:
    """Return the matrix, a row a participant and a column a statement."""
    said: dict[int, dict[int, int]] = {}
    authors = Counter(one.author for one in export.comments)
    columns = zip(export.person.tolist(), export.statement.tolist(), export.vote, strict=True)
    for person, statement, vote in columns:
        said.setdefault(person, {})[statement] = int(vote)
    rows = []
    for person, id_ in enumerate(export.participants):
        own = said.get(person, {})
        given = list(own.values())
        counts = (authors[id_], len(given), given.count(1), given.count(-1))
        votes = (own.get(statement) for statement in range(len(export.comments)))
        rows.append((id_, group[person], *counts, *votes))
    headings = [name for name in BESIDE if name != "xid"]
    return write_csv((*headings, *(str(one.id) for one in export.comments)), rows)


def _joined(lines: Iterable[tuple[str, object]]) -> str:
    """Return a sheet of two columns without headings."""
    first, *rest = [(name, value) for name, value in lines] or [("", "")]
    return write_csv([str(cell) for cell in first], rest)
