"""Who votes: somebody signed in, or a browser that keeps a signed cookie."""

import secrets

from allauth.account.adapter import get_adapter
from django.conf import settings

from volunteers.consensus import services
from volunteers.consensus.models import Participant
from volunteers.consensus.services import Voter

COOKIE = "voter"
SALT = "consensus.voter"
AGE = 400 * 24 * 3600  # the longest that browsers keep a cookie

Kind = Participant.Kind


def address_of(request):
    """Where a request comes from, behind as many proxies as the site trusts."""
    return get_adapter().get_client_ip(request)


def voter_of(request, conversation_id):
    """Who this is in the conversation; nobody yet, where a browser has never voted.

    The first time that somebody is seen signed in, what their browser said goes over to them.
    """
    browser = _browser(request)
    if not request.user.is_authenticated:
        return browser
    user = Voter(Kind.SIGNED_IN, f"user:{request.user.pk}", address_of(request))
    if browser:
        services.bring_along(conversation_id, browser=browser, user=user)
    return user


def _browser(request):
    held = request.get_signed_cookie(COOKIE, default=None, salt=SALT)
    return Voter(Kind.BROWSER, f"browser:{held}", address_of(request)) if held else None


def newcomer(request):
    """A browser that acts for the first time."""
    return Voter(Kind.BROWSER, f"browser:{secrets.token_urlsafe(16)}", address_of(request))


def remember(request, response, voter):
    """Give a new browser the cookie by which it is known; no page sets one, only an act does."""
    if voter.kind == Kind.BROWSER and _browser(request) is None:
        response.set_signed_cookie(
            COOKIE,
            voter.identity.removeprefix("browser:"),
            salt=SALT,
            max_age=AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def keys_of(request, conversation_id):
    """All keys under which this person may have written a statement here."""
    found = set()
    if request.user.is_authenticated:
        found.add(Voter(Kind.SIGNED_IN, f"user:{request.user.pk}").key(conversation_id))
    if browser := _browser(request):
        found.add(browser.key(conversation_id))
    return found
