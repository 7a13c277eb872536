"""Conversations and what people say in them, each the least that is valid."""

from datetime import timedelta

import factory
from django.utils import timezone

from volunteers.consensus.models import (
    Conversation,
    Exclusion,
    Participant,
    Pledge,
    QuietPeriod,
    Statement,
    Vote,
)


def _in_days(days):
    return factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=days))


class ConversationFactory(factory.django.DjangoModelFactory):
    """Proposed, with its days."""

    class Meta:
        model = Conversation

    question = factory.Sequence(lambda n: f"Sample question {n}?")
    proposed_by = factory.SubFactory("tests.factories.accounts.UserFactory")
    votes_until = _in_days(30)
    reflection_until = _in_days(40)
    reply_due_on = _in_days(60)


class PledgeFactory(factory.django.DjangoModelFactory):
    """A council's word that it replies."""

    class Meta:
        model = Pledge

    conversation = factory.SubFactory(ConversationFactory)
    council = factory.SubFactory("tests.factories.councils.CouncilFactory")
    officer_name = "Sample Officer"
    escalates_to = "Sample Director"
    escalates_to_email = "director@sample.example"
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class OpenConversationFactory(ConversationFactory):
    """Open: people vote."""

    stage = Conversation.Stage.OPEN
    opened_at = factory.LazyFunction(timezone.now)


class QuietPeriodFactory(factory.django.DjangoModelFactory):
    """Now, for all councils."""

    class Meta:
        model = QuietPeriod

    name = "Sample election"
    begins_on = _in_days(-1)
    ends_on = _in_days(1)


class ParticipantFactory(factory.django.DjangoModelFactory):
    """Somebody on their own device."""

    class Meta:
        model = Participant

    conversation = factory.SubFactory(OpenConversationFactory)
    key = factory.Sequence(lambda n: f"{n:064}")
    kind = Participant.Kind.BROWSER


class StatementFactory(factory.django.DjangoModelFactory):
    """Shown."""

    class Meta:
        model = Statement

    conversation = factory.SubFactory(OpenConversationFactory)
    number = factory.LazyAttribute(lambda one: one.conversation.statements.count() + 1)
    text = factory.Sequence(lambda n: f"Sample statement {n}.")
    stage = Statement.Stage.SHOWN


class VoteFactory(factory.django.DjangoModelFactory):
    """Agrees."""

    class Meta:
        model = Vote

    statement = factory.SubFactory(StatementFactory)
    conversation = factory.SelfAttribute("statement.conversation")
    participant = factory.SubFactory(
        ParticipantFactory, conversation=factory.SelfAttribute("..conversation")
    )
    value = Vote.Value.AGREE


class ExclusionFactory(factory.django.DjangoModelFactory):
    """Some people whose votes are left out."""

    class Meta:
        model = Exclusion

    conversation = factory.SubFactory(OpenConversationFactory)
    reason = "Sample reason"
    people = 5
    by = factory.SubFactory("tests.factories.accounts.UserFactory")
