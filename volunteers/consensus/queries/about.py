"""What is kept of a person's part in conversations, as far as we can know that it is theirs."""

from typing import Any

from corps.accounts.models import User
from volunteers.consensus.models import (
    Background,
    Conversation,
    Follow,
    Participant,
    Statement,
    Vote,
)
from volunteers.consensus.models.keys import user_key


def participants(user: User) -> list[int]:
    """Under which numbers a person voted while signed in; whose other votes are, nobody knows."""
    conversations = Conversation.objects.values_list("pk", flat=True)
    keys = [user_key(pk, user.pk) for pk in conversations]
    return list(Participant.objects.filter(key__in=keys).values_list("pk", flat=True))


def about(user: User) -> dict[str, Any]:
    """A person's votes, statements and background, and the conversations they follow."""
    own = participants(user)
    return {
        "votes": list(
            Vote.objects.filter(participant__in=own).values(
                "conversation__question", "statement__text", "value", "at"
            )
        ),
        "statements": list(
            Statement.objects.filter(author__in=own).values(
                "conversation__question", "text", "stage", "created_at"
            )
        ),
        "what you said of yourself": list(
            Background.objects.filter(participant__in=own).values("borough__name", "age")
        ),
        "conversations followed": list(
            Follow.objects.filter(user=user).values("conversation__question", "at")
        ),
    }
