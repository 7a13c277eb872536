"""What is being done about it is always said: a reply, its deeds, or that none has come."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.consensus import (
    AnswerFactory,
    DeedFactory,
    OpenConversationFactory,
    OpinionMapFactory,
    OwedConversationFactory,
    PledgeFactory,
    ReplyFactory,
    StatementFactory,
    VersionFactory,
)
from tests.factories.councils import ProjectFactory
from tests.factories.savings import ToldBenefitFactory
from tests.factories.volunteers import OpenTaskFactory
from volunteers.consensus.models import Deed, Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world, client):
    client.force_login(world.people["officer"])
    return client


@pytest.fixture
def pledge(world):
    return PledgeFactory(conversation=OwedConversationFactory(), council=world.council)


def path(name, row):
    return reverse(f"consensus:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


def shown(client, conversation):
    """What the page says under the question what is being done."""
    page = words(client.get(conversation.get_absolute_url()))
    return page.partition("What is being done about it?")[2]


def test_while_people_vote_a_reply_is_promised(client):
    conversation = OpenConversationFactory(reply_due_on=date(2027, 3, 3))
    PledgeFactory(conversation=conversation)

    assert "Nothing yet: a reply is due on 3 March 2027." in shown(client, conversation)


@pytest.mark.parametrize(
    ("escalated_on", "said"), [(None, "is being asked."), (date(2026, 3, 4), "has been asked.")]
)
def test_a_late_reply_is_said_in_public_with_who_is_asked(client, world, escalated_on, said):
    conversation = OwedConversationFactory(
        votes_until=date(2026, 1, 1),
        reflection_until=date(2026, 2, 1),
        reply_due_on=date(2026, 3, 3),
    )
    PledgeFactory(conversation=conversation, council=world.council, escalated_on=escalated_on)

    page = shown(client, conversation)

    assert "Lambeth’s reply was due on 3 March 2026 and has not come." in page
    assert f"Sample Director {said}" in page
    assert "director@sample.example" not in page


def test_of_two_replies_the_one_that_is_owed_is_named(client, pledge, world):
    ReplyFactory(pledge=pledge)
    PledgeFactory(conversation=pledge.conversation, council=world.other_council)
    due = pledge.conversation.reply_due_on

    page = shown(client, pledge.conversation)

    assert f"Still to reply, by {due.day} {due:%B %Y}: Southwark." in page


def test_the_chain_is_followed_from_statement_to_benefit_and_back(client, world):
    deed = DeedFactory(answer__reply__pledge__council=world.council)
    benefit = ToldBenefitFactory(project=deed.project, title="Fewer forms bounce")
    conversation, statement = deed.answer.statement.conversation, deed.answer.statement

    forth = shown(client, conversation)
    of_statement = words(client.get(statement.get_absolute_url()))
    back = words(client.get(deed.project.get_absolute_url()))

    assert f'href="{statement.get_absolute_url()}"' in forth
    assert f'href="{deed.project.get_absolute_url()}"' in forth
    assert f'href="{benefit.get_absolute_url()}">Fewer forms bounce' in forth
    assert f'href="{deed.project.get_absolute_url()}"' in of_statement
    assert f'href="{conversation.get_absolute_url()}#replies"' in back
    assert f"“{statement.text}”" in back


def test_a_benefit_leads_to_the_project_and_a_project_to_the_programme_it_carries(client, world):
    deed = DeedFactory(answer__reply__pledge__council=world.council)
    benefit = ToldBenefitFactory(project=deed.project)
    version = VersionFactory(
        programme__council=world.council, reply=deed.answer.reply, programme__title="Better forms"
    )
    programme = version.programme
    programme.projects.add(deed.project)

    pages = [
        words(client.get(one.get_absolute_url()))
        for one in (benefit, deed.project, programme, deed.answer.statement.conversation)
    ]

    assert f'href="{deed.project.get_absolute_url()}' in pages[0]
    assert f'href="{programme.get_absolute_url()}">Better forms' in pages[1]
    assert f"#reply-{deed.answer.reply_id}" in pages[2]
    assert f'href="{programme.get_absolute_url()}">Better forms' in pages[3]


@pytest.mark.parametrize(
    ("make", "late", "said"),
    [
        (OpenConversationFactory, 60, "Nothing yet: a reply is due on"),
        (OwedConversationFactory, -1, "Nothing yet: a reply was due on"),
    ],
)
def test_a_statement_that_nobody_replied_to_says_so(client, make, late, said):
    day = timezone.localdate() + timedelta(days=late)
    found = PledgeFactory(conversation=make(reply_due_on=day)).conversation
    statement = StatementFactory(conversation=found)

    page = words(client.get(statement.get_absolute_url()))

    assert f"{said} {day.day} {day:%B %Y}" in page


def test_a_statement_that_a_reply_passes_over_says_so(client):
    reply = ReplyFactory()
    statement = StatementFactory(conversation=reply.pledge.conversation)

    page = words(client.get(statement.get_absolute_url()))

    assert "No reply speaks of this statement by itself." in page


def test_a_task_says_too_who_asked_for_it(client, world):
    task = OpenTaskFactory(council=world.council)
    deed = DeedFactory(project=None, task=task)

    page = words(client.get(task.get_absolute_url()))

    assert "People asked for this" in page
    assert f"“{deed.answer.statement.text}”" in page


def test_what_nobody_asked_for_says_nothing(client):
    page = words(client.get(OpenTaskFactory().get_absolute_url()))

    assert "People asked for this" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_replies_cost_the_same_however_many(client, count, django_assert_max_num_queries):
    answer = AnswerFactory()
    for _ in range(count):
        DeedFactory(
            answer=AnswerFactory(
                reply=answer.reply,
                statement=StatementFactory(conversation=answer.statement.conversation),
            )
        )

    with django_assert_max_num_queries(21):
        client.get(answer.statement.conversation.get_absolute_url())


def test_a_reply_answers_the_statements_that_all_agree_on_first(officer, pledge):
    first, second = (StatementFactory(conversation=pledge.conversation) for _ in range(2))
    OpinionMapFactory(
        conversation=pledge.conversation,
        published={
            "voters": 40,
            "statements": [
                {"number": first.number, "consensus": 0.4},
                {"number": second.number, "consensus": 0.9},
            ],
            "consensus": [{"number": second.number, "direction": 1}],
        },
    )

    asked = officer.get(path("reply", pledge)).context["form"].statements
    officer.post(
        path("reply", pledge),
        {
            "verdict": "partly",
            "reasons": "Some of it.",
            "officer_name": "Sample Officer",
            f"answer_{second.pk}": "adopted",
            f"reason_{second.pk}": "We build it.",
        },
    )

    made = Reply.objects.get()
    pledge.conversation.refresh_from_db()
    assert asked == [second, first]
    assert [(one.statement, one.verdict) for one in made.answers.all()] == [(second, "adopted")]
    assert pledge.conversation.stage == "closed"


def test_who_answers_a_statement_says_why(officer, pledge):
    one = StatementFactory(conversation=pledge.conversation)

    response = officer.post(
        path("reply", pledge),
        {
            "verdict": "adopted",
            "reasons": "Yes.",
            "officer_name": "Sample Officer",
            f"answer_{one.pk}": "not",
        },
    )

    assert response.context["form"].errors.as_data().keys() == {f"reason_{one.pk}"}
    assert not Reply.objects.exists()


def test_one_more_statement_is_answered_and_carried_out(officer, world):
    reply = ReplyFactory(pledge__council=world.council)
    one = StatementFactory(conversation=reply.pledge.conversation)
    typed = {"statement": one.pk, "verdict": "adopted", "reason": "Yes."}

    response = officer.post(path("answer", reply), typed)

    answer = reply.answers.get()
    assert response["Location"] == path("deeds", answer)
    officer.post(path("answer", reply), typed)
    assert reply.answers.count() == 1


def test_what_is_not_adopted_leads_back(officer, world):
    reply = ReplyFactory(pledge__council=world.council)
    one = StatementFactory(conversation=reply.pledge.conversation)

    response = officer.post(
        path("answer", reply), {"statement": one.pk, "verdict": "not", "reason": "Too dear."}
    )

    assert response["Location"] == reply.pledge.conversation.get_absolute_url()
    assert officer.get(path("deeds", reply.answers.get())).status_code == 403


def test_a_project_is_named_and_taken_away(officer, world):
    answer = AnswerFactory(reply__pledge__council=world.council)
    project = ProjectFactory(council=world.council, stage="open", opened_at=timezone.now())
    hidden = ProjectFactory(council=world.council)

    none = officer.post(path("deeds", answer), {"project": "", "task": ""})
    wrong = officer.post(path("deeds", answer), {"project": hidden.pk})
    officer.post(path("deeds", answer), {"project": project.pk})
    deed = Deed.objects.get()
    officer.post(path("deed-remove", deed))

    assert none.context["form"].non_field_errors() == ["Choose a project or a task: one at a time"]
    assert list(wrong.context["form"].errors) == ["project"]
    assert deed.project == project
    assert not Deed.objects.exists()


def test_who_replies_late_is_shown_the_reply(officer, pledge):
    ReplyFactory(pledge=pledge)

    response = officer.get(path("reply", pledge), follow=True)

    assert "Somebody was there first" in words(response)


def test_a_reply_is_late_only_after_its_day(client, world):
    today = timezone.localdate()
    conversation = OwedConversationFactory(reply_due_on=today)
    PledgeFactory(conversation=conversation, council=world.council)

    on_the_day = shown(client, conversation)
    conversation.reflection_until = conversation.reply_due_on = today - timedelta(days=1)
    conversation.save()

    assert "Nothing yet: a reply is due on" in on_the_day
    assert "has not come" in shown(client, conversation)
