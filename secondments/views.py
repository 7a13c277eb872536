"""Pages of employers, experts and secondments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from corps.organisations import services as organisations
from corps.organisations.forms import InvitationForm, RegistrationForm
from corps.organisations.permissions import can_act_for_organisation, can_invite_member
from corps.skills.queries import holdings_of
from corps.stages import IllegalMove
from councils.contracts.queries import interests_between
from secondments import permissions, queries, services
from secondments.forms import (
    EmployerChoiceForm,
    ExpertForm,
    PreferencesForm,
    ReasonForm,
    RoleSearchForm,
    SkillsForm,
)
from secondments.models import Employer, Expert, Secondment

PAGE = 20


@login_required
def employer_new(request):
    """Register a company by its number; who does so runs its page."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            employer = services.register_employer(by=request.user, **form.cleaned_data)
        except organisations.AlreadyRegistered as known:
            form.add_error("company_number", str(known))
        else:
            messages.success(request, f"{employer} is registered. Corps staff check it next.")
            return redirect(employer)
    return render(request, "secondments/employer_new.html", {"form": form})


@login_required
def employers(request):
    """All employers, for corps staff: those who wait to be checked first."""
    if not permissions.can_see_employers(request.user):
        raise PermissionDenied("The list of employers is for corps staff.")
    page = Paginator(queries.employers_by_urgency(), PAGE).get_page(request.GET.get("page"))
    return render(request, "secondments/employers.html", {"page": page})


