"""Votes are one a person and statement, and count only while the conversation is open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.consensus import (
    OpenConversationFactory,
    StatementFactory,
)
from volunteers.consensus import services
from volunteers.consensus.models import Pace, Participant, Statement, Vote
from volunteers.consensus.services import Voter

pytestmark = pytest.mark.django_db

ADDRESS = "192.0.2.7"


def browser(name="one", address=ADDRESS):
    return Voter(Participant.Kind.BROWSER, f"browser:{name}", address)


def cast(statement, value, *, voter=None):
    return services.cast(
        statement.conversation_id, statement.number, voter=voter or browser(), value=value
    )


def stored(statement):
    return sorted(statement.votes.values_list("value", flat=True))


def test_a_vote_is_stored_in_three_queries_the_first_one_too(django_assert_num_queries):
    statement = StatementFactory()

    with django_assert_num_queries(3):
        cast(statement, 1)

    vote = statement.votes.get()
    assert (vote.value, vote.conversation_id) == (1, statement.conversation_id)
    assert vote.participant.kind == Participant.Kind.BROWSER
    assert vote.seen > 0


def test_a_vote_may_change_and_stays_one(django_assert_num_queries):
    statement = StatementFactory()
    cast(statement, 1)
    before = statement.votes.get()

    with django_assert_num_queries(3):
        cast(statement, -1)

    after = statement.votes.get()
    assert (after.pk, after.value) == (before.pk, -1)
    assert after.at >= before.at


def test_the_same_vote_again_changes_nothing():
    statement = StatementFactory()
    cast(statement, 0)
    before = statement.votes.values().get()

    cast(statement, 0)

    assert statement.votes.values().get() == before


def test_two_browsers_are_two_people_and_one_browser_is_one():
    first = StatementFactory()
    second = StatementFactory(conversation=first.conversation)

    cast(first, 1, voter=browser("one"))
    cast(first, -1, voter=browser("two"))
    cast(second, 0, voter=browser("one"))

    assert Participant.objects.count() == 2
    assert (stored(first), stored(second)) == ([-1, 1], [0])


def test_one_browser_has_keys_that_two_conversations_cannot_compare():
    one, other = StatementFactory(), StatementFactory()

    cast(one, 1)
    cast(other, 1)

    keys = set(Participant.objects.values_list("key", flat=True))
    networks = set(Participant.objects.values_list("network", flat=True))
    assert (len(keys), len(networks)) == (2, 2)
    assert {len(key) for key in keys} == {64}


@pytest.mark.parametrize("stage", ["proposal", "reflection", "response", "closed"])
def test_no_vote_counts_unless_the_conversation_is_open(stage):
    conversation = OpenConversationFactory(stage=stage)
    statement = StatementFactory(conversation=conversation)

    with pytest.raises(services.NotOpen):
        cast(statement, 1)

    assert not Participant.objects.exists()


def test_the_last_day_takes_votes_and_the_next_takes_none():
    today = timezone.localdate()
    last = StatementFactory(conversation=OpenConversationFactory(votes_until=today))
    over = StatementFactory(
        conversation=OpenConversationFactory(votes_until=today - timedelta(days=1))
    )

    cast(last, 1)
    with pytest.raises(services.NotOpen):
        cast(over, 1)

    assert (stored(last), stored(over)) == ([1], [])


@pytest.mark.parametrize("stage", ["held", "rejected"])
def test_what_is_not_shown_is_not_voted_on(stage):
    statement = StatementFactory(stage=stage)

    with pytest.raises(services.NotShown):
        cast(statement, 1)

    assert not Participant.objects.exists()


def test_a_statement_that_is_not_there_is_not_voted_on():
    conversation = OpenConversationFactory()

    with pytest.raises(Statement.DoesNotExist):
        services.cast(conversation.pk, 99, voter=browser(), value=1)


def test_a_network_has_so_many_votes_a_minute_and_begins_anew_in_the_next(settings):
    settings.VOTES_A_MINUTE = 2
    statement = StatementFactory()
    cast(statement, 1, voter=browser("one"))
    cast(statement, 1, voter=browser("two", "192.0.2.200"))

    with pytest.raises(services.TooFast):
        cast(statement, 1, voter=browser("three"))
    cast(statement, 1, voter=browser("elsewhere", "198.51.100.7"))
    Pace.objects.update(minute=timezone.now() - timedelta(minutes=2))
    cast(statement, 1, voter=browser("three"))

    assert statement.votes.count() == 4


def test_one_networks_flood_slows_no_other_conversation(settings):
    settings.VOTES_A_MINUTE = 1
    one, other = StatementFactory(), StatementFactory()

    cast(one, 1)
    cast(other, 1)

    assert Vote.objects.count() == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.9", True),
        ("", "192.0.2.9", False),
    ],
)
def test_a_network_is_what_neighbours_share(one, other, same):
    networks = [browser(address=address).network(1) for address in (one, other)]

    assert (networks[0] == networks[1]) is same
    assert {len(network) for network in networks} == {32}


def test_a_browsers_votes_go_over_to_who_signs_in():
    statement = StatementFactory()
    cast(statement, 1)
    user = Voter(Participant.Kind.SIGNED_IN, "user:1")
    pk = statement.conversation_id

    assert services.bring_along(pk, browser=browser(), user=user) is True
    assert services.bring_along(pk, browser=browser(), user=user) is False

    person = Participant.objects.get()
    assert (person.key, person.kind) == (user.key(pk), Participant.Kind.SIGNED_IN)
    assert person.votes.count() == 1


def test_who_took_part_signed_in_keeps_those_votes():
    statement = StatementFactory()
    user = Voter(Participant.Kind.SIGNED_IN, "user:1", ADDRESS)
    cast(statement, 1)
    cast(statement, -1, voter=user)

    brought = services.bring_along(statement.conversation_id, browser=browser(), user=user)

    assert brought is False
    assert statement.votes.get(participant__kind="signed_in").value == -1
    assert stored(statement) == [-1, 1]


def test_votes_go_over_in_their_own_conversation_alone():
    statement, other = StatementFactory(), StatementFactory()
    cast(statement, 1)
    cast(other, 1)
    user = Voter(Participant.Kind.SIGNED_IN, "user:1")

    services.bring_along(statement.conversation_id, browser=browser(), user=user)

    kinds = dict(Participant.objects.values_list("conversation", "kind"))
    assert kinds == {statement.conversation_id: "signed_in", other.conversation_id: "browser"}


def test_how_fast_a_network_voted_is_forgotten_after_an_hour():
    cast(StatementFactory(), 1)
    Pace.objects.update(minute=timezone.now() - timedelta(hours=2))
    cast(StatementFactory(), 1)

    forgotten = services.forget_paces()

    assert forgotten == 1
    assert Pace.objects.count() == 1
