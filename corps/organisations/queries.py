"""Who acts for whom, and who may be asked."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.maths import normalise_company_number
from corps.organisations.models import Invitation, Membership, Organisation


def with_number(text: str) -> Organisation | None:
    """The organisation of this number, however it is written."""
    number = normalise_company_number(text)
    return Organisation.objects.select_related("group").filter(company_number=number).first()


def administrators_of(organisation: Organisation) -> QuerySet[User]:
    """Those who say who else may act for it, longest first."""
    return User.objects.filter(
        is_active=True,
        organisation_memberships__organisation=organisation,
        organisation_memberships__role=Membership.Role.ADMINISTRATOR,
    ).order_by("organisation_memberships__since", "pk")


def whom_to_ask(organisation: Organisation) -> str:
    """What somebody is told who wants to act for an organisation that is here already."""
    if not administrators_of(organisation).exists():
        return f"{organisation} is here already, but nobody acts for it yet. Write to us to do so."
    return (
        f"{organisation} is registered already. Ask a colleague there to invite you to act for it."
    )


def has_verified(user: User, address: str) -> bool:
    """Whether the person has shown that this e-mail address is theirs."""
    return EmailAddress.objects.filter(
        user=user, verified=True, email__iexact=address.strip()
    ).exists()


def is_over(invitation: Invitation) -> bool:
    """Whether an invitation was used or is too old."""
    oldest = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
    return invitation.accepted_at is not None or invitation.sent_at < oldest
