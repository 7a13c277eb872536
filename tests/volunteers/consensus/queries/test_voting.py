"""What is asked next is drawn by priority among what somebody has not voted on."""

import pytest
from django.db import connection

from tests.factories.consensus import (
    OpenConversationFactory,
    ParticipantFactory,
    StatementFactory,
    VoteFactory,
)
from volunteers.consensus import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation():
    return OpenConversationFactory()


def test_one_query_says_what_is_next_and_how_far_one_is(conversation, django_assert_num_queries):
    said = StatementFactory.create_batch(3, conversation=conversation)
    StatementFactory(conversation=conversation, stage="held")
    StatementFactory()
    person = ParticipantFactory(conversation=conversation)
    VoteFactory(statement=said[0], participant=person)

    with django_assert_num_queries(1):
        card = queries.next_card(conversation.pk, person.key)

    assert card.number in {said[1].number, said[2].number}
    assert (card.shown, card.done, card.place) == (3, 1, 2)


def test_a_vote_on_what_is_not_shown_any_more_is_not_counted(conversation):
    person = ParticipantFactory(conversation=conversation)
    gone = StatementFactory(conversation=conversation, stage="rejected")
    VoteFactory(statement=gone, participant=person)

    card = queries.next_card(conversation.pk, person.key)

    assert (card.number, card.shown, card.done) == (None, 0, 0)


def test_when_all_is_said_nothing_is_next(conversation):
    statement = StatementFactory(conversation=conversation)
    person = ParticipantFactory(conversation=conversation)
    VoteFactory(statement=statement, participant=person)

    card = queries.next_card(conversation.pk, person.key)

    assert (card.number, card.text, card.done) == (None, "", 1)


def test_a_statement_is_asked_as_often_as_its_priority_says(conversation):
    StatementFactory(conversation=conversation, number=1, priority=1)
    StatementFactory(conversation=conversation, number=2, priority=9)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")  # the draw is the database's

    drawn = [queries.next_card(conversation.pk, "").number for _one in range(400)]

    assert 330 <= drawn.count(2) <= 385  # 360 are expected, five deviations are 30


def test_a_certain_statement_may_be_asked_for_again(conversation):
    statement = StatementFactory(conversation=conversation)
    person = ParticipantFactory(conversation=conversation)
    VoteFactory(statement=statement, participant=person)

    card = queries.next_card(conversation.pk, person.key, number=statement.number)

    assert (card.number, card.text) == (statement.number, statement.text)


def test_ones_votes_are_ones_own_and_the_last_comes_first(conversation):
    first, second, unsaid = StatementFactory.create_batch(3, conversation=conversation)
    person = ParticipantFactory(conversation=conversation)
    for statement, value in ((first, 1), (second, -1)):
        VoteFactory(statement=statement, participant=person, value=value)
    VoteFactory(statement=unsaid)

    votes = queries.votes_of(conversation.pk, person.key)

    assert [(one, one.mine) for one in votes] == [(second, -1), (first, 1)]
