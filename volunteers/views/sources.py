"""Public repositories whose issues become tasks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from councils.models import Council
from volunteers import permissions, services
from volunteers.forms import ListForm, SourceForm
from volunteers.models import Source, SourceTask, Task
from volunteers.views.task import PAGE

RUNS = 10


def find(request, pk):
    """The source, as far as this person may see it."""
    rows = Source.objects.visible_to(request.user).select_related(
        "council", "project", "owner", "declared_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
def sources(request):
    """The repositories that one's councils draw tasks from; all for corps staff."""
    found = Source.objects.visible_to(request.user).select_related("council", "project")
    may_add = permissions.can_run_sources(request.user)
    if not (may_add or Council.objects.of(request.user).exists()):
        raise PermissionDenied("Repositories are for councils and corps staff.")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/sources.html", {"page": page, "may_add": may_add})


@login_required
def source_new(request):
    """Name a repository whose issues become tasks."""
    if not permissions.can_run_sources(request.user):
        raise PermissionDenied("Corps staff name the repositories.")
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        council = form.cleaned_data["council"]
        made = services.add_source(council, by=request.user, **form.values())
        messages.success(request, f"Added “{made}”. Import its issues when you are ready.")
        return redirect(made)
    return render(request, "volunteers/source_form.html", {"form": form})


@login_required
def source_edit(request, pk):
    """Change where a repository is, or what its labels mean."""
    found = find(request, pk)
    if not permissions.can_run_sources(request.user):
        raise PermissionDenied("Corps staff change the repositories.")
    form = SourceForm(request.POST or None, instance=found)
    form.fields["council"].disabled = True
    if request.method == "POST" and form.is_valid():
        services.edit_source(find(request, pk), by=request.user, **form.values())
        messages.success(request, "Saved.")
        return redirect(found)
    return render(request, "volunteers/source_form.html", {"form": form, "source": found})


@login_required
def source(request, pk):
    """One repository: its tasks, its last imports and what was wrong with them."""
    return _page(request, find(request, pk))


def _page(request, found, form=None):
    issues = SourceTask.objects.filter(source=found).select_related("task").order_by("-number")
    context = {
        "source": found,
        "form": form or ListForm(source=found),
        "page": Paginator(issues, PAGE).get_page(request.GET.get("page")),
        "runs": found.runs.all()[:RUNS],
        "labels": found.labels.select_related("skill"),
        "drafts": issues.filter(task__stage=Task.Stage.DRAFT).count(),
        "unsaid": found.unsaid(),
        "may_edit": permissions.can_run_sources(request.user),
        "may_import": permissions.can_import_source(request.user, found),
        "may_declare": permissions.can_declare_source(request.user, found),
    }
    return render(request, "volunteers/source.html", context)


@login_required
@require_POST
def source_import(request, pk):
    """Ask for an import now, from a file where one is given."""
    found = find(request, pk)
    if not permissions.can_import_source(request.user, found):
        raise PermissionDenied("The council’s people and corps staff import its issues.")
    form = ListForm(request.POST, request.FILES, source=found)
    if not form.is_valid():
        return _page(request, found, form)
    services.ask_for_import(found, by=request.user, file=form.cleaned_data["file"])
    messages.success(request, "The import has begun. Its result appears here within a minute.")
    return redirect(found)


@login_required
@require_POST
def source_declare(request, pk):
    """Say for the council that the tasks replace no paid post, so that they open by themselves."""
    found = find(request, pk)
    if not permissions.can_declare_source(request.user, found):
        raise PermissionDenied(f"{found.council}’s people alone can say this.")
    try:
        services.declare_source(found, by=request.user)
    except services.NotDeclarable as why:
        messages.warning(request, str(why))
        return redirect(found)
    messages.success(request, "Declared. New tasks of this repository open by themselves.")
    return redirect(found)
