"""Programmes: what is being developed, version by version, and what people say of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from volunteers.consensus import permissions, queries, services
from volunteers.consensus.forms import (
    CommentDecisionForm,
    CommentForm,
    GatherForm,
    ProgrammeForm,
    VersionForm,
)
from volunteers.consensus.models import Programme
from volunteers.consensus.views.conversations import PAGE

ONLY = _lazy("Those who speak for the council write its programmes.")


def programmes(request):
    """What is being developed, the newest first."""
    rows = queries.programmes()
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_write": queries.speaks_for(request.user).exists(),
    }
    return render(request, "volunteers/consensus/programmes.html", context)


def find(slug):
    """The programme: everybody can read it."""
    return get_object_or_404(Programme.objects.select_related("council"), slug=slug)


def programme(request, slug):
    """A programme as it stands, what carries it, and what people say of it."""
    return _show(request, find(slug), CommentForm())


def _show(request, found, form):
    versions = list(queries.versions_of(found))
    context = {
        "programme": found,
        "version": versions[0] if versions else None,
        "versions": versions,
        "projects": found.projects.select_related("council").order_by("title"),
        "tasks": found.tasks.select_related("council").order_by("title"),
        "page": Paginator(queries.comments_on(found), PAGE).get_page(request.GET.get("page")),
        "may_write": permissions.can_write_programme(request.user, found),
        "may_moderate": permissions.can_moderate_comments(request.user, found),
        "form": form,
    }
    return render(request, "volunteers/consensus/programme.html", context)


def version(request, slug, number):
    """One version of a programme, as it stood."""
    found = find(slug)
    one = get_object_or_404(queries.versions_of(found), number=number)
    context = {"programme": found, "version": one}
    return render(request, "volunteers/consensus/programme_version.html", context)


@login_required
def programme_new(request):
    """Begin a programme."""
    councils = queries.speaks_for(request.user)
    if not councils.exists():
        raise PermissionDenied(ONLY)
    begun = {"reply": request.GET.get("reply")} if request.method == "GET" else {}
    form = ProgrammeForm(request.POST or None, councils=councils, initial=begun)
    if request.method == "POST" and form.is_valid():
        made = services.start_programme(by=request.user, **form.values())
        messages.success(request, _("Everybody can read it now. Say which projects carry it."))
        return redirect("consensus:programme-gather", made.slug)
    return render(request, "volunteers/consensus/programme_form.html", {"form": form})


def find_own(request, slug):
    """The programme, where this person speaks for its council."""
    found = find(slug)
    if not permissions.can_write_programme(request.user, found):
        raise PermissionDenied(ONLY)
    return found


@login_required
def programme_change(request, slug):
    """Write the next version."""
    found = find_own(request, slug)
    last = found.versions.first()
    form = VersionForm(
        request.POST or None, councils=[found.council], initial={"text": last.text if last else ""}
    )
    if request.method == "POST" and form.is_valid():
        made = services.change_programme(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Version %(number)s is there.") % {"number": made.number})
        return redirect(found)
    context = {"form": form, "programme": found}
    return render(request, "volunteers/consensus/programme_form.html", context)


@login_required
def programme_gather(request, slug):
    """Name the projects and tasks that carry it."""
    found = find_own(request, slug)
    held = {"projects": found.projects.all(), "tasks": found.tasks.all()}
    typed = request.POST if request.method == "POST" else None  # nothing ticked is an answer too
    form = GatherForm(typed, programme=found, initial=held)
    if request.method == "POST" and form.is_valid():
        services.gather(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(found)
    context = {"form": form, "programme": found}
    return render(request, "volunteers/consensus/programme_gather.html", context)


@login_required
@require_POST
def programme_comment(request, slug):
    """Say something of a programme."""
    found = find(slug)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        services.comment(found, by=request.user, **form.cleaned_data)
    except services.TooMany as why:
        form.add_error("text", f"{why} " + _("Come back tomorrow with this one."))
        return _show(request, found, form)
    messages.success(request, _("Thank you. Everybody can read it."))
    return redirect(found)


@login_required
def comment_decide(request, slug, pk):
    """Hide a comment by a rule, or show it again."""
    found = find(slug)
    one = get_object_or_404(queries.comments_on(found), pk=pk)
    if not permissions.can_moderate_comments(request.user, found) or one.by == request.user:
        raise PermissionDenied(
            _("Those who speak for the council decide, and nobody on their own comment.")
        )
    form = CommentDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.moderate_comment(found, one, by=request.user, **form.cleaned_data)
        except IllegalMove:
            messages.warning(request, _("That is decided already: nothing changed."))
        else:
            messages.success(request, _("Decided. The log says so, without your name."))
        return redirect("consensus:programme-log", slug)
    context = {"form": form, "programme": found, "message": one}
    return render(request, "volunteers/consensus/comment_decide.html", context)


def programme_log(request, slug):
    """Every decision about a programme's comments: the rule and the day, never the person."""
    found = find(slug)
    page = Paginator(queries.comment_log(found), PAGE).get_page(request.GET.get("page"))
    context = {"programme": found, "page": page}
    return render(request, "volunteers/consensus/programme_log.html", context)
