"""Rounds for everybody to see, to ask for and to check."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from councils.models import Project
from secondments.matching import formats, permissions, queries, services
from secondments.matching.forms import RoundForm
from secondments.matching.models import Proposal, Round, RoundFile, Urgency

PAGE = 20
MOST_URGENT = 50


def rounds(request):
    """All rounds, newest first, and what is urgent now."""
    urgent = Urgency.objects.filter(role__in=queries.wanting(timezone.localdate()))
    context = {
        "page": Paginator(Round.objects.all(), PAGE).get_page(request.GET.get("page")),
        "urgent": urgent.select_related("role__project__council")[:MOST_URGENT],
        "can_choose": permissions.can_choose_policy(request.user),
    }
    return render(request, "secondments/matching/rounds.html", context)


@never_cache
def round_(request, pk):
    """How far a round is, or what came of it."""
    found = get_object_or_404(Round.objects.select_related("points"), pk=pk)
    shortfalls = queries.shortfalls_for(request.user, found)
    context = {
        "round": found,
        "figures": queries.round_figures(found),
        "left": queries.places_left(found),
        "mine": Proposal.objects.visible_to(request.user).filter(round=found).count(),
        "page": Paginator(shortfalls, PAGE).get_page(request.GET.get("page")),
        "has_file": RoundFile.objects.filter(round=found).exists(),
    }
    return render(request, "secondments/matching/round.html", context)


def round_file(request, pk, what):
    """A solved round as numbers without names: what was asked, or what came of it."""
    if what not in {"instance", "result"}:
        raise Http404("No such file.")
    kept = get_object_or_404(RoundFile, pk=pk)
    problem, outcome = formats.unpack(bytes(kept.content))
    if what == "instance":
        note = f"Round {pk}. People and places are numbered by a lot that nobody has kept."
        text = formats.write_instance(problem, note=note)
    else:
        text = formats.write_result(problem, outcome)
    name = f"round-{pk}-{what}.json"
    return HttpResponse(
        text,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
def round_ask(request):
    """Ask for a round, and choose the rule by which it gives people to places."""
    if not permissions.can_choose_policy(request.user):
        raise PermissionDenied("Only corps staff choose how a round gives people to places.")
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = services.request_round(by=request.user, **form.cleaned_data)
        if any(getattr(asked, name) != value for name, value in form.cleaned_data.items()):
            messages.warning(
                request,
                "A round by another rule is on its way already. Ask again once it is done.",
            )
        return redirect(asked)
    return render(request, "secondments/matching/round_ask.html", {"form": form})


@login_required
@require_POST
def round_new(request):
    """Find experts for a project, by a round for all of London."""
    pk = request.POST.get("project", "")
    if not pk.isdecimal():
        raise Http404("No such project.")
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    if not permissions.can_request_round(request.user, project):
        raise PermissionDenied("Only this project's council can look for experts for it.")
    if reason := _why_not_now(project):
        messages.warning(request, reason)
        return redirect(project)
    return redirect(services.request_round(by=request.user))


def _why_not_now(project):
    """What has to be done before a round can find anybody for the project."""
    if project.stage != Project.Stage.OPEN:
        return "Experts can be found for a project that is open: approved, and not yet staffed."
    if missing := project.unready():
        return f"Before experts can be found, say how the host is prepared: {', '.join(missing)}."
    if not queries.free_places(timezone.localdate(), project.roles.all()):
        return "No place is free: each has been proposed to somebody, or is filled."
    if not queries.wanting(timezone.localdate()).filter(project=project).exists():
        return "The dates of every role are over: give them new ones first."
    return ""
