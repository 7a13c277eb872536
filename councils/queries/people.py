"""Who belongs to which council."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from corps.accounts.models import User
from councils.maths import domains_of
from councils.models import (
    Council,
    CouncilDomain,
    Invitation,
    Membership,
)


def verified_addresses(user: User) -> set[str]:
    """The addresses a person has shown to be theirs, in lower case."""
    if not user.is_authenticated:
        return set()
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return {email.lower() for email in addresses.values_list("email", flat=True)}


def councils_by_address(user: User) -> QuerySet[Council]:
    """Councils on whose domain the person has a verified address; several may share one."""
    known = set(CouncilDomain.objects.values_list("domain", flat=True))
    theirs = {
        domain for address in verified_addresses(user) for domain in domains_of(address, known)
    }
    return Council.objects.filter(domains__domain__in=theirs).distinct()


def is_address_of(address: str, council: Council) -> bool:
    """Whether an address is on one of the council's own domains."""
    return bool(domains_of(address, council.domains.values_list("domain", flat=True)))


def is_member(user: User, council: Council) -> bool:
    """Whether a person acts for the council, confirmed."""
    return Membership.objects.confirmed().filter(user=user, council=council).exists()


def members(council: Council) -> QuerySet[User]:
    """Those who act for the council."""
    confirmed = Membership.objects.confirmed().filter(council=council)
    return User.objects.filter(pk__in=confirmed.values("user"))


def administrators(council: Council) -> QuerySet[User]:
    """Those who run the council's list."""
    found = Membership.objects.administrators().filter(council=council)
    return User.objects.filter(pk__in=found.values("user"))


def is_over(invitation: Invitation) -> bool:
    """Whether an invitation was accepted or is too old to be."""
    oldest = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
    return invitation.accepted_at is not None or invitation.sent_at < oldest
