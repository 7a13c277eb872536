"""The page on which a person makes and revokes tokens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils.models import Membership, Token
from tests.factories.councils import MembershipFactory

pytestmark = pytest.mark.django_db
PAGE = "/councils/tokens/"


@pytest.fixture
def officer(world, client):
    """The client, signed in as the officer."""
    client.force_login(world.people["officer"])
    return client


def typed(user, **fields):
    membership = Membership.objects.get(user=user, council__slug=fields.pop("council", "lambeth"))
    return {"name": "Import", "membership": membership.pk, "days": 90} | fields


def test_a_new_token_is_shown_once(officer, world):
    shown = officer.post(PAGE, typed(world.people["officer"]))
    later = officer.get(PAGE)

    secret = shown.context["secret"]
    assert secret in shown.content.decode()
    assert shown["Cache-Control"].split(", ").count("no-store") == 1
    assert secret not in later.content.decode()
    assert later.context["page"].object_list[0].name == "Import"


def test_what_it_is_for_and_how_long_must_be_said(officer, world):
    response = officer.post(PAGE, typed(world.people["officer"], name=" ", days=4000))

    form = response.context["form"]
    assert form["name"].errors == ["Say what the token is for"]
    assert form["days"].errors == ["Choose from the list: How long should it work"]
    assert Token.objects.count() == 0


def test_nobody_makes_a_token_for_a_council_that_is_not_theirs(officer, world):
    other = Membership.objects.get(user=world.people["other_officer"])

    response = officer.post(PAGE, typed(world.people["officer"], membership=other.pk))

    assert list(response.context["form"].errors) == ["membership"]


def test_who_acts_for_two_councils_says_for_which(officer, world):
    MembershipFactory(council=world.other_council, user=world.people["officer"])

    officer.post(PAGE, typed(world.people["officer"], council="southwark"))

    assert Token.objects.get().membership.council == world.other_council


def test_a_sixth_token_is_kindly_refused(officer, world):
    for _ in range(5):
        officer.post(PAGE, typed(world.people["officer"]))

    response = officer.post(PAGE, typed(world.people["officer"]))

    assert response.context["form"].non_field_errors() == [
        "You have as many as can work at once: revoke one first"
    ]
    assert Token.objects.count() == 5


def test_who_has_no_second_factor_is_asked_for_one(officer, world, settings):
    settings.REQUIRE_SECOND_FACTOR = True

    response = officer.post(PAGE, typed(world.people["officer"]))

    assert response["Location"].startswith("/accounts/2fa/totp/activate/")
    assert Token.objects.count() == 0


def test_a_token_is_revoked_on_the_page(officer, world):
    officer.post(PAGE, typed(world.people["officer"]))
    token = Token.objects.get()

    page = officer.post(f"{PAGE}{token.pk}/revoke/", follow=True)
    again = officer.post(f"{PAGE}{token.pk}/revoke/", follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "“Import” opens nothing any more."
    ]
    assert [str(message) for message in again.context["messages"]] == ["It was revoked already."]
    assert page.content.decode().count("Revoked</span>") == 1


def test_the_page_costs_the_same_however_many(officer, world):
    membership = Membership.objects.get(user=world.people["officer"])
    ends, counts = timezone.now() + timedelta(days=1), []

    for digests in ("a", "bc"):
        for digest in digests:
            Token.objects.create(
                membership=membership, name="Import", digest=digest, expires_at=ends
            )
        with CaptureQueriesContext(connection) as asked:
            officer.get(PAGE)
        counts.append(len(asked))

    assert counts[0] == counts[1]
