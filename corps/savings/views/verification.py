"""What finance has before it, and what it makes of it."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.accounts.permissions import second_factor_required
from corps.formats import pdf
from corps.savings import permissions, queries, services
from corps.savings.forms import SplitForm, ThresholdForm
from corps.savings.models import Claim
from corps.savings.views.benefits import PAGE, find, find_own, moved_on, with_reason
from corps.stages import IllegalMove
from councils.models import Council


def _find_claim(request, pk):
    """The claim, where this person belongs to its council, or runs the corps."""
    rows = Claim.objects.select_related("benefit__project__council", "sample", "submitted_by")
    claim = get_object_or_404(rows, pk=pk)
    found = find(request, claim.benefit_id)
    if not permissions.can_see_inside(request.user, found):
        raise PermissionDenied(f"Only {found.project.council} sees what is before its finance.")
    return claim


def _find_to_decide(request, pk):
    claim = _find_claim(request, pk)
    if not permissions.can_verify_claim(request.user, claim):
        raise PermissionDenied(
            f"A finance officer of {claim.benefit.project.council} decides this:"
            " one who neither wrote it nor works on the project."
        )
    return claim


@login_required
def verifications(request):
    """Claims that wait for this finance officer, and what became of others."""
    user = request.user
    councils = queries.finance_councils(user)
    if not councils and not user.is_staff:
        raise PermissionDenied("This list is for councils' finance officers.")
    done = "done" in request.GET
    found = queries.decided_for(user) if done else queries.to_verify(user)
    page = Paginator(found.select_related("benefit__project__council"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "done": done, "councils": councils}
    return render(request, "corps/savings/verifications.html", context)


@login_required
def claim(request, pk):
    """One claim: the evidence on one page, and, for finance, how to answer."""
    found = _find_claim(request, pk)
    return _show(request, found, SplitForm(claim=found))


def _show(request, claim, form):
    user = request.user
    may_verify = permissions.can_verify_claim(user, claim)
    waits = claim.stage == Claim.Stage.WAITING
    context = {
        "claim": claim,
        "benefit": claim.benefit,
        "measurements": claim.measurements.select_related("benefit__project__council"),
        "parts": claim.parts.all(),
        "form": form if may_verify and waits else None,
        "may_verify": may_verify,
        "may_take_back": may_verify and claim.can_move_to(Claim.Stage.WAITING) and not waits,
        "may_withdraw": permissions.can_write_benefit(user, claim.benefit)
        and not may_verify
        and claim.can_move_to(Claim.Stage.WITHDRAWN)
        and not claim.sample_id,
        "verifiers": queries.verifiers(claim.benefit) if waits else [],
    }
    return render(request, "corps/savings/claim.html", context)


@login_required
@second_factor_required
@require_POST
def claim_verify(request, pk):
    """Split a claim; a claim of no money is verified as it stands."""
    found = _find_to_decide(request, pk)
    if found.stage != Claim.Stage.WAITING:
        return moved_on(request, found)
    form = SplitForm(request.POST, claim=found)
    if found.amount_gbp and not form.is_valid():
        return _show(request, found, form)
    parts = form.parts() if found.amount_gbp else []
    try:
        services.verify_claim(found, by=request.user, parts=parts)
    except IllegalMove:
        return moved_on(request, found)
    messages.success(request, "Decided. Those who wrote it hear by e-mail.")
    return redirect(found.benefit)


@login_required
@second_factor_required
def claim_reject(request, pk):
    """Reject the whole of a claim."""
    found = _find_to_decide(request, pk)
    if not found.can_move_to(Claim.Stage.REJECTED):
        return moved_on(request, found)
    words = (
        "Reject the whole claim",
        "Reject it",
        "Everybody can read the reason.",
        "Rejected. Those who wrote it hear by e-mail.",
    )
    return with_reason(request, found, found.benefit, words, services.reject_claim)


@login_required
@second_factor_required
def claim_take_back(request, pk):
    """Undo a decision, so that the claim waits again."""
    found = _find_to_decide(request, pk)
    if found.stage not in Claim.DECIDED:
        return moved_on(request, found)
    words = (
        "Take the decision back",
        "Take it back",
        "The figure leaves the dashboard and waits again. Everybody concerned reads the reason.",
        "Taken back: the claim waits again.",
    )
    return with_reason(request, found, found, words, services.take_back_decision)


@login_required
@require_POST
def claim_submit(request, pk):
    """Put before finance what was measured."""
    found = find_own(request, pk)
    try:
        made = services.submit_claim(found, by=request.user)
    except services.Unsaid:
        messages.warning(request, "Not sent yet. Finance first has to know what it verifies.")
        return redirect("savings:benefit-classify", found.pk)
    except IllegalMove:
        return moved_on(request, found)
    if made.stage == Claim.Stage.SMALL:
        messages.success(request, "It is below your council's threshold: the year's sample waits.")
    else:
        messages.success(request, "Sent to finance. You hear by e-mail.")
    return redirect(found)


@login_required
def claim_withdraw(request, pk):
    """Take a claim back before it is decided."""
    found = _find_claim(request, pk)
    find_own(request, found.benefit_id)
    if found.sample_id or not found.can_move_to(Claim.Stage.WITHDRAWN):
        return moved_on(request, found)
    words = (
        "Take the claim back",
        "Take it back",
        "What was measured stays, and can be mended and sent again.",
        "Taken back.",
    )
    return with_reason(request, found, found.benefit, words, services.withdraw_claim)


@login_required
def claim_pack(request, pk):
    """The evidence on one page, to print or file."""
    found = _find_claim(request, pk)
    sheet = pdf("corps/savings/evidence.typ", queries.pack(found))
    name = f'attachment; filename="evidence-{found.pk}.pdf"'
    return HttpResponse(
        sheet, content_type="application/pdf", headers={"Content-Disposition": name}
    )


@login_required
def settings(request, slug):
    """From how much a council's finance verifies each claim."""
    council = get_object_or_404(Council, slug=slug)
    if not permissions.can_set_threshold(request.user, council):
        raise PermissionDenied(f"{council}'s finance officers and administrators set this.")
    held = queries.setting(council)
    form = ThresholdForm(
        request.POST or None,
        initial={
            "verification_threshold_gbp": held.verification_threshold_gbp,
            "sample_percent": int(held.sample_share * 100),
        },
    )
    if request.method == "POST" and form.is_valid():
        services.set_threshold(
            council,
            by=request.user,
            verification_threshold_gbp=form.cleaned_data["verification_threshold_gbp"],
            sample_share=Decimal(form.cleaned_data["sample_percent"]) / 100,
        )
        messages.success(request, "Saved. It holds for claims that come from now on.")
        return redirect("savings:settings", council.slug)
    samples = council.samples.all()[:10]
    context = {"form": form, "council": council, "samples": samples}
    return render(request, "corps/savings/settings.html", context)
