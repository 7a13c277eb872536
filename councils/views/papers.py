"""Files, questions, addenda and the history of a project."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import AddendumForm, AnswerForm, AttachmentForm, ReasonForm
from councils.models import Attachment, Project, Question
from councils.views.projects import find, find_own, moved_on

PAGE = 20
FULL = f"There are {settings.MOST_ATTACHMENTS} files already, and no more fit: take one away first"


def _page(request, rows):
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


@login_required
def attachment_new(request, pk):
    """Add a file to a project that is still written."""
    found = find_own(request, pk)
    if request.method == "GET" and not permissions.can_attach_file(request.user, found):
        messages.warning(request, "It is settled already: add the file with an addendum.")
        return redirect(found)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.attach_file(found, by=request.user, **form.cleaned_data)
        except services.TooManyFiles:
            form.add_error("file", FULL)
        except IllegalMove:
            return moved_on(request, found)
        else:
            messages.success(request, "The file is there.")
            return redirect(f"{found.get_absolute_url()}#files")
    context = {"form": form, "project": found}
    return render(request, "councils/attachment_form.html", context)


def _find_attachment(request, pk):
    """A file, as far as this person may see its project."""
    row = get_object_or_404(Attachment.objects.select_related("addendum"), pk=pk)
    row.project = find(request, row.project_id)
    return row


def attachment(request, pk):
    """The file, always as a download, to whoever sees the project."""
    row = _find_attachment(request, pk)
    try:
        opened = row.file.open("rb")
    except FileNotFoundError:
        raise Http404("This file was taken away.") from None
    name = Path(row.file.name).name
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=row.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
def attachment_remove(request, pk):
    """Take a file away, with a reason."""
    row = _find_attachment(request, pk)
    found = find_own(request, row.project_id)
    form = ReasonForm(
        request.POST or None, hint="It stays in your council’s history; the file itself does not."
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_attachment(row, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, "The file is gone.")
        return redirect(found)
    title = f"Take away “{row.title}”"
    context = {"form": form, "project": found, "title": title, "button": "Take it away"}
    return render(request, "councils/reason.html", context)


def questions(request, pk):
    """What was asked about a project: the answers for all, the rest for those it concerns."""
    found = find(request, pk)
    context = {
        "project": found,
        "page": _page(request, queries.questions_of(found, request.user)),
        "may_answer": permissions.can_write_project(request.user, found),
        "inside": permissions.can_see_who_asked(request.user, found),
    }
    return render(request, "councils/questions.html", context)


def _find_question(request, pk):
    rows = Question.objects.visible_to(request.user).select_related("by")
    question = get_object_or_404(rows, pk=pk)
    question.project = find_own(request, question.project_id)
    return question


def _settled(request, question):
    messages.warning(request, "Somebody was there first: this is how it stands now.")
    return redirect("councils:questions", question.project_id)


@login_required
def question_answer(request, pk):
    """Answer to everybody."""
    question = _find_question(request, pk)
    if question.stage != Question.Stage.WAITING:
        return _settled(request, question)
    form = AnswerForm(request.POST or None, initial={"published": question.text})
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_question(question, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return _settled(request, question)
        messages.success(request, "Answered. Who asked hears by e-mail, and everybody can read it.")
        return redirect(question)
    context = {"form": form, "question": question, "project": question.project}
    return render(request, "councils/answer_form.html", context)


@login_required
def question_decline(request, pk):
    """Leave a question unanswered, with a reason."""
    question = _find_question(request, pk)
    if question.stage != Question.Stage.WAITING:
        return _settled(request, question)
    form = ReasonForm(request.POST or None, hint="Who asked reads it; nobody else does.")
    if request.method == "POST" and form.is_valid():
        try:
            services.decline_question(question, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return _settled(request, question)
        messages.success(request, "Who asked was told why.")
        return redirect("councils:questions", question.project_id)
    context = {
        "form": form,
        "project": question.project,
        "title": "Do not answer this question",
        "button": "Do not answer it",
    }
    return render(request, "councils/reason.html", context)


def addenda(request, pk):
    """What was added after a project was opened, the latest first."""
    found = find(request, pk)
    rows = found.addenda.select_related("by", "project").prefetch_related(
        "event__changes", "attachments"
    )
    context = {
        "project": found,
        "page": _page(request, rows),
        "inside": permissions.can_see_inside(request.user, found),
        "may_remove": permissions.can_write_project(request.user, found),
    }
    return render(request, "councils/addenda.html", context)


@login_required
def addendum_new(request, pk):
    """Say more of an open project, or change what may change."""
    found = find_own(request, pk)
    if not permissions.can_add_addendum(request.user, found):
        messages.warning(request, "Addenda are for projects that are open and not over.")
        return redirect(found)
    form = AddendumForm(request.POST or None, request.FILES or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_addendum(found, by=request.user, **form.values())
        except services.TooManyFiles:
            form.add_error("file", FULL)
        except IllegalMove:
            return moved_on(request, found)
        else:
            messages.success(request, f"Addendum {made.number} is there. Those concerned are told.")
            return redirect(made)
    context = {"form": form, "project": find(request, pk)}
    return render(request, "councils/addendum_form.html", context)


def history(request, pk):
    """What happened and what was changed: all to insiders, what concerns the public to others."""
    found = find(request, pk)
    inside = permissions.can_see_inside(request.user, found)
    events = queries.history(found, inside=inside)
    if inside and not permissions.can_see_who_asked(request.user, found):
        events = events.exclude(kind__startswith="councils.question_")
    context = {
        "project": found,
        "inside": inside,
        "public_changes": queries.PUBLIC_CHANGES,
        "page": _page(request, events),
    }
    return render(request, "councils/history.html", context)


@login_required
@require_POST
def project_confirm(request, pk):
    """Say, signed in, that a project is still true."""
    found = find_own(request, pk)
    try:
        services.confirm_true(found, by=request.user)
    except IllegalMove:
        return moved_on(request, found)
    messages.success(request, "Thank you. It counts as fresh again.")
    return redirect(found)


def still_true(request, token):
    """The page behind the e-mail's link: one button says yes, without signing in."""
    found = queries.project_of_truth(token)
    if found is None:
        return render(request, "councils/still_true.html", {"project": None}, status=404)
    if request.method == "POST" and found.is_doubtful:
        with suppress(IllegalMove):  # it was withdrawn meanwhile: the page says so
            by = request.user if request.user.is_authenticated else None
            services.confirm_true(found, by=by)
        return redirect("councils:still-true", token)
    context = {
        "project": found,
        "live": found.stage == Project.Stage.OPEN,
        "doubtful": found.is_doubtful,
        "sign_in": f"{reverse(settings.LOGIN_URL)}?next={found.get_absolute_url()}",
    }
    return render(request, "councils/still_true.html", context)
