"""What is stuck, and the notes of any record."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.casework import permissions, queries, services
from corps.casework.forms import NoteForm

PAGE = 20


def for_staff(view):
    """Let corps staff in, and nobody else."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not permissions.can_do_casework(request.user):
            raise PermissionDenied("Casework is for corps staff.")
        return view(request, *args, **kwargs)

    return guarded


def paged(request, rows):
    """The page that was asked for."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def find_kind(key):
    """One way in which work stands still."""
    if key not in queries.KINDS:
        raise Http404
    return queries.KINDS[key]


@for_staff
def stuck(request):
    """All that is stuck, by kind."""
    return render(request, "corps/casework/stuck.html", {"counts": queries.overview()})


@for_staff
def stuck_kind(request, key):
    """What is stuck of one kind, the longest first."""
    kind = find_kind(key)
    page = paged(request, kind.stuck())
    context = {"kind": kind, "page": page, "rows": queries.rows_of(kind, list(page))}
    return render(request, "corps/casework/stuck_kind.html", context)


@for_staff
@require_POST
def chase(request, key, pk):
    """Remind those whose turn it is."""
    kind = find_kind(key)
    row = get_object_or_404(kind.rows(), pk=pk)
    try:
        told = services.chase(kind, row, by=request.user)
    except services.ChasedAlready:
        messages.info(request, "They were reminded less than three days ago.")
    except services.NobodyToChase:
        messages.error(request, "Nobody there may do it: find somebody first.")
    else:
        messages.success(request, f"Reminded {told} {'person' if told == 1 else 'people'}.")
    return redirect("casework:stuck-kind", key)


@for_staff
def record(request, label, pk):
    """Any record: its notes, and what happened to it."""
    row = queries.record_at(label, pk)
    if row is None:
        raise Http404
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_note(row, by=request.user, **form.cleaned_data)
        messages.success(request, "Noted.")
        return redirect("casework:record", label, pk)
    context = {
        "row": row,
        "name": row._meta.verbose_name,
        "link": row.get_absolute_url() if hasattr(row, "get_absolute_url") else "",
        "form": form,
        "notes": queries.notes_of(row)[:PAGE],
        "page": paged(request, queries.events_of(row)),
    }
    return render(request, "corps/casework/record.html", context)
