"""How people come to act for a council."""

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.accounts.services import person_at
from councils import queries
from councils.models import Council, Invitation, Membership


class NotTheirAddress(Exception):
    """Nobody acts for a council whose address they have not verified."""


@transaction.atomic
def join_council(council: Council, *, user: User) -> Membership:
    """Ask to act for a council, by a verified address on its domain; asking again changes nothing."""
    if not queries.councils_by_address(user).filter(pk=council.pk).exists():
        raise NotTheirAddress(f"{user.email} is on no domain of {council}")
    membership, new = Membership.objects.get_or_create(council=council, user=user)
    if new:
        record(
            "councils.member_asked",
            about=council,
            by=user,
            tell=queries.administrators(council) or queries.corps_staff(),
            member=user,
        )
    return membership


@transaction.atomic
def confirm_member(membership: Membership, *, by: User, role: str | None = None) -> Membership:
    """Let a person act for the council, in a role; also how a member's role is changed."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
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
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    membership.delete()
    record(
        "councils.member_refused",
        about=membership.council,
        by=by,
        tell=[membership.user],
        reason=reason,
        link="/councils/join/",
        member=membership.user,
    )


@transaction.atomic
def invite_administrator(council: Council, *, email: str, by: User) -> Invitation:
    """Invite a council's administrator by e-mail; asked again, the same link is sent again."""
    address = email.strip().lower()
    if not queries.is_address_of(address, council):
        raise NotTheirAddress(f"{address} is on no domain of {council}")
    invitation, _new = Invitation.objects.get_or_create(
        council=council, email=address, accepted_at=None, defaults={"by": by}
    )
    record(
        "councils.administrator_invited",
        about=council,
        by=by,
        tell=[person_at(address)],
        link=invitation.get_absolute_url(),
    )
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> Membership:
    """Become the council's administrator, by the address that was invited."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.email not in queries.verified_addresses(user):
        raise NotTheirAddress(f"{user} has not verified {invitation.email}")
    membership, _new = Membership.objects.get_or_create(council=invitation.council, user=user)
    if invitation.accepted_at:
        return membership
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return confirm_member(membership, by=invitation.by, role=Membership.Role.ADMINISTRATOR)
