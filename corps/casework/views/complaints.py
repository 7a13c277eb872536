"""Complaints, from being written to being answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateformat import format as format_date
from django.views.decorators.http import require_POST

from corps.casework import permissions, queries, services
from corps.casework.forms import ComplaintForm, HandlerForm, NoteForm, WordsForm
from corps.casework.models import Complaint
from corps.casework.views.stuck import for_staff, paged
from corps.stages import IllegalMove


def find(request, token):
    """A complaint that this person may see."""
    rows = Complaint.objects.select_related("by", "handler", "answered_by")
    found = get_object_or_404(rows, token=token)
    if not permissions.can_see_complaint(request.user, found):
        raise Http404
    return found


def find_to_handle(request, token):
    """A complaint that this person may handle."""
    found = find(request, token)
    if not permissions.can_handle_complaint(request.user, found):
        raise PermissionDenied("Corps staff answer complaints, but never their own.")
    return found


@for_staff
def complaints(request):
    """All complaints, those due first."""
    waiting = Complaint.objects.waiting().select_related("by", "handler")
    answered = Complaint.objects.exclude(pk__in=waiting.values("pk")).select_related("by")
    done = "answered" in request.GET
    page = paged(request, answered.order_by("-answered_at") if done else waiting)
    return render(request, "corps/casework/complaints.html", {"page": page, "done": done})


@login_required
def complaint_new(request):
    """Write to corps staff that something went wrong."""
    form = ComplaintForm(request.POST or None, initial={"page": request.GET.get("page", "")[:300]})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.complain(by=request.user, **form.cleaned_data)
        except services.TooMany:
            form.add_error(None, "You have written several times today. Write again tomorrow.")
        else:
            due = format_date(made.due_on, "j F Y")
            messages.success(request, f"We have it. You get an answer by {due}.")
            return redirect(made)
    return render(request, "corps/casework/complaint_form.html", {"form": form})


@login_required
def complaint(request, token):
    """One complaint: where it stands, and what was answered."""
    found = find(request, token)
    may_handle = permissions.can_handle_complaint(request.user, found)
    context = {
        "complaint": found,
        "own": found.by_id == request.user.pk,
        "may_handle": may_handle,
        "handlers": HandlerForm(complaint=found) if may_handle else None,
        "notes": queries.notes_of(found)[:20] if may_handle else (),
        "note_form": NoteForm() if may_handle else None,
        "events": queries.events_of(found)[:20],
    }
    return render(request, "corps/casework/complaint.html", context)


@login_required
@require_POST
def complaint_take_up(request, token):
    """Say that one looks into it."""
    found = find_to_handle(request, token)
    return act(
        request, found, lambda: services.take_up(found, by=request.user), "You look into it."
    )


@login_required
@require_POST
def complaint_assign(request, token):
    """Let a colleague handle it."""
    found = find_to_handle(request, token)
    form = HandlerForm(request.POST, complaint=found)
    if not form.is_valid():
        messages.error(request, "Choose a colleague.")
        return redirect(found)
    to = form.cleaned_data["handler"]
    done = f"{to} handles it, and is told."
    return act(request, found, lambda: services.assign(found, to=to, by=request.user), done)


@login_required
def complaint_answer(request, token):
    """Answer it."""
    found = find_to_handle(request, token)
    form = WordsForm(
        request.POST or None, label="Your answer", missing="Write what was found and what is done"
    )
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            found,
            lambda: services.answer(found, by=request.user, **form.cleaned_data),
            "Answered. Who complained is told.",
        )
    context = {"complaint": found, "form": form, "title": "Answer", "button": "Send the answer"}
    return render(request, "corps/casework/complaint_words.html", context)


@login_required
def complaint_object(request, token):
    """Say that the answer is not enough."""
    found = find(request, token)
    if found.by_id != request.user.pk:
        raise PermissionDenied("Who complained says whether the answer is enough.")
    form = WordsForm(
        request.POST or None,
        label="Why is the answer not enough?",
        missing="Say what is still wrong",
        longest=2000,
    )
    if request.method == "POST" and form.is_valid():
        return act(
            request,
            found,
            lambda: services.object_to(found, by=request.user, **form.cleaned_data),
            "It is open again, and somebody looks at it afresh.",
        )
    context = {
        "complaint": found,
        "form": form,
        "title": "The answer is not enough",
        "button": "Send it",
    }
    return render(request, "corps/casework/complaint_words.html", context)


def act(request, found, verb, done):
    """Do it, unless a colleague was there first."""
    try:
        verb()
    except IllegalMove:
        messages.warning(request, "Somebody was there first: this is how it stands now.")
    except services.NotTheirs:
        messages.error(request, "Nobody handles their own complaint.")
    else:
        messages.success(request, done)
    return redirect(found)
