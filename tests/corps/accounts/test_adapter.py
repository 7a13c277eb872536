"""An address opens the account of who shows that it is theirs, and no other."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client
from django.urls import reverse

from corps.accounts import services
from corps.accounts.models import Departure, User
from tests.factories.accounts import UserFactory
from tests.visitors import CODE

pytestmark = pytest.mark.django_db
PASSWORD = "chosen by a first comer"
ADA = "ada@lambeth.gov.uk"


@pytest.fixture(autouse=True)
def letters(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ACCOUNT_RATE_LIMITS = False


def ask_for_code(client, address):
    """Ask for a sign-in code; return it, or None where none was sent."""
    mail.outbox.clear()
    client.post(reverse("account_request_login_code"), {"email": address})
    found = [code for letter in mail.outbox for code in CODE.findall(letter.body)]
    return found[0] if found else None


def sign_in_by_code(client, address):
    code = ask_for_code(client, address)
    return client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)


def test_the_password_of_a_first_comer_dies_when_the_owner_signs_in_by_a_code(client):
    fields = {"name": "Not Ada", "email": ADA, "password1": PASSWORD}
    Client().post(reverse("account_signup"), fields)

    page = sign_in_by_code(client, ADA)

    ada = User.objects.get(email=ADA)
    assert (ada.has_usable_password(), page.wsgi_request.user) == (False, ada)
    assert "It no longer works" in page.content.decode()
    assert authenticate(page.wsgi_request, email=ADA, password=PASSWORD) is None


def test_a_password_that_has_opened_the_account_once_stays(client):
    ada = User.objects.create_user(ADA, PASSWORD)
    EmailAddress.objects.create(user=ada, email=ADA, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": ADA, "password": PASSWORD})

    sign_in_by_code(Client(), ADA)

    ada.refresh_from_db()
    assert (ada.last_login is None, ada.check_password(PASSWORD)) == (False, True)


def test_a_claim_never_shown_leads_nobody_into_a_strangers_account(client):
    stranger = UserFactory()
    EmailAddress.objects.create(user=stranger, email=ADA, verified=False)

    code = ask_for_code(client, ADA)
    client.post(
        reverse("account_signup"), {"name": "Ada", "email": ADA, "password1": "a long password"}
    )

    assert code is None
    assert [one.user.name for one in EmailAddress.objects.filter(email=ADA)] == ["Ada"]


def test_signing_in_calls_off_the_deletion(client):
    ada = UserFactory(email=ADA)
    services.leave(ada)

    page = sign_in_by_code(client, ADA)

    assert Departure.objects.count() == 0
    assert "Your account will not be deleted" in page.content.decode()


def test_devices_are_listed_and_signed_out_one_by_one_or_all_others_at_once():
    UserFactory(email=ADA)
    here, phone, tablet = (Client(headers={"user-agent": name}) for name in AGENTS)
    for device in (here, phone, tablet):
        sign_in_by_code(device, ADA)

    page = here.get(reverse("usersessions_list")).content.decode()
    last = UserSession.objects.latest("pk")
    here.post(reverse("accounts:session-end", args=[last.pk]))
    left = UserSession.objects.count()
    here.post(reverse("usersessions_list"))

    assert [name in page for name in ("Firefox on Windows", "Safari on an iPhone")] == [True, True]
    assert (left, UserSession.objects.count()) == (2, 1)
    inbox = reverse("notifications:inbox")
    assert [one.get(inbox).status_code for one in (here, phone, tablet)] == [200, 302, 302]


def test_nobody_signs_out_anothers_device(client):
    sign_in_by_code(Client(headers={"user-agent": "Firefox"}), UserFactory().email)
    client.force_login(UserFactory())

    answer = client.post(
        reverse("accounts:session-end", args=[UserSession.objects.values_list("pk", flat=True)[0]])
    )

    assert (answer.status_code, UserSession.objects.count()) == (404, 1)


AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604",
    "Something else",
)
