"""Freeze a result at the end of a stage: hashed, with its downloads, never changed again."""

import hashlib
import secrets
import zipfile
from datetime import datetime
from io import BytesIO

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from corps.queue import one_by_one
from volunteers.consensus import formats
from volunteers.consensus.maths import publication
from volunteers.consensus.models import Conversation, Frozen, OpinionMap
from volunteers.consensus.services import ballots
from volunteers.consensus.services.mapping import counted, recompute
from volunteers.consensus.services.publishing import Found

Stage = Conversation.Stage
LARGEST_MATRIX = 10_000_000  # cells of the sheet of all votes: beyond it the list alone is given
LICENCE = (
    "Statements, votes and groups of a conversation of the London Digital Corps.\n"
    "Licence: Creative Commons Attribution 4.0 International (CC BY 4.0).\n"
    "Votes: 1 agree, 0 pass, -1 disagree. Voters are numbered by lot.\n"
    "Statements on which fewer than 20 people voted stand without votes.\n"
)
# A stage whose result is kept, and those in which it is over.
OVER = {
    Stage.OPEN: [Stage.REFLECTION, Stage.RESPONSE, Stage.CLOSED],
    Stage.REFLECTION: [Stage.RESPONSE, Stage.CLOSED],
}


def freeze_due() -> int:
    """Freeze each result whose stage is over and that is not frozen; return how many."""
    due = [(one, stage) for stage in OVER for one in _unfrozen(stage)]
    return one_by_one(lambda each: freeze(each[0], stage=each[1]) is not None, due)


def _unfrozen(stage: Stage) -> QuerySet[Conversation]:
    kept = Frozen.objects.filter(conversation=OuterRef("pk"), stage=stage)
    over = Conversation.objects.filter(stage__in=OVER[stage], opened_at__isnull=False)
    return over.filter(~Exists(kept)).order_by("pk")


def freeze_ended(conversation_id: int, *, stage: str) -> bool:
    """Freeze one result, where its stage is over; return whether this did it."""
    over = Conversation.objects.filter(pk=conversation_id, stage__in=OVER[Stage(stage)])
    return any(freeze(one, stage=stage) is not None for one in over)


@transaction.atomic
def freeze(conversation: Conversation, *, stage: str, at: datetime | None = None) -> Frozen | None:
    """Keep the result of all votes, as they stand when the stage is over; None where it is kept.

    The votes no longer change by then, so that it does not matter when this is done.
    """
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if Frozen.objects.filter(conversation=conversation, stage=stage).exists():
        return None
    recompute(conversation.pk, whole=True)
    statements = list(conversation.statements.order_by("pk"))
    votes = counted(conversation, ballots.unpack(conversation))
    found = Found(conversation, statements, votes, earlier=OpinionMap.objects.get(pk=conversation))
    at = at or timezone.now()
    files = _files(found, at)
    return Frozen.objects.create(
        conversation=conversation,
        stage=stage,
        at=at,
        published=found.published(),
        votes_sha256=hashlib.sha256(files["votes.csv"]).hexdigest(),
        archive=_zipped(files, at),
    )


def _files(found: Found, at: datetime) -> dict[str, bytes]:
    """The downloads in the columns of Polis' export, so that its readers can read them.

    Voters are numbered by a lot that nobody keeps, and no time, author, network or background
    stands in them: a vote leads to nobody. Where few took part there are statements alone, and of
    a statement on which few voted, which no page counts, there are no votes either.
    """
    few = len(found.people) < publication.LEAST_VOTERS
    comments = tuple(
        formats.Comment(
            id=one.number,
            text=one.text,
            moderated=formats.ACCEPTED,
            is_meta=False,
            is_seed=one.is_seed,
            author=None,
            timestamp=int(at.timestamp()),
        )
        for one, is_shown in zip(found.statements, found.shown, strict=True)
        if is_shown
    )
    seen = np.bincount(found.statement, minlength=len(found.statements))
    counted = (found.shown & (seen >= publication.LEAST_VOTERS) & (not few))[found.statement]
    lot = _lot(len(found.people))
    export = formats.Export(
        comments=comments,
        participants=() if few else tuple(range(1, len(found.people) + 1)),
        person=lot[found.person[counted]] - 1,
        statement=(np.cumsum(found.shown) - 1)[found.statement[counted]],
        vote=found.votes.value[counted],
        timestamp=np.full(int(counted.sum()), int(at.timestamp())),
    )
    about = {"topic": found.conversation.question, "voters": "" if few else len(found.people)}
    cells = len(comments) * len(export.participants)
    files = formats.write_polis(
        export, group=_groups(found, lot), about=about, with_matrix=0 < cells <= LARGEST_MATRIX
    )
    return {name: text.encode() for name, text in ({"LICENCE.txt": LICENCE} | files).items()}


def _groups(found: Found, lot: NDArray[np.int64]) -> list[int | None]:
    """Each pseudonym's group, 0 is A; none of a group that is too small to be spoken of."""
    named = np.flatnonzero(publication.named_groups(found.map.size))
    by_lot = np.full(len(lot), -1, dtype=np.int64)
    spoken = np.isin(found.map.group, named)
    by_lot[lot[spoken] - 1] = found.map.letter[found.map.group[spoken]]
    return [int(one) if one >= 0 else None for one in by_lot]


def _lot(many: int) -> NDArray[np.int64]:
    """Numbers from 1 in an order that nobody can guess or work out again."""
    drawn = np.frombuffer(secrets.token_bytes(8 * many), dtype=np.uint64)
    return np.argsort(np.argsort(drawn, kind="stable"), kind="stable") + 1


def _zipped(files: dict[str, bytes], at: datetime) -> bytes:
    """The files as one."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
    return buffer.getvalue()
