"""What somebody is asked next, and what they said."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import OuterRef, Subquery

from volunteers.consensus.models import Participant, Statement, StatementQuerySet, Vote


@dataclass(frozen=True)
class Card:
    """What somebody is asked next, and how far they are; no number: nothing is left to ask."""

    number: int | None
    text: str
    language: str
    is_seed: bool
    shown: int  # statements that are voted on
    done: int  # those of them that this person voted on

    @property
    def place(self) -> int:
        """The how-manyth statement of theirs it is."""
        return self.done + 1


# A statement is drawn with a probability proportional to its priority: the least of exponential
# times, each with its priority as the rate, comes first with that probability.
_NEXT = """
WITH mine AS (
  SELECT vote.statement_id FROM consensus_vote vote
  JOIN consensus_participant participant ON participant.id = vote.participant_id
  WHERE participant.conversation_id = %(conversation)s AND participant.key = %(key)s
), shown AS (
  SELECT statement.id, statement.number, statement.text, statement.language, statement.is_seed,
         statement.priority, mine.statement_id IS NOT NULL AS is_done
  FROM consensus_statement statement LEFT JOIN mine ON mine.statement_id = statement.id
  WHERE statement.conversation_id = %(conversation)s AND statement.stage = 'shown'
), drawn AS (
  SELECT number, text, language, is_seed FROM shown
  WHERE {which}
  ORDER BY -ln(1 - random()) / priority
  LIMIT 1
)
SELECT drawn.number, coalesce(drawn.text, ''), coalesce(drawn.language, ''),
       coalesce(drawn.is_seed, false), counts.shown, counts.done
FROM (SELECT count(*) AS shown, count(*) FILTER (WHERE is_done) AS done FROM shown) counts
LEFT JOIN drawn ON true
"""


def next_card(conversation_id: int, key: str, *, number: int | None = None) -> Card:
    """Draw a statement that the person of this key has not voted on; or the one of this number."""
    which = "NOT is_done" if number is None else "number = %(number)s"
    with connection.cursor() as cursor:
        cursor.execute(
            _NEXT.format(which=which),
            {"conversation": conversation_id, "key": key, "number": number},
        )
        return Card(*cursor.fetchone())


def vote_of(conversation_id: int, key: str, *, number: int) -> Vote | None:
    """This person's vote on a statement."""
    return (
        Vote.objects.filter(
            participant__conversation=conversation_id,
            participant__key=key,
            statement__number=number,
        )
        .select_related("statement")
        .first()
    )


def votes_of(conversation_id: int, key: str) -> StatementQuerySet:
    """What is voted on, each with this person's vote as `mine`; what they voted on last first."""
    votes = Vote.objects.filter(
        statement=OuterRef("pk"),
        participant__conversation=conversation_id,
        participant__key=key,
    )
    return (
        Statement.objects.shown()
        .filter(conversation=conversation_id)
        .annotate(mine=Subquery(votes.values("value")), mine_at=Subquery(votes.values("at")))
        .exclude(mine=None)
        .order_by("-mine_at", "-pk")
    )


def participant_of(conversation_id: int, key: str) -> Participant | None:
    """Who took part under this key."""
    return Participant.objects.filter(conversation=conversation_id, key=key).first()
