"""What voters press and read: one statement after another, with a script and without."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.consensus import (
    OpenConversationFactory,
    StatementFactory,
    VoteFactory,
)
from volunteers.consensus.models import Background, Participant, Vote
from volunteers.consensus.models.keys import key_of, user_key

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def conversation():
    found = OpenConversationFactory(question="What should change?")
    StatementFactory(conversation=found, text="Answer letters sooner.")
    return found


def vote_path(conversation, number=1):
    return reverse("consensus:vote", args=[conversation.pk, number])


def words(response):
    return " ".join(response.content.decode().split())


def values(conversation):
    votes = Vote.objects.filter(conversation=conversation)
    return sorted(votes.values_list("statement__number", "value"))


@pytest.mark.parametrize("first", [True, False])
def test_a_vote_by_htmx_costs_four_queries_all_counted(
    client, conversation, first, django_assert_num_queries
):
    StatementFactory.create_batch(3, conversation=conversation)
    if not first:
        client.post(vote_path(conversation, 2), {"value": "1"}, headers=HTMX)

    with django_assert_num_queries(4):
        response = client.post(vote_path(conversation), {"value": "1"}, headers=HTMX)

    assert response.status_code == 200
    assert values(conversation)[0] == (1, 1)


def test_a_vote_without_script_costs_three_queries_and_leads_to_the_next_card(
    client, conversation, django_assert_num_queries
):
    with django_assert_num_queries(3):
        response = client.post(vote_path(conversation), {"value": "-1"})

    assert response["Location"] == f"/volunteers/consensus/{conversation.pk}/?voted=1#vote"
    assert values(conversation) == [(1, -1)]


@pytest.mark.parametrize(
    ("value", "said"), [("1", "You agreed"), ("-1", "You disagreed"), ("0", "You passed")]
)
def test_what_was_stored_is_said_with_the_next_statement(client, conversation, value, said):
    StatementFactory(conversation=conversation, text="Publish the waiting times.")

    plain = words(client.post(vote_path(conversation), {"value": value}, follow=True))
    swapped = words(client.post(vote_path(conversation), {"value": value}, headers=HTMX))

    for page in (plain, swapped):
        assert f"Stored. {said}:" in page
        assert "Statement 2 of 2" in page
        assert "Publish the waiting times." in page


def test_the_swapped_card_takes_the_focus_and_the_whole_page_does_not(client, conversation):
    StatementFactory(conversation=conversation)

    whole = words(client.get(conversation.get_absolute_url()))
    swapped = words(client.post(vote_path(conversation), {"value": "1"}, headers=HTMX))

    assert ("autofocus" in whole, "autofocus" in swapped) == (False, True)
    assert "csrfmiddlewaretoken" in swapped


def test_a_browser_is_known_by_a_cookie_that_only_an_act_sets(client, conversation):
    looked = client.get(conversation.get_absolute_url())
    voted = client.post(vote_path(conversation), {"value": "1"})
    again = client.post(vote_path(conversation), {"value": "0"})

    assert "voter" not in looked.cookies
    cookie = voted.cookies["voter"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 34560000)
    assert "voter" not in again.cookies
    assert values(conversation) == [(1, 0)]


def test_the_cookie_travels_encrypted_alone_where_the_site_has_https(
    client, conversation, settings
):
    settings.SESSION_COOKIE_SECURE = True

    voted = client.post(vote_path(conversation), {"value": "1"})

    assert voted.cookies["voter"]["secure"] is True


def test_a_cookie_that_somebody_made_up_is_nobodys(client, conversation):
    client.post(vote_path(conversation), {"value": "1"})
    held = client.cookies["voter"].value
    client.cookies["voter"] = "x" + held

    client.post(vote_path(conversation), {"value": "-1"})
    client.post(vote_path(conversation), {"value": "0"})

    assert values(conversation) == [(1, 0), (1, 1)]  # a new person, known from then on


def test_the_key_that_is_stored_is_not_the_cookie(client, conversation):
    client.post(vote_path(conversation), {"value": "1"})

    held, _signature = client.cookies["voter"].value.split(":", 1)

    person = Participant.objects.get()
    assert person.key == key_of(conversation.pk, f"browser:{held}")
    assert held not in person.key
    assert "127.0.0.1" not in person.network


@pytest.mark.parametrize("value", ["", "2", "agree", None])
def test_a_vote_that_is_none_of_three_is_not_stored(client, conversation, value):
    data = {} if value is None else {"value": value}

    response = client.post(vote_path(conversation), data, follow=True)

    assert "Press Agree, Disagree or Pass." in words(response)
    assert values(conversation) == []


def test_a_statement_or_conversation_that_is_not_there_is_not_found(client, conversation):
    assert client.post(vote_path(conversation, 9), {"value": "1"}).status_code == 404
    assert (
        client.post("/volunteers/consensus/999/statements/1/vote/", {"value": "1"}).status_code
        == 404
    )
    assert client.get(vote_path(conversation)).status_code == 405


def test_a_vote_that_comes_too_late_is_refused_kindly(client, conversation):
    conversation.stage = "reflection"
    conversation.save()

    plain = client.post(vote_path(conversation), {"value": "1"}, follow=True)
    swapped = client.post(vote_path(conversation), {"value": "1"}, headers=HTMX)

    assert "This conversation takes no votes now." in words(plain)
    assert "Voting is over" in words(plain)
    assert swapped["HX-Redirect"] == conversation.get_absolute_url()
    assert values(conversation) == []


@pytest.mark.parametrize("script", [True, False])
def test_a_network_in_a_hurry_sees_the_same_statement_again(client, conversation, settings, script):
    settings.VOTES_A_MINUTE = 1
    StatementFactory(conversation=conversation, text="Publish the waiting times.")
    client.post(vote_path(conversation), {"value": "1"})

    response = client.post(
        vote_path(conversation, 2), {"value": "1"}, headers=HTMX if script else {}
    )

    assert response.status_code == (200 if script else 429)
    assert "Wait a minute and press again" in words(response)
    assert "Publish the waiting times." in words(response)
    assert values(conversation) == [(1, 1)]


def test_after_the_last_statement_it_says_what_comes_next(client, conversation):
    response = client.post(vote_path(conversation), {"value": "1"}, follow=True)

    assert "that was the last statement" in words(response)
    assert "Add your own statement" in words(response)


def test_one_statement_may_be_asked_for_and_voted_on_again(client, conversation):
    StatementFactory(conversation=conversation, text="Publish the waiting times.")
    client.post(vote_path(conversation), {"value": "1"})

    page = words(client.get(conversation.get_absolute_url(), {"statement": "1"}))

    assert "You agreed with this one. Press again to change it." in page
    assert "Answer letters sooner." in page


@pytest.mark.parametrize("number", ["7", "x", "-1", ""])
def test_a_statement_that_cannot_be_asked_for_is_passed_over(client, conversation, number):
    page = words(client.get(conversation.get_absolute_url(), {"statement": number}))

    assert "Statement 1 of 1" in page


def test_who_signs_in_keeps_what_their_browser_said(client, conversation):
    user = UserFactory()
    client.post(vote_path(conversation), {"value": "1"})
    client.force_login(user)

    client.get(conversation.get_absolute_url())

    person = Participant.objects.get()
    assert (person.kind, person.key) == ("signed_in", user_key(conversation.pk, user.pk))


def test_signed_in_votes_are_marked_and_set_no_cookie(client, conversation):
    client.force_login(UserFactory())

    response = client.post(vote_path(conversation), {"value": "1"})

    assert Participant.objects.get().kind == "signed_in"
    assert "voter" not in response.cookies


@pytest.mark.parametrize("count", [1, 3])
def test_ones_votes_cost_the_same_however_many(
    client, conversation, count, django_assert_num_queries
):
    StatementFactory.create_batch(count, conversation=conversation)
    for number in range(1, count + 1):
        client.post(vote_path(conversation, number), {"value": "1"})

    with django_assert_num_queries(4):
        response = client.get(reverse("consensus:mine", args=[conversation.pk]))

    assert len(response.context["page"]) == count


def test_a_vote_is_changed_on_the_page_of_ones_votes(client, conversation):
    client.post(vote_path(conversation), {"value": "1"})

    response = client.post(
        vote_path(conversation), {"value": "-1", "from": "mine", "page": "1"}, follow=True
    )

    assert response.redirect_chain[0][0].endswith("/votes/?page=1#s1")
    assert "You disagreed." in words(response)
    assert values(conversation) == [(1, -1)]


def test_nobody_sees_anothers_votes(client, conversation):
    VoteFactory(statement=conversation.statements.get())

    page = words(client.get(reverse("consensus:mine", args=[conversation.pk])))

    assert "You have not voted here yet" in page


def about_you(conversation):
    return reverse("consensus:background", args=[conversation.pk])


def test_who_has_voted_may_say_a_little_of_themselves_and_take_it_back(client, conversation, world):
    client.post(vote_path(conversation), {"value": "1"})
    path = about_you(conversation)

    said = client.post(path, {"borough": world.council.pk, "age": "25"}, follow=True)
    held = Background.objects.values_list("borough", "age").get()
    removed = client.post(path, {"remove": "1"}, follow=True)

    assert held == (world.council.pk, "25")
    assert "kept apart from your votes" in words(said)
    assert "is removed" in words(removed)
    assert not Background.objects.exists()


def test_saying_nothing_keeps_nothing(client, conversation):
    client.post(vote_path(conversation), {"value": "1"})
    path = about_you(conversation)
    client.post(path, {"borough": "", "age": "25"})

    client.post(path, {"borough": "", "age": ""})

    assert not Background.objects.exists()


def test_an_age_that_is_none_is_not_kept(client, conversation):
    client.post(vote_path(conversation), {"value": "1"})

    response = client.post(about_you(conversation), {"borough": "0", "age": "7"})

    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"borough", "age"}
    assert not Background.objects.exists()


def test_who_has_not_voted_is_led_to_the_vote_first(client, conversation):
    response = client.get(about_you(conversation), follow=True)

    assert "Vote first" in words(response)
    assert response.redirect_chain[0][0] == conversation.get_absolute_url()
