"""Who may declare whose interests."""

from corps.accounts.models import User
from corps.organisations.models import Organisation
from corps.organisations.permissions import can_act_for_organisation
from councils.contracts.models import Interest


def can_declare_interest(user: User, organisation: Organisation) -> bool:
    """The organisation's own people: nobody declares on others' behalf."""
    return can_act_for_organisation(user, organisation)


def can_end_interest(user: User, interest: Interest) -> bool:
    """The organisation's own people."""
    return can_act_for_organisation(user, interest.organisation)
