"""Second factor before an act that binds a council or opens the back office."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
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


def second_factor_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send who comes without a second factor to set one up, and back here afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not has_second_factor(request):
            messages.warning(request, "Set up a second factor first, then come back to approve.")
            return redirect(reverse("mfa_index"))
        return view(request, *args, **kwargs)

    return guarded
