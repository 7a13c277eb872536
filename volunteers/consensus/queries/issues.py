"""Issues that matter: conversations and statements, each with the parts of its rank."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, prefetch_related_objects
from django.utils import timezone

from councils.models import Council
from volunteers.consensus.maths import ranking
from volunteers.consensus.maths.ranking import Rank
from volunteers.consensus.models import Conversation


@dataclass(frozen=True)
class Issue:
    """A conversation, or one of its statements, and why it stands where it does."""

    conversation: Conversation
    rank: Rank
    people: int | None  # about how many took part; None where they are too few to be counted
    number: int | None = None  # of the statement
    text: str = ""
    language: str = "en"


def _public(council: Council | None) -> list[Any]:
    """What was opened and not called off: conversations, each with its map's `summary` or None.

    Maps themselves are not read: a conversation of a thousand statements costs as much as another.
    """
    found = Conversation.objects.public().exclude(stage=Conversation.Stage.CANCELLED)
    if council:
        found = found.filter(pledges__council=council)
    return list(found.annotate(summary=F("map__summary")).defer("background"))


def ranked_conversations(*, by: str = "score", council: Council | None = None) -> list[Issue]:
    """Conversations, the one that matters most first."""
    issues, today = {}, timezone.localdate()
    for one in _public(council):
        known = one.summary or {}
        people = known.get("people")
        rank = ranking.rank(days=_days(one, today), people=people, consensus=known.get("agreement"))
        issues[-one.pk] = Issue(one, rank, people)
    return _in_order(issues, by)


def ranked_statements(*, by: str = "score", council: Council | None = None) -> list[Issue]:
    """What people agree on in all conversations, what matters most first."""
    issues, today = {}, timezone.localdate()
    for one in _public(council):
        for said in (one.summary or {}).get("said", ()):
            rank = ranking.rank(
                days=_days(one, today), people=said["seen"], consensus=said["consensus"]
            )
            issues[-one.pk, said["number"]] = Issue(
                one, rank, said["seen"], said["number"], said["text"], said["language"] or "en"
            )
    return _in_order(issues, by)


def with_councils(issues: Iterable[Issue]) -> list[Issue]:
    """These issues, each conversation with its councils: of a page, not of all that is ranked."""
    found = list(issues)
    prefetch_related_objects([one.conversation for one in found], "councils")
    return found


def _in_order(issues: dict[Any, Issue], by: str) -> list[Issue]:
    ranks = {key: issue.rank for key, issue in issues.items()}
    return [issues[key] for key in ranking.order(ranks, by=by)]


def _days(conversation: Conversation, on: date) -> int:
    opened = conversation.opened_at
    return (on - timezone.localdate(opened)).days if opened else 0
