"""How organisations come to be here, and what is said of their groups."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.notifications.services import record
from corps.organisations import queries
from corps.organisations.maths import company_number_error, normalise_company_number
from corps.organisations.models import EMPLOYERS_PAGE, GroupClaim, Membership, Organisation
from corps.stages import IllegalMove


class NameTheHead(Exception):
    """The head of a group is not here yet, and has no name."""


class AlreadyRegistered(Exception):
    """Somebody has registered this company number before."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(queries.whom_to_ask(organisation))
        self.organisation = organisation


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
    yet: corps staff confirm it later. An app with another `page` tells them in words of its own.
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
    if unknown_group:
        GroupClaim.objects.create(organisation=organisation, head_number=unknown_group, by=by)
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


@transaction.atomic
def claim_group(organisation: Organisation, *, head_number: str, by: User) -> GroupClaim:
    """Say who heads the group, or nobody (""); corps staff confirm it before it counts.

    A later word takes the place of an earlier one on which nobody has decided.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    organisation.group_claims.filter(accepted=None).delete()
    claim = GroupClaim.objects.create(organisation=organisation, head_number=head_number, by=by)
    record(
        "organisations.group_claimed",
        about=organisation,
        by=by,
        tell=corps_staff(),
        link=claim.get_absolute_url(),
        claim=claim,
    )
    return claim


@transaction.atomic
def confirm_group(claim: GroupClaim, *, by: User, head_name: str = "") -> Organisation:
    """Let a claim count; the whole of a group moves with its head.

    A head that is not here yet is entered by its number and the name given.
    """
    claim, organisation = _undecided(claim)
    head = _head(claim, head_name) if claim.head_number else None
    if head is not None:
        Organisation.objects.filter(pk=head.pk).update(group=None)
        organisation.subsidiaries.update(group=head)
    organisation.group = head
    organisation.save(update_fields=["group"])
    _decide(claim, accepted=True, by=by)
    record(
        "organisations.group_confirmed",
        about=organisation,
        by=by,
        tell=organisation.members.all(),
    )
    return organisation


def _head(claim: GroupClaim, name: str) -> Organisation:
    """The head of the group that is meant: groups are flat, so a subsidiary's own head."""
    known = queries.with_number(claim.head_number)
    if known is None:
        if not name:
            raise NameTheHead("Give the name of the company, which is not here yet.")
        return Organisation.objects.create(company_number=claim.head_number, name=name)
    return known.group if known.group and known.group_id != claim.organisation_id else known


@transaction.atomic
def refuse_group(claim: GroupClaim, *, by: User, reason: str) -> None:
    """Say that a claim does not count, and why; the group stays as it is."""
    claim, organisation = _undecided(claim)
    _decide(claim, accepted=False, by=by)
    record(
        "organisations.group_refused",
        about=organisation,
        by=by,
        tell=organisation.members.all(),
        reason=reason,
    )


def _undecided(claim: GroupClaim) -> tuple[GroupClaim, Organisation]:
    """The claim and its organisation, held; somebody else may have decided meanwhile."""
    organisation = Organisation.objects.select_for_update().get(pk=claim.organisation_id)
    found = GroupClaim.objects.filter(pk=claim.pk, accepted=None).first()
    if found is None:
        raise IllegalMove(f"claim {claim.pk} is decided already")
    return found, organisation


def _decide(claim: GroupClaim, *, accepted: bool, by: User) -> None:
    claim.accepted, claim.decided_by, claim.decided_at = accepted, by, timezone.now()
    claim.save(update_fields=["accepted", "decided_by", "decided_at"])
