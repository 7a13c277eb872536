"""Votes that meet: with each other, with a sign-in, and with a stage that moves on."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from tests.factories.consensus import StatementFactory
from volunteers.consensus import services
from volunteers.consensus.models import Conversation, Participant, Vote
from volunteers.consensus.services import Voter

pytestmark = pytest.mark.django_db(transaction=True)


def browser(name="one", address="192.0.2.7"):
    return Voter(Participant.Kind.BROWSER, f"browser:{name}", address)


def cast(statement, value, *, voter=None):
    return services.cast(
        statement.conversation_id, statement.number, voter=voter or browser(), value=value
    )


def stored(statement):
    return sorted(statement.votes.values_list("value", flat=True))


def at_once(*acts):
    """Do these at the same moment, each on a connection of its own; return what each gave."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(20)
            return act()
        except services.NotCounted as why:
            return why
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_votes_of_one_person_at_once_are_one_row():
    for _turn in range(5):
        statement = StatementFactory()

        at_once(lambda s=statement: cast(s, 1), lambda s=statement: cast(s, -1))

        assert statement.votes.count() == 1


def test_two_first_votes_on_two_statements_at_once_are_both_one_persons():
    for _turn in range(5):
        first = StatementFactory()
        second = StatementFactory(conversation=first.conversation)

        at_once(lambda s=first: cast(s, 1), lambda s=second: cast(s, -1))

        people = set(
            Vote.objects.filter(conversation=first.conversation_id).values_list(
                "participant", flat=True
            )
        )
        assert (len(people), stored(first), stored(second)) == (1, [1], [-1])


def test_a_first_vote_that_hides_the_person_from_another_is_tried_again():
    first = StatementFactory()
    second = StatementFactory(conversation=first.conversation)
    inserted, finish = Event(), Event()

    def slowly():
        try:
            with transaction.atomic():
                cast(first, 1)
                inserted.set()
                assert finish.wait(20)
        finally:
            connection.close()

    def after():
        try:
            elsewhere = browser(address="198.51.100.7")  # the pace of one network would wait too
            cast(second, -1, voter=elsewhere)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(slowly)
        assert inserted.wait(20)
        other = pool.submit(after)
        wait_until_blocked()  # it waits for the person's row, which it does not see then
        finish.set()
        one.result(20)
        other.result(20)

    assert (stored(first), stored(second)) == ([1], [-1])


def test_who_votes_signed_in_at_the_moment_they_sign_in_keeps_that_vote():
    statement = StatementFactory()
    user = Voter(Participant.Kind.SIGNED_IN, "user:1", "198.51.100.7")
    cast(statement, 1)
    voted, finish = Event(), Event()

    def vote():
        try:
            with transaction.atomic():
                cast(statement, -1, voter=user)
                voted.set()
                assert finish.wait(20)
        finally:
            connection.close()

    def sign_in():
        try:
            return services.bring_along(statement.conversation_id, browser=browser(), user=user)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        voting = pool.submit(vote)
        assert voted.wait(20)
        bringing = pool.submit(sign_in)
        wait_until_blocked()
        finish.set()
        voting.result(20)
        brought = bringing.result(20)

    assert (brought, stored(statement)) == (False, [-1, 1])


def test_a_vote_waits_for_a_stage_that_moves_and_is_then_refused():
    statement = StatementFactory()
    held, finish = Event(), Event()

    def move():
        try:
            with transaction.atomic():
                rows = Conversation.objects.select_for_update()
                conversation = rows.get(pk=statement.conversation_id)
                held.set()
                assert finish.wait(20)
                conversation.move_to(Conversation.Stage.REFLECTION)
                conversation.save()
        finally:
            connection.close()

    def vote():
        try:
            return cast(statement, 1)
        except services.NotOpen as why:
            return why
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        moving = pool.submit(move)
        assert held.wait(20)
        voting = pool.submit(vote)
        wait_until_blocked()
        finish.set()
        moving.result(20)
        answer = voting.result(20)

    assert isinstance(answer, services.NotOpen)
    assert (stored(statement), Participant.objects.count()) == ([], 0)


def test_a_stage_that_moves_waits_for_a_vote_that_came_before():
    statement = StatementFactory()
    voted, finish = Event(), Event()

    def vote():
        try:
            with transaction.atomic():
                cast(statement, 1)
                voted.set()
                assert finish.wait(20)
        finally:
            connection.close()

    def move():
        try:
            with transaction.atomic():
                rows = Conversation.objects.select_for_update()
                conversation = rows.get(pk=statement.conversation_id)
                counted = Vote.objects.filter(conversation=conversation).count()
                conversation.move_to(Conversation.Stage.REFLECTION)
                conversation.save()
                return counted
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        voting = pool.submit(vote)
        assert voted.wait(20)
        moving = pool.submit(move)
        wait_until_blocked()
        finish.set()
        voting.result(20)

    assert moving.result(20) == 1


def wait_until_blocked():
    """Return once some connection waits for another one's lock."""
    for _look in range(400):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("Nobody waited.")
