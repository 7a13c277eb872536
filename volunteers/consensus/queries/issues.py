"""Issues that matter: conversations and statements, each with the parts of its rank."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import IntegerField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from councils.models import Council
from volunteers.consensus.maths import ranking
from volunteers.consensus.maths.ranking import Rank
from volunteers.consensus.models import Conversation

MOST = 10  # statements of one conversation that are ranked: those agreed on most


@dataclass(frozen=True)
class Issue:
    """A conversation, or one of its statements, and why it stands where it does."""

    conversation: Conversation
    rank: Rank
    people: int | None  # about how many took part; None where they are too few to be counted
    number: int | None = None  # of the statement
    text: str = ""
    language: str = "en"


@dataclass(frozen=True)
class _Said:
    """What is published of one statement."""

    number: int
    text: str
    language: str
    consensus: float
    people: int | None


# Only what is published is read: nothing here is counted from votes.
_SAID = """
SELECT made.conversation_id, said.number, said.text, said.language, said.consensus, said.seen
FROM consensus_opinionmap made
CROSS JOIN LATERAL (
  SELECT (one->>'number')::int AS number, one->>'text' AS text,
         coalesce(one->>'language', 'en') AS language,
         (one->>'consensus')::float AS consensus, (one->>'seen')::int AS seen
  FROM jsonb_array_elements(made.published->'statements') one
  WHERE jsonb_typeof(one->'consensus') = 'number'
  ORDER BY consensus DESC, number
  LIMIT %(most)s
) said
WHERE made.conversation_id = ANY(%(conversations)s)
"""


def _said(conversations: Iterable[int]) -> dict[int, list[_Said]]:
    """What is published of each conversation's most agreed statements."""
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SAID, {"most": MOST, "conversations": list(conversations)})
        for conversation, *said in cursor.fetchall():
            found[conversation].append(_Said(*said))
    return found


def _public(council: Council | None) -> list[Any]:
    """What was opened and not called off: conversations with `people`, as it is published."""
    found = Conversation.objects.public().exclude(stage=Conversation.Stage.CANCELLED)
    if council:
        found = found.filter(pledges__council=council)
    people = Cast(KeyTextTransform("voters", "map__published"), IntegerField())
    return list(found.annotate(people=people).defer("background").prefetch_related("councils"))


def ranked_conversations(*, by: str = "score", council: Council | None = None) -> list[Issue]:
    """Conversations, the one that matters most first."""
    found, today = _public(council), timezone.localdate()
    said = _said(one.pk for one in found)
    issues = {}
    for one in found:
        agreed = ranking.agreement(each.consensus for each in said[one.pk])
        rank = ranking.rank(days=_days(one, today), people=one.people, consensus=agreed)
        issues[-one.pk] = Issue(one, rank, one.people)
    return _in_order(issues, by)


def ranked_statements(*, by: str = "score", council: Council | None = None) -> list[Issue]:
    """What people agree on in all conversations, what matters most first."""
    found, today = _public(council), timezone.localdate()
    said = _said(one.pk for one in found)
    issues = {}
    for one in found:
        for each in said[one.pk]:
            rank = ranking.rank(
                days=_days(one, today), people=each.people, consensus=each.consensus
            )
            issues[-one.pk, each.number] = Issue(
                one, rank, each.people, each.number, each.text, each.language
            )
    return _in_order(issues, by)


def _in_order(issues: dict[Any, Issue], by: str) -> list[Issue]:
    ranks = {key: issue.rank for key, issue in issues.items()}
    return [issues[key] for key in ranking.order(ranks, by=by)]


def _days(conversation: Conversation, on: date) -> int:
    opened = conversation.opened_at
    return (on - timezone.localdate(opened)).days if opened else 0
