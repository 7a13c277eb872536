"""What the page of a question says at each stage, and the list of questions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.consensus import (
    ConversationFactory,
    OpenConversationFactory,
    PledgeFactory,
    StatementFactory,
)
from tests.volunteers.consensus.crowds import crowd, join, vote
from volunteers.consensus import services
from volunteers.consensus.models import Conversation

pytestmark = pytest.mark.django_db

LIST = "/volunteers/consensus/"


def words(response):
    return " ".join(response.content.decode().split())


def test_a_page_says_who_leads_and_when_the_reply_is_due(client, world):
    conversation = OpenConversationFactory(reply_due_on="2027-03-03")
    for council in (world.council, world.other_council):
        PledgeFactory(conversation=conversation, council=council)

    page = words(client.get(conversation.get_absolute_url()))

    assert "Led by Lambeth and Southwark ." in page.replace("Southwark.", "Southwark .")
    assert "They have pledged to reply by 3 March 2027." in page


def test_a_statement_keeps_its_language(client):
    statement = StatementFactory(text="Réponds plus vite.", language="fr")

    page = words(client.get(statement.conversation.get_absolute_url()))

    assert 'lang="fr" dir="auto" >“Réponds plus vite.”' in page.replace('"auto">', '"auto" >')


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("reflection", "Voting is over"),
        ("response", "Voting is over"),
        ("closed", "Voting is over"),
    ],
)
def test_a_page_says_that_voting_is_over(client, stage, said):
    conversation = OpenConversationFactory(stage=stage)
    StatementFactory(conversation=conversation)

    page = words(client.get(conversation.get_absolute_url()))

    assert said in page
    assert "Disagree</button>" not in page


def test_a_page_says_in_which_ways_people_took_part(client):
    conversation = crowd(20)
    for kind in ("kiosk", "paper"):
        people = join(conversation, 20, "kiosk")
        for one in people:
            vote(one, list(conversation.statements.all()), [1] * 12)
        if kind == "paper":
            by = conversation.proposed_by
            keys = [one.pk for one in people]
            conversation.participants.filter(pk__in=keys).update(kind=kind, entered_by=by)
    services.recompute(conversation.pk)

    page = words(client.get(conversation.get_absolute_url()))

    said = page.partition("How they took part:")[2].partition(".")[0]
    assert {part.strip() for part in said.split(";")} == {
        "on their own device, about 20",
        "on a shared tablet, about 20",
        "on paper, about 20",
    }


def test_a_page_says_that_its_last_day_has_passed(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    conversation = OpenConversationFactory(votes_until=yesterday)

    page = words(client.get(conversation.get_absolute_url()))

    assert "Voting is over" in page


def test_a_proposal_is_not_open_yet_and_not_the_publics(client, world):
    conversation = ConversationFactory(proposed_by=world.people["expert"])

    public = client.get(conversation.get_absolute_url()).status_code
    client.force_login(world.people["expert"])
    own = client.get(conversation.get_absolute_url())

    assert public == 404
    assert "Not open yet" in words(own)


def test_a_question_without_statements_asks_for_the_first(client):
    conversation = OpenConversationFactory()

    assert "Add the first statement" in words(client.get(conversation.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_many_statements(
    client, count, django_assert_max_num_queries
):
    conversation = OpenConversationFactory()
    StatementFactory.create_batch(count, conversation=conversation)
    PledgeFactory.create_batch(count, conversation=conversation)

    with django_assert_max_num_queries(11):
        response = client.get(conversation.get_absolute_url())

    assert response.context["card"].shown == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, count, django_assert_num_queries):
    for _one in range(count):
        pledge = PledgeFactory(conversation=OpenConversationFactory())
        StatementFactory(conversation=pledge.conversation)

    with django_assert_num_queries(5):
        response = client.get(LIST)

    assert len(response.context["page"]) == count


def test_the_list_begins_with_what_takes_votes_and_shows_no_proposal(client):
    ConversationFactory()
    older = OpenConversationFactory(opened_at=timezone.now() - timedelta(days=9))
    newer = OpenConversationFactory(stage="response")

    assert list(client.get(LIST).context["page"]) == [older, newer]


def test_the_list_is_narrowed_by_stage_and_borough(client, world):
    ours = OpenConversationFactory()
    PledgeFactory(conversation=ours, council=world.council)
    theirs = OpenConversationFactory(stage="closed")
    PledgeFactory(conversation=theirs, council=world.other_council)

    def found(**query):
        return set(client.get(LIST, query).context["page"])

    assert found(stage="open") == {ours}
    assert found(borough="southwark") == {theirs}
    assert found(stage="open", borough="southwark") == set()
    assert found(stage="nonsense", borough="nowhere") == {ours, theirs}


def test_the_list_says_what_is_late(client):
    today = timezone.localdate()
    conversation = OpenConversationFactory(
        stage=Conversation.Stage.RESPONSE,
        votes_until=today - timedelta(days=9),
        reflection_until=today - timedelta(days=8),
        reply_due_on=today - timedelta(days=1),
    )
    PledgeFactory(conversation=conversation)

    assert "The reply is late" in words(client.get(LIST))


def test_the_front_of_it_is_in_the_main_menu(client):
    page = words(client.get(LIST))

    assert (
        f'<a href="{reverse("consensus:conversations")}" aria-current="true">Have your say</a>'
        in page
    )
