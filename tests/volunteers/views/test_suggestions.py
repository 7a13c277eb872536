"""What pages of suggestions show, and what they do with what is typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.volunteers import SuggestionFactory
from volunteers.models import Suggestion

pytestmark = pytest.mark.django_db

LIST = "/volunteers/suggestions/"
TYPED = {"kind": "problem", "title": " Bins  on time ", "text": "Nobody comes."}


@pytest.fixture
def expert(world, client):
    client.force_login(world.people["expert"])
    return client


@pytest.fixture
def officer(world, client):
    client.force_login(world.people["officer"])
    return client


def path(name, row):
    return reverse(f"volunteers:{name}", args=[row.pk])


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, world, count, django_assert_num_queries):
    SuggestionFactory.create_batch(count, council=world.council, show_name=True)

    with django_assert_num_queries(4):
        response = client.get(LIST)

    assert len(response.context["page"]) == count


def test_the_list_is_narrowed_by_where_it_stands_and_by_borough(client, world):
    yesterday = timezone.localdate() - timedelta(days=1)
    late = SuggestionFactory(council=world.council, due_on=yesterday)
    fresh = SuggestionFactory(council=world.other_council)

    def found(**query):
        return set(client.get(LIST, query).context["page"])

    assert found(stage="waiting") == {late, fresh}
    assert found(stage="late") == {late}
    assert found(stage="taken_up") == set()
    assert found(borough="southwark") == {fresh}
    assert found(stage="nonsense", borough="nowhere") == {late, fresh}


def test_who_suggests_is_told_the_day_of_the_answer(expert, world):
    response = expert.post(f"{LIST}new/", TYPED | {"council": world.council.pk}, follow=True)

    made = Suggestion.objects.get()
    assert (made.title, made.council, made.show_name) == ("Bins on time", world.council, False)
    assert "Thank you. You get an answer by" in words(response)
    assert "Your name is not shown" not in words(response)


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(expert):
    response = expert.post(f"{LIST}new/", {"title": "Bins"})

    assert response.context["form"].errors.as_data().keys() == {"kind", "text"}
    assert 'value="Bins"' in response.content.decode()


def test_too_many_in_a_day_are_refused_kindly(expert, world):
    SuggestionFactory.create_batch(5, by=world.people["expert"])

    response = expert.post(f"{LIST}new/", TYPED)

    assert "Come back tomorrow with this one" in words(response)


def test_a_late_answer_is_said_in_public(client, world):
    late = SuggestionFactory(council=world.council, due_on=timezone.localdate() - timedelta(days=1))

    assert "The answer is late." in words(client.get(path("suggestion", late)))


def test_taking_it_up_leads_to_the_draft(officer, world):
    suggestion = SuggestionFactory(council=world.council)

    response = officer.post(
        path("suggestion-answer", suggestion), {"take_up": "task", "words": "A good idea."}
    )

    suggestion.refresh_from_db()
    assert response["Location"] == suggestion.task.get_absolute_url()


def test_who_acts_for_several_councils_says_for_which(officer, world):
    world.other_council.memberships.create(
        user=world.people["officer"], confirmed_at=timezone.now()
    )
    suggestion = SuggestionFactory(council=None)
    typed = {"take_up": "no", "words": "We do this already."}

    refused = officer.post(path("suggestion-answer", suggestion), typed)
    officer.post(path("suggestion-answer", suggestion), typed | {"council": world.other_council.pk})

    suggestion.refresh_from_db()
    assert list(refused.context["form"].errors) == ["council"]
    assert suggestion.answered_for == world.other_council


def test_hidden_words_are_read_by_those_who_need_to_alone(client, world):
    hidden = SuggestionFactory(
        council=world.council, text="Secret words", hidden_reason="It names a resident."
    )
    page = path("suggestion", hidden)

    assert words(client.get(page)).count("Secret words") == 0
    assert words(client.get(page)).count("It names a resident.") == 1
    client.force_login(world.people["officer"])
    assert words(client.get(page)).count("Secret words") == 1
    assert words(client.get(LIST)).count(hidden.title) == 0


def test_a_draft_that_came_of_it_is_not_shown_before_it_is_open(client, world, officer):
    suggestion = SuggestionFactory(council=world.council)
    officer.post(
        path("suggestion-answer", suggestion), {"take_up": "project", "words": "A good idea."}
    )
    client.logout()

    assert "It is being drafted" in words(client.get(path("suggestion", suggestion)))
