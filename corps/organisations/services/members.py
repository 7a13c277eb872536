"""Who acts for an organisation: asked, accepted, changed and gone."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.services import person_at
from corps.notifications.services import record
from corps.organisations import queries
from corps.organisations.models import Invitation, Membership, Organisation, new_token
from corps.stages import IllegalMove


class InvitationOver(Exception):
    """An invitation was used, was withdrawn, or is too old to be."""


class LastAdministrator(Exception):
    """Without this person nobody could say who else may act for the organisation."""


@transaction.atomic
def invite(
    organisation: Organisation, *, email: str, role: str, by: User, name: str = ""
) -> Invitation:
    """Send somebody a link by which to act for the organisation, in place of an earlier one.

    Who has no account gets one without a password, to sign in by an e-mailed code.
    """
    email = email.strip().lower()
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    invitation, made = Invitation.objects.get_or_create(
        organisation=organisation,
        email=email,
        accepted_at=None,
        defaults={"role": role, "by": by},
    )
    if not made:
        invitation.role, invitation.by = role, by
        invitation.token, invitation.sent_at = new_token(), timezone.now()
        invitation.save(update_fields=["role", "by", "token", "sent_at"])
    record(
        "organisations.member_invited",
        about=organisation,
        by=by,
        tell=[person_at(email, name=name)],
        link=invitation.get_absolute_url(),
        invitation=invitation,
        days=settings.INVITATION_DAYS,
    )
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> Membership:
    """Begin to act for the organisation; nobody's role becomes less by it."""
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "by")
        .filter(pk=invitation.pk)
    )
    held = found.first()
    if held is None or queries.is_over(held):
        raise InvitationOver
    invitation = held
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    membership, made = Membership.objects.get_or_create(
        organisation=invitation.organisation, user=user, defaults={"role": invitation.role}
    )
    if not made and invitation.role == Membership.Role.ADMINISTRATOR:
        membership.role = Membership.Role.ADMINISTRATOR
        membership.save(update_fields=["role"])
    record(
        "organisations.member_joined",
        about=invitation.organisation,
        by=user,
        tell={invitation.by, *queries.administrators_of(invitation.organisation)},
    )
    return membership


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back that nobody has accepted: its link opens nothing any more."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    found = rows.filter(pk=invitation.pk, accepted_at=None).first()
    if found is None:
        raise IllegalMove(f"invitation {invitation.pk} waits no longer")
    found.delete()
    record(
        "organisations.invitation_withdrawn",
        about=found.organisation,
        by=by,
        tell=queries.administrators_of(found.organisation),
        email=found.email,
    )


@transaction.atomic
def change_role(membership: Membership, *, by: User, role: str) -> Membership:
    """Make somebody administrator, or administrator no longer."""
    membership = _locked(membership)
    if membership.role == role:
        return membership
    if role != Membership.Role.ADMINISTRATOR:
        _keep_an_administrator(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record(
        "organisations.role_changed",
        about=membership.organisation,
        by=by,
        tell=[membership.user],
        member=membership.user,
        role=membership.get_role_display(),
    )
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User, reason: str) -> None:
    """Let somebody act for the organisation no longer, and tell them why."""
    membership = _locked(membership)
    _keep_an_administrator(membership)
    membership.delete()
    record(
        "organisations.member_removed",
        about=membership.organisation,
        by=by,
        tell={membership.user, *queries.administrators_of(membership.organisation)},
        reason=reason,
        link="",
        member=membership.user,
    )


@transaction.atomic
def leave(membership: Membership) -> None:
    """Act for the organisation no longer, by one's own wish."""
    membership = _locked(membership)
    _keep_an_administrator(membership)
    membership.delete()
    record(
        "organisations.member_left",
        about=membership.organisation,
        by=membership.user,
        tell=queries.administrators_of(membership.organisation),
    )


def _locked(membership: Membership) -> Membership:
    """The membership as it is now; all changes of one organisation's people wait for each other."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    rows = Membership.objects.select_related("organisation", "user")
    found = rows.filter(pk=membership.pk).first()
    if found is None:
        raise IllegalMove(f"membership {membership.pk} is there no longer")
    return found


def _keep_an_administrator(membership: Membership) -> None:
    if membership.role != Membership.Role.ADMINISTRATOR:
        return
    others = queries.administrators_of(membership.organisation).exclude(pk=membership.user_id)
    if not others.exists():
        raise LastAdministrator(
            f"{membership.user} is the only administrator of {membership.organisation}."
            " Make somebody else administrator first."
        )
