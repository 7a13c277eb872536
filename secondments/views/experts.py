"""Pages of experts."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from corps.skills.queries import holdings_of
from secondments import permissions, queries, services
from secondments.forms import EmployerChoiceForm
from secondments.models import Expert
from secondments.views.finding import (
    PAGE,
    act_or_say,
    find_expert,
    find_own_profile,
)


@login_required
def expert_new(request):
    """Choose one's employer, and begin a profile."""
    mine = Expert.objects.filter(user=request.user).first()
    if mine is not None and mine.stage != Expert.Stage.DRAFT:
        return redirect(mine)
    words = request.GET.get("q", "").strip()
    found = list(queries.employers_found(words)[:PAGE]) if words else []
    form = EmployerChoiceForm(request.POST or None, employers=found)
    if request.method == "POST" and form.is_valid():
        employer = form.cleaned_data["employer"]
        try:
            begun = services.begin_profile(user=request.user, employer=employer)
        except services.NotYet as why:
            form.add_error("employer", str(why))
        else:
            return redirect("secondments:expert-step", begun.pk, "work")
    context = {
        "form": form,
        "words": words,
        "found": found,
        "more": len(found) == PAGE,
        "mine": mine,
        "registration": request.build_absolute_uri(reverse("secondments:employer-new")),
    }
    return render(request, "secondments/expert_new.html", context)


@login_required
def expert(request, pk):
    """What an expert offers, and what is still to be done about it."""
    found = find_expert(request, pk)
    own = permissions.can_edit_expert(request.user, found)
    missing = queries.missing(found)
    context = {
        "expert": found,
        "live": queries.live_secondment(found),
        "own": own,
        "missing": missing,
        "periods": found.periods.all(),
        "last": queries.last_secondment(found),
        "holdings": holdings_of(found.user),
        "preferences": queries.preferences_of(found) if own else (),
        "consents": queries.consents_of(found)[:PAGE],
        "history": _history(request.user, found)[:PAGE],
        "can_consent": permissions.can_consent_expert(request.user, found),
    }
    return render(request, "secondments/expert.html", context)


def _history(user, expert):
    """What happened to a profile; what was told to the employer's administrators, to them alone."""
    found = queries.history(expert)
    if user == expert.user or permissions.can_read_interests(user, expert.employer):
        return found
    return found.exclude(kind__startswith="secondments.interest_")


@login_required
@require_POST
def expert_offer(request, pk):
    """Put oneself on offer."""
    found = find_own_profile(request, pk)
    asked = "" if found.consent_at else f" {found.employer} is asked to consent."
    done = f"You are on offer.{asked}"
    return act_or_say(request, found, lambda: services.offer(found, by=request.user), done)


@login_required
@require_POST
def expert_pause(request, pk):
    """Take oneself off offer."""
    found = find_own_profile(request, pk)
    done = "You are paused. Nobody is told about you until you are on offer again."
    return act_or_say(request, found, lambda: services.pause(found, by=request.user), done)
