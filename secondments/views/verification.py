"""How corps staff check companies: the queue, and each answer."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_POST

from corps.organisations import queries as organisations
from corps.organisations import services as checks
from secondments import permissions, queries, services
from secondments.forms import AskForm, ReasonForm, RefusalForm
from secondments.views.finding import PAGE, act_or_say, find_employer


@login_required
def employer_queue(request):
    """Companies that wait to be verified, the longest wait first, each with its clock."""
    if not permissions.can_see_employers(request.user):
        raise PermissionDenied("The list of those who wait is for corps staff.")
    page = Paginator(queries.employers_to_check(), PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.clock = organisations.clock(one.organisation)
    claims = organisations.open_claims()
    context = {"page": page, "claims": claims[:PAGE], "claim_count": claims.count()}
    return render(request, "secondments/employer_queue.html", context)


def _to_judge(request, pk):
    found = find_employer(request, pk)
    if not permissions.can_verify_employer(request.user, found):
        raise PermissionDenied("Corps staff check employers, but never their own.")
    return found


@login_required
@require_POST
def employer_verify(request, pk):
    """Say that a company is what it says it is."""
    found = _to_judge(request, pk)
    done = f"{found} is verified. Its people have been told."
    return act_or_say(
        request, found, lambda: services.verify_employer(found, by=request.user), done
    )


def _with_words(request, employer, form, act, *, title, lead, button, done, **more):
    """Ask for words, then act."""
    if request.method == "POST" and form.is_valid():
        return act_or_say(request, employer, act, done)
    context = {"form": form, "employer": employer, "title": title, "lead": lead} | more
    return render(request, "secondments/employer_words.html", context | {"button": button})


@login_required
def employer_refuse(request, pk):
    """Say that a company may not take part, and why."""
    found = _to_judge(request, pk)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    return _with_words(
        request,
        found,
        form,
        lambda: services.refuse_employer(found, by=request.user, reason=form.reason),
        title=f"Refuse {found}",
        lead="Its people are told. Any consent that it has given to its experts is withdrawn. It"
        " can apply again and say what has changed.",
        button="Refuse",
        danger=True,
        done=f"{found} is refused. Its people have been told why.",
    )


@login_required
def employer_ask(request, pk):
    """Ask a company for more before it is verified."""
    found = _to_judge(request, pk)
    form = AskForm(request.POST if request.method == "POST" else None)
    return _with_words(
        request,
        found,
        form,
        lambda: checks.ask_more(found.organisation, by=request.user, text=form.reason),
        title=f"Ask {found} for more",
        lead="One thing at a time: it stays among those who wait, and the clock stands until"
        " somebody there has answered.",
        button="Ask",
        done=f"Asked. The clock stands until {found} answers.",
    )


@login_required
def employer_suspend(request, pk):
    """Show what suspending a company stops, ask why, and suspend it."""
    found = _to_judge(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    return _with_words(
        request,
        found,
        form,
        lambda: services.suspend_employer(
            found, by=request.user, reason=form.cleaned_data["reason"]
        ),
        title=f"Suspend {found}",
        lead="It takes part no longer until you reinstate it. Its people are told why.",
        button="Suspend",
        danger=True,
        stop=queries.stopped_by(found),
        done=f"{found} is suspended. Its people have been told why.",
    )


@login_required
@require_POST
def employer_reinstate(request, pk):
    """Let a suspended company take part again."""
    found = _to_judge(request, pk)
    done = f"{found} takes part again. Its people have been told."
    return act_or_say(
        request, found, lambda: services.reinstate_employer(found, by=request.user), done
    )
