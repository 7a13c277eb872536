"""Rough consensus: questions, statements, votes, what is worked out, and what is replied."""

from volunteers.consensus.models.conversations import (
    Conversation,
    ConversationQuerySet,
    Follow,
    Pledge,
    QuietPeriod,
)
from volunteers.consensus.models.maps import Frozen, OpinionMap, Pack
from volunteers.consensus.models.replies import Answer, Deed, Programme, Reply, Verdict, Version
from volunteers.consensus.models.statements import (
    LONGEST,
    Background,
    Decision,
    Exclusion,
    Kiosk,
    Pace,
    Participant,
    Statement,
    StatementQuerySet,
    Suspicion,
    Vote,
)

__all__ = [
    "LONGEST",
    "Answer",
    "Background",
    "Conversation",
    "ConversationQuerySet",
    "Decision",
    "Deed",
    "Exclusion",
    "Follow",
    "Frozen",
    "Kiosk",
    "OpinionMap",
    "Pace",
    "Pack",
    "Participant",
    "Pledge",
    "Programme",
    "QuietPeriod",
    "Reply",
    "Statement",
    "StatementQuerySet",
    "Suspicion",
    "Verdict",
    "Version",
    "Vote",
]
