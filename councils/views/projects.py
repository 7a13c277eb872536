"""The list of projects, one project, and writing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from corps.accounts.queries import acting_for
from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import NewProjectForm, ProjectForm, ReadinessForm
from councils.models import Council, Project

LATEST = 10  # of what happened: the rest has a page of its own


def find(request, pk):
    """The project, as far as this person may see it."""
    visible = Project.objects.visible_to(request.user).select_related("council", "author")
    return get_object_or_404(visible, pk=pk)


def find_own(request, pk):
    """The project, where this person may write it."""
    project = find(request, pk)
    if not permissions.can_write_project(request.user, project):
        raise PermissionDenied(f"This project is {project.council}'s.")
    return project


def moved_on(request, project):
    """Say that a project no longer stands where this person saw it, and show where it does."""
    messages.warning(request, "Somebody was there first: this is how it stands now.")
    return redirect(project)


def project(request, pk):
    """One project, with its roles, what is missing, and its history."""
    found = find(request, pk)
    user = request.user
    inside = permissions.can_see_inside(user, found)
    context = {
        "project": found,
        "roles": found.roles.select_related("framework_role").prefetch_related("needs__skill"),
        "events": queries.history(found, inside=inside).prefetch_related(None)[:LATEST],
        "unsaid": _gaps(found, Project.ASKED, "councils:project-edit"),
        "unready": _gaps(found, Project.READINESS, "councils:project-ready"),
        "inside": inside,
        "may_write": permissions.can_write_project(user, found),
        "may_ready": permissions.can_note_readiness(user, found),
        "may_approve": permissions.can_approve_project(user, found),
        "may_send_link": permissions.can_send_approval_link(user, found),
        "link": queries.good_link(found),
    }
    return render(request, "councils/project.html", context)


def _gaps(project, names, form):
    """What is still empty, in words, each with the way to its field."""
    page = reverse(form, args=[project.pk])
    return [
        (project._meta.get_field(name).verbose_name, f"{page}#id_{name}")
        for name in names
        if getattr(project, name) in {"", None}
    ]


@login_required
def project_new(request):
    """Begin a project; a draft may be as short as its title."""
    councils = Council.objects.of(request.user)
    if not councils:
        messages.info(request, "Say which council you work for first; then you can post a project.")
        return redirect("councils:join")
    offered = {"contact_name": request.user.name, "contact_email": request.user.email}
    if chosen := acting_for(request.session, "council"):
        offered["council"] = chosen
    form = NewProjectForm(request.POST or None, councils=councils, initial=offered)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        council = fields.pop("council")
        made = services.draft_project(council, by=request.user, **fields)
        return _saved(request, made)
    return render(request, "councils/project_form.html", {"form": form})


@login_required
def project_edit(request, pk):
    """Go on writing a draft, or mend what was returned."""
    found = find_own(request, pk)
    if request.method == "GET" and not found.is_editable:
        messages.warning(request, "It was sent for approval already, so its words are settled.")
        return redirect(found)
    asked = request.method == "GET" and "missing" in request.GET
    form = ProjectForm(_as_typed(found) if asked else request.POST or None, instance=found)
    if asked or ("submit" in request.POST and found.roles.exists()):
        form.require_all()
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            saved = services.edit_project(found, by=request.user, **changes)
        except IllegalMove:
            return moved_on(request, found)
        return _saved(request, saved)
    context = {"form": form, "project": find(request, pk)}
    return render(request, "councils/project_form.html", context)


def _as_typed(project):
    """A draft's own words as if just typed, to show beside each field what is missing."""
    kept = model_to_dict(project, ProjectForm.Meta.fields)
    return {name: "" if value is None else value for name, value in kept.items()}


def _saved(request, project):
    """Go on: to the first role, to the approval, or back to the draft."""
    if "submit" not in request.POST:
        messages.success(request, f"Saved “{project.title}” as a draft.")
        return redirect(project)
    if not project.roles.exists():
        messages.info(request, "Saved. Now say whom you need: the first role.")
        return redirect("councils:role-new", project.pk)
    return submit(request, project)


def _is_whole(project):
    return project.is_editable and not project.unsaid() and project.roles.exists()


def submit(request, project):
    """Ask a colleague to approve, or lead to what is missing or was asked before."""
    if _is_whole(project) and queries.unseen_similar(project):
        return redirect("councils:project-similar", project.pk)
    try:
        services.submit_project(project, by=request.user)
    except services.Unsaid as unsaid:
        messages.warning(request, f"Not sent yet. Still to say: {', '.join(unsaid.missing)}.")
        if not project.unsaid():
            return redirect("councils:role-new", project.pk)
        return redirect(f"{reverse('councils:project-edit', args=[project.pk])}?missing=1")
    except IllegalMove:
        return moved_on(request, project)
    messages.success(request, "Sent for approval. You hear by e-mail.")
    return redirect(project)


@login_required
def project_ready(request, pk):
    """Say what the host has arranged."""
    found = find_own(request, pk)
    form = ReadinessForm(request.POST or None, instance=found)
    if request.method == "GET" and not permissions.can_note_readiness(request.user, found):
        messages.warning(request, "Somebody is at work or the project is over: this is settled.")
        return redirect(found)
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            saved = services.note_readiness(found, by=request.user, **changes)
        except IllegalMove:
            return moved_on(request, found)
        missing = saved.unready()
        if missing:
            messages.warning(request, f"Saved. Still to arrange: {', '.join(missing)}.")
        else:
            messages.success(request, "Saved. You are ready to host an expert.")
        return redirect(saved)
    return render(
        request, "councils/readiness_form.html", {"form": form, "project": find(request, pk)}
    )
