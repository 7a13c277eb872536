"""Doing it: claim, first steps, one's own work, sending it in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from corps.notifications.models import Event
from corps.stages import IllegalMove
from councils.forms import ReasonForm
from volunteers import permissions, queries, services
from volunteers.forms import BeginForm, WorkForm, file_values
from volunteers.models import Contribution, Task
from volunteers.views.task import PAGE, find, moved_on


@login_required
def task_claim(request, pk):
    """Take a task with one press; who is not ready yet is led through a short step, and back."""
    found = find(request, pk)
    if request.method != "POST":  # who has just signed in to take it
        return redirect(found)
    return _claim(request, found)


def _claim(request, task):
    try:
        contribution = services.claim(task, by=request.user)
    except services.NotReady:
        return redirect(f"{reverse('volunteers:begin')}?task={task.pk}")
    except services.PlacesTaken as why:
        messages.warning(request, f"{why} Here is what else you could do.")
        return redirect(f"{task.get_absolute_url()}#others")
    except services.NotClaimable as why:
        messages.warning(request, str(why))
        return redirect(task)
    messages.success(request, "It is yours. Here is what to do, and where to send it in.")
    return redirect(contribution)


@login_required
def begin(request):
    """The short step before a first task; it leads back to the task one wanted."""
    wanted = request.GET.get("task", "")
    task = (
        Task.objects.visible_to(request.user).filter(pk=wanted).first()
        if wanted.isdecimal()
        else None
    )
    volunteer = queries.volunteer_of(request.user)
    if volunteer and volunteer.is_ready:
        return redirect(task or volunteer)
    form = BeginForm(request.POST or None, user=request.user, volunteer=volunteer)
    if request.method == "POST" and form.is_valid():
        begun = services.begin(user=request.user, **form.values())
        return _claim(request, task) if task else redirect(begun)
    return render(request, "volunteers/begin.html", {"form": form, "task": task})


@login_required
def work(request):
    """What a person has in hand or waits for, each with its one next step; then what is done."""
    mine = queries.work_of(request.user)
    over = (Contribution.Stage.ACCEPTED, Contribution.Stage.RELEASED)
    history = Paginator(mine.filter(stage__in=over), PAGE)
    context = {
        "in_hand": mine.exclude(stage__in=over).order_by("-moved_at", "-pk"),
        "page": history.get_page(request.GET.get("page")),
        "volunteer": queries.volunteer_of(request.user),
        "totals": queries.totals_of(request.user),
    }
    return render(request, "volunteers/work.html", context)


def find_work(request, pk):
    """The contribution, as far as this person may see it."""
    visible = Contribution.objects.visible_to(request.user).select_related(
        "task__council",
        "task__charity__organisation",
        "task__project",
        "volunteer__user",
        "organisation",
        "reviewer",
    )
    return get_object_or_404(visible, pk=pk)


def find_own_work(request, pk):
    """One's own contribution."""
    found = find_work(request, pk)
    if not permissions.can_do_work(request.user, found):
        raise PermissionDenied(f"This is {found.volunteer}’s work.")
    return found


@login_required
def contribution(request, pk):
    """One piece of work: for who does it, what to do next; for who asked, the review."""
    found = find_work(request, pk)
    user = request.user
    reviews = permissions.can_review_contribution(user, found)
    context = {
        "contribution": found,
        "task": found.task,
        "own": permissions.can_do_work(user, found),
        "may_review": reviews and found.stage == Contribution.Stage.SUBMITTED,
        "events": Event.objects.about(found).select_related("by"),
    }
    return render(request, "volunteers/contribution.html", context)


@login_required
@require_POST
def contribution_start(request, pk):
    """Say that one has begun."""
    found = find_own_work(request, pk)
    try:
        services.start(found, by=request.user)
    except IllegalMove:
        return moved_on(request, found)
    messages.success(request, "Noted. Send it in when it is done.")
    return redirect(found)


@login_required
@require_POST
def contribution_go_on(request, pk):
    """A sign of life: one goes on with it."""
    found = find_own_work(request, pk)
    try:
        services.keep(found, by=request.user)
    except IllegalMove:
        return moved_on(request, found)
    messages.success(request, "Good. Nobody else gets it.")
    return redirect(found)


@login_required
def contribution_submit(request, pk):
    """Say what was done and how long it took; keep it for later, or send it in."""
    found = find_own_work(request, pk)
    if not found.is_in_hand:
        return moved_on(request, found)
    sends = "keep" not in request.POST
    form = WorkForm(
        request.POST or None,
        request.FILES or None,
        instance=found,
        user=request.user,
        sends=sends and request.method == "POST",
    )
    if request.method == "POST":
        try:
            if form.is_valid():
                return _sent(request, pk, form, sends)
            _keep_the_file(request, pk, form)
        except IllegalMove:
            return moved_on(request, found)
    context = {"form": form, "contribution": find_work(request, pk)}
    return render(request, "volunteers/submit.html", context)


def _sent(request, pk, form, sends):
    verb, done = (
        (services.submit, "Sent in. You hear by e-mail when it has been read.")
        if sends
        else (services.keep, "Kept. Come back when you like.")
    )
    saved = verb(find_own_work(request, pk), by=request.user, **form.values())
    messages.success(request, done)
    return redirect(saved)


def _keep_the_file(request, pk, form):
    """A browser forgets a chosen file when a form comes back, so it is kept at once."""
    if file := file_values(form.cleaned_data.get("evidence_file")):
        services.keep(find_own_work(request, pk), by=request.user, **file)


@login_required
def contribution_hand_back(request, pk):
    """Let somebody else have it."""
    found = find_own_work(request, pk)
    if not found.is_in_hand:
        return moved_on(request, found)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label="Anything the next person should know? (optional)",
        hint="That is fine, and nobody thinks the worse of you.",
    )
    form.fields["reason"].required = False
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_back(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, "Handed back. Somebody else can take it now.")
        return redirect("volunteers:work")
    context = {"form": form, "row": found, "title": "Hand it back", "button": "Hand it back"}
    return render(request, "volunteers/reason.html", context)


@login_required
def evidence(request, pk):
    """The file that shows the work, as a download, for those concerned alone."""
    found = find_work(request, pk)
    if not permissions.can_read_evidence(request.user, found):
        raise PermissionDenied("The file is for those concerned.")
    if not found.evidence_file:
        raise Http404
    try:
        file = found.evidence_file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = found.evidence_name or "evidence"
    answer = FileResponse(file, as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
