"""Who acts for which council."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from corps.stages import IllegalMove
from councils import permissions, queries, services
from councils.forms import ConfirmForm, InviteForm, JoinForm, ReasonForm
from councils.models import Council, Invitation, Membership

PAGE = 40


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
    context = {
        "council": council,
        "page": page,
        "may_run": permissions.can_run_council(request.user, council),
        "may_invite": permissions.can_invite_administrator(request.user),
        "invitations": council.invitations.filter(accepted_at=None),
        "roles": Membership.Role.choices,
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
def invitation(request, token):
    """Accept corps staff's invitation to run a council's part."""
    found = get_object_or_404(Invitation.objects.select_related("council"), token=token)
    if request.method == "POST":
        try:
            services.accept_invitation(found, user=request.user)
        except services.NotTheirAddress as error:
            raise PermissionDenied(f"This invitation is for {found.email}.") from error
        except services.InvitationOver:
            return redirect(found)
        messages.success(request, f"You are {found.council}'s administrator.")
        return redirect("councils:members", found.council.slug)
    theirs = found.email in queries.verified_addresses(request.user)
    context = {"invitation": found, "theirs": theirs, "over": queries.is_over(found)}
    return render(request, "councils/invitation.html", context)
