"""How people come to act for a council."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.accounts.services import person_at
from corps.notifications.services import record
from corps.organisations.models import new_token
from corps.stages import IllegalMove
from councils import queries
from councils.models import Council, Invitation, Membership


class NotTheirAddress(Exception):
    """Nobody acts for a council whose address they have not verified."""


class InvitationOver(Exception):
    """An invitation is too old."""


@transaction.atomic
def join_council(council: Council, *, user: User) -> Membership:
    """Ask to act for a council, by a verified address on its domain; again changes nothing."""
    if not queries.councils_by_address(user).filter(pk=council.pk).exists():
        raise NotTheirAddress(f"{user.email} is on no domain of {council}")
    membership, new = Membership.objects.get_or_create(council=council, user=user)
    if new:
        record(
            "councils.member_asked",
            about=council,
            by=user,
            tell=queries.administrators(council) or corps_staff(),
            member=user,
        )
    return membership


@transaction.atomic
def confirm_member(membership: Membership, *, by: User, role: str | None = None) -> Membership:
    """Let a person act for the council, in a role; also how a member's role is changed."""
    membership = _locked(membership)
    membership.role = role or membership.role
    membership.confirmed_at = membership.confirmed_at or timezone.now()
    membership.confirmed_by = by
    membership.save(update_fields=["role", "confirmed_at", "confirmed_by"])
    record(
        "councils.member_confirmed",
        about=membership.council,
        by=by,
        tell=[membership.user],
        member=membership.user,
        role=membership.get_role_display(),
    )
    return membership


@transaction.atomic
def refuse_member(membership: Membership, *, by: User, reason: str) -> None:
    """Say no to who asked, with a reason; they may ask again."""
    membership = _locked(membership)
    if membership.confirmed_at:
        raise IllegalMove(f"{membership} was confirmed already")
    membership.delete()
    record(
        "councils.member_refused",
        about=membership.council,
        by=by,
        tell=[membership.user],
        reason=reason,
        link=reverse("councils:join"),
        member=membership.user,
    )


def _locked(membership: Membership) -> Membership:
    """The membership as it stands now; another administrator may have refused it meanwhile."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("council", "user")
    found = rows.filter(pk=membership.pk).first()
    if found is None:
        raise IllegalMove(f"membership {membership.pk} is there no longer")
    return found


@transaction.atomic
def invite_administrator(council: Council, *, email: str, by: User) -> Invitation:
    """Invite a council's administrator by e-mail; a newer link takes an older one's place."""
    address = email.strip().lower()
    if not queries.is_address_of(address, council):
        raise NotTheirAddress(f"{address} is on no domain of {council}")
    invitation, _new = Invitation.objects.update_or_create(
        council=council,
        email=address,
        accepted_at=None,
        defaults={"by": by, "token": new_token(), "sent_at": timezone.now()},
    )
    record(
        "councils.administrator_invited",
        about=council,
        by=by,
        tell=[person_at(address)],
        link=invitation.get_absolute_url(),
        days=settings.INVITATION_DAYS,
    )
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> Membership:
    """Become the council's administrator, by the address that was invited."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("council", "by")
        .get(pk=invitation.pk)
    )
    if invitation.email not in queries.verified_addresses(user):
        raise NotTheirAddress(f"{user} has not verified {invitation.email}")
    if not invitation.accepted_at and queries.is_over(invitation):
        raise InvitationOver(f"invitation {invitation.pk} is too old")
    membership, _new = Membership.objects.get_or_create(council=invitation.council, user=user)
    if invitation.accepted_at:
        return membership
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return confirm_member(membership, by=invitation.by, role=Membership.Role.ADMINISTRATOR)
