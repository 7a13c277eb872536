"""Pages of alerts: “tell me when”."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils.models import Project, Role
from secondments.matching import permissions, queries, services
from secondments.matching.models import Alert
from secondments.models import Expert

PAGE = 20
WATCHING = "You are told as soon as something comes up, in one e-mail a day at most."


@login_required
def alerts(request):
    """What one wishes to be told of."""
    page = Paginator(queries.alerts_of(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "secondments/matching/alerts.html", {"page": page})


@login_required
@require_POST
def alert_people(request, pk):
    """Tell me when somebody who could fill this role comes up."""
    visible = Project.objects.visible_to(request.user)
    rows = Role.objects.filter(project__in=visible).select_related("project__council")
    role = get_object_or_404(rows, pk=pk)
    if not permissions.can_watch_for_people(request.user, role):
        raise PermissionDenied("Who acts for the role’s council can be told of people for it.")
    services.watch_for_people(role, by=request.user)
    messages.success(request, WATCHING)
    return redirect("matching:alerts")


@login_required
@require_POST
def alert_roles(request):
    """Tell me when a role that I could fill comes up."""
    expert = Expert.objects.filter(user=request.user).first()
    if expert is None:
        raise Http404("You have no profile as an expert.")
    services.watch_for_roles(expert, by=request.user)
    messages.success(request, WATCHING)
    return redirect("matching:alerts")


@login_required
@require_POST
def alert_end(request, pk):
    """Stop one of one's own."""
    found = get_object_or_404(Alert.objects.of(request.user), pk=pk)
    try:
        services.stop_alert(found)
    except IllegalMove:
        messages.info(request, "It was stopped already.")
    else:
        messages.success(request, "Stopped.")
    return redirect("matching:alerts")


def alert_stop(request, token):
    """Stop an alert by the link in its e-mail, signed in or not."""
    found = get_object_or_404(Alert.objects.select_related("role"), token=token)
    watching = found.stage == Alert.Stage.WATCHING
    if request.method == "POST" and watching:
        with suppress(IllegalMove):  # stopped meanwhile: as was wanted
            services.stop_alert(found)
        watching = False
    context = {"alert": found, "watching": watching}
    return render(request, "secondments/matching/alert_stop.html", context)
