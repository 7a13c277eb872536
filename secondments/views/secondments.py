"""Pages of secondments."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_POST

from councils.contracts.queries import interests_between
from secondments import permissions, queries, services
from secondments.views.finding import (
    PAGE,
    act_or_say,
    act_with_reason,
    find_secondment,
    find_to_run,
)


@login_required
def secondments(request):
    """The secondments that one has a part in, live ones first."""
    mine = queries.secondments_by_urgency(request.user)
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return render(request, "secondments/secondments.html", {"page": page})


@login_required
def secondment(request, pk):
    """Who works where, from when to when, and how it came about."""
    found = find_secondment(request, pk)
    context = {
        "secondment": found,
        "team": queries.days_at_work(found),
        "over": found.stage not in queries.LIVE,
        "short": queries.is_short(found),
        "conflicts": interests_between(
            found.expert.employer.organisation, found.role.project.council
        ),
        "history": queries.history(found),
        "can_run": permissions.can_run_secondment(request.user, found),
    }
    return render(request, "secondments/secondment.html", context)


@login_required
@require_POST
def secondment_start(request, pk):
    """Say that the expert is at work."""
    found = find_to_run(request, pk)
    done = f"{found.expert} is at work. Everybody has been told."
    return act_or_say(
        request, found, lambda: services.start_secondment(found, by=request.user), done
    )


@login_required
@require_POST
def secondment_complete(request, pk):
    """Say that the work agreed was done."""
    found = find_to_run(request, pk)
    done = "Completed. Everybody has been told."
    return act_or_say(
        request, found, lambda: services.complete_secondment(found, by=request.user), done
    )


@login_required
def secondment_end(request, pk):
    """End a secondment before its time, and say why."""
    found = find_to_run(request, pk)
    return act_with_reason(
        request,
        found,
        lambda reason: services.end_secondment(found, by=request.user, reason=reason),
        title="End this secondment early",
        hint="Expert and employer are told the reason. The place is opened again.",
        button="End it early",
        done="Ended early. Everybody has been told why.",
    )