@login_required
def employer(request, pk):
    """A company's own page: its people, its experts, its interests and its secondments."""
    found = _employer(request, pk)
    experts = Paginator(queries.experts_of(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "employer": found,
        "organisation": found.organisation,
        "members": found.organisation.memberships.select_related("user"),
        "invitations": queries.open_invitations(found),
        "page": experts,
        "interests": queries.interests_of(found),
        "secondments": queries.secondments_of(found)[:PAGE],
        "history": queries.history(found.organisation)[:PAGE],
        "can_act": can_act_for_organisation(request.user, found.organisation),
        "can_invite": can_invite_member(request.user, found.organisation),
        "can_verify": permissions.can_verify_employer(request.user, found),
    }
    return render(request, "secondments/employer.html", context)


@login_required
@require_POST
def employer_verify(request, pk):
    """Say that a company is what it says it is."""
    found = _employer(request, pk)
    if not permissions.can_verify_employer(request.user, found):
        raise PermissionDenied("Corps staff verify employers, but never their own.")
    done = f"{found} is verified. Its people have been told."
    return _act(request, found, lambda: services.verify_employer(found, by=request.user), done)


@login_required
def employer_refuse(request, pk):
    """Say that a company may not take part, and why."""
    found = _employer(request, pk)
    if not permissions.can_verify_employer(request.user, found):
        raise PermissionDenied("Corps staff refuse employers, but never their own.")
    return _act_with_reason(
        request,
        found,
        lambda reason: services.refuse_employer(found, by=request.user, reason=reason),
        title=f"Refuse {found}",
        hint="Its people are told. Any consent that it has given to its experts is withdrawn.",
        button="Refuse",
        done=f"{found} is refused. Its people have been told why.",
    )


@login_required
def member_invite(request, pk):
    """Ask a colleague by e-mail to act for the company."""
    found = _employer(request, pk)
    if not can_invite_member(request.user, found.organisation):
        raise PermissionDenied("The company's administrators invite others.")
    form = InvitationForm(request.POST or None, organisation=found.organisation)
    if request.method == "POST" and form.is_valid():
        sent = organisations.invite(found.organisation, by=request.user, **form.cleaned_data)
        messages.success(request, f"Invited {sent.email}.")
        return redirect(found)
    return render(request, "secondments/member_invite.html", {"form": form, "employer": found})


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
    found = _expert(request, pk)
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
    found = _own_profile(request, pk)
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
    found = _own_profile(request, pk)
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
    found = _own_profile(request, pk)
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
    found = _own_profile(request, pk)
    asked = "" if found.consent_at else f" {found.employer} is asked to consent."
    done = f"You are on offer.{asked}"
    return _act(request, found, lambda: services.offer(found, by=request.user), done)


@login_required
@require_POST
def expert_pause(request, pk):
    """Take oneself off offer."""
    found = _own_profile(request, pk)
    done = "You are paused. Nobody is told about you until you are on offer again."
    return _act(request, found, lambda: services.pause(found, by=request.user), done)


@login_required
@require_POST
def expert_consent(request, pk):
    """Let an expert go to councils."""
    found = _staff_of_mine(request, pk)
    done = f"You have consented. {found} is in the next round of matching."
    return _act(request, found, lambda: services.consent(found, by=request.user), done)


@login_required
def expert_consent_withdraw(request, pk):
    """Let an expert go no longer, and say why."""
    found = _staff_of_mine(request, pk)
    return _act_with_reason(
        request,
        found,
        lambda reason: services.withdraw_consent(found, by=request.user, reason=reason),
        title=f"Withdraw your consent for {found}",
        hint="Your colleague reads the reason. A secondment that is agreed stands; a proposal that"
        " still waits for answers is taken back.",
        button="Withdraw consent",
        done=f"Your consent is withdrawn, and {found} has been told.",
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
    found = _secondment(request, pk)
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
    found = _run(request, pk)
    done = f"{found.expert} is at work. Everybody has been told."
    return _act(request, found, lambda: services.start_secondment(found, by=request.user), done)


@login_required
@require_POST
def secondment_complete(request, pk):
    """Say that the work agreed was done."""
    found = _run(request, pk)
    done = "Completed. Everybody has been told."
    return _act(request, found, lambda: services.complete_secondment(found, by=request.user), done)


@login_required
def secondment_end(request, pk):
    """End a secondment before its time, and say why."""
    found = _run(request, pk)
    return _act_with_reason(
        request,
        found,
        lambda reason: services.end_secondment(found, by=request.user, reason=reason),
        title="End this secondment early",
        hint="Expert and employer are told the reason. The place is opened again.",
        button="End it early",
        done="Ended early. Everybody has been told why.",
    )


def _employer(request, pk):
    return get_object_or_404(
        Employer.objects.visible_to(request.user).select_related("organisation__group"), pk=pk
    )


def _expert(request, pk):
    experts = Expert.objects.visible_to(request.user)
    return get_object_or_404(
        experts.select_related("user", "employer__organisation", "home", "consent_by"), pk=pk
    )


def _own_profile(request, pk):
    found = _expert(request, pk)
    if not permissions.can_edit_expert(request.user, found):
        raise PermissionDenied("A profile is its owner's alone to change.")
    return found


def _staff_of_mine(request, pk):
    found = _expert(request, pk)
    if not permissions.can_consent_expert(request.user, found):
        raise PermissionDenied("Somebody else at the employer consents.")
    return found


def _secondment(request, pk):
    rows = Secondment.objects.visible_to(request.user).select_related(
        "expert__user", "expert__employer__organisation", "role__project__council"
    )
    return get_object_or_404(rows, pk=pk)


def _run(request, pk):
    found = _secondment(request, pk)
    if not permissions.can_run_secondment(request.user, found):
        raise PermissionDenied("The council's own people start and end a secondment.")
    return found


def _act(request, row, act, done):
    """Do what was asked, unless somebody else was first; then show the row as it stands."""
    try:
        act()
    except IllegalMove:
        messages.info(request, "Somebody moved this first. Here is how it stands now.")
    except services.NotYet as why:
        messages.error(request, str(why))
    else:
        messages.success(request, done)
    return redirect(row)


def _act_with_reason(request, row, act, *, title, hint, button, done):
    """Ask for a reason, then act."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _act(request, row, lambda: act(form.cleaned_data["reason"]), done)
    context = {"form": form, "row": row, "title": title, "hint": hint, "button": button}
    return render(request, "secondments/reason_form.html", context)
