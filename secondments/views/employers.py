"""Pages of employers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from corps.organisations import queries as bodies
from corps.organisations import services as organisations
from corps.organisations.forms import InvitationForm, RegistrationForm
from corps.organisations.models import Organisation
from corps.organisations.permissions import (
    can_act_for_organisation,
    can_invite_member,
    can_run_organisation,
)
from secondments import permissions, queries, services
from secondments.views.finding import PAGE, find_employer


@login_required
def employer_new(request):
    """Register a company by its number; who does so runs its page."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            employer = services.register_employer(by=request.user, **form.cleaned_data)
        except organisations.AlreadyRegistered as known:
            form.add_error("company_number", str(known))
        else:
            messages.success(request, f"{employer} is registered. Corps staff check it next.")
            return redirect(employer)
    return render(request, "secondments/employer_new.html", {"form": form})


@login_required
def employers(request):
    """All employers, for corps staff: those who wait to be checked first."""
    if not permissions.can_see_employers(request.user):
        raise PermissionDenied("The list of employers is for corps staff.")
    page = Paginator(queries.employers_by_urgency(), PAGE).get_page(request.GET.get("page"))
    return render(request, "secondments/employers.html", {"page": page})


@login_required
def employer(request, pk):
    """A company's own page: its people, its experts, its interests and its secondments."""
    found = find_employer(request, pk)
    waits = found.organisation.stage == Organisation.Stage.APPLIED
    experts = Paginator(queries.experts_of(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "employer": found,
        "organisation": found.organisation,
        "members": bodies.members_of(found.organisation)[:PAGE],
        "claim": found.organisation.group_claims.filter(accepted=None).first(),
        "clock": bodies.clock(found.organisation) if waits else None,
        "page": experts,
        "interests": queries.interests_of(found),
        "secondments": queries.secondments_of(found)[:PAGE],
        "history": queries.history(found.organisation)[:PAGE],
        "can_act": can_act_for_organisation(request.user, found.organisation),
        "can_run": can_run_organisation(request.user, found.organisation),
        "can_verify": permissions.can_verify_employer(request.user, found),
    }
    return render(request, "secondments/employer.html", context)


@login_required
def member_invite(request, pk):
    """Ask a colleague by e-mail to act for the company."""
    found = find_employer(request, pk)
    if not can_invite_member(request.user, found.organisation):
        raise PermissionDenied("The company's administrators invite others.")
    form = InvitationForm(request.POST or None, organisation=found.organisation)
    if request.method == "POST" and form.is_valid():
        sent = organisations.invite(found.organisation, by=request.user, **form.cleaned_data)
        messages.success(request, f"Invited {sent.email}.")
        return redirect(found)
    return render(request, "secondments/member_invite.html", {"form": form, "employer": found})
