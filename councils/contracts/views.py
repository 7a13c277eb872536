"""Pages on which an organisation declares its interests and ends them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from corps.organisations.models import Organisation
from councils.contracts import permissions, services
from councils.contracts.forms import InterestForm
from councils.contracts.models import Interest


@login_required
def interest_new(request, organisation_pk):
    """Declare that the organisation supplies a council, bids or intends to."""
    organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user), pk=organisation_pk
    )
    if not permissions.can_declare_interest(request.user, organisation):
        raise PermissionDenied("Only its own people declare an organisation's interests.")
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            interest = services.declare_interest(organisation, by=request.user, **form.cleaned_data)
        except services.AlreadyDeclared:
            form.add_error("council", "This is declared already. Choose another council or kind.")
        else:
            messages.success(request, f"Declared. Your people keep away from {interest.council}.")
            return redirect(organisation)
    return render(
        request,
        "councils/contracts/interest_form.html",
        {"form": form, "organisation": organisation},
    )


@login_required
def interest_end(request, pk):
    """Say that an interest is over."""
    interest = get_object_or_404(
        Interest.objects.visible_to(request.user).select_related("organisation", "council"), pk=pk
    )
    if not permissions.can_end_interest(request.user, interest):
        raise PermissionDenied("Only its own people end an organisation's interests.")
    if request.method == "POST":
        try:
            services.end_interest(interest, by=request.user)
        except services.AlreadyEnded:
            messages.info(request, "Somebody ended this first.")
        else:
            messages.success(request, f"Ended your interest in {interest.council}.")
        return redirect(interest.organisation)
    return render(request, "councils/contracts/interest_end.html", {"interest": interest})
