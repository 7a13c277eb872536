"""The votes of a conversation as arrays: a packed reading, and the tail of what came later."""

import zlib
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from volunteers.consensus.models import Conversation, Pack, Vote

Numbers = NDArray[np.int64]

# A row of COPY's binary format: how many columns, then the length and the value of each.
_ROW = np.dtype(
    [
        ("columns", ">i2"),
        ("person_length", ">i4"),
        ("person", ">i8"),
        ("statement_length", ">i4"),
        ("statement", ">i8"),
        ("value_length", ">i4"),
        ("value", ">i2"),
    ]
)
_HEAD, _END = 19, 2  # bytes before the first row and after the last
_LIGHTLY = 1  # the least that zlib compresses: it takes a tenth of the time of the most


@dataclass(frozen=True)
class Ballots:
    """One vote a person and statement, sorted by both: keys of rows, and 1, 0 or -1."""

    person: Numbers  # (votes,)
    statement: Numbers  # (votes,)
    value: NDArray[np.int8]  # (votes,)
    horizon: int = 0  # every vote below this transaction is in it

    def __len__(self) -> int:
        return len(self.person)

    @cached_property
    def _begins(self) -> NDArray[np.bool_]:
        """Where the votes of another person begin."""
        begins = np.ones(len(self), dtype=bool)
        np.not_equal(self.person[1:], self.person[:-1], out=begins[1:])
        return begins

    @property
    def people(self) -> Numbers:
        """Those who gave a vote, (voters,), in the order of their keys."""
        return self.person[self._begins]

    @property
    def place(self) -> Numbers:
        """Of each vote, the place of its person among `people`, (votes,)."""
        return np.cumsum(self._begins) - 1

    @property
    def voters(self) -> int:
        """How many people gave a vote."""
        return int(np.count_nonzero(self._begins))

    def cell(self, most: int) -> Numbers:
        """A number for each pair of person and statement, in their order (statement ≤ most)."""
        return self.person * (most + 1) + self.statement

    @property
    def most(self) -> int:
        """The highest key of a statement; 0 where there is none."""
        return int(self.statement.max(initial=0))

    def only(self, keep: NDArray[np.bool_]) -> "Ballots":
        """Those of these votes."""
        return Ballots(self.person[keep], self.statement[keep], self.value[keep], self.horizon)

    def with_tail(self, tail: "Ballots") -> "Ballots":
        """All votes, the later one where a person changed their mind."""
        if not len(tail):
            return Ballots(self.person, self.statement, self.value, tail.horizon)
        if not len(self):
            return tail.sorted()
        whole = Ballots(
            np.concatenate([self.person, tail.person]),
            np.concatenate([self.statement, tail.statement]),
            np.concatenate([self.value, tail.value]),
            tail.horizon,
        ).sorted()
        last = np.ones(len(whole), dtype=bool)
        last[:-1] = (np.diff(whole.person) != 0) | (np.diff(whole.statement) != 0)
        return whole.only(last)

    def sorted(self) -> "Ballots":
        """The same votes by person and statement; of equal ones the later stays behind."""
        order = np.argsort(self.cell(self.most), kind="stable")
        return Ballots(self.person[order], self.statement[order], self.value[order], self.horizon)


def changed(before: Ballots, tail: Ballots) -> int:
    """Return how many people the tail gives other votes, or first ones.

    A tail repeats what was read already where a transaction was still under way: that is no change.
    """
    if not len(tail):
        return 0
    most = max(before.most, tail.most)
    known, asked = before.cell(most), tail.cell(most)
    at = np.minimum(np.searchsorted(known, asked), max(len(known) - 1, 0))
    same = np.zeros(len(tail), dtype=bool)
    if len(known):
        same = (known[at] == asked) & (before.value[at] == tail.value)
    return len(np.unique(tail.person[~same]))


def people_since(conversation: Conversation, since: int) -> int:
    """How many people voted in this transaction or a later one; some may be packed already."""
    tail = Vote.objects.filter(conversation=conversation, seen__gte=since)
    return tail.order_by().values("participant").distinct().count()


def read_tail(conversation: Conversation, since: int) -> Ballots:
    """Return the votes that this transaction or a later one wrote; 0 for all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (horizon,) = (
            cursor.fetchone()
        )  # before the votes are read: what commits between is read twice
        buffer = BytesIO()
        rows = cursor.mogrify(
            "SELECT participant_id, statement_id, value FROM consensus_vote"
            " WHERE conversation_id = %s AND seen >= %s",
            (conversation.pk, since),
        ).decode()
        cursor.copy_expert(f"COPY ({rows}) TO STDOUT (FORMAT binary)", buffer)
    found = np.frombuffer(buffer.getbuffer()[_HEAD:-_END], dtype=_ROW)
    return Ballots(
        found["person"].astype(np.int64),
        found["statement"].astype(np.int64),
        found["value"].astype(np.int8),
        horizon,
    )


def unpack(conversation: Conversation) -> Ballots:
    """Return the packed votes; none where there is no pack, or a restored copy counts anew."""
    pack = Pack.objects.filter(pk=conversation.pk).first()
    if pack is None or pack.horizon > _now():
        none = np.zeros(0, dtype=np.int64)
        return Ballots(none, none, none.astype(np.int8))
    people = np.frombuffer(zlib.decompress(pack.people), dtype="<i8").reshape(2, -1)
    return Ballots(
        np.repeat(people[0], people[1]).astype(np.int64),
        np.frombuffer(zlib.decompress(pack.statements), dtype="<i8").astype(np.int64),
        np.frombuffer(zlib.decompress(pack.values), dtype="i1").astype(np.int8),
        pack.horizon,
    )


def _now() -> int:
    """The number of the next transaction: a copy of the database may count from the beginning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def pack(conversation: Conversation, ballots: Ballots) -> None:
    """Keep the votes that the map was made from."""
    counts = np.bincount(ballots.place, minlength=ballots.voters)
    people = np.stack([ballots.people, counts]).astype("<i8")
    columns = {"people": people, "statements": ballots.statement, "values": ballots.value}
    Pack.objects.update_or_create(
        conversation=conversation,
        defaults={"horizon": ballots.horizon, "votes": len(ballots)}
        | {name: zlib.compress(found.tobytes(), _LIGHTLY) for name, found in columns.items()},
    )


def drop(conversation: Conversation, person: int) -> None:
    """Take the votes of somebody who is no longer there out of those that are packed."""
    packed = unpack(conversation)
    if (packed.person == person).any():
        pack(conversation, packed.only(packed.person != person))
