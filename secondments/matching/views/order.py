"""What goes before what: a council's own order of its places, and what cannot wait."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

import councils.services
from councils.models import Council, Project, Role
from secondments.matching import permissions, queries, services
from secondments.matching.forms import RankingForm, UrgencyForm
from secondments.matching.models import Urgency


@login_required
def ranking(request, slug):
    """Say which of the council's places come first."""
    council = get_object_or_404(Council, slug=slug)
    if not permissions.can_rank_roles(request.user, council):
        raise PermissionDenied("A council's own people alone say which of its places come first.")
    form = RankingForm(request.POST or None, roles=queries.ranked_roles(council))
    if request.method == "POST" and form.is_valid():
        councils.services.rank_roles(council, by=request.user, ranks=form.ranks())
        messages.success(request, "Saved. The next round goes by this order.")
        return redirect("matching:ranking", council.slug)
    context = {"form": form, "council": council}
    return render(request, "secondments/matching/ranking.html", context)


def _urgent_role(request, pk):
    roles = Role.objects.select_related("project__council")
    role = get_object_or_404(roles, pk=pk, project__stage=Project.Stage.OPEN)
    if not permissions.can_call_urgent(request.user):
        raise PermissionDenied("Only corps staff say what cannot wait.")
    return role


@login_required
def role_urgent(request, pk):
    """Say that a role cannot wait, with the reason."""
    role = _urgent_role(request, pk)
    urgency = Urgency.objects.filter(role=role).first()
    form = UrgencyForm(request.POST or None, initial={"reason": urgency.reason if urgency else ""})
    if request.method == "POST" and form.is_valid():
        services.call_urgent(role, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "Done. A round looks for people within seconds.")
        return redirect(role)
    context = {"form": form, "role": role, "urgency": urgency}
    return render(request, "secondments/matching/role_urgent.html", context)


@login_required
@require_POST
def role_urgent_lift(request, pk):
    """Say that a role can wait again."""
    role = _urgent_role(request, pk)
    services.lift_urgency(role, by=request.user)
    messages.success(request, "Done. The role waits like the others again.")
    return redirect(role)
