"""Standing behind another council's project."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import ReasonForm, SponsorForm
from councils.models import Council, Project, Sponsorship
from councils.views.projects import find, find_own, moved_on


def _begin(request, project, form, verb, words, title):
    """Ask which council, and why; then ask whoever is to answer."""
    if request.method == "POST" and form.is_valid():
        try:
            verb(project, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, project)
        messages.success(request, words)
        return redirect(project)
    context = {"form": form, "project": project, "title": title}
    return render(request, "councils/sponsor_form.html", context)


@login_required
def sponsor_ask(request, pk):
    """Ask to stand behind another council's project."""
    project = find(request, pk)
    if not permissions.can_ask_to_sponsor(request.user, project):
        raise PermissionDenied(
            "Members of another council ask to co-sponsor, while the project is not over."
        )
    mine = queries.may_sponsor(project).filter(pk__in=Council.objects.of(request.user))
    form = SponsorForm(request.POST or None, councils=mine, label="Your council")
    done = f"Asked. {project.council} answers, and you hear by e-mail."
    title = f"Co-sponsor this project of {project.council}"
    return _begin(request, project, form, services.ask_to_sponsor, done, title)


@login_required
def sponsor_invite(request, pk):
    """Invite another council to stand behind a project of one's own."""
    project = find_own(request, pk)
    if not project.is_live:
        return moved_on(request, project)
    others = queries.may_sponsor(project)
    form = SponsorForm(request.POST or None, councils=others, label="Which council?")
    done = "Invited. Its people answer, and you hear by e-mail."
    return _begin(request, project, form, services.invite_sponsor, done, "Invite a co-sponsor")


def _find(request, pk):
    found = Sponsorship.objects.of(request.user).select_related("project__council", "council")
    return get_object_or_404(
        found.filter(project__in=Project.objects.visible_to(request.user)), pk=pk
    )


@login_required
@require_POST
def sponsorship_accept(request, pk):
    """Say yes."""
    found = _find(request, pk)
    if found.stage != Sponsorship.Stage.ASKED or not found.project.is_live:
        return moved_on(request, found.project)
    if not permissions.can_answer_sponsorship(request.user, found):
        raise PermissionDenied("The council that was asked answers.")
    try:
        services.accept_sponsorship(found, by=request.user)
    except IllegalMove:
        return moved_on(request, found.project)
    messages.success(request, f"{found.council} co-sponsors this project now.")
    return redirect(found)


def _with_reason(request, found, allowed, verb, **words):
    """Ask why, then do it."""
    if not found.can_move_to(words.pop("stage")):
        return moved_on(request, found.project)
    if not allowed(request.user, found):
        raise PermissionDenied("This is the other council’s to say.")
    form = ReasonForm(request.POST or None, hint="Both councils can read this.")
    if request.method == "POST" and form.is_valid():
        try:
            verb(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found.project)
        messages.success(request, words["done"])
        return redirect(found)
    context = {"form": form, "project": found.project} | words
    return render(request, "councils/reason.html", context)


@login_required
def sponsorship_decline(request, pk):
    """Say no, and why."""
    return _with_reason(
        request,
        _find(request, pk),
        permissions.can_answer_sponsorship,
        services.decline_sponsorship,
        stage=Sponsorship.Stage.DECLINED,
        title="Say no to co-sponsoring",
        button="Say no",
        done="They hear by e-mail.",
    )


@login_required
def sponsorship_withdraw(request, pk):
    """Take back what was asked, or stand behind the project no longer."""
    return _with_reason(
        request,
        _find(request, pk),
        permissions.can_withdraw_sponsorship,
        services.withdraw_sponsorship,
        stage=Sponsorship.Stage.WITHDRAWN,
        title="Withdraw from co-sponsoring",
        button="Withdraw",
        done="Withdrawn. The other council hears by e-mail.",
    )
