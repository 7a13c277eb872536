"""What corps staff check of an organisation, and what its people say to that."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from corps.organisations import permissions, queries, services
from corps.organisations.forms import GroupDecisionForm, GroupForm, WordsForm
from corps.organisations.models import GroupClaim, Organisation, Question
from corps.stages import IllegalMove

GONE = "Somebody was there first. Here is how it stands now."


def _organisation(request, pk):
    rows = Organisation.objects.visible_to(request.user).select_related("group")
    return get_object_or_404(rows, pk=pk)


def _to_run(request, pk):
    found = _organisation(request, pk)
    if not permissions.can_run_organisation(request.user, found):
        raise PermissionDenied("The organisation’s administrators do this.")
    return found


@login_required
def question(request, pk):
    """What corps staff have asked, and its answer."""
    visible = Organisation.objects.visible_to(request.user)
    rows = Question.objects.filter(organisation__in=visible)
    found = get_object_or_404(rows.select_related("organisation", "answered_by"), pk=pk)
    can_answer = (
        permissions.can_act_for_organisation(request.user, found.organisation)
        and not found.answered_at
    )
    form = WordsForm(
        request.POST or None,
        label="Your answer",
        hint="Only corps staff read it.",
        missing="Write an answer",
    )
    if request.method == "POST":
        if not (can_answer or found.answered_at):
            raise PermissionDenied("The organisation’s own people answer.")
        if found.answered_at:
            messages.info(request, GONE)
            return redirect(found)
        if form.is_valid():
            try:
                services.answer_question(found, by=request.user, answer=form.cleaned_data["words"])
            except IllegalMove:
                messages.info(request, GONE)
                return redirect(found)
            messages.success(request, "Your answer is sent. Corps staff go on with the check.")
            return redirect(found.organisation)
    context = {"form": form, "question": found, "can_answer": can_answer}
    return render(request, "corps/organisations/question.html", context)


@login_required
def apply_again(request, pk):
    """Ask once more after a refusal, and say what has changed."""
    found = _to_run(request, pk)
    if found.stage != Organisation.Stage.REFUSED:
        messages.info(request, GONE)
        return redirect(found)
    form = WordsForm(
        request.POST or None,
        label="What has changed?",
        hint="Corps staff read it together with the reason of their refusal.",
        missing="Say what has changed since you were refused",
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.apply_again(found, by=request.user, changed=form.cleaned_data["words"])
        except IllegalMove:
            messages.info(request, GONE)
        else:
            messages.success(request, "You have applied again. Corps staff check it next.")
        return redirect(found)
    context = {
        "form": form,
        "organisation": found,
        "title": "Apply again",
        "lead": f"You were refused for this reason: {found.stage_reason}",
        "button": "Apply again",
    }
    return render(request, "corps/organisations/words.html", context)


@login_required
def group(request, pk):
    """Say who heads the group."""
    found = _to_run(request, pk)
    form = GroupForm(request.POST or None, organisation=found)
    if request.method == "POST" and form.is_valid():
        services.claim_group(found, by=request.user, **form.cleaned_data)
        messages.success(request, "Noted. It counts once corps staff have confirmed it.")
        return redirect(found)
    context = {
        "form": form,
        "organisation": found,
        "claim": found.group_claims.filter(accepted=None).first(),
    }
    return render(request, "corps/organisations/group.html", context)


@login_required
def group_decide(request, pk):
    """Confirm what an organisation says of its group, or say why not."""
    visible = Organisation.objects.visible_to(request.user)
    rows = GroupClaim.objects.filter(organisation__in=visible)
    found = get_object_or_404(rows.select_related("organisation__group", "by"), pk=pk)
    if not permissions.can_decide_group(request.user, found.organisation):
        raise PermissionDenied("Corps staff confirm groups, but never of their own company.")
    head = queries.with_number(found.head_number) if found.head_number else None
    form = GroupDecisionForm(
        request.POST or None, head_is_known=bool(head) or not found.head_number
    )
    if request.method == "POST" and form.is_valid():
        return _decided(request, found, form.cleaned_data)
    context = {"form": form, "claim": found, "organisation": found.organisation, "head": head}
    return render(request, "corps/organisations/group_decide.html", context)


def _decided(request, claim, said):
    try:
        if said["decision"] == "yes":
            services.confirm_group(claim, by=request.user, head_name=said.get("head_name", ""))
        else:
            services.refuse_group(claim, by=request.user, reason=said["reason"])
    except (IllegalMove, services.NameTheHead):
        messages.info(request, GONE)
    else:
        messages.success(request, f"Decided. The people of {claim.organisation} have been told.")
    return redirect(claim.organisation)
