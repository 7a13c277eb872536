"""What allauth has no page for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from corps.accounts import services


@login_required
@require_POST
def session_end(request, pk):
    """Sign out one device of one's own."""
    if not services.end_session(request.user, pk):
        raise Http404
    messages.success(request, "That device is signed out.")
    return redirect("usersessions_list")
