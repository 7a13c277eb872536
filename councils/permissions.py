"""Who may do what on the asking side."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from corps.accounts.models import User
from corps.accounts.permissions import has_second_factor
from councils import queries
from councils.models import ApprovalLink, Council, Membership, Project

Stage = Project.Stage
BEFORE_DELIVERY = {Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.OPEN, Stage.STAFFED}


def can_write_project(user: User, project: Project) -> bool:
    """Members of its council may edit, submit, ready, withdraw and cancel it."""
    return user.is_authenticated and queries.is_member(user, project.council)


def can_note_readiness(user: User, project: Project) -> bool:
    """Members of its council, until somebody is at work."""
    return project.stage in BEFORE_DELIVERY and can_write_project(user, project)


def can_approve_project(user: User, project: Project) -> bool:
    """Another member who may approve: neither its author nor who submitted it."""
    return (
        user.is_authenticated
        and project.stage == Stage.SUBMITTED
        and queries.approvers(project).filter(pk=user.pk).exists()
    )


def can_send_approval_link(user: User, project: Project) -> bool:
    """A member, where no colleague may approve."""
    return (
        project.stage == Stage.SUBMITTED
        and can_write_project(user, project)
        and not queries.approvers(project).exists()
    )


def can_use_link(request: HttpRequest, link: ApprovalLink) -> bool:
    """The person named, who signed in by a code sent to that address, or with a second factor."""
    if not request.user.is_authenticated:
        return False
    if link.email not in queries.verified_addresses(request.user):
        return False
    records = get_authentication_records(request, request.user)
    by_code = any(
        record.get("method") == "code" and record.get("email", "").lower() == link.email
        for record in records
    )
    return by_code or has_second_factor(request)


def can_see_members(user: User, council: Council) -> bool:
    """The council's own people, and corps staff."""
    return user.is_authenticated and (user.is_staff or queries.is_member(user, council))


def can_run_council(user: User, council: Council) -> bool:
    """The council's administrators alone."""
    return (
        Membership.objects.administrators().filter(council=council, user=user).exists()
        if user.is_authenticated
        else False
    )


def can_invite_administrator(user: User) -> bool:
    """Corps staff alone."""
    return user.is_authenticated and user.is_staff


def can_see_inside(user: User, project: Project) -> bool:
    """Names in its history, reasons and what its host has yet to arrange."""
    return user.is_authenticated and (user.is_staff or can_write_project(user, project))
