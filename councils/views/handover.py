"""Who answers for a project, and what becomes of it when they leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import LeaveForm, OwnerForm
from councils.models import CoOwner, Membership
from councils.views.projects import find


@login_required
def member_end(request, pk):
    """Let a member go, or leave: say who takes over what."""
    membership = get_object_or_404(Membership.objects.select_related("council", "user"), pk=pk)
    council, own = membership.council, membership.user == request.user
    if not permissions.can_see_members(request.user, council):
        raise Http404
    if not permissions.can_end_membership(request.user, membership):
        raise PermissionDenied("Your council's administrator does this.")
    form = _leave_form(request, membership, own)
    if request.method == "POST" and form.is_valid() and _ended(request, membership, form):
        if own:
            messages.success(request, f"You do not act for {council} any more. Thank you.")
            return redirect("councils:join")
        messages.success(request, f"{membership.user} does not act for {council} any more.")
        return redirect("councils:members", council.slug)
    context = {"form": form, "membership": membership, "council": council, "own": own}
    return render(request, "councils/member_end.html", context)


def _leave_form(request, membership, own):
    owned, _shared = queries.held_by(membership.user, membership.council)
    rest = Membership.objects.confirmed().filter(council=membership.council)
    colleagues = rest.exclude(pk=membership.pk).select_related("user", "council")
    runs = Membership.Role.ADMINISTRATOR
    return LeaveForm(
        request.POST if request.method == "POST" else None,
        projects=owned,
        colleagues=colleagues.order_by("user__name", "pk"),
        own=own,
        alone=membership.role == runs and not rest.administrators().exclude(pk=membership.pk),
    )


def _ended(request, membership, form):
    try:
        services.end_membership(
            membership,
            by=request.user,
            reason=form.cleaned_data["reason"],
            takers=form.takers,
            successor=form.successor,
        )
    except services.LastAdministrator:
        form.add_error(None, "Somebody has to run it: invite a colleague as administrator first")
    except IllegalMove:
        form.add_error(None, "Somebody changed the list meanwhile: look at it again")
    else:
        return True
    return False


def _find_to_share(request, pk):
    project = find(request, pk)
    if not permissions.can_share_project(request.user, project):
        raise PermissionDenied("Who answers for it, or an administrator, does this.")
    return project


@login_required
def owners(request, pk):
    """Who answers for a project; and another who should."""
    project = find(request, pk)
    if not permissions.can_see_inside(request.user, project):
        raise PermissionDenied(f"Only {project.council}'s own people see this list.")
    may_share = permissions.can_share_project(request.user, project)
    if request.method == "POST" and not may_share:
        raise PermissionDenied("Who answers for it, or an administrator, does this.")
    owner = queries.owner(project)
    people = queries.members(project.council).order_by("name", "pk")
    people = people.exclude(pk=owner.pk) if owner else people
    form = OwnerForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        return _share(request, project, form.cleaned_data["user"])
    context = {
        "project": project,
        "owner": owner,
        "co_owners": project.co_owners.select_related("user", "added_by"),
        "form": form,
        "may_share": may_share,
        "is_running": project.stage in queries.RUNNING,
    }
    return render(request, "councils/owners.html", context)


def _share(request, project, user):
    """Do what the button said: share it, or hand it over."""
    try:
        if "hand_over" in request.POST:
            services.hand_over(project, to=user, by=request.user)
            messages.success(request, f"{user} owns it now.")
        else:
            services.add_co_owner(project, user=user, by=request.user)
            messages.success(request, f"{user} is co-owner now.")
    except IllegalMove:
        messages.warning(request, "Somebody was there first: this is how it stands now.")
    return redirect("councils:owners", project.pk)


@login_required
@require_POST
def co_owner_remove(request, pk):
    """Take a co-owner off a project; anybody may take off themselves."""
    row = get_object_or_404(CoOwner.objects.select_related("user"), pk=pk)
    project = find(request, row.project_id)
    if row.user != request.user:
        _find_to_share(request, project.pk)
    try:
        services.remove_co_owner(row, by=request.user)
    except IllegalMove:
        messages.warning(request, "Somebody was there first: this is how it stands now.")
    else:
        messages.success(request, f"{row.user} is co-owner no longer.")
    return redirect("councils:owners", project.pk)
