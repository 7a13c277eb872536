"""Which projects a search leaves, and who is concerned by one."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from corps.accounts.models import ANYBODY, User
from corps.notifications.models import Event
from councils.models import (
    ApprovalLink,
    Membership,
    Need,
    Project,
    Role,
    Sponsorship,
    Token,
)
from councils.models.projects import ProjectQuerySet

# What makes somebody one of a project's writers.
WRITING = [
    "councils.project_edited",
    "councils.role_added",
    "councils.role_edited",
    "councils.role_removed",
    "councils.attachment_added",
]


def narrow_roles(
    roles: QuerySet[Role], *, project: int | None = None, borough: str = "", skill: str = ""
) -> QuerySet[Role]:
    """Those of a project, of a borough's projects, or that ask for a skill."""
    if project:
        roles = roles.filter(project=project)
    if borough:
        roles = roles.filter(project__council__slug=borough)
    if skill:
        roles = roles.filter(pk__in=Need.objects.filter(skill_id=skill).values("role"))
    return roles


def visible_by(token: Token | None) -> ProjectQuerySet:
    """What the API shows: all that is public, and to a token's holder its council's drafts."""
    public = Project.objects.visible_to(ANYBODY)
    if token is None:
        return public
    return public | Project.objects.filter(council=token.membership.council_id)


def approvers(project: Project, *, besides: User | None = None) -> QuerySet[User]:
    """Those who may approve this project: nobody who wrote in it or submitted it."""
    found = Membership.objects.approvers().filter(council=project.council)
    own = writers(project) | ({besides.pk} if besides else set())
    return User.objects.filter(pk__in=found.values("user")).exclude(pk__in=own)


def writers(project: Project) -> set[int]:
    """Ids of those who wrote in a project or submitted it."""
    wrote = Event.objects.about(project).filter(kind__in=WRITING).values_list("by", flat=True)
    own = {project.author_id, project.submitted_by_id, *wrote}
    return {pk for pk in own if pk is not None}


def concerned(project: Project) -> QuerySet[User]:
    """The people of the council and of its co-sponsors, and whoever is at work on the project."""
    team = project.team.filter(left_on=None).values("user")
    councils = [project.council_id, *_sponsors(project)]
    acting = Membership.objects.confirmed().filter(council__in=councils).values("user")
    return User.objects.filter(Q(pk__in=acting) | Q(pk__in=team))


def _sponsors(project: Project) -> QuerySet[Sponsorship]:
    return Sponsorship.objects.standing().filter(project=project).values_list("council", flat=True)


def good_link(project: Project) -> ApprovalLink | None:
    """The link that was sent for a project and still opens it."""
    link = project.approval_links.filter(used_at=None).first()
    return link if link and is_good(link) else None


def is_good(link: ApprovalLink) -> bool:
    """Whether a link is unused and young enough; its project may have moved on all the same."""
    oldest = timezone.now() - timedelta(days=settings.APPROVAL_LINK_DAYS)
    return link.used_at is None and link.sent_at > oldest
