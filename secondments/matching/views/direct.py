"""Pages of direct matches."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from corps.notifications.models import Event
from corps.stages import IllegalMove
from councils.models import Council, Project, Role
from secondments.matching import permissions, queries, services
from secondments.matching.forms import (
    ChooseExpertForm,
    NameCompanyForm,
    NameExpertForm,
    ReasonForm,
)
from secondments.matching.models import DirectMatch
from secondments.models import Employer

PAGE = 20
MOVED = "Somebody was quicker: this has been answered, or taken back, meanwhile."


@login_required
def directs(request):
    """The direct matches that one has a part in, those that wait first."""
    found = queries.direct_listed(request.user)
    context = {"page": Paginator(found, PAGE).get_page(request.GET.get("page"))}
    return render(request, "secondments/matching/directs.html", context)


@login_required
def direct_new(request, pk):
    """Name a company for one's own role, or one's own expert for a council's."""
    visible = Project.objects.visible_to(request.user)
    rows = Role.objects.filter(project__in=visible).select_related("project__council")
    role = get_object_or_404(rows, pk=pk)
    side = _side(request, role)
    form = _form(request, side)
    reasons = queries.why_role_cannot(role, timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask_direct(role, by=request.user, side=side, **form.values())
        except services.NotPossible as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, "Asked. The other side is told.")
            return redirect(made)
    context = {"role": role, "form": form, "side": side, "reasons": reasons}
    return render(request, "secondments/matching/direct_new.html", context)


def _side(request, role):
    """Whom one speaks for here: the role's council before a company."""
    if Council.objects.of(request.user).filter(pk=role.project.council_id).exists():
        return DirectMatch.Side.COUNCIL
    if Employer.objects.of(request.user).exists():
        return DirectMatch.Side.EMPLOYER
    raise PermissionDenied("The role’s council, or a company for its own people, asks for this.")


def _form(request, side):
    if side == DirectMatch.Side.COUNCIL:
        return NameCompanyForm(request.POST or None)
    return NameExpertForm(request.POST or None, user=request.user)


@login_required
def direct(request, pk):
    """Who names whom, and what comes of it."""
    return _page(request, _found(request, pk))


def _page(request, found, *, form=None, reasons=()):
    can_answer = permissions.can_answer_direct(request.user, found)
    asked = found.stage == DirectMatch.Stage.ASKED
    needs_name = can_answer and asked and found.expert is None
    context = {
        "match": found,
        "asked": asked,
        "can_answer": asked and can_answer,
        "can_withdraw": asked and permissions.can_withdraw_direct(request.user, found),
        "form": form or (_choice(request, found) if needs_name else None),
        "needs": queries.skills_beside(found.expert, found.role) if found.expert else [],
        "wanted": found.role.needs.select_related("skill"),
        "reasons": reasons,
        "history": Event.objects.about(found).select_related("by"),
    }
    return render(request, "secondments/matching/direct.html", context)


def _choice(request, found):
    people = queries.experts_to_name(found.employer, request.user)
    typed = request.POST if request.method == "POST" else None
    return ChooseExpertForm(typed, people=people)


@login_required
@require_POST
def direct_accept(request, pk):
    """Say that one knows the other, and if one speaks for the company, who it is."""
    found = _found(request, pk)
    if not permissions.can_answer_direct(request.user, found):
        raise PermissionDenied("Only the side that was asked can answer.")
    form, chosen = None, None
    if found.expert is None:
        form = _choice(request, found)
        if not form.is_valid():
            return _page(request, found, form=form)
        chosen = form.cleaned_data["expert"]
    try:
        proposal = services.accept_direct(found, by=request.user, expert=chosen)
    except IllegalMove:
        messages.warning(request, MOVED)
        return redirect(found)
    except services.NotPossible as refusal:
        return _page(request, found, form=form, reasons=refusal.reasons)
    messages.success(request, "Proposed. Expert, company and council each say yes or no now.")
    return redirect(proposal)


@login_required
def direct_decline(request, pk):
    """Say no for the side that was asked."""
    found = _found(request, pk)
    if not permissions.can_answer_direct(request.user, found):
        raise PermissionDenied("Only the side that was asked can answer.")
    return _end(request, found, services.decline_direct, "Say no to", "Say no")


@login_required
def direct_withdraw(request, pk):
    """Take it back for the side that asked."""
    found = _found(request, pk)
    if not permissions.can_withdraw_direct(request.user, found):
        raise PermissionDenied("Only the side that asked can take it back.")
    return _end(request, found, services.withdraw_direct, "Take back", "Take it back")


def _end(request, found, act, title, button):
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, by=request.user, reason=form.cleaned_data["reason"])
        except IllegalMove:
            messages.warning(request, MOVED)
        else:
            messages.success(request, "Done. The other side is told.")
        return redirect(found)
    context = {"match": found, "form": form, "title": title, "button": button}
    return render(request, "secondments/matching/direct_end.html", context)


def _found(request, pk):
    visible = DirectMatch.objects.visible_to(request.user).values("pk")
    return get_object_or_404(queries.direct_in_full(), pk=pk, pk__in=visible)
