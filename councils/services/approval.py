"""A second pair of eyes: a colleague approves, or a head of service by a one-use link."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.services import person_at
from corps.notifications.services import record
from corps.stages import IllegalMove
from councils import permissions, queries
from councils.models import ApprovalLink, Project
from councils.services.members import NotTheirAddress
from councils.services.projects import Stage, locked, move


class LinkSpent(Exception):
    """The link was used, replaced or is too old, or the project has moved on."""


class NotAnother(IllegalMove):
    """Nobody approves what they wrote or sent themselves."""


@transaction.atomic
def approve_project(project: Project, *, by: User) -> Project:
    """Open a colleague's project, so that experts are found for it."""
    project = locked(project)
    if project.stage == Stage.SUBMITTED and not permissions.can_approve_project(by, project):
        raise IllegalMove(f"project {project.pk} is not {by}'s to approve")
    return _open(project, by)


def _open(project: Project, by: User) -> Project:
    return move(
        project,
        Stage.OPEN,
        "councils.project_opened",
        by=by,
        tell=queries.members(project.council),
        approved_by=by,
        opened_at=project.opened_at or timezone.now(),
    )


@transaction.atomic
def return_project(project: Project, *, by: User, reason: str) -> Project:
    """Send a project back to its author, with what is to be mended."""
    project = locked(project)
    if project.stage == Stage.SUBMITTED and not permissions.can_approve_project(by, project):
        raise IllegalMove(f"project {project.pk} is not {by}'s to return")
    return _return(project, by, reason)


def _return(project: Project, by: User, reason: str) -> Project:
    tell = [person for person in (project.author, project.submitted_by) if person]
    tell += queries.owners(project)
    return move(
        project, Stage.RETURNED, "councils.project_returned", by=by, tell=tell, reason=reason
    )


@transaction.atomic
def send_approval_link(
    project: Project, *, by: User, name: str, post: str, email: str
) -> ApprovalLink:
    """Ask a named head of service to approve, where a lone officer has no colleague who may.

    An earlier link to the same project stops working.
    """
    project = locked(project)
    address = email.strip().lower()
    if not queries.is_address_of(address, project.council):
        raise NotTheirAddress(f"{address} is on no domain of {project.council}")
    if not permissions.can_send_approval_link(by, project):
        raise IllegalMove(f"project {project.pk} waits for no head of service")
    head = person_at(address, name=name)
    if head == by or head.pk in queries.writers(project):
        raise NotAnother(f"{address} belongs to who wrote or sent project {project.pk}")
    project.approval_links.filter(used_at=None).delete()
    link = ApprovalLink.objects.create(project=project, name=name, post=post, email=address, by=by)
    record(
        "councils.approval_asked",
        about=project,
        by=by,
        tell=[head],
        link=link.get_absolute_url(),
        approval=link,
        days=settings.APPROVAL_LINK_DAYS,
    )
    return link


@transaction.atomic
def approve_by_link(link: ApprovalLink, *, by: User) -> Project:
    """Open a project as the head of service whom the link names."""
    project = _spend(link, by)
    return _open(project, by)


@transaction.atomic
def return_by_link(link: ApprovalLink, *, by: User, reason: str) -> Project:
    """Send a project back as the head of service whom the link names."""
    project = _spend(link, by)
    return _return(project, by, reason)


def _spend(link: ApprovalLink, by: User) -> Project:
    project = locked(link.project)
    found = ApprovalLink.objects.select_for_update().filter(pk=link.pk).first()
    if found is None or not queries.is_good(found) or project.stage != Stage.SUBMITTED:
        raise LinkSpent(f"link {link.pk} no longer opens anything")
    if found.email not in queries.verified_addresses(by):
        raise NotTheirAddress(f"{by} is not {found.email}")
    if by.pk in queries.writers(project):
        raise NotAnother(f"{by} wrote or sent project {project.pk}")
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    return project
