"""What people say is held where somebody has to read it first; what is decided can be undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.consensus import (
    OpenConversationFactory,
    ParticipantFactory,
    PledgeFactory,
    StatementFactory,
)
from volunteers.consensus import services
from volunteers.consensus.models import Background, OpinionMap, Participant, Statement, Vote
from volunteers.consensus.services import Voter

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation():
    return OpenConversationFactory(moderation="after")


def voter(name="one", address="192.0.2.7"):
    return Voter(Participant.Kind.BROWSER, f"browser:{name}", address)


def say(conversation, text="Answer letters sooner.", *, by=None, language="en"):
    return services.say(conversation, voter=by or voter(), text=text, language=language)


def test_a_statement_is_shown_with_its_authors_agreement(conversation):
    StatementFactory(conversation=conversation, number=7)

    made = say(conversation, "Répondez plus vite.", language="fr")

    assert (made.number, made.stage, made.language) == (8, "shown", "fr")
    vote = made.votes.get()
    assert (vote.value, vote.participant) == (Vote.Value.AGREE, made.author)


def test_one_who_spoke_is_the_one_who_votes(conversation):
    made = say(conversation)
    other = StatementFactory(conversation=conversation)

    services.cast(conversation.pk, other.number, voter=voter(), value=-1)

    assert Participant.objects.get().pk == made.author_id


def test_where_each_is_read_first_it_is_held_and_its_agreement_kept():
    conversation = OpenConversationFactory(moderation="before")

    made = say(conversation)

    assert (made.stage, made.may_name_somebody, made.votes.count()) == ("held", False, 1)


def test_what_may_name_somebody_is_held_in_every_conversation(conversation):
    made = say(conversation, "Please tell Jo Sample that it is enough.")

    assert (made.stage, made.may_name_somebody) == ("held", True)


def test_those_who_lead_are_told_of_the_first_that_waits_and_not_of_each(world):
    conversation = OpenConversationFactory(moderation="before")
    PledgeFactory(conversation=conversation, council=world.council)

    say(conversation, "Answer letters sooner.")
    say(conversation, "Publish the waiting times.")

    assert Event.objects.filter(kind="consensus.statement_held").count() == 2
    told = set(Notification.objects.values_list("to__email", flat=True))
    assert Notification.objects.count() == len(told)
    assert "officer@lambeth.gov.uk" in told


def test_no_event_says_who_spoke(conversation):
    conversation.moderation = "before"
    conversation.save()
    user = UserFactory()
    signed_in = Voter(Participant.Kind.SIGNED_IN, f"user:{user.pk}", "192.0.2.7")

    say(conversation, by=signed_in)

    event = Event.objects.get()
    assert event.by is None
    assert "Answer letters sooner." not in event.text


@pytest.mark.parametrize("stage", ["shown", "held", "rejected"])
def test_the_same_words_are_not_said_twice(conversation, stage):
    known = StatementFactory(conversation=conversation, text="Answer letters.", stage=stage)

    with pytest.raises(services.SaidAlready) as said:
        say(conversation, "ANSWER letters.")

    assert said.value.statement == known
    assert Statement.objects.count() == 1


@pytest.mark.parametrize("stage", ["reflection", "response", "closed"])
def test_nothing_is_added_once_voting_is_over(stage):
    conversation = OpenConversationFactory(stage=stage)

    with pytest.raises(services.NotOpen):
        say(conversation)

    assert not Statement.objects.exists()


def test_one_person_adds_so_many_a_day(conversation, settings):
    settings.STATEMENTS_A_DAY = 2
    say(conversation, "One.")
    say(conversation, "Two.")

    with pytest.raises(services.TooManyStatements):
        say(conversation, "Three.")
    say(conversation, "Three.", by=voter("two"))
    Statement.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    say(conversation, "Four.")

    assert Statement.objects.count() == 4


def test_one_network_adds_so_many_a_day(conversation, settings):
    settings.STATEMENTS_A_DAY_NEARBY = 2
    say(conversation, "One.", by=voter("one"))
    say(conversation, "Two.", by=voter("two"))

    with pytest.raises(services.TooManyStatements):
        say(conversation, "Three.", by=voter("three"))
    say(conversation, "Three.", by=voter("elsewhere", "198.51.100.7"))

    assert Statement.objects.count() == 3


def test_who_may_not_add_more_leaves_no_trace(conversation, settings):
    settings.STATEMENTS_A_DAY = 0

    with pytest.raises(services.TooManyStatements):
        say(conversation)

    assert not Participant.objects.exists()


def decide(statement, verdict, reason="off", note=""):
    return services.moderate(statement, by=UserFactory(), verdict=verdict, reason=reason, note=note)


def test_a_decision_is_kept_with_its_reason(conversation):
    statement = StatementFactory(conversation=conversation, stage="held")

    made = decide(statement, "shown", "fits", "Fine.")

    statement.refresh_from_db()
    assert statement.stage == "shown"
    assert (made.verdict, made.reason, made.note) == ("shown", "fits", "Fine.")
    assert Event.objects.get(kind="consensus.statement_moderated").by == made.by


@pytest.mark.parametrize(
    ("before", "verdict", "stale"),
    [
        ("held", "shown", False),
        ("held", "rejected", False),
        ("shown", "rejected", True),
        ("rejected", "shown", True),
    ],
)
def test_a_map_is_stale_once_what_was_voted_on_goes_or_comes_back(
    conversation, before, verdict, stale
):
    OpinionMap.objects.create(conversation=conversation, voters=0, votes=0)
    statement = StatementFactory(conversation=conversation, stage=before)

    decide(statement, verdict)

    assert OpinionMap.objects.get().stale is stale


@pytest.mark.parametrize("stage", ["shown", "rejected"])
def test_the_same_is_not_decided_twice(conversation, stage):
    statement = StatementFactory(conversation=conversation, stage=stage)

    with pytest.raises(IllegalMove):
        decide(statement, stage)

    assert not statement.decisions.exists()


def test_what_somebody_says_of_themselves_is_one_row_that_changes_and_goes(world):
    person = ParticipantFactory()

    services.say_background(person, borough=world.council, age="25")
    services.say_background(person, borough=None, age="35")
    held = Background.objects.values_list("borough", "age").get()
    services.say_background(person, borough=None, age="")

    assert held == (None, "35")
    assert not Background.objects.exists()
