"""Votes that stand out: what would change without them, and leaving them out in public."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from volunteers.consensus import permissions, services
from volunteers.consensus.forms import LeaveOutForm
from volunteers.consensus.models import Exclusion
from volunteers.consensus.views.conversations import PAGE, find


def _led(request, pk):
    found = find(request, pk)
    if not permissions.can_enter_votes(request.user, found):
        raise PermissionDenied(_("The councils that lead the conversation look at its votes."))
    return found


@login_required
def suspicions(request, pk):
    """Sets of votes that stand out, and those that were left out."""
    found = _led(request, pk)
    rows = found.suspicions.select_related("exclusion").defer("members")
    context = {
        "conversation": found,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "exclusions": found.exclusions.all()[:PAGE],
    }
    return render(request, "volunteers/consensus/suspicions.html", context)


@login_required
@require_POST
def suspicions_look(request, pk):
    """Look anew, in the background."""
    found = _led(request, pk)
    services.ask_to_look(found)
    messages.success(request, _("We are looking. Come back to this page in a minute."))
    return redirect("consensus:suspicions", pk)


@login_required
def suspicion_leave_out(request, pk, suspicion):
    """See what would change, then leave these votes out with a public reason."""
    found = _led(request, pk)
    rows = found.suspicions.select_related("exclusion").defer("members")
    one = get_object_or_404(rows, pk=suspicion)
    form = LeaveOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.leave_out(one, by=request.user, **form.cleaned_data)
        except services.TooFew:
            form.add_error(
                None,
                _(
                    "Fewer than five of these people still count: leaving them out would show how"
                    " they voted."
                ),
            )
        else:
            told = ngettext(
                "The votes of %(people)s person are left out from the next map on.",
                "The votes of %(people)s people are left out from the next map on.",
                made.people,
            )
            messages.success(request, told % {"people": made.people})
            return redirect("consensus:suspicions", pk)
    said = {
        one.number: one
        for one in found.statements.filter(
            number__in=[moved["number"] for moved in one.effect.get("statements", [])]
        )
    }
    moved = [
        {"statement": said[row["number"]], "before": row["agree"][0], "after": row["agree"][1]}
        for row in one.effect.get("statements", [])
        if row["number"] in said
    ]
    context = {"form": form, "conversation": found, "suspicion": one, "moved": moved}
    return render(request, "volunteers/consensus/leave_out.html", context)


@login_required
def exclusion_undo(request, pk, exclusion):
    """Count votes again that were left out."""
    found = _led(request, pk)
    one = get_object_or_404(Exclusion, conversation=found, pk=exclusion, undone_at=None)
    form = LeaveOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.take_back(one, by=request.user, **form.cleaned_data)
        messages.success(request, _("These votes count again from the next map on."))
        return redirect("consensus:suspicions", pk)
    context = {"form": form, "conversation": found, "exclusion": one}
    return render(request, "volunteers/consensus/count_again.html", context)
