"""Many people at once, who vote as their camp does."""

import numpy as np

from tests.factories.consensus import OpenConversationFactory, StatementFactory
from volunteers.consensus.models import Conversation, Participant, Statement, Vote


def crowd(
    *camps: int, statements: int = 12, conversation: Conversation | None = None, seed: int = 1
) -> Conversation:
    """A conversation in which so many people of each camp vote on every statement.

    All agree on the first; on the others a camp mostly holds with its own third of them, and
    against the rest.
    """
    conversation = conversation or OpenConversationFactory()
    said = list(conversation.statements.all()) or [
        StatementFactory(conversation=conversation) for _ in range(statements)
    ]
    chance = np.random.default_rng(seed)
    camp_of = [camp for camp, many in enumerate(camps) for _ in range(many)]
    Vote.objects.bulk_create(
        one
        for person, camp in zip(join(conversation, len(camp_of)), camp_of, strict=True)
        for one in votes(
            person, said, [_side(chance, camp, at, len(camps)) for at in range(len(said))]
        )
    )
    return conversation


def _side(chance: np.random.Generator, camp: int, at: int, camps: int) -> int:
    if at == 0:
        return 1
    likely = 1 if at % camps == camp else -1
    return int(chance.choice([likely, 0, -likely], p=[0.85, 0.05, 0.1]))


def join(
    conversation: Conversation, many: int, kind: str = Participant.Kind.BROWSER
) -> list[Participant]:
    """So many people more."""
    first = conversation.participants.count()
    return Participant.objects.bulk_create(
        Participant(conversation=conversation, key=f"{first + one:064}", kind=kind)
        for one in range(many)
    )


def vote(person: Participant, said: list[Statement], values: list[int]) -> None:
    """This person's votes, one a statement."""
    Vote.objects.bulk_create(votes(person, said, values))


def votes(person: Participant, said: list[Statement], values: list[int]) -> list[Vote]:
    """The same, not yet stored."""
    return [
        Vote(
            conversation_id=person.conversation_id,
            participant=person,
            statement=statement,
            value=value,
        )
        for statement, value in zip(said, values, strict=True)
    ]
