from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from corps.organisations.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InvitationFactory
from tests.factories.secondments import EmployerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    organisation = EmployerFactory().organisation
    return InvitationFactory(organisation=organisation, email="bo@company.example")


@pytest.fixture
def bo(client):
    user = UserFactory(email="bo@company.example")
    client.force_login(user)
    return user


def test_who_accepts_is_led_to_the_page_of_the_company(client, invitation, bo):
    response = client.post(invitation.get_absolute_url(), follow=True)

    assert response.redirect_chain[0][0] == invitation.organisation.get_absolute_url()
    assert Membership.objects.get().user == bo


def test_somebody_with_another_address_is_told_what_to_do(client, invitation):
    client.force_login(UserFactory())

    response = client.get(invitation.get_absolute_url())

    assert response.status_code == 403
    assert "Sign in with that address" in response.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"accepted_at": timezone.now()}, "This invitation was used on"),
        (
            {"sent_at": timezone.now() - timedelta(days=settings.INVITATION_DAYS + 1)},
            "This invitation is too old",
        ),
    ],
)
def test_an_invitation_that_is_over_says_so_and_opens_nothing(client, bo, fields, words):
    invitation = InvitationFactory(
        organisation=EmployerFactory().organisation, email=bo.email, **fields
    )

    page = client.get(invitation.get_absolute_url())
    answer = client.post(invitation.get_absolute_url(), follow=True)

    assert (words in page.text, words in answer.text) == (True, True)
    assert not Membership.objects.exists()
