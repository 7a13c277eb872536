"""The page on which somebody accepts to act for an organisation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from corps.organisations import permissions, queries, services
from corps.organisations.models import Invitation


@login_required
def invitation(request, token):
    """Accept an invitation, with the address to which it was sent."""
    found = get_object_or_404(Invitation.objects.select_related("organisation", "by"), token=token)
    if not permissions.can_accept_invitation(request.user, found):
        raise PermissionDenied(
            "This invitation was sent to another e-mail address. Sign in with that address,"
            " or add it to your account and confirm it, then open the link again."
        )
    if request.method == "POST":
        try:
            services.accept_invitation(found, user=request.user)
        except services.InvitationOver:
            messages.info(request, "This invitation was used already, or is too old.")
            return redirect(found)
        messages.success(request, f"You now act for {found.organisation}.")
        return redirect(found.organisation)
    return render(
        request,
        "corps/organisations/invitation.html",
        {"invitation": found, "over": queries.is_over(found)},
    )
