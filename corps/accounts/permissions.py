"""Second factor before an act that binds a council or opens the back office."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or none is required here."""
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
        return f"{reverse('mfa_reauthenticate')}?{query}"
    messages.warning(request, "Set up a second factor first: this binds your council.")
    return f"{reverse('mfa_activate_totp')}?{query}"


def second_factor_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask who comes without a second factor for it, or to set one up, then lead back here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not has_second_factor(request):
            return redirect(where_to_show_one(request))
        return view(request, *args, **kwargs)

    return guarded
