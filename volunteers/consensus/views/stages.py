"""The life of a conversation: propose, edit, pledge, open, move on, cancel; and follow it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils.forms import ReasonForm
from volunteers import permissions as volunteers_permissions
from volunteers.consensus import permissions, queries, services
from volunteers.consensus.forms import ConversationForm, DaysForm, PledgeForm, TakeUpForm
from volunteers.consensus.models import Conversation
from volunteers.consensus.views.conversations import PAGE, find
from volunteers.models import Suggestion


def moved_on(request, row):
    """Say that something no longer stands where this person saw it, and show where it does."""
    messages.warning(request, _("Somebody was there first: this is how it stands now."))
    return redirect(row)


@login_required
def proposals(request):
    """What is proposed and waits for a pledge or for its opening."""
    seen = Conversation.objects.visible_to(request.user)
    rows = seen.filter(stage=Conversation.Stage.PROPOSAL).prefetch_related("councils")
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_propose": permissions.can_propose(request.user)}
    return render(request, "volunteers/consensus/proposals.html", context)


@login_required
def propose(request):
    """Draft a conversation."""
    if not permissions.can_propose(request.user):
        messages.info(
            request,
            _("Councils put questions to people. Suggest yours: you get an answer by a day."),
        )
        return redirect("volunteers:suggestion-new")
    form = ConversationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose(by=request.user, **form.cleaned_data)
        except services.WrongLines as wrong:
            form.add_lines(wrong)
        else:
            messages.success(request, _("Saved. It opens once a council has pledged to reply."))
            return redirect(made)
    return render(request, "volunteers/consensus/propose.html", {"form": form})


@login_required
def edit(request, pk):
    """Change what is proposed, and add statements to begin with."""
    found = find(request, pk)
    if found.stage != Conversation.Stage.PROPOSAL:
        return moved_on(request, found)
    if not permissions.can_edit(request.user, found):
        raise PermissionDenied(_("Who proposed it and the councils that lead it change it."))
    form = ConversationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(found, by=request.user, **form.cleaned_data)
        except services.WrongLines as wrong:
            form.add_lines(wrong)
        except IllegalMove:
            return moved_on(request, found)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    context = {
        "form": form,
        "conversation": find(request, pk),
        "seeds": found.statements.order_by("number"),
    }
    return render(request, "volunteers/consensus/propose.html", context)


@login_required
def take_up(request, pk):
    """Answer a suggestion by putting it to people."""
    rows = Suggestion.objects.select_related("council", "by")
    suggestion = get_object_or_404(rows, pk=pk)
    if not suggestion.is_waiting:
        return moved_on(request, suggestion)
    if not volunteers_permissions.can_answer_suggestion(request.user, suggestion):
        raise PermissionDenied(_("It is for the council that was asked to answer."))
    mine = queries.speaks_for(request.user)
    councils = mine.filter(pk=suggestion.council_id) if suggestion.council_id else mine
    if not councils.exists():
        raise PermissionDenied(_("Officers and approvers of a council put questions to people."))
    form = TakeUpForm(
        request.POST or None, councils=councils, initial={"question": suggestion.title}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.take_up(suggestion, by=request.user, **form.values())
        except IllegalMove:
            return moved_on(request, suggestion)
        messages.success(request, _("Answered. Say until when it lasts, and pledge a reply."))
        return redirect("consensus:edit", made.pk)
    context = {"form": form, "suggestion": suggestion}
    return render(request, "volunteers/consensus/take_up.html", context)


@login_required
def pledge(request, pk):
    """Give a council's word that a named officer replies."""
    found = find(request, pk)
    if not permissions.can_pledge(request.user, found):
        raise PermissionDenied(_("Those who speak for a council pledge, until the votes are in."))
    councils = queries.speaks_for(request.user)
    given = found.pledges.filter(council__in=councils).first() if len(councils) == 1 else None
    form = PledgeForm(request.POST or None, instance=given, councils=councils)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.pledge(found, by=request.user, **form.values())
        except IllegalMove:
            return moved_on(request, found)
        messages.success(
            request, _("%(council)s has pledged to reply.") % {"council": made.council}
        )
        return redirect(found)
    context = {"form": form, "conversation": found}
    return render(request, "volunteers/consensus/pledge.html", context)


@login_required
def open_now(request, pk):
    """Look once more at what people will see, and open it."""
    found = find(request, pk)
    if found.stage != Conversation.Stage.PROPOSAL:
        return moved_on(request, found)
    if not permissions.can_open(request.user, found):
        raise PermissionDenied(_("A council that has pledged to reply opens it."))
    if request.method == "POST":
        try:
            services.open_conversation(found, by=request.user)
        except services.NotYet as why:
            messages.warning(request, str(why))
        except IllegalMove:
            return moved_on(request, found)
        else:
            messages.success(request, _("It is open now: share its address."))
            return redirect(found)
    context = {
        "conversation": found,
        "pledges": found.pledges.select_related("council"),
        "seeds": found.statements.shown().count(),
    }
    return render(request, "volunteers/consensus/open.html", context)


@login_required
def move_on(request, pk):
    """End a stage before its day, with the reason."""
    found = find(request, pk)
    if not permissions.can_move_on(request.user, found):
        raise PermissionDenied(_("The councils that lead it end a stage before its day."))
    form = ReasonForm(
        request.POST or None,
        label=_("Why does it end before its day?"),
        hint=_("Everybody who follows it can read this. What people said is fixed for ever."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.move_on(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, _("The stage has ended. Its result is being frozen."))
        return redirect(found)
    title = _("End voting now") if found.is_open else _("End reflection now")
    return _reason(request, found, form, title, title)


@login_required
def move_days(request, pk):
    """Move last days that have not passed, with the reason."""
    found = find(request, pk)
    if not permissions.can_move_days(request.user, found):
        raise PermissionDenied(
            _("The councils that lead it move its days, and none that has passed.")
        )
    form = DaysForm(request.POST or None, conversation=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.move_days(found, by=request.user, **form.cleaned_data)
        except services.WrongDay as wrong:
            form.add_error(wrong.field, str(wrong))
        except IllegalMove:
            return moved_on(request, found)
        else:
            told = _("Moved. Who follows it is told why.") if made else _("Nothing was moved.")
            messages.success(request, told)
            return redirect(found)
    context = {"form": form, "conversation": found}
    return render(request, "volunteers/consensus/days.html", context)


@login_required
def cancel(request, pk):
    """Do not hold it, with the reason."""
    found = find(request, pk)
    if not permissions.can_cancel(request.user, found):
        raise PermissionDenied(_("Who proposed it and the councils that lead it call it off."))
    form = ReasonForm(
        request.POST or None,
        label=_("Why is it not held?"),
        hint=_("Everybody who can see it can read this."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, _("It is not held."))
        return redirect(found)
    return _reason(request, found, form, _("Do not hold it"), _("Call it off"))


def _reason(request, row, form, title, button):
    context = {"form": form, "row": row, "title": title, "button": button}
    return render(request, "volunteers/reason.html", context)


@login_required
@require_POST
def follow(request, pk):
    """Be told what comes of it, or be told no more."""
    found = find(request, pk)
    if not permissions.can_follow(request.user, found):
        raise PermissionDenied(_("It is not open to everybody."))
    if request.POST.get("follow") == "off":
        services.unfollow(found, by=request.user)
        messages.success(request, _("You are not told any more."))
    else:
        services.follow(found, by=request.user)
        messages.success(request, _("You get an e-mail when something comes of it."))
    return redirect(found)
