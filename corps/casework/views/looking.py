"""The site as somebody else sees it: read, never acted upon, and every page written down."""

from copy import copy
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix
from django.views.decorators.http import require_POST

from corps.casework import permissions, services
from corps.casework.models import Look
from corps.casework.views.stuck import for_staff, paged

# Not shown: the back office, one's secrets, and what a person thinks.
CLOSED = (
    *("admin/", "accounts/", "casework/", "api/", "metrics", "my-data/", "notifications/"),
    *("secondments/interests/", "secondments/matching/experts/", "volunteers/consensus/"),
)


class NoMessages(BaseStorage):
    """Messages of the one who looks are not shown to whom they look as, nor the other way."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


@for_staff
def looks(request):
    """Who saw the site as whom, when and why."""
    rows = Look.objects.select_related("by", "of")
    return render(request, "corps/casework/looks.html", {"page": paged(request, rows)})


@for_staff
def look(request, pk):
    """One of them, with the pages that were seen; goes on from here while its time lasts."""
    found = get_object_or_404(Look.objects.select_related("by", "of"), pk=pk)
    context = {
        "look": found,
        "may_go_on": permissions.can_go_on_looking(request.user, found),
        "page": paged(request, found.pages.all()),
    }
    return render(request, "corps/casework/look.html", context)


@for_staff
@require_POST
def look_end(request, pk):
    """End it before its time."""
    found = get_object_or_404(Look, pk=pk, by=request.user)
    services.end_look(found, by=request.user)
    messages.success(request, "Ended.")
    return redirect(found)


@for_staff
def look_page(request, pk, path):
    """A page as the other person would see it. Whatever it would change is taken back."""
    found = get_object_or_404(Look.objects.select_related("by", "of"), pk=pk)
    if not permissions.can_go_on_looking(request.user, found):
        return redirect(found)
    if request.method != "GET":
        raise PermissionDenied("You are only looking: nothing is done in somebody else’s name.")
    if path.startswith(CLOSED):
        raise PermissionDenied("This page is not shown to who looks as somebody else.")
    try:
        services.note_page(found, path=f"/{path}")
    except services.LookOver:
        return redirect(found)
    prefix = reverse("casework:look-front", args=[pk])
    with transaction.atomic():
        response = page_of(request, found, prefix, f"/{path}")
        transaction.set_rollback(True)
    return response


def page_of(request, found, prefix, path):
    """What the other person's browser would get, its links leading on below the prefix."""
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404 from error
    inner = copy(request)
    inner.user = found.of if found.of.is_active else AnonymousUser()
    inner.session = SessionStore()
    inner._messages = NoMessages(inner)
    inner.resolver_match = match
    inner.path_info, inner.path = path, path
    inner.COOKIES = {}
    inner.looked_at = found
    staticfiles_storage.url("css/site.css")  # its address is fixed before ours changes
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        response = match.func(inner, *match.args, **match.kwargs)
        if hasattr(response, "render") and not response.is_rendered:
            response = response.render()
    finally:
        set_script_prefix(before)
    if isinstance(response, HttpResponseRedirect):
        return led_on(response, prefix)
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        raise PermissionDenied("Files are not shown to who looks as somebody else.")
    return response


def led_on(response, prefix):
    """A redirect, which stays among what is looked at."""
    to = urlsplit(response.url)
    if to.netloc and to.netloc != settings.SITE_HOST:
        return HttpResponse(status=204)
    inside = to.path if to.path.startswith(prefix) else f"{prefix}{to.path.lstrip('/')}"
    return redirect(f"{inside}?{to.query}" if to.query else inside)
