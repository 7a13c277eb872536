"""A profile, step by step: every step is kept as it is left."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from corps.skills.queries import holdings_of
from secondments import queries, services
from secondments.forms import (
    ExpertForm,
    PeriodForm,
    PreferencesForm,
    RoleSearchForm,
    SkillsForm,
)
from secondments.models import Period
from secondments.views.finding import PAGE, find_expert, find_own_profile


@login_required
def expert_edit(request, pk):
    """Go on where the profile lacks something."""
    found = find_own_profile(request, pk)
    return redirect("secondments:expert-step", found.pk, queries.first_step(found))


def _step(request, found, step, template, context):
    before, after = queries.around(step)
    context = {
        "expert": found,
        "steps": queries.steps_of(found, step),
        "step": step,
        "label": queries.STEPS[step],
        "before": before,
        "after": after,
    } | context
    return render(request, template, context)


def _go_on(request, found, step):
    """To the next step, or back to the profile where that was wanted."""
    if "leave" in request.POST:
        messages.success(request, "Kept. Go on whenever you like.")
        return redirect(found)
    return redirect("secondments:expert-step", found.pk, queries.around(step)[1])


@login_required
def expert_step(request, pk, step):
    """One step of a profile; what is written is kept at any point."""
    found = find_own_profile(request, pk)
    if step == "check":
        context = {
            "missing": queries.missing(found),
            "holdings": holdings_of(found.user),
            "periods": found.periods.all(),
        }
        return _step(request, found, step, "secondments/expert_check.html", context)
    if step == "skills":
        return redirect("secondments:expert-skills", found.pk)
    if step not in ExpertForm.STEPS:
        raise Http404
    form = ExpertForm(request.POST or None, instance=found, step=step)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_profile(found, by=request.user, **form.cleaned_data)
        except services.NotYet as why:
            form.add_error(None, str(why))
        else:
            return _go_on(request, found, step)
    return _step(request, found, step, "secondments/expert_step.html", {"form": form})


@login_required
def expert_skills(request, pk):
    """Say what one can do and wants to learn, a whole role in one go if one likes."""
    found = find_own_profile(request, pk)
    form = SkillsForm(request.POST or None, user=found.user)
    valid = request.method == "POST" and form.is_valid()
    if "propose" in request.POST:
        form = _with_proposal(form, found.user)
    elif valid:
        try:
            services.set_skills(found, by=request.user, **form.held_and_wanted())
        except services.NotYet as why:
            form.add_error("skills", str(why))
        else:
            return _go_on(request, found, "skills")
    return _step(request, found, "skills", "secondments/expert_skills.html", {"form": form})


def _with_proposal(form, user):
    """The form again with all that was typed, and with the chosen role's skills."""
    role = form.proposal()
    if role is None:
        form.errors.clear()
        form.add_error("card", "Choose a role in one of the two lists")
        return form
    rows = form.rows_with(role)
    proposed = SkillsForm(user=user, initial={"skills": rows, "role": role.pk})
    proposed.proposed = role
    return proposed


@login_required
def expert_calendar(request, pk):
    """A year of an expert's time; the expert says when there is less of it."""
    found = find_expert(request, pk)
    own = found.user_id == request.user.pk
    if request.method == "POST":
        found = find_own_profile(request, pk)
    form = PeriodForm(request.POST or None, expert=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_period(found, by=request.user, **form.cleaned_data)
        except services.CannotAdd as why:
            form.add_error("starts_on", str(why))
        else:
            messages.success(request, "Kept.")
            return redirect("secondments:expert-calendar", found.pk)
    year = request.GET.get("year", "")
    periods = list(found.periods.all())
    chosen = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None
    context = {
        "expert": found,
        "own": own,
        "form": form,
        "periods": periods,
        "calendar": queries.calendar(found, periods, chosen),
        "most_away": settings.MOST_AWAY_PER_CENT,
    }
    return render(request, "secondments/expert_calendar.html", context)


@login_required
@require_POST
def period_remove(request, pk, period):
    """Take a stretch of time away."""
    found = find_own_profile(request, pk)
    row = Period.objects.select_related("expert").filter(expert=found, pk=period).first()
    if row is not None:
        services.remove_period(row, by=request.user)
    messages.success(request, "Taken away: your usual days count then.")
    return redirect("secondments:expert-calendar", found.pk)


@login_required
def expert_preferences(request, pk):
    """Put open roles in one's own order."""
    found = find_own_profile(request, pk)
    preferred = [one.role for one in queries.preferences_of(found)]
    if request.method == "POST":
        form = PreferencesForm(request.POST, roles=preferred)
        if form.is_valid():
            services.set_preferences(found, by=request.user, roles=form.roles_after())
            messages.success(request, "Your list is kept.")
        else:
            messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(_came_from(request))
    search = RoleSearchForm(request.GET or None)
    asked = search.cleaned_data if search.is_valid() else {}
    roles = queries.open_roles(asked.get("q", ""), asked.get("borough"))
    page = Paginator(roles.exclude(pk__in=[role.pk for role in preferred]), PAGE)
    context = {
        "expert": found,
        "preferred": preferred,
        "search": search,
        "page": page.get_page(request.GET.get("page")),
    }
    return render(request, "secondments/expert_preferences.html", context)


def _came_from(request):
    """The page whose button was pressed, if it is one of ours."""
    there = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if there and ours else request.get_full_path()
