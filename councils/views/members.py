"""Who acts for which council."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from corps.notifications.models import Event
from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import ColleagueForm, ConfirmForm, InviteForm, JoinForm, ReasonForm
from councils.models import Council, Invitation, Membership

PAGE = 40
NEWEST = 20
# What a council's people may read of who came and went.
HISTORY = [
    f"councils.{what}"
    for what in (
        *("member_asked", "member_confirmed", "member_refused", "member_left"),
        *("invitation_withdrawn", "people_confirmed"),
    )
]


@login_required
def join(request):
    """Ask to act for the council whose address one has."""
    run = Membership.objects.administrators().filter(council=OuterRef("council"))
    mine = (
        Membership.objects.filter(user=request.user)
        .select_related("council")
        .annotate(is_run=Exists(run))
    )
    possible = queries.councils_by_address(request.user).exclude(pk__in=mine.values("council"))
    if request.method == "POST" and mine and not possible:
        messages.info(request, "You have asked already: this is how it stands.")
        return redirect("councils:join")
    form = JoinForm(request.POST if request.method == "POST" else None, councils=possible)
    if request.method == "POST" and form.is_valid():
        membership = services.join_council(form.cleaned_data["council"], user=request.user)
        messages.success(request, f"You have asked to act for {membership.council}.")
        return redirect("councils:join")
    addresses = sorted(queries.verified_addresses(request.user))
    context = {"form": form, "possible": possible, "mine": mine, "addresses": addresses}
    return render(request, "councils/join.html", context)


@login_required
def directory(request):
    """All councils, for corps staff: who runs each, and who does not yet."""
    if not permissions.can_invite_administrator(request.user):
        raise PermissionDenied("The list of councils' people is for corps staff.")
    confirmed = Q(memberships__confirmed_at__isnull=False)
    councils = Council.objects.annotate(
        people=Count("memberships", filter=confirmed, distinct=True),
        waiting=Count("memberships", filter=~confirmed, distinct=True),
        administrators=Count(
            "memberships",
            filter=confirmed & Q(memberships__role=Membership.Role.ADMINISTRATOR),
            distinct=True,
        ),
    )
    page = Paginator(councils.order_by("name"), PAGE).get_page(request.GET.get("page"))
    return render(request, "councils/directory.html", {"page": page})


@login_required
def members(request, slug):
    """A council's people: who acts, who waits, and as what."""
    council = get_object_or_404(Council, slug=slug)
    if not permissions.can_see_members(request.user, council):
        raise PermissionDenied(f"Only {council}'s own people see this list.")
    rows = council.memberships.select_related("user", "confirmed_by")
    page = Paginator(rows.order_by("-confirmed_at", "asked_at"), PAGE).get_page(
        request.GET.get("page")
    )
    due = queries.review_due_at(council)
    context = {
        "council": council,
        "page": page,
        "mine": rows.confirmed().filter(user=request.user).first(),
        "may_run": permissions.can_run_council(request.user, council),
        "may_invite": permissions.can_invite_administrator(request.user),
        "invitations": council.invitations.filter(accepted_at=None),
        "roles": Membership.Role.choices,
        "review_due": due,
        "review_is_due": due is not None and due <= timezone.now(),
        "events": Event.objects.about(council)
        .filter(kind__in=HISTORY)
        .select_related("by")[:NEWEST],
    }
    return render(request, "councils/members.html", context)


def _find_to_run(request, pk):
    membership = get_object_or_404(Membership.objects.select_related("council", "user"), pk=pk)
    if not permissions.can_see_members(request.user, membership.council):
        raise Http404
    if not permissions.can_run_council(request.user, membership.council):
        raise PermissionDenied("Your council's administrator does this.")
    return membership


def _decide(request, verb, membership, done, **details):
    """Say yes or no; another administrator may have done so before."""
    try:
        verb(membership, by=request.user, **details)
    except services.LastAdministrator:
        messages.error(request, "Somebody has to run it: make another administrator first.")
    except IllegalMove:
        messages.warning(request, "Another administrator was there first.")
    else:
        messages.success(request, done)


