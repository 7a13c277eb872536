"""Finding a project: the list, a star, what is similar, and beginning one from another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import CopyForm, FilterForm
from councils.models import Council
from councils.views.projects import find, find_own, moved_on, submit

PAGE = 20


class Counted(Paginator):
    """Pages of rows that were counted already, along with the facets."""

    def __init__(self, found):
        super().__init__(found.rows, PAGE)
        self.found = found

    @cached_property
    def count(self):
        """Without another question."""
        return self.found.reach


def projects(request):
    """Projects that this person may see, narrowed by search and facets."""
    form = FilterForm(request.GET)
    chosen = dict(form.chosen)
    sort = chosen.pop("sort", "")
    found = queries.look(request.user, sort=sort, **chosen)
    form.count(found.counts)
    page = Counted(found).get_page(request.GET.get("page"))
    page.object_list = queries.shown(page.object_list, request.user)
    context = {
        "form": form,
        "found": found,
        "page": page,
        "may_post": Council.objects.of(request.user).exists(),
        "filtered": bool(chosen),
    }
    return render(request, "councils/projects.html", context)


@login_required
def favourites(request):
    """The projects that a person watches."""
    starred = queries.starred_by(request.user)
    page = Paginator(starred, PAGE).get_page(request.GET.get("page"))
    return render(request, "councils/favourites.html", {"page": page})


def back(request, row):
    """To where one was, if that was here; else to the row."""
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        return redirect(asked)
    return redirect(row)


@login_required
@require_POST
def project_star(request, pk):
    """Watch a project, or stop watching it, and go back to where one was."""
    found = find(request, pk)
    if request.POST.get("star") == "off":
        services.unstar(found, by=request.user)
    else:
        services.star(found, by=request.user)
    return back(request, found)


@login_required
def project_similar(request, pk):
    """Before it is sent: who asked for nearly the same; going on is remembered."""
    found = find_own(request, pk)
    if not found.is_editable:
        return moved_on(request, found)
    alike = queries.similar(found, inside=True, user=request.user)
    if request.method == "POST":
        try:
            if alike:
                services.pass_similar(found, by=request.user, shown=alike)
        except IllegalMove:
            return moved_on(request, found)
        return submit(request, found)
    may_join = queries.sponsorable(request.user, alike)
    rows = [(one, one.pk in may_join) for one in alike]
    return render(request, "councils/similar.html", {"project": found, "rows": rows})


@login_required
def project_copy(request, pk):
    """Begin a draft of one's own council from a project."""
    found = find(request, pk)
    if not permissions.can_copy_project(request.user, found):
        raise PermissionDenied("Say first which council you work for; then you can begin from it.")
    councils = Council.objects.of(request.user)
    form = CopyForm(request.POST or None, councils=councils, initial={"council": councils[0]})
    if request.method == "POST" and form.is_valid():
        council = form.cleaned_data["council"]
        made = services.copy_project(found, council=council, by=request.user)
        messages.success(
            request, "Copied as a draft. Look through it: its dates are yours to choose."
        )
        return redirect(made)
    return render(request, "councils/project_copy.html", {"form": form, "project": found})
