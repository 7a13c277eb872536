"""Who may do what with employers, experts and secondments."""

from corps.accounts.models import User
from corps.organisations.models import Membership, Organisation
from corps.organisations.permissions import can_act_for_organisation, can_verify_organisation
from councils.models import Council, Project
from secondments.models import Employer, Expert, Naming, Secondment


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


def can_run_pledges(user: User, employer: Employer) -> bool:
    """The company's administrators; corps staff pledge nobody's days."""
    return Membership.objects.filter(
        organisation=employer.pk, user=user, role=Membership.Role.ADMINISTRATOR
    ).exists()


def can_take_back_naming(user: User, naming: Naming) -> bool:
    """Who runs the pledge, and the person who was named."""
    return naming.expert.user_id == user.pk or can_run_pledges(user, naming.pledge.employer)


def can_run_intakes(user: User) -> bool:
    """Corps staff."""
    return user.is_authenticated and user.is_staff


def can_read_interests(user: User, employer: Employer) -> bool:
    """The company's administrators read what their people have shared; corps staff do not."""
    return can_run_pledges(user, employer)


def can_ask_question(user: User, project: Project) -> bool:
    """Experts with a profile, and people of employers that were checked, while it is open."""
    if not user.is_authenticated or project.stage != Project.Stage.OPEN:
        return False
    checked = Employer.objects.of(user).filter(organisation__stage=Organisation.Stage.VERIFIED)
    return Expert.objects.filter(user=user).exists() or checked.exists()
