"""Second factor before an act that binds a council or opens the back office."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from corps.accounts.models import User


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or none is required here.

    A passkey that opens the account alone is one: it is held, and asks for a finger, face or PIN.
    """
    if not settings.REQUIRE_SECOND_FACTOR:
        return True
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def where_to_show_one(request: HttpRequest) -> str:
    """The page that asks for the second factor, or sets one up; it leads back to this one."""
    back = request.get_full_path()
    if request.method != "GET":  # an act is done again from the page it was begun on
        back = urlsplit(request.headers.get("Referer", "")).path or "/"
    query = urlencode({"next": back})
    if is_mfa_enabled(request.user):
        messages.info(request, "Show your second factor, then do it again.")
        code = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
        page = "mfa_reauthenticate" if code else "mfa_reauthenticate_webauthn"
        return f"{reverse(page)}?{query}"
    messages.warning(request, "Set up a second factor first: this binds your council.")
    return f"{reverse('mfa_activate_totp')}?{query}"


def was_here_lately(request: HttpRequest) -> bool:
    """Whether this person has shown within some minutes that it is them."""
    records = get_authentication_records(request, request.user)
    latest = max((record.get("at", 0) for record in records), default=0)
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def can_show_again(user: User) -> bool:
    """Whether there is a password or a factor to ask for; else one signs in anew."""
    return bool(get_adapter().get_reauthentication_methods(user))


def ask_again(request: HttpRequest) -> None:
    """Ask who has not shown it lately, where there is a way; allauth leads there and back."""
    user = request.user
    if user.is_authenticated and not was_here_lately(request) and can_show_again(user):
        raise ReauthenticationRequired


def second_factor_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask who comes without a second factor for it, or to set one up, then lead back here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not has_second_factor(request):
            return redirect(where_to_show_one(request))
        return view(request, *args, **kwargs)

    return guarded
