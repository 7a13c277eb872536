"""Replies: what a council adopts, and what it does about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from volunteers.consensus import permissions, queries, services
from volunteers.consensus.forms import AnswerForm, DeedForm, ReplyForm
from volunteers.consensus.models import Answer, Deed, Pledge, Reply
from volunteers.consensus.services import Said
from volunteers.consensus.views.stages import moved_on

ONLY = _lazy("Those who speak for the council that pledged reply.")


@login_required
def reply(request, pk):
    """Keep a pledge: say what is adopted, what is not, and why."""
    rows = Pledge.objects.select_related("conversation", "council", "reply")
    pledge = get_object_or_404(rows, pk=pk, conversation__opened_at__isnull=False)
    if hasattr(pledge, "reply"):
        return moved_on(request, pledge.conversation)
    if not permissions.can_reply(request.user, pledge):
        raise PermissionDenied(ONLY)
    statements = queries.to_answer(pledge.conversation)
    form = ReplyForm(
        request.POST or None, statements=statements, initial={"officer_name": pledge.officer_name}
    )
    if request.method == "POST" and form.is_valid():
        said = [Said(*one) for one in form.answers()]
        try:
            services.reply(pledge, by=request.user, said=said, **form.values())
        except (IllegalMove, services.NotTheirs):
            return moved_on(request, pledge.conversation)
        messages.success(request, _("The reply is there. Say now what is done about it."))
        return redirect(pledge.conversation)
    context = {"form": form, "pledge": pledge, "conversation": pledge.conversation}
    return render(request, "volunteers/consensus/reply_form.html", context)


def find_own_reply(request, **by):
    """The reply, where this person speaks for its council."""
    rows = Reply.objects.select_related("pledge__conversation", "pledge__council")
    found = get_object_or_404(rows, **by)
    if not permissions.can_add_to_reply(request.user, found):
        raise PermissionDenied(ONLY)
    return found


@login_required
def answer(request, pk):
    """Say what becomes of one more statement."""
    own = find_own_reply(request, pk=pk)
    form = AnswerForm(request.POST or None, reply=own)
    if request.method == "POST" and form.is_valid():
        made = services.answer_statement(own, by=request.user, said=Said(**form.cleaned_data))
        messages.success(request, _("The answer is there."))
        if made.verdict in queries.ADOPTED:
            return redirect("consensus:deeds", made.pk)
        return redirect(own.pledge.conversation)
    context = {"form": form, "reply": own, "conversation": own.pledge.conversation}
    return render(request, "volunteers/consensus/reply_answer.html", context)


@login_required
def deeds(request, pk):
    """Name the projects and tasks by which an adopted statement is carried out."""
    rows = Answer.objects.select_related("statement", "reply__pledge__council")
    found = get_object_or_404(rows, pk=pk)
    own = find_own_reply(request, pk=found.reply_id)
    if found.verdict not in queries.ADOPTED:
        raise PermissionDenied(_("Nothing is done about a statement that is not adopted."))
    form = DeedForm(request.POST or None, council=own.pledge.council)
    if request.method == "POST" and form.is_valid():
        services.link(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Everybody can see now what is done about it."))
        return redirect("consensus:deeds", pk)
    context = {
        "form": form,
        "answer": found,
        "conversation": own.pledge.conversation,
        "deeds": found.deeds.select_related("project", "task"),
    }
    return render(request, "volunteers/consensus/reply_deeds.html", context)


@login_required
@require_POST
def deed_remove(request, pk):
    """Take back that a project or a task is what is done about a statement."""
    rows = Deed.objects.select_related("answer__reply__pledge__conversation", "project", "task")
    deed = get_object_or_404(rows, pk=pk)
    find_own_reply(request, pk=deed.answer.reply_id)
    services.unlink(deed, by=request.user)
    messages.success(request, _("It is not named any more."))
    return redirect("consensus:deeds", deed.answer_id)
