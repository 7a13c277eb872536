import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from councils.contracts.models import Interest
from tests.factories.contracts import InterestFactory
from tests.factories.councils import CouncilFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.secondments import EmployerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(client):
    """An employer for which the client acts."""
    member = MembershipFactory(organisation=EmployerFactory().organisation)
    client.force_login(member.user)
    return member.organisation


def declare(client, organisation, **typed):
    url = reverse("contracts:interest-new", args=[organisation.pk])
    return client.post(url, typed)


def test_a_declared_interest_stands_on_the_page_of_the_company(client, organisation):
    council = CouncilFactory()

    response = declare(client, organisation, council=council.pk, kind="bids", note="Tender 7")

    assert response.url == organisation.get_absolute_url()
    assert Interest.objects.get().note == "Tender 7"
    assert "Tender 7" in client.get(response.url).text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"council": ""}, "council", "Choose a council"),
        ({"council": "0"}, "council", "Choose a council from the list"),
        ({"kind": ""}, "kind", "Choose what the interest is"),
        ({"kind": "eats"}, "kind", "Choose what the interest is"),
        ({"note": "x" * 301}, "note", "at most 300 characters"),
    ],
)
def test_each_wrong_answer_is_named_beside_its_field(client, organisation, typed, field, words):
    whole = {"council": CouncilFactory().pk, "kind": "bids"}

    response = declare(client, organisation, **(whole | typed))

    errors = response.context["form"].errors
    assert (list(errors), words in errors[field][0]) == ([field], True)
    assert not Interest.objects.exists()


def test_the_same_interest_is_declared_once(client, organisation):
    interest = InterestFactory(organisation=organisation)

    response = declare(client, organisation, council=interest.council_id, kind=interest.kind)

    assert response.context["form"].errors == {
        "council": ["This is declared already. Choose another council or kind."]
    }


def test_an_interest_that_somebody_ended_first_is_no_error(client, organisation):
    interest = InterestFactory(organisation=organisation)
    url = reverse("contracts:interest-end", args=[interest.pk])

    said = [str(list(get_messages(client.post(url).wsgi_request))[-1]) for _ in range(2)]

    assert said[1] == "Somebody ended this first."
    assert client.get(url).status_code == 200
