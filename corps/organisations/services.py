"""What happens to organisations and to those who act for them."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.accounts.services import person_at
from corps.notifications.services import record
from corps.organisations import queries
from corps.organisations.maths import company_number_error, normalise_company_number
from corps.organisations.models import (
    EMPLOYERS_PAGE,
    Invitation,
    Membership,
    Organisation,
    new_token,
)


class AlreadyRegistered(Exception):
    """Somebody has registered this company number before."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(queries.whom_to_ask(organisation))
        self.organisation = organisation


class InvitationOver(Exception):
    """An invitation was used, or is too old to be."""


@transaction.atomic
def register(
    *,
    by: User,
    company_number: str,
    name: str,
    group: Organisation | None = None,
    unknown_group: str = "",
    page: str = EMPLOYERS_PAGE,
) -> Organisation:
    """Enter a company by its number; who does so becomes its first administrator.

    Only what is no employer may come without a number: its app knows it by another.

    A group is named by its head alone. `unknown_group` is the number of a head that is not here
    yet: corps staff are told of it. An app with another `page` tells them in words of its own.
    """
    organisation = _entered(
        company_number if company_number or page == EMPLOYERS_PAGE else None,
        name=name,
        group=group.group or group if group else None,
        page=page,
    )
    Membership.objects.create(
        organisation=organisation, user=by, role=Membership.Role.ADMINISTRATOR
    )
    record(
        "organisations.organisation_registered",
        about=organisation,
        by=by,
        tell=corps_staff() if page == EMPLOYERS_PAGE else (),
        reason=f"Head of its group, not here yet: {unknown_group}" if unknown_group else "",
    )
    return organisation


def _entered(company_number: str | None, **fields: Any) -> Organisation:
    """A body that was not here before."""
    if company_number is None:
        return Organisation.objects.create(company_number=None, **fields)
    if wrong := company_number_error(company_number):
        raise ValueError(wrong)
    organisation, made = Organisation.objects.get_or_create(
        company_number=normalise_company_number(company_number), defaults=fields
    )
    if not made:
        raise AlreadyRegistered(organisation)
    return organisation


def verify(organisation: Organisation, *, by: User) -> Organisation:
    """Say that it is what it says it is."""
    return _judge(organisation, stage=Organisation.Stage.VERIFIED, by=by)


def refuse(organisation: Organisation, *, by: User, reason: str) -> Organisation:
    """Say that it may not take part, and why."""
    return _judge(organisation, stage=Organisation.Stage.REFUSED, by=by, reason=reason)


@transaction.atomic
def _judge(organisation: Organisation, *, stage: str, by: User, reason: str = "") -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    organisation.move_to(stage)
    organisation.stage_reason = reason
    organisation.save(update_fields=["stage", "moved_at", "stage_reason"])
    record(
        f"organisations.organisation_{stage}",
        about=organisation,
        by=by,
        tell=organisation.members.all() if organisation.page == EMPLOYERS_PAGE else (),
        reason=reason,
    )
    return organisation


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
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "by")
        .get(pk=invitation.pk)
    )
    if queries.is_over(invitation):
        raise InvitationOver
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
