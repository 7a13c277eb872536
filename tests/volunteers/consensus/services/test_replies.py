"""A pledge is kept by a reply; late ones are reminded of; followers hear what comes of it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event, Notification
from corps.notifications.services import deliver
from corps.stages import IllegalMove
from tests.factories.consensus import (
    AnswerFactory,
    ConversationFactory,
    DeedFactory,
    FollowFactory,
    OpenConversationFactory,
    OwedConversationFactory,
    PledgeFactory,
    ReplyFactory,
    StatementFactory,
)
from tests.factories.councils import CompletedFactory, ProjectFactory
from tests.factories.volunteers import (
    AcceptedContributionFactory,
    OpenTaskFactory,
    ToldTaskFactory,
)
from volunteers.consensus import services
from volunteers.consensus.models import Reply
from volunteers.consensus.services import Said

pytestmark = pytest.mark.django_db

DUE = date(2027, 3, 3)
WORDS = {
    "verdict": "adopted",
    "reasons": "You are right.",
    "officer_name": "Sample Officer",
}


@pytest.fixture
def officer(world):
    return world.people["officer"]


@pytest.fixture
def pledge(world):
    return PledgeFactory(conversation=OwedConversationFactory(), council=world.council)


@pytest.fixture
def answer(world):
    return AnswerFactory(reply__pledge__council=world.council)


def told(kind):
    notices = Notification.objects.filter(event__kind=f"consensus.{kind}")
    return {notice.to.email.split("@")[0] for notice in notices.select_related("to")}


def open_project(council, **fields):
    return ProjectFactory(council=council, opened_at=timezone.now(), stage="open", **fields)


def test_a_reply_answers_statements_and_the_last_one_closes_it(world, officer, pledge):
    first = StatementFactory(conversation=pledge.conversation, text="Say what is missing.")
    other = PledgeFactory(conversation=pledge.conversation, council=world.other_council)
    FollowFactory(conversation=pledge.conversation, user=world.people["expert"])

    made = services.reply(
        pledge, by=officer, said=[Said(first, "adopted", "We build it.")], **WORDS
    )
    pledge.conversation.refresh_from_db()
    between = pledge.conversation.stage
    services.reply(other, by=world.people["other_officer"], **WORDS)

    pledge.conversation.refresh_from_db()
    assert [(one.statement, one.reason) for one in made.answers.all()] == [(first, "We build it.")]
    assert (between, pledge.conversation.stage) == ("response", "closed")
    assert told("reply_given") >= {"expert", "approver", "officer"}
    assert (
        "“Say what is missing.”: adopted."
        in Event.objects.filter(kind="consensus.reply_given").earliest("pk").text
    )


@pytest.mark.parametrize("stage", ["open", "reflection", "closed", "cancelled"])
def test_nobody_replies_out_of_turn(officer, pledge, stage):
    pledge.conversation.stage, pledge.conversation.stage_reason = stage, "Sample"
    pledge.conversation.save()

    with pytest.raises(IllegalMove):
        services.reply(pledge, by=officer, **WORDS)


def test_nobody_replies_twice(world, officer, pledge):
    PledgeFactory(conversation=pledge.conversation, council=world.other_council)
    services.reply(pledge, by=officer, **WORDS)

    with pytest.raises(IllegalMove):
        services.reply(pledge, by=officer, **WORDS)


@pytest.mark.parametrize("where", ["elsewhere", "not shown"])
def test_what_is_not_shown_here_is_not_answered_and_nothing_is_kept(officer, pledge, where):
    statement = (
        StatementFactory()
        if where == "elsewhere"
        else StatementFactory(conversation=pledge.conversation, stage="held")
    )

    with pytest.raises(services.NotTheirs):
        services.reply(pledge, by=officer, said=[Said(statement, "adopted", "Yes.")], **WORDS)

    assert not Reply.objects.exists()


def test_one_more_statement_is_answered_later(world, officer, answer):
    conversation = answer.statement.conversation
    FollowFactory(conversation=conversation, user=world.people["expert"])
    more = StatementFactory(conversation=conversation)

    services.answer_statement(answer.reply, by=officer, said=Said(more, "not", "Too dear."))

    assert answer.reply.answers.count() == 2
    assert told("statement_answered") == {"expert"}
    with pytest.raises(IntegrityError):
        services.answer_statement(answer.reply, by=officer, said=Said(more, "not", "Again."))


def test_a_deed_is_an_open_project_or_task_of_the_council(world, officer, answer):
    FollowFactory(conversation=answer.statement.conversation, user=world.people["expert"])
    project, task = open_project(world.council), OpenTaskFactory(council=world.council)

    services.link(answer, by=officer, project=project)
    services.link(answer, by=officer, project=project)
    services.link(answer, by=officer, task=task)

    assert [str(one) for one in answer.deeds.all()] == [project.title, task.title]
    assert Event.objects.filter(kind="consensus.deed_linked").count() == 2
    assert told("deed_linked") == {"expert"}


def test_nothing_else_is_a_deed(world, officer, answer):
    refused = AnswerFactory(reply=answer.reply, verdict="not")
    open_one = open_project(world.council)

    for one, deed in (
        (answer, {"project": open_project(world.other_council)}),
        (answer, {"project": ProjectFactory(council=world.council)}),
        (answer, {"task": ToldTaskFactory(council=world.council)}),
        (answer, {}),
        (refused, {"project": open_one}),
    ):
        with pytest.raises(services.NotTheirs):
            services.link(one, by=officer, **deed)

    assert not answer.deeds.exists()


def test_a_deed_is_taken_away(officer, answer):
    deed = DeedFactory(answer=answer)

    services.unlink(deed, by=officer)

    assert not answer.deeds.exists()
    assert Event.objects.get(kind="consensus.deed_unlinked").subject == (
        f"“{deed.project}” is no longer named as what is being done"
    )


def test_a_late_reply_is_asked_for_once_above_and_weekly_of_the_council(world):
    conversation = OwedConversationFactory(
        reply_due_on=DUE,
        reflection_until=DUE - timedelta(days=9),
        votes_until=DUE - timedelta(days=9),
    )
    PledgeFactory(conversation=conversation, council=world.council)
    days = [0, 1, 2, 8, 9, 15]

    runs = [services.remind_overdue(on=DUE + timedelta(days=day)) for day in days]
    deliver(Notification.objects.all())

    asked = User.objects.get(email="director@sample.example")
    sent = [letter for letter in mail.outbox if letter.to == [asked.email]]
    assert runs == [0, 1, 0, 1, 0, 1]
    assert Event.objects.filter(kind="consensus.reply_overdue").count() == 3
    assert told("reply_overdue") == {"officer", "approver", "administrator"}
    assert (len(sent), asked.name, asked.has_usable_password()) == (1, "Sample Director", False)
    assert "3 March 2027" in sent[0].body


def test_what_was_replied_to_or_called_off_is_not_late(world):
    ReplyFactory(pledge__conversation__reply_due_on=DUE - timedelta(days=1))
    PledgeFactory(
        conversation=ConversationFactory(
            stage="cancelled",
            stage_reason="Sample",
            reply_due_on=DUE,
            votes_until=None,
            reflection_until=None,
        )
    )
    PledgeFactory(conversation=OpenConversationFactory())

    assert services.remind_overdue(on=timezone.localdate()) == 0


def test_followers_hear_once_of_a_project_that_is_completed(world):
    deed = DeedFactory(answer__statement__text="Say what is missing.")
    conversation = deed.answer.reply.pledge.conversation
    FollowFactory(conversation=conversation, user=world.people["expert"])
    before = services.tell_what_is_done()
    CompletedFactory(project=deed.project)
    deed.project.stage = "completed"
    deed.project.save()

    told_of = [services.tell_what_is_done() for _ in range(2)]

    event = Event.objects.get(kind="consensus.deed_done")
    assert (before, told_of) == (0, [1, 0])
    assert told("deed_done") == {"expert"}
    assert event.subject == "You asked; this changed."
    assert "Say what is missing." in event.text


def test_followers_hear_of_a_task_that_was_done_but_not_of_one_that_was_only_closed(world):
    done, closed = (OpenTaskFactory(stage="closed", places=2) for _ in range(2))
    for place in (1, 2):
        AcceptedContributionFactory(task=done, place=place)
    for task in (done, closed):
        DeedFactory(project=None, task=task)

    assert [services.tell_what_is_done() for _ in range(2)] == [1, 0]


def test_followers_hear_of_a_saving_in_the_words_of_what_they_asked(world):
    deed = DeedFactory(answer__statement__text="Say what is missing.")
    conversation = deed.answer.reply.pledge.conversation
    FollowFactory(conversation=conversation, user=world.people["expert"])
    DeedFactory()

    count = services.tell_saving(deed.project, by=None, what="41 % became 23 %")

    event = Event.objects.get(kind="consensus.saving_verified")
    assert (count, event.about) == (1, conversation)
    assert told("saving_verified") == {"expert"}
    assert "“Say what is missing.”" in event.text
    assert "41 % became 23 %" in event.text
