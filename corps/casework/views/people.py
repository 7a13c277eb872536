"""People, as corps staff help them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from corps.accounts.models import User
from corps.accounts.permissions import second_factor_required
from corps.casework import permissions, queries, services
from corps.casework.forms import (
    NoteForm,
    OrganisationMergeForm,
    PersonMergeForm,
    ProjectMergeForm,
    ReasonForm,
    SearchForm,
)
from corps.casework.queries.people import addresses_of
from corps.casework.views.stuck import for_staff, paged
from corps.organisations.models import Organisation
from corps.stages import IllegalMove
from councils.models import Project


@for_staff
def people(request):
    """People by name or address."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {"form": form, "page": paged(request, queries.found(words)), "words": words}
    return render(request, "corps/casework/people.html", context)


@for_staff
def person(request, pk):
    """Who somebody is, and what may be done for them."""
    found = get_object_or_404(User.objects.select_related("expert", "volunteer"), pk=pk)
    context = {
        "person": found,
        "roles": queries.roles_of(found),
        "addresses": addresses_of(found),
        "notes": queries.notes_of(found)[:20],
        "note_form": NoteForm(),
        "events": queries.events_of(found)[:20],
        "may_suspend": permissions.can_suspend(request.user, found),
        "may_look": permissions.can_look_as(request.user, found),
    }
    return render(request, "corps/casework/person.html", context)


def find_other(request, pk):
    """Somebody whom this member of corps staff may suspend."""
    found = get_object_or_404(User, pk=pk)
    if not permissions.can_suspend(request.user, found):
        raise PermissionDenied("Nobody of corps staff is suspended or merged here.")
    return found


@for_staff
@second_factor_required
def person_suspend(request, pk):
    """See what stops, then let somebody sign in no longer."""
    found = find_other(request, pk)
    form = ReasonForm(request.POST or None, hint="They read it.")
    if request.method == "POST" and form.is_valid():
        return decide(request, found, services.suspend, f"{found} may not sign in.", form)
    context = {
        "form": form,
        "person": found,
        "title": f"Suspend {found}",
        "stops": queries.hold_back(found),
        "button": "Suspend",
    }
    return render(request, "corps/casework/person_act.html", context)


@for_staff
@second_factor_required
def person_reinstate(request, pk):
    """Let somebody sign in again."""
    found = find_other(request, pk)
    form = ReasonForm(request.POST or None, hint="They read it.")
    if request.method == "POST" and form.is_valid():
        return decide(request, found, services.reinstate, f"{found} may sign in again.", form)
    context = {
        "form": form,
        "person": found,
        "title": f"Reinstate {found}",
        "button": "Reinstate",
    }
    return render(request, "corps/casework/person_act.html", context)


def decide(request, found, verb, done, form):
    """Do it, unless a colleague did."""
    try:
        verb(found, by=request.user, **form.cleaned_data)
    except IllegalMove:
        messages.info(request, "A colleague was there first.")
    else:
        messages.success(request, done)
    return redirect("casework:person", found.pk)


@for_staff
@second_factor_required
def person_merge(request, pk):
    """Make one of two accounts of the same person."""
    found = find_other(request, pk)
    form = PersonMergeForm(request.POST or None, keep=found)
    return merge(
        request,
        found,
        form,
        services.merge_people,
        back="casework:person",
        title=f"Merge another account into {found}",
    )


@for_staff
@second_factor_required
def organisation_merge(request, pk):
    """Make one of two records of the same body."""
    found = get_object_or_404(Organisation, pk=pk)
    form = OrganisationMergeForm(request.POST or None, keep=found)
    return merge(
        request,
        found,
        form,
        services.merge_organisations,
        back=found,
        title=f"Merge another record into {found}",
    )


@for_staff
@second_factor_required
def project_merge(request, pk):
    """Close one of two requests for the same work."""
    found = get_object_or_404(Project.objects.select_related("council"), pk=pk)
    return merge(
        request,
        found,
        ProjectMergeForm(request.POST or None, keep=found),
        services.merge_projects,
        back=found,
        title=f"Close a duplicate of {found}",
        moving=queries.moving_with,
    )


def merge(request, found, form, verb, *, back, title, moving=queries.ties_of):
    """Show what would move, and move it once that was seen."""
    ties = []
    if request.method == "POST" and form.is_valid():
        duplicate = form.cleaned_data["duplicate"]
        ties = moving(duplicate)
        if "merge" in request.POST:
            try:
                verb(found, duplicate, by=request.user, reason=form.cleaned_data["reason"])
            except services.CannotMerge as why:
                form.add_error("duplicate", str(why))
            else:
                messages.success(request, f"{duplicate} is {found} now.")
                return redirect("casework:person", found.pk) if back != found else redirect(back)
    context = {
        "form": form,
        "row": found,
        "title": title,
        "ties": ties,
        "seen": bool(ties) or (request.method == "POST" and form.is_valid()),
    }
    return render(request, "corps/casework/merge.html", context)


@for_staff
@second_factor_required
def person_look(request, pk):
    """Begin to see the site as somebody does."""
    found = get_object_or_404(User, pk=pk)
    if not permissions.can_look_as(request.user, found):
        raise PermissionDenied("Nobody looks as corps staff, or as who may not sign in.")
    form = ReasonForm(request.POST or None, hint="They read it, and that it was you.")
    if request.method == "POST" and form.is_valid():
        return redirect(services.begin_look(found, by=request.user, **form.cleaned_data))
    context = {
        "form": form,
        "person": found,
        "title": f"See the site as {found} sees it",
        "button": "Begin",
        "looking": True,
    }
    return render(request, "corps/casework/person_act.html", context)
