"""Asking for help: writing a task, opening it, and ending it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils.forms import ReasonForm
from volunteers import permissions, queries, services
from volunteers.forms import AdmitForm, NewTaskForm, TaskForm
from volunteers.models import Task
from volunteers.views.task import PAGE, find, moved_on

Stage = Task.Stage


def find_own(request, pk):
    """The task, where this person may write it."""
    task = find(request, pk)
    if not permissions.can_write_task(request.user, task):
        raise PermissionDenied(f"This task is {task.asker}’s.")
    return task


@login_required
def asked(request):
    """The tasks of the councils and charities that a person acts for."""
    askers = queries.askers_for(request.user)
    if not askers:
        raise PermissionDenied("Councils and charities ask for help. Act for one first.")
    rows = Task.objects.of(request.user).with_taken().order_by("-created_at", "-pk")
    page = Paginator(queries.listed(rows), PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/asked.html", {"page": page})


@login_required
def task_new(request):
    """Begin a task; a draft may be as short as its title."""
    if not queries.askers_for(request.user):
        messages.info(request, "Say for which council or charity you ask; then you can post.")
        return redirect("volunteers:charity-new")
    form = NewTaskForm(request.POST or None, user=request.user, initial=_beginning(request))
    if "open" in request.POST:
        form.require_all()
    if request.method == "POST" and form.is_valid():
        needs, fields = form.values()
        made = services.draft_task(fields.pop("asker"), by=request.user, needs=needs, **fields)
        return _saved(request, made)
    return render(request, "volunteers/task_form.html", {"form": form})


def _beginning(request):
    """The project from whose page somebody came."""
    project = request.GET.get("project", "")
    return {"project": project} if project.isdecimal() else {}


@login_required
def task_edit(request, pk):
    """Go on writing a draft, or mend the words of what is open."""
    found = find_own(request, pk)
    if not found.is_editable:
        return moved_on(request, found)
    form = TaskForm(request.POST or None, instance=found, user=request.user)
    if "open" in request.POST:
        form.require_all()
    if request.method == "POST" and form.is_valid():
        needs, fields = form.values()
        try:
            saved = services.edit_task(found, by=request.user, needs=needs, **fields)
        except IllegalMove:
            return moved_on(request, found)
        except services.Unsaid as why:
            form.add_error(None, f"Not saved. {str(why).capitalize()}.")
        else:
            return _saved(request, saved)
    return render(request, "volunteers/task_form.html", {"form": form, "task": find(request, pk)})


def _saved(request, task):
    """Go on: open it, where that was pressed and this person may, or show it."""
    if "open" in request.POST:
        if permissions.can_open_task(request.user, task):
            return _open(request, task)
        messages.info(request, "Saved as a draft. An approver other than its author opens it.")
    else:
        messages.success(request, f"Saved “{task}”.")
    return redirect(task)


def _open(request, task):
    try:
        services.open_task(task, by=request.user)
    except services.Unsaid as unsaid:
        said = ", ".join(words for words, _name in unsaid.missing)
        messages.warning(request, f"Not open yet. Still to say: {said}.")
        return redirect(f"{reverse('volunteers:task-edit', args=[task.pk])}")
    except services.NotYet as why:
        messages.warning(request, str(why))
    except IllegalMove:
        return moved_on(request, task)
    else:
        messages.success(request, f"“{task}” is open now.")
    return redirect(task)


@login_required
@require_POST
def task_open(request, pk):
    """Show a draft to everybody."""
    found = find_own(request, pk)
    if found.stage == Stage.DRAFT and not permissions.can_open_task(request.user, found):
        raise PermissionDenied(
            "It shows living people’s data: an approver other than its author opens it."
        )
    return _open(request, found)


@login_required
@require_POST
def task_close(request, pk):
    """Take no more people."""
    return _act(request, pk, services.close_task, "Closed. Work in hand goes on.")


@login_required
@require_POST
def task_reopen(request, pk):
    """Look for people again."""
    return _act(request, pk, services.reopen_task, "Open again.")


def _act(request, pk, verb, done):
    found = find_own(request, pk)
    try:
        verb(found, by=request.user)
    except services.Unsaid as unsaid:
        said = ", ".join(words for words, _name in unsaid.missing)
        messages.warning(request, f"Not yet. Still to say: {said}.")
    except IllegalMove:
        return moved_on(request, found)
    else:
        messages.success(request, done)
    return redirect(found)


@login_required
def task_cancel(request, pk):
    """Stop a task, and say why."""
    found = find_own(request, pk)
    if not found.can_move_to(Stage.CANCELLED):
        return moved_on(request, found)
    form = ReasonForm(
        request.POST or None,
        hint="Those who have it in hand are told, and everybody can read it. It cannot be undone.",
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_task(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, "Cancelled. Everybody concerned hears by e-mail.")
        return redirect(found)
    context = {"form": form, "row": found, "title": "Cancel this task", "button": "Cancel it"}
    return render(request, "volunteers/reason.html", context)


@login_required
@require_POST
def task_copy(request, pk):
    """Begin another task with the same words."""
    copy = services.copy_task(find_own(request, pk), by=request.user)
    messages.success(request, "This is the copy. Change what differs, and declare it anew.")
    return redirect("volunteers:task-edit", copy.pk)


@login_required
def task_admit(request, pk):
    """Name a trained volunteer for a task about living people."""
    found = find_own(request, pk)
    if not found.is_about_the_living:
        messages.info(request, "Anybody can take this task: nobody needs to be named.")
        return redirect(found)
    form = AdmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.admit(found, volunteer=form.volunteer, by=request.user)
        except services.NotYet as why:
            form.add_error("email", str(why))
        else:
            messages.success(request, f"{form.volunteer} may take it, and hears by e-mail.")
            return redirect(found)
    return render(request, "volunteers/admit.html", {"form": form, "task": found})
