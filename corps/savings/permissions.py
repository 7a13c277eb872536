"""Who may do what to a saving."""

from corps.accounts.models import User
from corps.savings import queries
from corps.savings.models import Benefit, Claim, Measurement
from councils.models import Council, Membership, Project
from councils.queries import is_member

OVER = {Project.Stage.WITHDRAWN, Project.Stage.CANCELLED}


def can_add_benefit(user: User, project: Project) -> bool:
    """Members of the project's council, unless the project was stopped."""
    return user.is_authenticated and project.stage not in OVER and is_member(user, project.council)


def can_write_benefit(user: User, benefit: Benefit) -> bool:
    """Members of the project's council."""
    return user.is_authenticated and is_member(user, benefit.project.council)


def can_see_inside(user: User, benefit: Benefit) -> bool:
    """Names, evidence that is not public, and what waits: the council's own and corps staff."""
    return user.is_authenticated and (user.is_staff or can_write_benefit(user, benefit))


def can_see_file(user: User, measurement: Measurement) -> bool:
    """Everybody where its council said so; else those inside."""
    return measurement.is_public or can_see_inside(user, measurement.benefit)


def can_verify_claim(user: User, claim: Claim) -> bool:
    """A finance officer of that council who neither wrote in it nor worked on the project."""
    return user.is_authenticated and queries.verifiers(claim.benefit).filter(pk=user.pk).exists()


def can_set_threshold(user: User, council: Council) -> bool:
    """The council's finance officers and administrators."""
    if not user.is_authenticated:
        return False
    roles = [Membership.Role.FINANCE, Membership.Role.ADMINISTRATOR]
    mine = Membership.objects.confirmed().filter(user=user, council=council)
    return mine.filter(role__in=roles).exists()


def can_freeze_quarter(user: User) -> bool:
    """Corps staff alone."""
    return user.is_authenticated and user.is_staff
