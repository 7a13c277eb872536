"""What an employer agrees to for one of its people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone

from secondments import queries, services
from secondments.forms import ConsentForm
from secondments.views.finding import PAGE, act_or_say, act_with_reason, find_staff_of_mine


@login_required
def expert_consent(request, pk):
    """Let an expert go to councils within dates, or change the dates."""
    found = find_staff_of_mine(request, pk)
    standing = queries.consents_of(found).filter(over_at=None).first()
    form = ConsentForm(
        request.POST if request.method == "POST" else None, initial=_terms(found, standing)
    )
    seen = str(standing.pk) if standing else ""
    if request.method == "POST" and request.POST.get("seen", "") != seen:
        messages.info(request, "Somebody moved this first. Here is how it stands now.")
        return redirect(found)
    if request.method == "POST" and form.is_valid():
        give = services.change_consent if found.consent_at else services.consent
        done = f"You have consented. {found} is in the next round of matching."
        return act_or_say(
            request, found, lambda: give(found, by=request.user, **form.cleaned_data), done
        )
    context = {
        "form": form,
        "expert": found,
        "seen": seen,
        "consents": queries.consents_of(found)[:PAGE],
    }
    return render(request, "secondments/expert_consent.html", context)


def _terms(expert, standing):
    """What the form begins with: what stands, or all that the expert offers."""
    if standing:
        names = ("starts_on", "ends_on", "days_a_week")
        return {name: getattr(standing, name) for name in names} | {"not_to": standing.not_to.all()}
    today = timezone.localdate()
    return {
        "starts_on": max(today, expert.available_from or today),
        "ends_on": expert.available_until,
    }


@login_required
def expert_consent_withdraw(request, pk):
    """Let an expert go no longer, and say why."""
    found = find_staff_of_mine(request, pk)
    return act_with_reason(
        request,
        found,
        lambda reason: services.withdraw_consent(found, by=request.user, reason=reason),
        title=f"Withdraw your consent for {found}",
        hint="Your colleague reads the reason. A secondment that is agreed stands; a proposal that"
        " still waits for answers is taken back.",
        button="Withdraw consent",
        done=f"Your consent is withdrawn, and {found} has been told.",
    )
