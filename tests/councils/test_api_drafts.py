"""Drafts, as programs begin them with an officer's token."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from corps.notifications.models import Event
from corps.rest import ByAddress, ByToken
from councils import services
from councils.models import Membership, Project, Token
from tests.councils.asking import opened
from tests.factories.councils import ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


@pytest.fixture
def token(world):
    """The officer's own."""
    membership = Membership.objects.get(user=world.people["officer"])
    return services.make_token(membership, name="Import", days=30, by=membership.user)[1]


def holding(secret):
    return {"Authorization": f"Bearer {secret}"}


def post(client, body, secret=None):
    headers = holding(secret) if secret else {}
    return client.post("/api/projects/", body, content_type="application/json", headers=headers)


def test_a_token_begins_a_draft_in_its_owners_name(client, world, token):
    body = {
        "title": " Fewer  letters ",
        "problem": "Letters go out twice.",
        "phase": "alpha",
        "start_from": "2027-03-01",
        "forecast_gbp": 45000,
        "council": "lambeth",
    }

    response = post(client, body, token)

    made = Project.objects.get()
    assert response.status_code == 201, response.content
    assert response["Location"] == f"http://testserver{made.get_absolute_url()}"
    assert (made.title, made.stage, made.council) == ("Fewer letters", "draft", world.council)
    assert (made.author, made.forecast_gbp) == (world.people["officer"], 45000)
    event = Event.objects.about(made).get()
    assert (event.kind, event.by) == ("councils.project_drafted", world.people["officer"])


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"title": ["Give the project a title"]}),
        ({"title": "  "}, {"title": ["Give the project a title"]}),
        (
            {"title": "A", "start_from": "2027-03-02", "start_by": "2027-03-01"},
            {"start_by": ["The latest start must not be before the earliest"]},
        ),
        ({"title": "A", "stage": "open"}, {"stage": ["There is no such field. Leave it out."]}),
        (
            {"title": "A", "council": "camden"},
            {"council": ["Your token writes drafts of Lambeth alone."]},
        ),
        ({"title": "A", "council": "x"}, {"council": ["There is no council “x”."]}),
    ],
)
def test_what_is_wrong_with_a_draft_is_told_by_field(client, world, token, body, errors):
    response = post(client, body, token)

    assert (response.status_code, response.json()["errors"]) == (400, errors)
    assert Project.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"title": "A", "forecast_gbp": "lots"}, {"forecast_gbp"}),
        ({"title": "A", "forecast_gbp": -1}, {"forecast_gbp"}),
        ({"title": "A", "phase": "zeta"}, {"phase"}),
        ({"title": "A", "contact_email": "nobody"}, {"contact_email"}),
        ({"title": ["A"]}, {"title"}),
        ({"title": "A\0"}, {"title"}),
        ({"title": "A" * 201}, {"title"}),
        ([], {"body"}),
        (["A"], {"body"}),
        ('"A"', {"body"}),
    ],
)
def test_a_draft_of_the_wrong_kind_is_told_by_field(client, world, token, body, names):
    response = post(client, body, token)

    assert (response.status_code, set(response.json()["errors"])) == (400, names)


def test_a_body_that_is_no_json_is_told(client, world, token):
    broken = client.post(
        "/api/projects/", "{", content_type="application/json", headers=holding(token)
    )
    other = client.post("/api/projects/", {"title": "A"}, headers=holding(token))

    assert (broken.status_code, other.status_code) == (400, 415)
    assert broken.json()["detail"] == "The body is no JSON that can be read."


def test_nobody_writes_without_a_token(client, world):
    client.force_login(world.people["officer"])

    response = post(client, {"title": "A"})

    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert Project.objects.count() == 0


@pytest.mark.parametrize("end", ["revoked", "expired", "unconfirmed", "inactive", "unknown"])
def test_a_token_that_is_over_opens_nothing(client, world, token, end):
    kept, officer = Token.objects.get(), world.people["officer"]
    if end == "revoked":
        services.revoke_token(kept, by=officer)
    elif end == "expired":
        past = timezone.now() - timedelta(seconds=1)
        Token.objects.update(made_at=past - timedelta(days=1), expires_at=past)
    elif end == "unconfirmed":
        Membership.objects.filter(user=officer).update(confirmed_at=None)
    elif end == "inactive":
        type(officer).objects.filter(pk=officer.pk).update(is_active=False)

    secret = "ldc_unknown" if end == "unknown" else token
    answers = [
        post(client, {"title": "A"}, secret),
        client.get("/api/projects/", headers=holding(secret)),
    ]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json()["detail"].startswith("This token opens nothing")
    assert Project.objects.count() == 0


def test_a_token_reads_its_councils_drafts_and_no_others(client, world, token):
    own = world.project("draft")
    ProjectFactory(council=world.other_council)
    (public,) = opened(world.other_council)

    response = client.get("/api/projects/", headers=holding(token))

    assert {row["id"] for row in response.json()["results"]} == {own.pk, public.pk}
    assert response["Cache-Control"] == "private, no-cache"


def test_corps_staffs_token_opens_no_more_than_its_council(client, world):
    staff = world.people["corps_staff"]
    membership = Membership.objects.create(
        council=world.council, user=staff, confirmed_at=timezone.now()
    )
    secret = services.make_token(membership, name="Import", days=30, by=staff)[1]
    ProjectFactory(council=world.other_council)

    assert client.get("/api/projects/", headers=holding(secret)).json()["results"] == []


def test_who_holds_a_token_may_ask_more_often(client, world, token, monkeypatch):
    monkeypatch.setitem(ByAddress.THROTTLE_RATES, "address", "1/min")
    monkeypatch.setitem(ByToken.THROTTLE_RATES, "token", "2/min")

    answers = [client.get("/api/councils/", headers=holding(token)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
