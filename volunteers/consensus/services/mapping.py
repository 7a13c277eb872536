"""Work the opinion map out anew as people vote, and never show a step of fewer than five."""

import zlib

import numpy as np
from django.db import transaction
from django.utils import timezone

from corps.queue import one_by_one
from volunteers.consensus.maths import publication, ranking
from volunteers.consensus.models import Conversation, OpinionMap, Pack, Participant, Statement
from volunteers.consensus.services import ballots
from volunteers.consensus.services.ballots import Ballots
from volunteers.consensus.services.publishing import Found

MOVED = 0.1  # by what share a statement's priority has to change to be written


def recompute_due() -> int:
    """Work out anew each map that five more people have voted on, or that is stale.

    A statement may be taken out long after the votes are in: no page of ours repeats it then.
    """
    live = [one.pk for one in Conversation.objects.live() if _is_due(one)]
    stale = OpinionMap.objects.filter(stale=True).values_list("pk", flat=True)
    return one_by_one(recompute, sorted({*live, *stale}))


def _is_due(conversation: Conversation) -> bool:
    """Whether there is something to show: one query by an index, of what came since."""
    packed = Pack.objects.filter(pk=conversation.pk).values_list("horizon", flat=True).first()
    return ballots.people_since(conversation, packed or 0) >= publication.STEP


@transaction.atomic
def recompute(conversation_id: int, *, whole: bool = False) -> bool:
    """Work one map out anew; return whether there was anything to publish.

    Public counts move only when at least five people have voted since: until then nothing is
    written, however often this runs. A map that is stale because a statement or a person was taken
    out is made of the same votes as before. `whole`: of all votes, as at the end of a stage.
    """
    conversation = Conversation.objects.get(pk=conversation_id)
    OpinionMap.objects.get_or_create(conversation=conversation, defaults={"voters": 0, "votes": 0})
    made = (
        OpinionMap.objects.select_for_update(skip_locked=not whole).filter(pk=conversation).first()
    )
    if made is None:  # another worker is at it
        return False
    packed = ballots.unpack(conversation)
    tail = ballots.read_tail(conversation, packed.horizon)
    enough = ballots.changed(packed, tail) >= publication.STEP
    if not (enough or whole or made.stale):
        return False
    votes = packed.with_tail(tail) if enough or whole else packed
    if enough or whole:
        ballots.pack(conversation, votes)
    _write(made, conversation, votes)
    return True


def counted(conversation: Conversation, votes: Ballots) -> Ballots:
    """The votes that count: without those of people whom moderators left out."""
    out = Participant.objects.filter(
        conversation=conversation, exclusion__isnull=False, exclusion__undone_at__isnull=True
    )
    left_out = np.array(list(out.values_list("pk", flat=True)), dtype=np.int64)
    return votes.only(~np.isin(votes.person, left_out)) if len(left_out) else votes


def _write(made: OpinionMap, conversation: Conversation, votes: Ballots) -> None:
    """Store the map of these votes, and how urgently each statement is to be asked."""
    statements = list(conversation.statements.order_by("pk"))
    found = Found(conversation, statements, counted(conversation, votes), earlier=made)
    made.published = found.published()
    made.summary = ranking.summary(made.published)
    made.members = zlib.compress(found.members().tobytes())
    made.state = found.state()
    made.voters, made.votes = found.votes.voters, len(found.votes)
    made.at, made.stale = timezone.now(), False
    made.save()
    changed = []
    for statement, priority in zip(statements, found.map.priority.tolist(), strict=True):
        asked = priority if priority > 0 else 1.0
        if abs(asked - statement.priority) > MOVED * statement.priority:
            statement.priority = asked
            changed.append(statement)
    Statement.objects.bulk_update(changed, ["priority"], batch_size=1000)
