"""Who acts for an organisation, and who is asked to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.organisations import permissions, queries, services
from corps.organisations.forms import RoleForm, WordsForm
from corps.organisations.models import Invitation, Membership, Organisation
from corps.stages import IllegalMove

PAGE = 20
GONE = "Somebody was there first. Here is how it stands now."


@login_required
def members(request, pk):
    """An organisation's people, their roles, and whom they have invited."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    page = Paginator(queries.members_of(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": found,
        "page": page,
        "invitations": queries.invitations_of(found)[:PAGE],
        "can_run": permissions.can_run_organisation(request.user, found),
        "can_act": permissions.can_act_for_organisation(request.user, found),
        "can_invite": permissions.can_invite_member(request.user, found),
        "roles": Membership.Role.choices,
    }
    return render(request, "corps/organisations/members.html", context)


def _membership_to_run(request, pk):
    visible = Organisation.objects.visible_to(request.user)
    rows = Membership.objects.filter(organisation__in=visible)
    found = get_object_or_404(rows.select_related("organisation", "user"), pk=pk)
    if not permissions.can_run_organisation(request.user, found.organisation):
        raise PermissionDenied("The organisation’s administrators say who acts for it.")
    return found


def _act(request, organisation, act, done, **to):
    """Do it, unless somebody else was first or nobody would be left to run the list."""
    try:
        act()
    except IllegalMove:
        messages.info(request, GONE)
    except services.LastAdministrator as why:
        messages.error(request, str(why))
    else:
        messages.success(request, done)
        if to:
            return redirect(**to)
    return redirect("organisations:members", organisation.pk)


@login_required
@require_POST
def member_role(request, pk):
    """Make a member administrator, or administrator no longer."""
    found = _membership_to_run(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose a role from the list.")
        return redirect("organisations:members", found.organisation_id)
    role = form.cleaned_data["role"]
    return _act(
        request,
        found.organisation,
        lambda: services.change_role(found, by=request.user, role=role),
        f"{found.user} is {role} now.",
    )


@login_required
def member_remove(request, pk):
    """Let somebody act for the organisation no longer, and say why."""
    found = _membership_to_run(request, pk)
    if found.user == request.user:
        return redirect("organisations:member-leave", found.organisation_id)
    form = WordsForm(
        request.POST or None,
        label="Why?",
        hint=f"{found.user} and the other administrators read it.",
        missing="Say why",
    )
    if request.method == "POST" and form.is_valid():
        return _act(
            request,
            found.organisation,
            lambda: services.remove_member(
                found, by=request.user, reason=form.cleaned_data["words"]
            ),
            f"{found.user} acts for {found.organisation} no longer.",
        )
    context = {
        "form": form,
        "organisation": found.organisation,
        "title": f"Remove {found.user}",
        "lead": "They see the organisation’s pages no longer. What they did for it stays as it is.",
        "button": "Remove",
        "danger": True,
    }
    return render(request, "corps/organisations/words.html", context)


@login_required
def member_leave(request, pk):
    """Act for the organisation no longer."""
    rows = Membership.objects.select_related("organisation", "user")
    found = get_object_or_404(rows, organisation=pk, user=request.user)
    if request.method == "POST":
        done = f"You act for {found.organisation} no longer."
        leave = lambda: services.leave(found)  # noqa: E731 - named for what it does
        return _act(request, found.organisation, leave, done, to="home:front")
    context = {
        "organisation": found.organisation,
        "title": f"Leave {found.organisation}",
        "lead": "You see its pages no longer, and answer for it no longer. A colleague can invite"
        " you again.",
        "button": "Leave",
        "danger": True,
    }
    return render(request, "corps/organisations/words.html", context)


def _invitation_to_run(request, pk):
    visible = Organisation.objects.visible_to(request.user)
    rows = Invitation.objects.filter(organisation__in=visible, accepted_at=None)
    found = get_object_or_404(rows.select_related("organisation"), pk=pk)
    if not permissions.can_invite_member(request.user, found.organisation):
        raise PermissionDenied("The organisation’s administrators invite others.")
    return found


@login_required
@require_POST
def invitation_resend(request, pk):
    """Send a new link in place of the old one."""
    found = _invitation_to_run(request, pk)
    services.invite(found.organisation, email=found.email, role=found.role, by=request.user)
    messages.success(request, f"Sent to {found.email} again. The earlier link opens nothing now.")
    return redirect("organisations:members", found.organisation_id)


@login_required
@require_POST
def invitation_withdraw(request, pk):
    """Take an invitation back."""
    found = _invitation_to_run(request, pk)
    return _act(
        request,
        found.organisation,
        lambda: services.withdraw_invitation(found, by=request.user),
        f"The invitation of {found.email} is withdrawn: its link opens nothing now.",
    )


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
