"""What anybody suggests, and what councils answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateformat import format as format_date

from corps.stages import IllegalMove
from councils.models import Council
from volunteers import permissions, services
from volunteers.forms import (
    AnswerForm,
    PassOnForm,
    ShortReasonForm,
    SuggestionFilterForm,
    SuggestionForm,
)
from volunteers.models import Suggestion
from volunteers.views.task import PAGE, moved_on


def find(pk):
    """The suggestion: everybody may see that it was made and is owed an answer."""
    rows = Suggestion.objects.select_related("by", "council", "answered_for", "task", "project")
    return get_object_or_404(rows, pk=pk)


def suggestions(request):
    """What was suggested, to whom, by when it is answered, and what came of it."""
    form = SuggestionFilterForm(request.GET)
    chosen = form.chosen
    found = Suggestion.objects.select_related("by", "council")
    if council := chosen.get("borough"):
        found = found.filter(council=council)
    if stage := chosen.get("stage"):
        today = timezone.localdate()
        special = {"waiting": found.waiting(), "late": found.overdue(today)}
        found = special[stage] if stage in special else found.filter(stage=stage)
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "filtered": bool(chosen),
        "yours": Suggestion.objects.for_answer_by(request.user).count(),
    }
    return render(request, "volunteers/suggestions.html", context)


@login_required
def suggestion_new(request):
    """Suggest a task, a problem or a question."""
    form = SuggestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.suggest(by=request.user, **form.cleaned_data)
        except services.TooMany as why:
            form.add_error(None, f"{why} Come back tomorrow with this one.")
        else:
            due = format_date(made.due_on, "j F Y")
            messages.success(request, f"Thank you. You get an answer by {due}.")
            return redirect(made)
    return render(request, "volunteers/suggestion_form.html", {"form": form})


def suggestion(request, pk):
    """One suggestion, and its answer."""
    found = find(pk)
    user = request.user
    context = {
        "suggestion": found,
        "readable": not found.hidden_reason or permissions.can_read_hidden(user, found),
        "may_answer": permissions.can_answer_suggestion(user, found),
        "may_pass_on": permissions.can_pass_on_suggestion(user, found),
        "may_hide": permissions.can_hide_suggestion(user, found) and not found.hidden_reason,
        "own": found.by_id == user.pk,
    }
    return render(request, "volunteers/suggestion.html", context)


@login_required
def suggestion_answer(request, pk):
    """Take it up as a draft, or say why not."""
    found = find(pk)
    if not found.is_waiting:
        return moved_on(request, found)
    if not permissions.can_answer_suggestion(request.user, found):
        raise PermissionDenied(f"It is for {found.addressee} to answer, and for nobody’s own.")
    mine = Council.objects.of(request.user)
    councils = mine.filter(pk=found.council_id) if found.council_id else mine
    form = AnswerForm(request.POST or None, councils=councils)
    if request.method == "POST" and form.is_valid():
        try:
            answered = services.answer(found, by=request.user, **form.values())
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, "Answered. Who suggested it is told.")
        return redirect(answered.task or answered.project or answered)
    context = {"form": form, "suggestion": found}
    return render(request, "volunteers/suggestion_answer.html", context)


@login_required
def suggestion_pass_on(request, pk):
    """Put it to the council that it concerns."""
    found = find(pk)
    if not found.is_waiting:
        return moved_on(request, found)
    if not permissions.can_pass_on_suggestion(request.user, found):
        raise PermissionDenied("Corps staff and those who owe the answer pass it on.")
    form = PassOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        passed = services.pass_on(found, by=request.user, **form.cleaned_data)
        messages.success(request, f"{passed.addressee} answers it now, by the same day.")
        return redirect(passed)
    context = {"form": form, "suggestion": found}
    return render(request, "volunteers/suggestion_pass_on.html", context)


@login_required
def suggestion_hide(request, pk):
    """Hide words that nobody should read."""
    found = find(pk)
    if not permissions.can_hide_suggestion(request.user, found):
        raise PermissionDenied("Corps staff and the council’s people hide words.")
    form = ShortReasonForm(
        request.POST or None,
        label="Why should nobody read its words?",
        hint="Everybody can read this. Who suggested it is told.",
    )
    if request.method == "POST" and form.is_valid():
        services.hide(found, by=request.user, **form.cleaned_data)
        messages.success(request, "Its words are hidden. It still gets an answer.")
        return redirect(found)
    context = {"form": form, "row": found, "title": "Hide its words", "button": "Hide them"}
    return render(request, "volunteers/reason.html", context)
