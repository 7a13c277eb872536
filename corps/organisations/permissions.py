"""Who may do what with an organisation."""

from corps.accounts.models import User
from corps.organisations import queries
from corps.organisations.models import Invitation, Membership, Organisation


def can_verify_organisation(user: User) -> bool:
    """Corps staff alone."""
    return user.is_staff


def can_act_for_organisation(user: User, organisation: Organisation) -> bool:
    """Its own people; corps staff never act on others' behalf."""
    return Membership.objects.filter(organisation=organisation, user=user).exists()


def can_invite_member(user: User, organisation: Organisation) -> bool:
    """Its administrators; corps staff where nobody acts for it yet."""
    if user.is_staff and not organisation.memberships.exists():
        return True
    return Membership.objects.filter(
        organisation=organisation, user=user, role=Membership.Role.ADMINISTRATOR
    ).exists()


def can_run_organisation(user: User, organisation: Organisation) -> bool:
    """Its administrators: they say who else acts for it, and what its group is."""
    return Membership.objects.filter(
        organisation=organisation, user=user, role=Membership.Role.ADMINISTRATOR
    ).exists()


def can_decide_group(user: User, organisation: Organisation) -> bool:
    """Corps staff, but never for an organisation of their own."""
    return can_verify_organisation(user) and not can_act_for_organisation(user, organisation)


def can_accept_invitation(user: User, invitation: Invitation) -> bool:
    """Whoever has shown that the invited address is theirs."""
    return queries.has_verified(user, invitation.email)
