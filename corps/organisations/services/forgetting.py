"""Let a person go from the companies and charities for which they act."""

from django.db import transaction

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from corps.organisations.models import Invitation, Membership


@transaction.atomic
def forget(user: User) -> None:
    """End the memberships, and forget invitations to this person's address."""
    Membership.objects.filter(user=user).delete()
    Invitation.objects.filter(at_addresses_of(user)).delete()
