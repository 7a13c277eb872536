"""A second pair of eyes, at the page and behind a link."""

import re
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from councils.models import ApprovalLink, Membership, Project
from tests.world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(world, client):
    """The client, signed in as the officer."""
    client.force_login(world.people["officer"])
    return client


def test_who_was_second_is_told_so(client, world):
    project = world.project("submitted")
    client.force_login(world.people["approver"])
    for _ in range(2):
        response = client.post(reverse("councils:project-approve", args=[project.pk]), follow=True)

    assert response.content.decode().count("Somebody was there first") == 1


def test_approving_asks_for_a_second_factor_where_one_is_required(client, world, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    project = world.project("submitted")
    client.force_login(world.people["approver"])

    response = client.post(reverse("councils:project-approve", args=[project.pk]))

    assert response["Location"].startswith(reverse("mfa_activate_totp"))
    assert Project.objects.get().stage == "submitted"


def lone(world):
    """Leave the officer alone in the council, with a project that waits."""
    project = world.project("submitted")
    Membership.objects.filter(council=world.council).exclude(user=world.people["officer"]).delete()
    return project


def test_a_lone_officer_asks_a_head_of_service_at_their_own_council(officer, world):
    project = lone(world)
    url = reverse("councils:approval-send", args=[project.pk])
    head = {"name": "Sample Head", "post": "Head of Planning"}

    wrong = officer.post(url, head | {"email": "head@southwark.gov.uk"})
    own = officer.post(url, head | {"email": world.people["officer"].email})
    officer.post(url, head | {"email": "head@lambeth.gov.uk"})

    assert wrong.context["form"].errors == {
        "email": ["Enter an address on Lambeth's own domain: lambeth.gov.uk"]
    }
    assert own.context["form"].errors == {
        "email": ["It has to be somebody else: nobody approves their own project"]
    }
    assert ApprovalLink.objects.get().email == "head@lambeth.gov.uk"


def sign_in_by_code(client, user):
    """As if the person had typed the code sent to their address."""
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "email": user.email}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.mark.parametrize(
    ("act", "stage"),
    [({"approve": "1"}, "open"), ({"return": "1", "reason": "Who pays?"}, "returned")],
)
def test_the_head_signs_in_by_code_and_needs_no_other_second_factor(
    officer, world, client, settings, act, stage
):
    settings.REQUIRE_SECOND_FACTOR = True
    project, head = lone(world), person("Sample Head", "head@lambeth.gov.uk")
    link = ApprovalLink.objects.create(
        project=project, name="Head", post="Head", email=head.email, by=world.people["officer"]
    )

    client.force_login(head)
    refused = client.post(link.get_absolute_url(), act)
    sign_in_by_code(client, head)
    page = client.get(link.get_absolute_url())
    client.post(link.get_absolute_url(), act)
    again = client.post(link.get_absolute_url(), act, follow=True)

    assert (refused.status_code, page.status_code) == (403, 200)
    assert Project.objects.get().stage == stage
    assert again.content.decode().count("This link has been used") == 1


def ways_in(client, link):
    """What the link answers, as status and its buttons."""
    page = client.get(link.get_absolute_url())
    text = page.content.decode()
    return page.status_code, [
        words for words in ("Send me a code", "Sign out and ask for a code") if words in text
    ]


def test_whoever_opens_the_link_is_told_how_to_get_in(officer, world, client):
    link = ApprovalLink.objects.create(
        project=lone(world),
        name="Head",
        post="Head",
        email="head@lambeth.gov.uk",
        by=world.people["officer"],
    )

    other = ways_in(officer, link)
    client.logout()
    stranger = ways_in(client, link)
    ApprovalLink.objects.update(sent_at=timezone.now() - timedelta(days=15))
    late = ways_in(client, link)

    assert other == (403, ["Sign out and ask for a code"])
    assert stranger == (200, ["Send me a code"])
    assert late == (200, [])


def test_a_link_that_is_too_old_offers_nothing_to_press(officer, world, client):
    project, head = lone(world), person("Sample Head", "head@lambeth.gov.uk")
    link = ApprovalLink.objects.create(
        project=project,
        name="Head",
        post="Head",
        email=head.email,
        by=world.people["officer"],
        sent_at=timezone.now() - timedelta(days=15),
    )
    sign_in_by_code(client, head)

    assert client.get(link.get_absolute_url()).context["good"] is False


def test_whoever_wrote_it_does_not_approve_it_by_a_link(officer, world):
    link = ApprovalLink.objects.create(
        project=lone(world),
        name="Head",
        post="Head",
        email=world.people["officer"].email,
        by=world.people["officer"],
    )

    response = officer.post(link.get_absolute_url(), {"approve": "1"})

    assert (response.status_code, Project.objects.get().stage) == (403, "submitted")


def test_the_head_whom_nobody_knew_signs_in_by_a_code_alone(officer, world, client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    lone(world)
    head = {"name": "Sample Head", "post": "Head", "email": "head@lambeth.gov.uk"}
    url = reverse("councils:approval-send", args=[Project.objects.get().pk])
    officer.post(url, head)
    link = ApprovalLink.objects.get()
    client.logout()

    sent = client.post(
        f"{reverse('account_request_login_code')}?next={link.get_absolute_url()}",
        {"email": head["email"]},
    )
    code = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", mail.outbox[-1].body, re.MULTILINE)[1]
    page = client.post(sent["Location"], {"code": code}, follow=True)
    client.post(link.get_absolute_url(), {"approve": "1"})

    assert page.redirect_chain[-1][0] == link.get_absolute_url()
    assert Project.objects.get().approved_by.email == head["email"]


def test_returning_by_link_needs_a_reason(officer, world, client):
    project, head = lone(world), person("Sample Head", "head@lambeth.gov.uk")
    link = ApprovalLink.objects.create(
        project=project, name="Head", post="Head", email=head.email, by=world.people["officer"]
    )
    sign_in_by_code(client, head)

    response = client.post(link.get_absolute_url(), {"return": "1", "reason": ""})

    assert response.context["form"].errors == {"reason": ["Give the reason"]}
