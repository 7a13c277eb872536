"""Adding a statement, and the page of one."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.consensus import (
    DecisionFactory,
    OpenConversationFactory,
    PledgeFactory,
    StatementFactory,
)
from volunteers.consensus.models import Statement

pytestmark = pytest.mark.django_db

TYPED = {"text": "Answer  letters sooner.", "language": "en"}


@pytest.fixture
def conversation():
    return OpenConversationFactory(moderation="after")


def path(conversation):
    return reverse("consensus:say", args=[conversation.pk])


def words(response):
    return " ".join(response.content.decode().split())


def test_a_statement_is_added_and_its_browser_known(client, conversation):
    response = client.post(path(conversation), TYPED, follow=True)

    made = Statement.objects.get()
    assert (made.text, made.stage) == ("Answer letters sooner.", "shown")
    assert made.author.kind == "browser"
    assert "voter" in client.cookies
    assert "It is shown, with your agreement." in words(response)


def test_one_that_is_held_is_said_to_be_read_first(client):
    conversation = OpenConversationFactory()

    response = client.post(path(conversation), TYPED, follow=True)

    assert "Somebody reads it before it is shown" in words(response)
    assert "Answer letters sooner." not in words(response)


def test_what_may_say_the_same_is_shown_first_and_nothing_is_lost(client, conversation):
    known = StatementFactory(conversation=conversation, text="Answer letters much sooner.")
    StatementFactory(conversation=conversation, text="Plant trees on Brixton Hill.")

    asked = client.post(path(conversation), TYPED)
    anyway = client.post(path(conversation), TYPED | {"anyway": "1"}, follow=True)

    assert asked.context["alike"] == [known]
    assert f"?statement={known.number}#vote" in words(asked)
    assert "Answer  letters sooner.</textarea>" in asked.content.decode().replace("\n", "")
    assert Statement.objects.filter(text="Answer letters sooner.").count() == 1
    assert "with your agreement" in words(anyway)


def test_what_is_not_shown_is_not_offered_as_the_same(client, conversation):
    StatementFactory(conversation=conversation, text="Answer letters much sooner.", stage="held")

    client.post(path(conversation), TYPED)

    assert Statement.objects.count() == 2


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("shown", "Vote on it instead"),
        ("held", "it waits to be read"),
        ("rejected", "it is not shown"),
    ],
)
def test_exactly_the_same_is_answered_by_where_it_stands(client, conversation, stage, said):
    StatementFactory(conversation=conversation, text="ANSWER letters sooner.", stage=stage)

    response = client.post(path(conversation), TYPED | {"anyway": "1"})

    assert said in words(response)
    assert "letters sooner.</textarea>" in response.content.decode()
    assert Statement.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"text": "", "language": "en"}, "text"),
        ({"text": "   ", "language": "en"}, "text"),
        ({"text": "x" * 141, "language": "en"}, "text"),
        ({"text": "Answer.", "language": "tlh"}, "language"),
        ({"text": "Answer."}, "language"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_it_and_kept(client, conversation, typed, wrong):
    response = client.post(path(conversation), typed)

    assert set(response.context["form"].errors) == {wrong}
    assert typed["text"].strip() in response.content.decode()
    assert not Statement.objects.exists()


def test_a_long_statement_is_told_how_long_it_is(client, conversation):
    response = client.post(path(conversation), {"text": "x" * 150, "language": "en"})

    assert "at most 140 letters, and these are 150" in words(response)


def test_one_too_many_a_day_is_told_so_and_kept(client, conversation, settings):
    settings.STATEMENTS_A_DAY = 0

    response = client.post(path(conversation), TYPED)

    assert "Come back tomorrow with this one." in words(response)
    assert "letters sooner.</textarea>" in response.content.decode()


def test_nothing_is_added_where_voting_is_over(client):
    conversation = OpenConversationFactory(stage="reflection")

    response = client.post(path(conversation), TYPED, follow=True)

    assert "takes no statements now" in words(response)
    assert not Statement.objects.exists()


def test_a_shown_statement_has_a_page_for_everybody(client):
    statement = StatementFactory(text="Publish the waiting times.")

    page = words(client.get(statement.get_absolute_url()))

    assert "“Publish the waiting times.”" in page
    assert "Vote on it" in page


@pytest.mark.parametrize(
    ("fields", "reason", "readable"),
    [
        ({"stage": "held"}, None, False),
        ({"stage": "rejected"}, "off", True),
        ({"stage": "rejected"}, "person", False),
        ({"stage": "rejected"}, "hate", False),
        ({"stage": "rejected", "may_name_somebody": True}, "off", False),
        ({"stage": "shown", "may_name_somebody": True}, "fits", True),
    ],
)
def test_words_that_should_not_be_read_are_not_repeated(client, fields, reason, readable):
    statement = StatementFactory(text="Sample words.", **fields)
    if reason:
        DecisionFactory(statement=statement, verdict=fields["stage"], reason=reason)

    page = words(client.get(statement.get_absolute_url()))
    log = words(client.get(reverse("consensus:log", args=[statement.conversation_id])))

    assert ("Sample words." in page) is readable
    assert ("Sample words." in log) is (readable and reason is not None)


def test_its_author_reads_what_waits_and_others_do_not(client):
    conversation = OpenConversationFactory()
    client.post(path(conversation), TYPED)
    url = Statement.objects.get().get_absolute_url()

    own = words(client.get(url))
    client.cookies.clear()
    others = words(client.get(url))

    assert "Written by you." in own
    assert ("letters sooner." in own, "letters sooner." in others) == (True, False)


def test_those_who_lead_read_what_waits_without_its_author(client, world):
    statement = StatementFactory(stage="held", text="Sample words.")
    PledgeFactory(conversation=statement.conversation, council=world.council)
    client.force_login(world.people["officer"])

    page = words(client.get(statement.get_absolute_url()))

    assert "Sample words." in page
    assert "Decide on it" in page


def test_a_statement_that_is_not_there_is_not_found(client, conversation):
    assert client.get(f"{conversation.get_absolute_url()}statements/9/").status_code == 404


def test_a_statement_by_somebody_signed_in_names_them_nowhere(client, conversation):
    user = UserFactory(name="Sample Name")
    client.force_login(user)
    client.post(path(conversation), TYPED)
    client.logout()

    page = words(client.get(Statement.objects.get().get_absolute_url()))

    assert ("Sample Name" in page, user.email in page) == (False, False)
