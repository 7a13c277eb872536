"""Which statements may say the same, and what is said of a conversation in a list."""

import pytest

from tests.factories.consensus import OpenConversationFactory, StatementFactory
from volunteers.consensus import queries
from volunteers.consensus.models import Conversation, OpinionMap

pytestmark = pytest.mark.django_db


def test_the_most_alike_come_first_and_five_at_most():
    conversation = OpenConversationFactory()
    exact = StatementFactory(conversation=conversation, text="Answer letters within a week.")
    for days in range(6):
        StatementFactory(conversation=conversation, text=f"Answer letters within {days} days.")
    StatementFactory(conversation=conversation, text="Plant more trees.")

    found = queries.similar_to(conversation, "Answer letters within a week, please.")

    assert (found[0], len(found)) == (exact, 5)
    assert {one.alike >= queries.statements.ALIKE for one in found} == {True}


def test_only_shown_statements_of_the_same_conversation_are_alike():
    conversation = OpenConversationFactory()
    StatementFactory(conversation=conversation, text="Answer letters.", stage="held")
    StatementFactory(text="Answer letters.")

    assert queries.similar_to(conversation, "Answer letters.") == []


def test_a_list_counts_what_is_shown():
    conversation = OpenConversationFactory()
    StatementFactory.create_batch(2, conversation=conversation)
    StatementFactory(conversation=conversation, stage="rejected")

    (found,) = queries.listed(Conversation.objects.all())

    assert found.statement_count == 2


def test_a_map_is_there_once_something_is_published():
    conversation = OpenConversationFactory()
    made = OpinionMap.objects.create(conversation=conversation, voters=0, votes=0)
    before = queries.map_of(conversation)
    made.published = {"voters": None}
    made.save()

    assert (before, queries.map_of(conversation)) == (None, made)


def test_paper_holds_as_much_as_fits(monkeypatch):
    monkeypatch.setattr(queries.statements, "MOST_ON_PAPER", 2)
    conversation = OpenConversationFactory()
    first, second, _third = StatementFactory.create_batch(3, conversation=conversation)

    assert queries.on_paper(conversation) == [first, second]
