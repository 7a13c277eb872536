"""Pages of pledges: what is pledged in all, a company's own, and who is named."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from corps.organisations.models import Organisation
from corps.stages import IllegalMove
from secondments import permissions, queries, services
from secondments.forms import NamingForm, PledgeForm, PledgeSearchForm
from secondments.models import Expert, Naming, Pledge
from secondments.views.finding import PAGE, act_or_say, act_with_reason, find_employer

MOVED = "Somebody moved this first. Here is how it stands now."


def pledges(request):
    """What companies pledge and have not named yet, for everybody, by skill and one by one."""
    today = timezone.localdate()
    search = PledgeSearchForm(request.GET or None)
    skill = search.cleaned_data["skill"] if search.is_valid() else None
    context = {
        "page": Paginator(queries.pledged(today, skill), PAGE).get_page(request.GET.get("page")),
        "capacity": queries.capacity(today),
        "skills": queries.skills_pledged(today)[:PAGE],
        "search": search,
        "intake": queries.next_intake(today),
    }
    return render(request, "secondments/pledges.html", context)


@login_required
def employer_pledges(request, pk):
    """A company's own pledges."""
    employer = find_employer(request, pk)
    context = {
        "employer": employer,
        "verified": employer.organisation.stage == Organisation.Stage.VERIFIED,
        "page": Paginator(queries.pledges_of(employer), PAGE).get_page(request.GET.get("page")),
        "can_run": permissions.can_run_pledges(request.user, employer),
        "intake": queries.next_intake(timezone.localdate()),
    }
    return render(request, "secondments/employer_pledges.html", context)


@login_required
def pledge_new(request, pk):
    """Offer days of people whom the company names later."""
    employer = find_employer(request, pk)
    if not permissions.can_run_pledges(request.user, employer):
        raise PermissionDenied("The company's administrators pledge its days.")
    form = PledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.offer_pledge(employer, by=request.user, **form.values())
        except services.NotYet as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "Pledged. You are told as soon as a role fits.")
            return redirect(made)
    return render(request, "secondments/pledge_form.html", {"form": form, "employer": employer})


@login_required
def pledge(request, pk):
    """One pledge: what it offers, which roles fit, and who is named."""
    found = _found(request, pk)
    can_run = permissions.can_run_pledges(request.user, found.employer)
    context = {
        "pledge": found,
        "skills": found.pledge_skills.select_related("skill"),
        "boroughs": found.boroughs.all(),
        "leads": queries.leads_of(found) if found.is_open else [],
        "namings": queries.namings_of(found),
        "draft": Expert.Stage.DRAFT,
        "history": queries.history(found)[:PAGE],
        "can_run": can_run,
        "can_name": can_run and found.stage == Pledge.Stage.OFFERED,
    }
    return render(request, "secondments/pledge.html", context)


@login_required
def pledge_edit(request, pk):
    """Change what is pledged."""
    found = _own(request, pk)
    if not found.is_open:
        messages.info(request, MOVED)
        return redirect(found)
    form = PledgeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_pledge(found, by=request.user, **form.values())
        except services.NotYet as why:
            form.add_error("people", str(why))
        except IllegalMove:
            messages.info(request, MOVED)
            return redirect(found)
        else:
            messages.success(request, "Your pledge is kept.")
            return redirect(found)
    context = {"form": form, "employer": found.employer, "pledge": found}
    return render(request, "secondments/pledge_form.html", context)


@login_required
@require_POST
def pledge_pause(request, pk):
    """Offer it to nobody for a while."""
    found = _own(request, pk)
    done = "Paused. Nobody counts on it until you offer it again."
    return act_or_say(request, found, lambda: services.pause_pledge(found, by=request.user), done)


@login_required
@require_POST
def pledge_resume(request, pk):
    """Offer it again."""
    found = _own(request, pk)
    done = "Offered again."
    return act_or_say(request, found, lambda: services.resume_pledge(found, by=request.user), done)


@login_required
def pledge_withdraw(request, pk):
    """Take back what is not named yet."""
    found = _own(request, pk)
    return act_with_reason(
        request,
        found,
        lambda reason: services.withdraw_pledge(found, by=request.user, reason=reason),
        title=f"Withdraw “{found}”",
        hint="Whoever is named already stays on offer. Your colleagues read the reason.",
        button="Withdraw the pledge",
        done="Your pledge is withdrawn.",
    )


@login_required
def pledge_name(request, pk):
    """Say who one of the pledged people is."""
    found = _own(request, pk)
    form = NamingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("email", "name")}
        try:
            named = services.name_person(found, by=request.user, **given)
        except services.NotYet as why:
            form.add_error("email", str(why))
        except IllegalMove:
            messages.info(request, MOVED)
            return redirect(found)
        else:
            messages.success(request, f"{named.expert} is named, and has been told.")
            return redirect(found)
    return render(request, "secondments/pledge_name.html", {"form": form, "pledge": found})


@login_required
@require_POST
def naming_take_back(request, pk):
    """Undo a naming whose person is not on offer yet."""
    rows = Naming.objects.select_related("expert__user", "pledge__employer__organisation")
    found = get_object_or_404(rows, pk=pk)
    if not permissions.can_take_back_naming(request.user, found):
        raise PermissionDenied("Who named them, or they themselves, can take it back.")
    own = found.expert.user_id == request.user.pk
    target = found.expert if own else found.pledge
    done = "Taken back. The pledge counts one person more again."
    return act_or_say(
        request, target, lambda: services.take_back_naming(found, by=request.user), done
    )


def _found(request, pk):
    rows = Pledge.objects.visible_to(request.user).select_related("employer__organisation")
    return get_object_or_404(rows, pk=pk)


def _own(request, pk):
    found = _found(request, pk)
    if not permissions.can_run_pledges(request.user, found.employer):
        raise PermissionDenied("The company's administrators run its pledges.")
    return found
