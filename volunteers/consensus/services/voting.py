"""Votes: one a person and statement, counted only while the conversation is open."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from volunteers.consensus.models import Pace, Participant, Statement
from volunteers.consensus.models.keys import key_of, network_of

Kind = Participant.Kind
REMEMBERED = timedelta(hours=1)


class NotCounted(Exception):
    """A vote that was not stored; its words say why, kindly."""


class NotOpen(NotCounted):
    """The conversation takes no votes now."""


class NotShown(NotCounted):
    """The statement is not voted on."""


class TooFast(NotCounted):
    """Too many votes a minute came from one network."""


@dataclass(frozen=True)
class Voter:
    """Who votes, before it is known whether they took part already.

    identity  what they are known by everywhere; no table holds it
    address   where they send from: an IP address, or the name of a kiosk
    """

    kind: str
    identity: str
    address: str = ""
    entered_by_id: int | None = None

    def key(self, conversation_id: int) -> str:
        """By what they are known in this conversation."""
        return key_of(conversation_id, self.identity)

    def network(self, conversation_id: int) -> str:
        """By what their network is known in this conversation."""
        return network_of(conversation_id, self.address)


_PACE = """
INSERT INTO consensus_pace AS pace (conversation_id, network, minute, votes)
VALUES (%(conversation)s, %(network)s, date_trunc('minute', now()), %(votes)s)
ON CONFLICT (conversation_id, network) DO UPDATE
SET votes = CASE WHEN pace.minute = EXCLUDED.minute THEN pace.votes ELSE 0 END + EXCLUDED.votes,
    minute = EXCLUDED.minute
RETURNING votes
"""

# The lock comes first: a conversation that is moved on waits for this vote, or this vote for it.
# Somebody's first vote on another statement at the same moment hides their row: `voter` is empty.
_CAST = """
WITH conversation AS (
  SELECT id FROM consensus_conversation
  WHERE id = %(conversation)s AND stage = 'open' AND votes_until >= %(today)s
  FOR SHARE
), statement AS (
  SELECT statement.id, statement.conversation_id
  FROM consensus_statement statement JOIN conversation
  ON statement.conversation_id = conversation.id
  WHERE statement.id = %(statement)s AND statement.stage = 'shown'
), joined AS (
  INSERT INTO consensus_participant
    (conversation_id, key, kind, network, entered_by_id, joined_at)
  SELECT conversation_id, %(key)s, %(kind)s, %(network)s, %(entered_by)s, now() FROM statement
  ON CONFLICT (conversation_id, key) DO NOTHING
  RETURNING id
), voter AS (
  SELECT id FROM joined
  UNION ALL
  SELECT id FROM consensus_participant
  WHERE conversation_id = %(conversation)s AND key = %(key)s
), stored AS (
  INSERT INTO consensus_vote AS vote (conversation_id, participant_id, statement_id, value, at)
  SELECT statement.conversation_id, voter.id, statement.id, %(value)s, now()
  FROM statement CROSS JOIN voter
  ON CONFLICT (participant_id, statement_id) DO UPDATE
  SET value = EXCLUDED.value, at = EXCLUDED.at, seen = (pg_current_xact_id()::text)::bigint
  WHERE vote.value <> EXCLUDED.value
)
SELECT EXISTS (SELECT FROM conversation), EXISTS (SELECT FROM statement),
       EXISTS (SELECT FROM voter)
"""


def cast(conversation_id: int, number: int, *, voter: Voter, value: int) -> Statement:
    """Store a vote, in three queries; raise NotCounted where it does not count.

    A vote that comes while the conversation is moved on is counted before it moves, or refused.
    """
    statement = Statement.objects.select_related("conversation").get(
        conversation=conversation_id, number=number
    )
    if not statement.conversation.takes_votes:
        raise NotOpen(_("This conversation takes no votes now."))
    keep_pace(conversation_id, voter)
    if not (_store(statement, voter, value) or _store(statement, voter, value)):
        raise NotCounted(_("Your vote was not stored. Press again."))
    return statement


def _store(statement: Statement, voter: Voter, value: int) -> bool:
    """Whether it is stored: not where the voter's row was made at this moment, out of sight."""
    conversation_id = statement.conversation_id
    with connection.cursor() as cursor:
        cursor.execute(
            _CAST,
            {
                "conversation": conversation_id,
                "today": timezone.localdate(),
                "statement": statement.pk,
                "key": voter.key(conversation_id),
                "kind": voter.kind,
                "network": voter.network(conversation_id),
                "entered_by": voter.entered_by_id,
                "value": value,
            },
        )
        is_open, is_shown, is_known = cursor.fetchone()
    if not is_open:
        raise NotOpen(_("Voting ended just before your vote. It was not counted."))
    if not is_shown:
        raise NotShown(_("This statement is not voted on. Here is another one."))
    return bool(is_known)


def keep_pace(conversation_id: int, voter: Voter, *, votes: int = 1) -> None:
    """Count votes of one network in this minute; raise TooFast beyond the most."""
    entered = voter.kind in {Kind.KIOSK, Kind.PAPER}
    most = settings.VOTES_A_MINUTE_ENTERED if entered else settings.VOTES_A_MINUTE
    with connection.cursor() as cursor:
        cursor.execute(
            _PACE,
            {
                "conversation": conversation_id,
                "network": voter.network(conversation_id),
                "votes": votes,
            },
        )
        (so_far,) = cursor.fetchone()
    if so_far > most:
        raise TooFast(
            _(
                "Many votes came from your network in this minute, so this one was not stored."
                " Wait a minute and press again: everything before it is stored."
            )
        )


def bring_along(conversation_id: int, *, browser: Voter, user: Voter) -> bool:
    """Make the votes of a browser those of who signed in there; return whether there were any.

    Who took part signed in already keeps those votes, and the browser's stay as they are.
    """
    theirs = user.key(conversation_id)
    taken = Participant.objects.filter(conversation=conversation_id, key=theirs)
    if taken.exists():
        return False
    try:
        with transaction.atomic():
            return bool(
                Participant.objects.filter(
                    conversation=conversation_id,
                    key=browser.key(conversation_id),
                    kind=Kind.BROWSER,
                ).update(key=theirs, kind=Kind.SIGNED_IN)
            )
    except IntegrityError:  # another page of theirs was there at the same moment
        return False


def forget_paces() -> int:
    """Forget how fast networks sent votes an hour ago; return how many."""
    return Pace.objects.filter(minute__lt=timezone.now() - REMEMBERED).delete()[0]
