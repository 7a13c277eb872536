"""Let a person go from the companies and charities for which they act."""

from django.db import transaction

from corps.accounts.models import User
from corps.organisations.models import Invitation, Membership


@transaction.atomic
def forget(user: User) -> None:
    """End the memberships, and forget invitations to this person's address."""
    Membership.objects.filter(user=user).delete()
    Invitation.objects.filter(email__iexact=user.email).delete()
