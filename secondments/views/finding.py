"""What pages of this side begin and end with: find the row, act, say why not."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from corps.stages import IllegalMove
from secondments import permissions, services
from secondments.forms import (
    ReasonForm,
)
from secondments.models import Employer, Expert, Secondment

PAGE = 20


def find_employer(request, pk):
    return get_object_or_404(
        Employer.objects.visible_to(request.user).select_related("organisation__group"), pk=pk
    )


def find_expert(request, pk):
    experts = Expert.objects.visible_to(request.user)
    return get_object_or_404(
        experts.select_related("user", "employer__organisation", "home", "consent_by"), pk=pk
    )


def find_own_profile(request, pk):
    found = find_expert(request, pk)
    if not permissions.can_edit_expert(request.user, found):
        raise PermissionDenied("A profile is its owner's alone to change.")
    return found


def find_staff_of_mine(request, pk):
    found = find_expert(request, pk)
    if not permissions.can_consent_expert(request.user, found):
        raise PermissionDenied("Somebody else at the employer consents.")
    return found


def find_secondment(request, pk):
    rows = Secondment.objects.visible_to(request.user).select_related(
        "expert__user", "expert__employer__organisation", "role__project__council"
    )
    return get_object_or_404(rows, pk=pk)


def find_to_run(request, pk):
    found = find_secondment(request, pk)
    if not permissions.can_run_secondment(request.user, found):
        raise PermissionDenied("The council's own people start and end a secondment.")
    return found


def act_or_say(request, row, act, done):
    """Do what was asked, unless somebody else was first; then show the row as it stands."""
    try:
        act()
    except IllegalMove:
        messages.info(request, "Somebody moved this first. Here is how it stands now.")
    except services.NotYet as why:
        messages.error(request, str(why))
    else:
        messages.success(request, done)
    return redirect(row)


def act_with_reason(request, row, act, *, title, hint, button, done):
    """Ask for a reason, then act."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return act_or_say(request, row, lambda: act(form.cleaned_data["reason"]), done)
    context = {"form": form, "row": row, "title": title, "hint": hint, "button": button}
    return render(request, "secondments/reason_form.html", context)
