"""Volunteers' profiles, and the charities that ask for help."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.notifications.models import Event
from corps.organisations import services as organisations
from corps.organisations.models import Organisation
from corps.organisations.permissions import can_invite_member
from corps.skills.queries import holdings_of
from corps.stages import IllegalMove
from councils.forms import ReasonForm
from volunteers import permissions, queries, services
from volunteers.forms import CharityForm, ColleagueForm, ProfileForm, SkillsForm
from volunteers.models import Charity, Contribution, Volunteer
from volunteers.views.task import PAGE, moved_on


def volunteer(request, pk):
    """A volunteer's profile: one's own, or one that is public."""
    visible = Volunteer.objects.visible_to(request.user).select_related("user", "organisation")
    found = get_object_or_404(visible, pk=pk)
    accepted = (
        Contribution.objects.accepted()
        .filter(volunteer=found)
        .select_related("task__council", "task__charity__organisation")
        .order_by("-reviewed_at", "-pk")
    )
    context = {
        "volunteer": found,
        "own": permissions.can_edit_volunteer(request.user, found),
        "holdings": holdings_of(found.user),
        "totals": queries.totals_of(found.user),
        "page": Paginator(accepted, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "volunteers/volunteer.html", context)


def _own(request):
    """One's own profile; nothing for who has yet to begin."""
    return queries.volunteer_of(request.user)


@login_required
def profile(request):
    """Say who one is, and who may read it."""
    own = _own(request)
    if own is None:
        return redirect("volunteers:begin")
    form = ProfileForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        services.edit_profile(own, by=request.user, **form.cleaned_data)
        messages.success(request, "Your profile is kept.")
        return redirect(own)
    return render(request, "volunteers/profile.html", {"form": form, "volunteer": own})


@login_required
def skills(request):
    """Say what one can do and wants to learn."""
    own = _own(request)
    if own is None:
        return redirect("volunteers:begin")
    form = SkillsForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        services.set_skills(own, **form.held_and_wanted())
        messages.success(request, "Your skills are kept. These tasks suit them.")
        return redirect("volunteers:for-you")
    return render(request, "volunteers/skills.html", {"form": form, "volunteer": own})


@login_required
def charity_new(request):
    """Ask that one's charity may ask for help."""
    form = CharityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            charity = services.register_charity(by=request.user, **form.cleaned_data)
        except services.CharityRegistered as known:
            form.add_error("charity_number", str(known))
        except organisations.AlreadyRegistered as known:
            form.add_error("company_number", str(known))
        else:
            messages.success(request, f"{charity} is noted. Corps staff check it next.")
            return redirect(charity)
    return render(request, "volunteers/charity_form.html", {"form": form})


@login_required
def charities(request):
    """All charities, for corps staff: those who wait first."""
    if not permissions.can_see_charities(request.user):
        raise PermissionDenied("The list of charities is for corps staff.")
    page = Paginator(queries.charities_by_urgency(), PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/charities.html", {"page": page})


def _charity(request, pk):
    visible = Charity.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(visible, pk=pk)


@login_required
def charity(request, pk):
    """A charity's own page: its people, its tasks, and where its approval stands."""
    found = _charity(request, pk)
    tasks = found.tasks.with_taken().order_by("-created_at", "-pk")
    body = found.organisation
    context = {
        "charity": found,
        "page": Paginator(queries.listed(tasks), PAGE).get_page(request.GET.get("page")),
        "members": body.memberships.select_related("user"),
        "may_write": permissions.can_write_for(request.user, found),
        "may_judge": permissions.can_judge_charity(request.user, found),
        "may_invite": can_invite_member(request.user, body),
        "events": Event.objects.about(found).select_related("by"),
    }
    return render(request, "volunteers/charity.html", context)


@login_required
def charity_invite(request, pk):
    """Ask a colleague to act for the charity."""
    found = _charity(request, pk)
    body = get_object_or_404(Organisation, pk=found.pk)
    if not can_invite_member(request.user, body):
        raise PermissionDenied("The charity’s administrators invite others.")
    form = ColleagueForm(request.POST or None, organisation=body)
    if request.method == "POST" and form.is_valid():
        sent = organisations.invite(body, by=request.user, **form.cleaned_data)
        messages.success(request, f"Invited {sent.email}.")
        return redirect(found)
    return render(request, "volunteers/charity_invite.html", {"form": form, "charity": found})


def _charity_to_judge(request, pk):
    found = _charity(request, pk)
    if not permissions.can_judge_charity(request.user, found):
        raise PermissionDenied("Corps staff check charities, but never their own.")
    return found


@login_required
@require_POST
def charity_approve(request, pk):
    """Say that a charity is what it says it is."""
    found = _charity_to_judge(request, pk)
    try:
        services.approve_charity(found, by=request.user)
    except IllegalMove:
        return moved_on(request, found)
    messages.success(request, f"{found} may ask for help. Its people have been told.")
    return redirect(found)


@login_required
def charity_refuse(request, pk):
    """Say that a charity may not ask for help, and why."""
    found = _charity_to_judge(request, pk)
    if not found.can_move_to(Charity.Stage.REFUSED):
        return moved_on(request, found)
    form = ReasonForm(
        request.POST or None, hint="Its people are told. Its open tasks are cancelled."
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.refuse_charity(found, by=request.user, **form.cleaned_data)
        except IllegalMove:
            return moved_on(request, found)
        messages.success(request, f"{found} is refused. Its people have been told why.")
        return redirect(found)
    context = {"form": form, "row": found, "title": f"Refuse {found}", "button": "Refuse"}
    return render(request, "volunteers/reason.html", context)
