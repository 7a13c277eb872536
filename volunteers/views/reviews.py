"""Reading what volunteers sent in: accept it, or return it with a reason."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render

from corps.stages import IllegalMove
from councils.forms import ReasonForm
from volunteers import permissions, queries, services
from volunteers.forms import AcceptForm
from volunteers.models import Contribution
from volunteers.views.task import PAGE, moved_on
from volunteers.views.work import find_work


@login_required
def reviews(request):
    """What waits for this person's review, the longest wait first."""
    if not queries.askers_for(request.user):
        raise PermissionDenied("Councils and charities review what was done for them.")
    page = Paginator(queries.to_review(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/reviews.html", {"page": page})


def find_to_review(request, pk):
    """The contribution, where this person may review it."""
    found = find_work(request, pk)
    if permissions.can_do_work(request.user, found):
        raise PermissionDenied("Nobody reviews what they did themselves: a colleague must.")
    if not permissions.can_review_contribution(request.user, found):
        raise PermissionDenied(f"{found.task.asker}’s people review this.")
    return found


@login_required
def contribution_accept(request, pk):
    """Say that the work is good, with a line about it if one likes."""
    found = find_to_review(request, pk)
    if not found.can_move_to(Contribution.Stage.ACCEPTED):
        return moved_on(request, found)
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.accept(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, f"Accepted. {found.volunteer} hears by e-mail.")
        return redirect("volunteers:reviews")
    return render(request, "volunteers/accept.html", {"form": form, "contribution": found})


@login_required
def contribution_return(request, pk):
    """Send the work back, with what to mend."""
    found = find_to_review(request, pk)
    if not found.can_move_to(Contribution.Stage.RETURNED):
        return moved_on(request, found)
    form = ReasonForm(
        request.POST or None,
        label="What should be mended?",
        hint="Say what is good too. The place stays theirs.",
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.return_work(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, f"Returned. {found.volunteer} hears by e-mail.")
        return redirect("volunteers:reviews")
    context = {
        "form": form,
        "row": found,
        "title": f"Return {found.volunteer}’s work",
        "button": "Return it",
    }
    return render(request, "volunteers/reason.html", context)
