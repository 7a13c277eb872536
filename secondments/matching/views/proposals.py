"""Proposals, for those whom they concern."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.notifications.models import Event, Message
from corps.stages import IllegalMove
from secondments.matching import permissions, queries, services
from secondments.matching.forms import MeetingForm, MessageForm, ReasonForm
from secondments.matching.models import Proposal

PAGE = 20


@login_required
def proposals(request):
    """The proposals that concern this person: those that wait for an answer first."""
    found = queries.listed(request.user)
    number = request.GET.get("round", "")
    if number.isdecimal():
        found = found.filter(round=number)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "round_number": number if number.isdecimal() else "",
    }
    return render(request, "secondments/matching/proposals.html", context)


@login_required
def proposal(request, pk):
    """Why this person for this place, who has answered, and what was said."""
    return _proposal_page(request, _found(request, pk))


def _found(request, pk):
    visible = Proposal.objects.visible_to(request.user).values("pk")
    return get_object_or_404(queries.in_full(), pk=pk, pk__in=visible)


def _proposal_page(request, found, *, message_form=None, meeting_form=None):
    """The page, with what was typed where a form on it had an error."""
    sides = permissions.sides_of(request.user, found)
    live = found.stage == Proposal.Stage.PROPOSED
    context = {
        "proposal": found,
        "live": live,
        "answers": found.answers.select_related("by"),
        "can_say_yes": queries.sides_owed(found, sides) if live else [],
        "can_talk": permissions.can_write_message(request.user, found),
        "can_withdraw": live and permissions.can_withdraw_proposal(request.user, found),
        "needs": queries.needs_and_holdings(found),
        "reserves": queries.reserves_of(found)
        if permissions.can_read_reserves(request.user, found)
        else None,
        "thread": Message.objects.about(found).select_related("by"),
        "history": Event.objects.about(found)
        .exclude(kind="matching.message_written")
        .select_related("by"),
        "sides": sides,
        "form": message_form or meeting_form,  # for the title, where one has an error
        "message_form": message_form or MessageForm(),
        "meeting_form": meeting_form or MeetingForm(initial={"met_on": found.met_on}),
    }
    return render(request, "secondments/matching/proposal.html", context)


@login_required
@require_POST
def proposal_accept(request, pk):
    """Say yes for one's side."""
    found = _found(request, pk)
    side = request.POST.get("side", "")
    if side not in permissions.sides_of(request.user, found):
        raise PermissionDenied("You cannot answer for this side.")
    try:
        found = services.accept_proposal(found, by=request.user, side=side)
    except (IllegalMove, services.NotAnswerable) as refusal:
        messages.warning(request, _words(refusal))
        return redirect(found)
    if found.stage == Proposal.Stage.WITHDRAWN:
        messages.warning(
            request,
            f"The proposal had to be withdrawn. {found.stage_reason}",
        )
    elif found.stage == Proposal.Stage.ACCEPTED:
        messages.success(request, "All three have said yes: the secondment is planned.")
        return redirect("secondments:secondment", found.secondment_id)
    else:
        messages.success(request, "You have said yes. The others are told.")
    return redirect(found)


def _words(refusal):
    if isinstance(refusal, IllegalMove):
        return "Somebody was quicker: this proposal has been answered or has ended meanwhile."
    return str(refusal)


@login_required
def proposal_decline(request, pk):
    """Say no for one's side, with the reason."""
    found = _found(request, pk)
    if not permissions.can_answer_proposal(request.user, found):
        raise PermissionDenied("You cannot answer this proposal.")
    return _end(request, found, services.decline_proposal, "decline")


@login_required
def proposal_withdraw(request, pk):
    """Take a proposal back, with the reason."""
    found = _found(request, pk)
    if not permissions.can_withdraw_proposal(request.user, found):
        raise PermissionDenied("Only corps staff can withdraw a proposal.")
    return _end(request, found, services.withdraw_proposal, "withdraw")


def _end(request, found, act, verb):
    """Show the form for the reason, or end the proposal with it."""
    label = "Why do you say no?" if verb == "decline" else "Why is it withdrawn?"
    form = ReasonForm(request.POST or None, label=label)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, by=request.user, reason=form.cleaned_data["reason"])
        except IllegalMove as refusal:
            messages.warning(request, _words(refusal))
        else:
            messages.success(request, "Done. All sides are told, and a round looks for others.")
        return redirect(found)
    context = {"proposal": found, "form": form, "verb": verb}
    return render(request, "secondments/matching/proposal_end.html", context)


@login_required
@require_POST
def proposal_met(request, pk):
    """Note the day on which people met."""
    found = _found(request, pk)
    if not permissions.can_note_meeting(request.user, found):
        raise PermissionDenied("Only the three sides can note that they met.")
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return _proposal_page(request, found, meeting_form=form)
    try:
        services.note_meeting(found, by=request.user, on=form.cleaned_data["met_on"])
    except IllegalMove as refusal:
        messages.warning(request, _words(refusal))
    else:
        messages.success(request, "Noted. The others are told.")
    return redirect(found)


@login_required
@require_POST
def proposal_message(request, pk):
    """Write to the others."""
    found = _found(request, pk)
    if not permissions.can_write_message(request.user, found):
        raise PermissionDenied("Only the three sides write to each other here.")
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _proposal_page(request, found, message_form=form)
    services.write_message(found, by=request.user, text=form.cleaned_data["text"])
    messages.success(request, "Sent.")
    return redirect(f"{found.get_absolute_url()}#thread")
