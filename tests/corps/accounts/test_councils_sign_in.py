"""A council's own sign-in, with a provider of OpenID Connect that the test starts."""

import os
import subprocess
import sys

import httpx
import oidc_provider_mock
import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from corps.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.world import person

pytestmark = [
    pytest.mark.django_db,
    # Said by the provider's own libraries of each other.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
]
ADA = "ada@lambeth.gov.uk"


@pytest.fixture(scope="module")
def provider():
    """The address of a provider over HTTP."""
    with (
        pytest.MonkeyPatch.context() as environment,
        oidc_provider_mock.run_server_in_thread() as server,
    ):
        environment.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def lambeth(provider, settings):
    """Lambeth's people sign in there."""
    app = {
        "provider_id": "lambeth",
        "name": "Lambeth",
        "client_id": "corps",
        "secret": "sample",
        "settings": {
            "server_url": provider,
            "domains": ["lambeth.gov.uk"],
            "oauth_pkce_enabled": True,
        },
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    return provider


def come_back(client, provider, who, **claims):
    """Go to the provider as somebody of whom it says this; return the page one comes back to."""
    httpx.put(f"{provider}/users/{who}", json=claims).raise_for_status()
    away = client.get(reverse("openid_connect_login", args=["lambeth"]))
    answered = httpx.post(away["Location"], data={"sub": who})
    return client.get(answered.headers["location"], follow=True)


def test_a_newcomer_gets_an_account_with_the_councils_name_and_address(client, lambeth):
    page = come_back(client, lambeth, "u1", email=ADA, email_verified=True, name="Ada Sample")

    ada = User.objects.get()
    assert (ada.email, ada.name, ada.has_usable_password()) == (ADA, "Ada Sample", False)
    assert page.wsgi_request.user == ada
    assert EmailAddress.objects.get(user=ada).verified is True


def test_a_verified_address_of_the_council_opens_the_account_that_has_it(client, lambeth):
    ada = UserFactory(email=ADA)

    page = come_back(client, lambeth, "u2", email=ADA, email_verified=True)
    again = come_back(Client(), lambeth, "u2", email=ADA, email_verified=True)

    assert (page.wsgi_request.user, again.wsgi_request.user) == (ada, ada)
    assert User.objects.count() == 1


def test_who_claimed_the_address_before_keeps_neither_it_nor_a_password(client, lambeth):
    begun = User.objects.create_user(ADA, "chosen by who knows whom")
    EmailAddress.objects.create(user=begun, email=ADA, primary=True)
    stranger = UserFactory()
    EmailAddress.objects.create(user=stranger, email=ADA)

    page = come_back(client, lambeth, "u3", email=ADA, email_verified=True)

    begun.refresh_from_db()
    assert (page.wsgi_request.user, begun.has_usable_password()) == (begun, False)
    assert [one.user for one in EmailAddress.objects.filter(email=ADA, verified=True)] == [begun]
    assert EmailAddress.objects.filter(user=stranger).count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": ADA, "email_verified": False},
        {"email": ADA},
        {"email": ADA, "email_verified": "true"},
        {"email": "ada@southwark.gov.uk", "email_verified": True},
        {"email": "ada@lambeth.gov.uk.example", "email_verified": True},
        {"email_verified": True},
    ],
    ids=str,
)
def test_every_other_address_is_refused_in_words(client, lambeth, claims):
    UserFactory(email=ADA)

    page = come_back(client, lambeth, "u4", **claims)

    assert (page.status_code, page.wsgi_request.user.is_authenticated) == (403, False)
    assert "No other address is taken from there" in page.content.decode()


def test_who_is_signed_in_does_not_link_somebody_elses_address(client, lambeth):
    stranger = UserFactory()
    client.force_login(stranger)
    httpx.put(f"{lambeth}/users/u5", json={"email": ADA, "email_verified": True})

    away = client.get(f"{reverse('openid_connect_login', args=['lambeth'])}?process=connect")
    answered = httpx.post(away["Location"], data={"sub": "u5"})
    page = client.get(answered.headers["location"], follow=True)

    assert page.status_code == 403
    assert stranger.socialaccount_set.count() == 0


def test_a_no_from_the_council_leads_back_in_words(client, lambeth):
    away = client.get(reverse("openid_connect_login", args=["lambeth"]))

    answered = httpx.post(away["Location"], data={"action": "deny"})
    page = client.get(answered.headers["location"], follow=True)

    assert page.context["user"].is_authenticated is False
    assert "You were not signed in" in page.content.decode()


def test_it_is_no_second_factor_of_ours(client, lambeth, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    person("Ada", ADA, is_staff=True)
    come_back(client, lambeth, "u6", email=ADA, email_verified=True, amr=["mfa"])

    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("mfa_activate_totp"))


def test_the_button_stands_where_a_provider_is_set_and_nowhere_else(client, provider, settings):
    page = client.get(reverse("account_login")).content.decode()

    assert "Sign in with Lambeth" not in page


def test_the_button_of_a_provider_stands_on_the_sign_in_page(client, lambeth):
    assert "Sign in with Lambeth" in client.get(reverse("account_login")).content.decode()


def test_the_environment_alone_says_which_providers_there_are():
    said = {
        "OIDC_PROVIDERS": "lambeth",
        "OIDC_LAMBETH_SERVER_URL": "https://id.example",
        "OIDC_LAMBETH_CLIENT_ID": "corps",
        "OIDC_LAMBETH_CLIENT_SECRET": "sample",
        "OIDC_LAMBETH_DOMAINS": "Lambeth.gov.uk",
    }
    ask = (
        "from corps import settings as s;"
        "print(s.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'],"
        " s.OIDC_APPS[0] in s.INSTALLED_APPS)"
    )

    def told(env):
        run = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True)
        return run.stdout.strip() or run.stderr.splitlines()[-1]

    base = {name: os.environ[name] for name in ("PATH", "VAR_DIR")}
    assert told(base) == "[] False"
    assert "'domains': ['lambeth.gov.uk']" in told(base | said)
    assert told(base | said).endswith("True")
    del said["OIDC_LAMBETH_DOMAINS"]
    assert told(base | said) == "KeyError: 'OIDC_LAMBETH_DOMAINS'"
