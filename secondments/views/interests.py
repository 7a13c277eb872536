"""Pages of experts' interest in roles: their own until they share it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from councils.models import Project, Role
from secondments import permissions, queries, services
from secondments.forms import ShareForm
from secondments.models import Expert, RoleInterest
from secondments.views.finding import PAGE, find_employer


@login_required
def interests(request):
    """The roles that one has marked."""
    found = _myself(request)
    page = Paginator(queries.own_interests(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "expert": found,
        "page": page,
        "unshared": found.interests.filter(shared_at=None).count(),
    }
    return render(request, "secondments/interests.html", context)


@login_required
@require_POST
def interest_mark(request, pk):
    """Mark a role; nobody else sees it."""
    found = _myself(request)
    visible = Project.objects.visible_to(request.user)
    rows = Role.objects.filter(project__in=visible).select_related("project")
    role = get_object_or_404(rows, pk=pk)
    try:
        services.mark_interest(found, role)
    except services.NotYet as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "Marked. Only you see it, until you share it.")
    return redirect(role)


@login_required
@require_POST
def interest_withdraw(request, pk):
    """Take the mark away."""
    found = _mine(request, pk)
    services.withdraw_interest(found, by=request.user)
    messages.success(request, "Taken away.")
    return redirect("secondments:interests")


@login_required
def interest_share(request, pk):
    """Tell one's employer of one role."""
    return _share(request, [_mine(request, pk)])


@login_required
def interests_share(request):
    """Tell one's employer of all roles that it does not know of."""
    return _share(request, list(queries.own_interests(_myself(request)).filter(shared_at=None)))


def _share(request, rows):
    expert = _myself(request)
    fresh = [row for row in rows if row.shared_at is None]
    if not fresh:
        messages.info(request, "Your employer knows of it already.")
        return redirect("secondments:interests")
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.share_interests(expert, fresh, by=request.user, note=form.cleaned_data["note"])
        messages.success(request, f"{expert.employer} has been told.")
        return redirect("secondments:interests")
    context = {"form": form, "expert": expert, "interests": fresh}
    return render(request, "secondments/interest_share.html", context)


@login_required
def employer_interests(request, pk):
    """What a company's people have shared with it."""
    employer = find_employer(request, pk)
    if not permissions.can_read_interests(request.user, employer):
        raise PermissionDenied("The company's administrators read what its people share.")
    shown = queries.interests_shown_to(employer)
    context = {
        "employer": employer,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "secondments/employer_interests.html", context)


def _myself(request):
    found = Expert.objects.filter(user=request.user).select_related("employer__organisation")
    if not found:
        raise Http404("You have no profile as an expert.")
    return found[0]


def _mine(request, pk):
    rows = RoleInterest.objects.filter(expert__user=request.user)
    return get_object_or_404(
        rows.select_related("expert__employer__organisation", "role__project__council"), pk=pk
    )
