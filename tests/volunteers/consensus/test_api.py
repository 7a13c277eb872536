"""Conversations, statements, replies and programmes, as programs read them."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from councils.models import Council
from tests.councils.asking import ask
from tests.factories.consensus import (
    FEW,
    AnswerFactory,
    ConversationFactory,
    DeedFactory,
    FrozenFactory,
    OpenConversationFactory,
    OpinionMapFactory,
    ParticipantFactory,
    PledgeFactory,
    ReplyFactory,
    StatementFactory,
    VersionFactory,
    VoteFactory,
)
from tests.factories.councils import ProjectFactory
from tests.volunteers.consensus.crowds import crowd
from volunteers.consensus import services
from volunteers.consensus.models import OpinionMap, Statement

pytestmark = pytest.mark.django_db
OF_LIMITS = 6  # queries by which the limit of questions is kept


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


def lambeth():
    return Council.objects.get(code="LBH")


def numbers(client, path, **query):
    return [row["id"] for row in ask(client, path, **query)["results"]]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "make", "queries"),
    [
        ("conversations", lambda: PledgeFactory(conversation=OpenConversationFactory()), 2),
        ("statements", StatementFactory, 1),
        (
            "results",
            lambda: FrozenFactory(conversation=OpinionMapFactory(published=FEW).conversation),
            2,
        ),
        ("replies", DeedFactory, 3),
        ("programmes", VersionFactory, 4),
    ],
)
def test_a_list_costs_the_same_however_long(
    client, path, make, queries, count, django_assert_num_queries
):
    for _ in range(count):
        make()

    with django_assert_num_queries(OF_LIMITS + queries):
        response = client.get(f"/api/{path}/")

    assert len(response.json()["results"]) == count


def test_a_conversation_tells_who_replies_until_when(client):
    pledge = PledgeFactory(conversation=OpenConversationFactory(), council=lambeth())

    told = ask(client, f"conversations/{pledge.conversation.pk}")

    assert told["page"] == f"http://testserver/volunteers/consensus/{pledge.conversation.pk}/"
    assert (told["councils"], told["stage"]) == (["lambeth"], "open")
    assert told["reply_due_on"] == pledge.conversation.reply_due_on.isoformat()
    assert {"proposed_by", "suggestion", "votes", "voters"} & set(told) == set()


def test_what_is_proposed_is_not_there(client):
    draft = ConversationFactory()
    statement = StatementFactory(conversation=draft)

    assert numbers(client, "conversations") == numbers(client, "statements") == []
    assert client.get(f"/api/conversations/{draft.pk}/").status_code == 404
    assert client.get(f"/api/statements/{statement.pk}/").status_code == 404


@pytest.mark.parametrize("stage", ["held", "rejected"])
def test_a_statement_that_is_not_shown_is_not_there(client, stage):
    statement = StatementFactory(stage=stage)

    assert client.get(f"/api/statements/{statement.pk}/").status_code == 404


def test_nothing_says_who_took_part(client):
    author = ParticipantFactory(key="k" * 64, network="n" * 32)
    statement = StatementFactory(conversation=author.conversation, author=author)
    VoteFactory(statement=statement, participant=author)

    told = ask(client, f"statements/{statement.pk}")

    assert set(told) == {
        *("id", "page", "conversation", "number", "text", "language", "is_seed"),
    }


def test_a_result_is_what_the_page_shows_and_not_a_vote_more(client):
    conversation = crowd(15, 15)
    services.recompute(conversation.pk)
    path, html = f"/api/results/{conversation.pk}/", f"/volunteers/consensus/{conversation.pk}/"
    shown = client.get(f"{html}results.json").json()

    before, listed = client.get(path), ask(client, "results")["results"][0]
    OpinionMap.objects.update(voters=31, votes=361)
    after = client.get(path)

    assert before.json()["result"] == {name: shown[name] for name in shown if name != "at"}
    assert (listed["people"], "result" in listed) == (30, False)
    assert before["ETag"] == after["ETag"]


def test_the_tag_of_a_statement_says_nothing_of_who_wrote_it(client):
    statement = StatementFactory()
    path = f"/api/statements/{statement.pk}/"

    before = client.get(path)["ETag"]
    author = ParticipantFactory(conversation=statement.conversation)
    Statement.objects.update(author=author, priority=0.5)

    assert client.get(path)["ETag"] == before


def test_a_reply_tells_what_is_done(client):
    project = ProjectFactory(council=lambeth(), opened_at=timezone.now())
    deed = DeedFactory(answer__reply__pledge__council=lambeth(), project=project)
    answer = deed.answer

    told = ask(client, f"replies/{answer.reply.pk}")

    assert (told["council"], told["conversation"]) == ("lambeth", answer.statement.conversation_id)
    assert told["answers"] == [
        {
            "statement": answer.statement.pk,
            "number": answer.statement.number,
            "text": answer.statement.text,
            "verdict": "adopted",
            "reason": "Sample reason.",
            "projects": [project.pk],
            "tasks": [],
        }
    ]
    assert {"by", "escalates_to", "escalates_to_email"} & set(told) == set()


def test_a_programme_tells_every_version(client):
    version = VersionFactory(programme__council=lambeth())
    VersionFactory(programme=version.programme, number=2, text="More.")

    told = ask(client, f"programmes/{version.programme.slug}")

    assert [(one["number"], one["text"]) for one in told["versions"]] == [
        (2, "More."),
        (1, "Sample text."),
    ]


def test_lists_are_narrowed(client):
    pledge = PledgeFactory(conversation=OpenConversationFactory(), council=lambeth())
    statement = StatementFactory(conversation=pledge.conversation)
    reply = ReplyFactory(pledge__council=lambeth())
    programme = VersionFactory(programme__council=lambeth()).programme
    for make in (StatementFactory, AnswerFactory, VersionFactory):
        make()
    to_reply = {"conversation": reply.pledge.conversation_id}

    assert numbers(client, "conversations", borough="lambeth", stage="open") == [
        pledge.conversation.pk
    ]
    assert numbers(client, "statements", borough="lambeth") == [statement.pk]
    assert numbers(client, "statements", conversation=pledge.conversation.pk) == [statement.pk]
    assert numbers(client, "replies", borough="lambeth") == [reply.pk]
    assert numbers(client, "replies", **to_reply) == [reply.pk]
    assert [one["slug"] for one in ask(client, "programmes", borough="lambeth")["results"]] == [
        programme.slug
    ]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("conversations", {"stage": "proposal"}),
        ("statements", {"conversation": "x"}),
        ("replies", {"borough": "atlantis"}),
        ("programmes", {"borough": "atlantis"}),
    ],
)
def test_what_cannot_be_read_is_told(client, path, query):
    assert set(ask(client, path, 400, **query)["errors"]) == set(query)