@login_required
@require_POST
def member_confirm(request, pk):
    """Confirm a person, or change what they act as."""
    membership = _find_to_run(request, pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose as what the person acts.")
    elif membership.user == request.user:
        messages.error(request, "Somebody else changes your own role.")
    else:
        _decide(
            request,
            services.confirm_member,
            membership,
            f"{membership.user} acts for {membership.council}.",
            **form.cleaned_data,
        )
    return redirect("councils:members", membership.council.slug)


@login_required
def member_refuse(request, pk):
    """Say no to who asked, with a reason."""
    membership = _find_to_run(request, pk)
    if membership.confirmed_at:
        messages.warning(request, f"{membership.user} is confirmed already.")
        return redirect("councils:members", membership.council.slug)
    form = ReasonForm(request.POST or None, hint="They read it.")
    if request.method == "POST" and form.is_valid():
        told = f"{membership.user} was told."
        _decide(request, services.refuse_member, membership, told, **form.cleaned_data)
        return redirect("councils:members", membership.council.slug)
    title = f"Say no to {membership.user}"
    return render(
        request, "councils/reason.html", {"form": form, "title": title, "button": "Say no"}
    )


@login_required
def administrator_invite(request, slug):
    """Invite a council's administrator, as corps staff."""
    council = get_object_or_404(Council, slug=slug)
    if not permissions.can_invite_administrator(request.user):
        raise PermissionDenied("Corps staff invite a council's first administrator.")
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.invite_administrator(
                council, by=request.user, **form.cleaned_data
            )
        except services.NotTheirAddress:
            domains = ", ".join(council.domains.values_list("domain", flat=True))
            form.add_error("email", f"Enter an address on {council}'s domain: {domains}")
        else:
            messages.success(request, f"Invited {invitation.email}.")
            return redirect("councils:members", council.slug)
    return render(request, "councils/invite_form.html", {"form": form, "council": council})


@login_required
def member_invite(request, slug):
    """Invite a colleague, as an administrator."""
    council = get_object_or_404(Council, slug=slug)
    if not permissions.can_run_council(request.user, council):
        raise PermissionDenied("Your council's administrator invites colleagues.")
    form = ColleagueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.invite_member(council, by=request.user, **form.cleaned_data)
        except services.NotTheirAddress:
            domains = " or ".join(council.domains.values_list("domain", flat=True))
            form.add_error("email", f"Enter an address on {council}'s own domain: {domains}")
        except services.MemberAlready:
            form.add_error("email", f"They act for {council} already: change their role instead")
        else:
            messages.success(request, f"Invited {sent.email}. The link works once.")
            return redirect("councils:members", council.slug)
    return render(request, "councils/member_invite.html", {"form": form, "council": council})


@login_required
@require_POST
def invitation_withdraw(request, pk):
    """Take an invitation back."""
    found = get_object_or_404(Invitation.objects.select_related("council"), pk=pk)
    if not permissions.can_see_members(request.user, found.council):
        raise Http404
    if not (permissions.can_run_council(request.user, found.council) or request.user.is_staff):
        raise PermissionDenied("Your council's administrator does this.")
    try:
        services.withdraw_invitation(found, by=request.user)
    except IllegalMove:
        messages.warning(request, "It was accepted or taken back already.")
    else:
        messages.success(request, f"The invitation of {found.email} opens nothing any more.")
    return redirect("councils:members", found.council.slug)


@login_required
@require_POST
def people_confirm(request, slug):
    """Say that those on the list are still the council's people."""
    council = get_object_or_404(Council, slug=slug)
    if not permissions.can_run_council(request.user, council):
        raise PermissionDenied("Your council's administrator does this.")
    services.confirm_people(council, by=request.user)
    messages.success(request, "Thank you. We ask again in half a year.")
    return redirect("councils:members", council.slug)


@login_required
def invitation(request, token):
    """Accept an invitation to act for a council, or to run its part."""
    found = get_object_or_404(Invitation.objects.select_related("council", "by"), token=token)
    if request.method == "POST":
        try:
            services.accept_invitation(found, user=request.user)
        except services.NotTheirAddress as error:
            raise PermissionDenied(f"This invitation is for {found.email}.") from error
        except services.InvitationOver:
            return redirect(found)
        role = found.get_role_display().lower()
        messages.success(request, f"You act for {found.council} now, as {role}.")
        return redirect("councils:members", found.council.slug)
    theirs = found.email in queries.verified_addresses(request.user)
    context = {"invitation": found, "theirs": theirs, "over": queries.is_over(found)}
    return render(request, "councils/invitation.html", context)
