"""Pages of experts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from corps.skills.queries import holdings_of
from secondments import permissions, queries, services
from secondments.forms import (
    EmployerChoiceForm,
    ExpertForm,
    PreferencesForm,
    RoleSearchForm,
    SkillsForm,
)
from secondments.models import Expert
from secondments.views.finding import (
    PAGE,
    act_or_say,
    act_with_reason,
    find_expert,
    find_own_profile,
    find_staff_of_mine,
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
        begun = services.begin_profile(user=request.user, employer=form.cleaned_data["employer"])
        return redirect("secondments:expert-edit", begun.pk)
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
        "only_skills_missing": missing == [queries.NO_SKILL],
        "holdings": holdings_of(found.user),
        "preferences": queries.preferences_of(found) if own else (),
        "history": queries.history(found)[:PAGE],
        "can_consent": permissions.can_consent_expert(request.user, found),
    }
    return render(request, "secondments/expert.html", context)


@login_required
def expert_edit(request, pk):
    """Say when, where and how much one would work; kept at any point."""
    found = find_own_profile(request, pk)
    form = ExpertForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_profile(found, by=request.user, **form.cleaned_data)
        except services.NotYet as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "Your profile is kept.")
            return redirect(found)
    return render(request, "secondments/expert_edit.html", {"form": form, "expert": found})


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
            messages.success(request, "Your skills are kept.")
            return redirect(found)
    return render(request, "secondments/expert_skills.html", {"form": form, "expert": found})


def _with_proposal(form, user):
    """The form again with all that was typed, and with the chosen role's skills."""
    role = form.proposal()
    if role is None:
        form.errors.clear()
        form.add_error("card", "Choose a role in one of the two lists")
        return form
    rows = form.rows_with(role)
    return SkillsForm(user=user, initial={"skills": rows, "role": role.pk})


@login_required
def expert_preferences(request, pk):
    """Put open roles in one's own order."""
    found = find_own_profile(request, pk)
    preferred = [one.role for one in queries.preferences_of(found)]
    if request.method == "POST":
        form = PreferencesForm(request.POST, roles=preferred)
        if form.is_valid():
            services.set_preferences(found, by=request.user, roles=form.roles_after())
        else:
            messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(request.get_full_path())
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


@login_required
@require_POST
def expert_consent(request, pk):
    """Let an expert go to councils."""
    found = find_staff_of_mine(request, pk)
    done = f"You have consented. {found} is in the next round of matching."
    return act_or_say(request, found, lambda: services.consent(found, by=request.user), done)


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
