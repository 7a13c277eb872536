"""Pages of employers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from corps.organisations import services as organisations
from corps.organisations.forms import InvitationForm, RegistrationForm
from corps.organisations.permissions import can_act_for_organisation, can_invite_member
from secondments import permissions, queries, services
from secondments.views.finding import PAGE, act_or_say, act_with_reason, find_employer


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
    experts = Paginator(queries.experts_of(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "employer": found,
        "organisation": found.organisation,
        "members": found.organisation.memberships.select_related("user"),
        "invitations": queries.open_invitations(found),
        "page": experts,
        "interests": queries.interests_of(found),
        "secondments": queries.secondments_of(found)[:PAGE],
        "history": queries.history(found.organisation)[:PAGE],
        "can_act": can_act_for_organisation(request.user, found.organisation),
        "can_invite": can_invite_member(request.user, found.organisation),
        "can_verify": permissions.can_verify_employer(request.user, found),
    }
    return render(request, "secondments/employer.html", context)


@login_required
@require_POST
def employer_verify(request, pk):
    """Say that a company is what it says it is."""
    found = find_employer(request, pk)
    if not permissions.can_verify_employer(request.user, found):
        raise PermissionDenied("Corps staff verify employers, but never their own.")
    done = f"{found} is verified. Its people have been told."
    return act_or_say(
        request, found, lambda: services.verify_employer(found, by=request.user), done
    )


@login_required
def employer_refuse(request, pk):
    """Say that a company may not take part, and why."""
    found = find_employer(request, pk)
    if not permissions.can_verify_employer(request.user, found):
        raise PermissionDenied("Corps staff refuse employers, but never their own.")
    return act_with_reason(
        request,
        found,
        lambda reason: services.refuse_employer(found, by=request.user, reason=reason),
        title=f"Refuse {found}",
        hint="Its people are told. Any consent that it has given to its experts is withdrawn.",
        button="Refuse",
        done=f"{found} is refused. Its people have been told why.",
    )


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
