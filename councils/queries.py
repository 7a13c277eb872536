"""Who belongs to which council, and what waits for whom."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import ANYBODY, User
from corps.notifications.models import Event
from corps.notifications.queries import Waiting
from councils.maths import domains_of
from councils.models import (
    ApprovalLink,
    Council,
    CouncilDomain,
    Invitation,
    Membership,
    Need,
    Project,
    Role,
    Token,
)
from councils.models.projects import ProjectQuerySet

# What makes somebody one of a project's writers.
WRITING = [
    "councils.project_edited",
    "councils.role_added",
    "councils.role_edited",
    "councils.role_removed",
]


def narrow_projects(
    projects: ProjectQuerySet, *, q: str = "", borough: str = "", skill: str = "", stage: str = ""
) -> ProjectQuerySet:
    """Those that a search and filters leave: the same on the page and in the API."""
    if q:
        projects = projects.filter(Q(title__icontains=q) | Q(problem__icontains=q))
    if borough:
        projects = projects.filter(council__slug=borough)
    if skill:
        projects = projects.filter(
            pk__in=Need.objects.filter(skill_id=skill).values("role__project")
        )
    if stage:
        projects = projects.filter(stage=stage)
    return projects


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


def verified_addresses(user: User) -> set[str]:
    """The addresses a person has shown to be theirs, in lower case."""
    if not user.is_authenticated:
        return set()
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    return {email.lower() for email in addresses.values_list("email", flat=True)}


def councils_by_address(user: User) -> QuerySet[Council]:
    """Councils on whose domain the person has a verified address; several may share one."""
    known = set(CouncilDomain.objects.values_list("domain", flat=True))
    theirs = {
        domain for address in verified_addresses(user) for domain in domains_of(address, known)
    }
    return Council.objects.filter(domains__domain__in=theirs).distinct()


def is_address_of(address: str, council: Council) -> bool:
    """Whether an address is on one of the council's own domains."""
    return bool(domains_of(address, council.domains.values_list("domain", flat=True)))


def is_member(user: User, council: Council) -> bool:
    """Whether a person acts for the council, confirmed."""
    return Membership.objects.confirmed().filter(user=user, council=council).exists()


def members(council: Council) -> QuerySet[User]:
    """Those who act for the council."""
    confirmed = Membership.objects.confirmed().filter(council=council)
    return User.objects.filter(pk__in=confirmed.values("user"))


def administrators(council: Council) -> QuerySet[User]:
    """Those who run the council's list."""
    found = Membership.objects.administrators().filter(council=council)
    return User.objects.filter(pk__in=found.values("user"))


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
    """The council's people, and whoever is at work on the project."""
    team = project.team.filter(left_on=None).values("user")
    return User.objects.filter(Q(pk__in=members(project.council).values("pk")) | Q(pk__in=team))


def good_link(project: Project) -> ApprovalLink | None:
    """The link that was sent for a project and still opens it."""
    link = project.approval_links.filter(used_at=None).first()
    return link if link and is_good(link) else None


def is_good(link: ApprovalLink) -> bool:
    """Whether a link is unused and young enough; its project may have moved on all the same."""
    oldest = timezone.now() - timedelta(days=settings.APPROVAL_LINK_DAYS)
    return link.used_at is None and link.sent_at > oldest


def is_over(invitation: Invitation) -> bool:
    """Whether an invitation was accepted or is too old to be."""
    oldest = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
    return invitation.accepted_at is not None or invitation.sent_at < oldest


def waiting_for(user: User) -> list[Waiting]:
    """Projects to approve or mend, places to make ready, and people to confirm."""
    mine = [*_to_approve(user), *_to_mend(user), *_to_ready(user), *_to_confirm(user)]
    return mine + _to_invite() if user.is_staff else mine


def _to_approve(user: User) -> list[Waiting]:
    mine = Membership.objects.approvers().filter(user=user).values("council")
    projects = Project.objects.filter(stage=Project.Stage.SUBMITTED, council__in=mine)
    wrote = Event.objects.filter(kind__in=WRITING, by=user).values("about_id")
    return [
        Waiting(f"Approve “{project.title}”", project.get_absolute_url(), project.moved_at)
        for project in projects.exclude(author=user)
        .exclude(submitted_by=user)
        .exclude(pk__in=wrote)
    ]


def _to_mend(user: User) -> list[Waiting]:
    projects = Project.objects.filter(stage=Project.Stage.RETURNED, author=user)
    return [
        Waiting(f"Mend “{project.title}”", project.get_absolute_url(), project.moved_at)
        for project in projects
    ]


def _to_ready(user: User) -> list[Waiting]:
    unready = Project.objects.filter(
        ~Exists(Project.objects.ready().filter(pk=OuterRef("pk"))),
        stage=Project.Stage.OPEN,
        author=user,
    )
    return [
        Waiting(
            f"Say how you will host the expert for “{project.title}”",
            project.get_absolute_url(),
            project.moved_at,
        )
        for project in unready
    ]


def _to_confirm(user: User) -> list[Waiting]:
    mine = Membership.objects.administrators().filter(user=user).values("council")
    asked = Membership.objects.waiting().filter(council__in=mine).select_related("user", "council")
    return [
        Waiting(
            f"Confirm that {membership.user} works for {membership.council}",
            membership.council.get_absolute_url(),
            membership.asked_at,
        )
        for membership in asked
    ]


def _to_invite() -> list[Waiting]:
    """Councils in which somebody waits and nobody is there to confirm them."""
    run = Membership.objects.administrators().filter(council=OuterRef("pk"))
    asked = Q(memberships__confirmed_at=None)
    councils = Council.objects.annotate(
        asking=Count("memberships", filter=asked), since=Min("memberships__asked_at", filter=asked)
    ).filter(~Exists(run), asking__gt=0)
    return [
        Waiting(
            f"Invite an administrator of {council}: somebody asks to act for it",
            reverse("councils:administrator-invite", args=[council.slug]),
            council.since,
        )
        for council in councils
    ]
