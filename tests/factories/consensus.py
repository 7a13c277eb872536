"""Conversations and what people say in them, each the least that is valid."""

from datetime import timedelta

import factory
from django.utils import timezone

from corps.notifications.models import Message
from volunteers.consensus.maths.ranking import summary
from volunteers.consensus.models import (
    AgeBand,
    Answer,
    CommentDecision,
    Conversation,
    Decision,
    Deed,
    Exclusion,
    Follow,
    Frozen,
    Kiosk,
    MovedDay,
    OpinionMap,
    Participant,
    Pledge,
    Programme,
    QuietPeriod,
    Reply,
    Statement,
    Suspicion,
    Verdict,
    Version,
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


class FollowFactory(factory.django.DjangoModelFactory):
    """Somebody who wishes to hear what comes of it."""

    class Meta:
        model = Follow

    conversation = factory.SubFactory(OpenConversationFactory)
    user = factory.SubFactory("tests.factories.accounts.UserFactory")


class OwedConversationFactory(OpenConversationFactory):
    """The votes are in, and a reply is owed."""

    stage = Conversation.Stage.RESPONSE
    votes_until = _in_days(-20)
    reflection_until = _in_days(-1)


class ReplyFactory(factory.django.DjangoModelFactory):
    """Adopts what people said."""

    class Meta:
        model = Reply

    pledge = factory.SubFactory(
        PledgeFactory,
        conversation=factory.SubFactory(OwedConversationFactory, stage=Conversation.Stage.CLOSED),
    )
    verdict = Verdict.ADOPTED
    reasons = "Sample reasons."
    officer_name = "Sample Officer"
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class AnswerFactory(factory.django.DjangoModelFactory):
    """Adopts a statement."""

    class Meta:
        model = Answer

    reply = factory.SubFactory(ReplyFactory)
    statement = factory.SubFactory(
        StatementFactory, conversation=factory.SelfAttribute("..reply.pledge.conversation")
    )
    verdict = Verdict.ADOPTED
    reason = "Sample reason."


class DeedFactory(factory.django.DjangoModelFactory):
    """A project of the council that replied."""

    class Meta:
        model = Deed

    answer = factory.SubFactory(AnswerFactory)
    project = factory.SubFactory(
        "tests.factories.councils.ProjectFactory",
        council=factory.SelfAttribute("..answer.reply.pledge.council"),
        stage="open",
        opened_at=factory.LazyFunction(timezone.now),
    )
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """Without a version."""

    class Meta:
        model = Programme

    council = factory.SubFactory("tests.factories.councils.CouncilFactory")
    title = factory.Sequence(lambda n: f"Sample programme {n}")
    slug = factory.Sequence(lambda n: f"sample-programme-{n}")
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class VersionFactory(factory.django.DjangoModelFactory):
    """The first version of a programme."""

    class Meta:
        model = Version

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1
    text = "Sample text."
    change = "The first version."
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class AgeBandFactory(factory.django.DjangoModelFactory):
    """Of another year than the one that is loaded."""

    class Meta:
        model = AgeBand

    age = "0"
    year = factory.Sequence(lambda n: 1900 + n)
    people = 1_000_000


class CommentDecisionFactory(factory.django.DjangoModelFactory):
    """Hides a comment."""

    class Meta:
        model = CommentDecision

    programme = factory.SubFactory(ProgrammeFactory)
    message = factory.LazyAttribute(
        lambda one: Message.objects.create(
            about=one.programme, by=one.programme.by, text="Sample comment."
        )
    )
    verdict = CommentDecision.Verdict.HIDDEN
    reason = "spam"
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class MovedDayFactory(factory.django.DjangoModelFactory):
    """A week more for votes."""

    class Meta:
        model = MovedDay

    conversation = factory.SubFactory(OpenConversationFactory)
    field = MovedDay.Field.VOTES
    before = _in_days(23)
    after = _in_days(30)
    reason = "Sample reason."
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class DecisionFactory(factory.django.DjangoModelFactory):
    """Shows a statement."""

    class Meta:
        model = Decision

    statement = factory.SubFactory(StatementFactory)
    verdict = Statement.Stage.SHOWN
    reason = Decision.Reason.FITS
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


class KioskFactory(factory.django.DjangoModelFactory):
    """A tablet that takes votes."""

    class Meta:
        model = Kiosk

    conversation = factory.SubFactory(OpenConversationFactory)
    place = "Sample library"
    token = factory.Sequence(lambda n: f"sample-token-{n}")
    by = factory.SubFactory("tests.factories.accounts.UserFactory")


# What is published while few take part: no count.
FEW = {
    "voters": None,
    "votes": None,
    "statements": [],
    "left_out": [],
    "groups": [],
    "consensus": [],
    "division": [],
}


class OpinionMapFactory(factory.django.DjangoModelFactory):
    """Nothing is published yet."""

    class Meta:
        model = OpinionMap

    conversation = factory.SubFactory(OpenConversationFactory)
    voters = 0
    votes = 0
    summary = factory.LazyAttribute(lambda one: summary(getattr(one, "published", {})))


class FrozenFactory(factory.django.DjangoModelFactory):
    """The end of voting."""

    class Meta:
        model = Frozen

    conversation = factory.SubFactory(OwedConversationFactory)
    stage = Conversation.Stage.OPEN
    votes_sha256 = "0" * 64
    published = factory.LazyFunction(FEW.copy)
    archive = b""


class SuspicionFactory(factory.django.DjangoModelFactory):
    """Five people who sent the same votes."""

    class Meta:
        model = Suspicion

    conversation = factory.SubFactory(OpenConversationFactory)
    kind = Suspicion.Kind.IDENTICAL
    people = 5
    digest = factory.Sequence(lambda n: f"{n:064}")
    members = b""
    effect = factory.LazyFunction(lambda: {"voters": [40, 35], "groups": [2, 2], "statements": []})
