"""Finding something to do: the list, what suits a person, one task, a star."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from corps.notifications.models import Event
from corps.skills.queries import holdings_of
from volunteers import permissions, queries, services
from volunteers.forms import FilterForm
from volunteers.models import Contribution, Task

PAGE = 20
TOLD_TO_ALL = [
    f"volunteers.task_{done}" for done in ("opened", "edited", "closed", "reopened", "cancelled")
]


def find(request, pk):
    """The task, as far as this person may see it."""
    visible = Task.objects.visible_to(request.user).with_taken()
    rows = visible.select_related("council", "charity__organisation", "project", "author")
    return get_object_or_404(rows, pk=pk)


def moved_on(request, row):
    """Say that something no longer stands where this person saw it, and show where it does."""
    messages.warning(request, "Somebody was there first: this is how it stands now.")
    return redirect(row)


def tasks(request):
    """What there is to do, narrowed by search and filters."""
    form = FilterForm(request.GET)
    found = queries.narrow_tasks(queries.to_choose_from(timezone.localdate()), form.chosen)
    page = Paginator(queries.listed(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "filtered": bool(form.chosen),
        "stars": queries.stars_of(request.user),
        "may_post": request.user.is_authenticated and bool(queries.askers_for(request.user)),
    }
    return render(request, "volunteers/tasks.html", context)


@login_required
def for_you(request):
    """Tasks that suit what a person can do or wants to learn, each with the reason."""
    suggestions = queries.for_you(request.user, timezone.localdate())
    context = {
        "suggestions": suggestions,
        "stars": queries.stars_of(request.user),
        "has_skills": holdings_of(request.user).exists(),
    }
    return render(request, "volunteers/for_you.html", context)


@login_required
def favourites(request):
    """The tasks that a person has starred."""
    starred = queries.listed(queries.starred_by(request.user))
    page = Paginator(starred, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "stars": {task.pk for task in page}}
    return render(request, "volunteers/favourites.html", context)


def task(request, pk):
    """One task: what to do, whom it suits, and how to take it."""
    found = find(request, pk)
    user = request.user
    live = Contribution.objects.of(user).live().filter(task=found).first()
    writes = permissions.can_write_task(user, found)
    inside = writes or (user.is_authenticated and user.is_staff)
    today = timezone.localdate()
    over = found.stage != Task.Stage.OPEN or bool(found.due_on and found.due_on < today)
    context = {
        "task": found,
        "needs": found.needs.select_related("skill"),
        "left": found.places - found.taken,
        "over": over,
        "mine": live,
        "starred": found.pk in queries.stars_of(user),
        "may_write": writes,
        "may_open": permissions.can_open_task(user, found),
        "unsaid": queries.unsaid(found) if writes else [],
        "inside": inside,
        "people": found.contributions.live().select_related("volunteer__user") if inside else [],
        "admissions": found.admissions.select_related("volunteer__user") if inside else [],
        "events": _history(found, inside),
        "others": queries.similar(found, today) if not live else [],
    }
    return render(request, "volunteers/task.html", context)


def _history(task, inside):
    """What happened; who has no part in it reads of its stages alone."""
    events = Event.objects.about(task).select_related("by")
    return events if inside else events.filter(kind__in=TOLD_TO_ALL)


@login_required
@require_POST
def task_star(request, pk):
    """Star a task, or take the star away, and go back to where one was."""
    found = find(request, pk)
    if request.POST.get("star") == "off":
        services.unstar(found, by=request.user)
    else:
        services.star(found, by=request.user)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect(found)
