"""Who may do what with employers, experts and secondments."""

from corps.accounts.models import User
from corps.organisations.permissions import can_act_for_organisation, can_verify_organisation
from councils.models import Council
from secondments.models import Employer, Expert, Secondment


def can_see_employers(user: User) -> bool:
    """Corps staff alone see them all."""
    return can_verify_organisation(user)


def can_verify_employer(user: User, employer: Employer) -> bool:
    """Corps staff, but never for a company of their own."""
    return can_verify_organisation(user) and not can_act_for_organisation(
        user, employer.organisation
    )


def can_edit_expert(user: User, expert: Expert) -> bool:
    """The expert alone."""
    return expert.user_id == user.pk


def can_consent_expert(user: User, expert: Expert) -> bool:
    """Who acts for the employer, but for themselves."""
    return expert.user_id != user.pk and can_act_for_organisation(
        user, expert.employer.organisation
    )


def can_run_secondment(user: User, secondment: Secondment) -> bool:
    """The council's own people start, complete and end it."""
    return Council.objects.of(user).filter(projects__roles=secondment.role_id).exists()
