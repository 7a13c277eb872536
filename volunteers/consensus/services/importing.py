"""A conversation that was held elsewhere, from the columns of Polis' export."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO

import numpy as np
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from corps.accounts.models import User
from volunteers.consensus import formats
from volunteers.consensus.models import Conversation, Participant, Statement
from volunteers.consensus.services.freezing import freeze

Stage = Conversation.Stage
AT_ONCE = 5000
MILLISECONDS = 100_000_000_000  # a time beyond it is in milliseconds: seconds reach it in 5138

# COPY reads a vote a line: who, on what, which way, when.
VOTES = "COPY consensus_vote (conversation_id, participant_id, statement_id, value, at) FROM STDIN"


@transaction.atomic
def import_conversation(
    export: formats.Export, *, by: User, question: str, background: str = "", language: str = "en"
) -> Conversation:
    """Make a closed conversation of an export, with its map, frozen: all of it, or nothing."""
    times = export.timestamp[export.timestamp > 0]
    first, last = (
        (_moment(int(times.min())), _moment(int(times.max()))) if len(times) else (None,) * 2
    )
    ended = timezone.localdate(last) if last else timezone.localdate()
    conversation = Conversation.objects.create(
        question=question,
        background=background,
        language=language,
        stage=Stage.REFLECTION,
        proposed_by=by,
        opened_at=first,
        votes_until=ended,
        reflection_until=ended,
        reply_due_on=ended,
    )
    statements = _say(conversation, export.comments, language)
    people = _join(conversation, len(export.participants))
    _vote(conversation, export, people, statements)
    conversation.move_to(Stage.RESPONSE)
    conversation.move_to(Stage.CLOSED)
    conversation.save()
    freeze(conversation, stage=Stage.OPEN)
    return conversation


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp / (1000 if stamp > MILLISECONDS else 1), tz=UTC)


def _say(
    conversation: Conversation, comments: Sequence[formats.Comment], language: str
) -> NDArray[np.int64]:
    """Store the statements by their ids there; return their keys."""
    made = Statement.objects.bulk_create(
        Statement(
            conversation=conversation,
            number=one.id,
            text=one.text
            or _("(statement %(number)s: no words were exported)") % {"number": one.id},
            language=language,
            is_seed=one.is_seed,
            stage=Statement.Stage.REJECTED if one.is_zeroed else Statement.Stage.SHOWN,
        )
        for one in comments
    )
    return np.array([one.pk for one in made], dtype=np.int64)


def _join(conversation: Conversation, many: int) -> NDArray[np.int64]:
    """Store so many people under keys that say nothing of who they were; return their keys."""
    made = Participant.objects.bulk_create(
        (
            Participant(
                conversation=conversation,
                key=get_random_string(64),
                kind=Participant.Kind.IMPORTED,
            )
            for _person in range(many)
        ),
        batch_size=AT_ONCE,
    )
    return np.array([one.pk for one in made], dtype=np.int64)


def _vote(
    conversation: Conversation,
    export: formats.Export,
    people: NDArray[np.int64],
    statements: NDArray[np.int64],
) -> None:
    """Store the votes."""
    now = timezone.now().isoformat()
    columns = zip(
        people[export.person].tolist(),
        statements[export.statement].tolist(),
        export.vote.tolist(),
        export.timestamp.tolist(),
        strict=True,
    )
    rows = (
        f"{conversation.pk}\t{person}\t{statement}\t{value}\t"
        f"{_moment(stamp).isoformat() if stamp else now}\n"
        for person, statement, value, stamp in columns
    )
    with connection.cursor() as cursor:
        cursor.copy_expert(VOTES, StringIO("".join(rows)))
