"""What a borough asks for, and what it stands behind."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet

from corps.accounts.models import User
from corps.notifications.queries import Pile
from councils.models import Council, Membership, Project, Sponsorship
from councils.queries.finding import as_listed

# How the page of a borough parts its projects.
GROUPS = {
    "open": ("Looking for people", [Project.Stage.OPEN]),
    "at_work": ("Staffed and at work", [Project.Stage.STAFFED, Project.Stage.IN_DELIVERY]),
    "done": ("Completed", [Project.Stage.COMPLETED]),
}


def stages_of(council: Council) -> Counter:
    """How many opened projects of a council stand at which stage."""
    opened = Project.objects.filter(council=council, opened_at__isnull=False)
    return Counter(dict(opened.order_by().values_list("stage").annotate(number=Count("pk"))))


def projects_of(council: Council, stages: Sequence[str], user: User, many: int) -> list[Project]:
    """The latest opened projects of a council at some stages."""
    opened = Project.objects.filter(
        council=council, stage__in=stages, opened_at__isnull=False
    ).with_people()
    return list(as_listed(opened, user)[:many])


def sponsored_by(council: Council, user: User) -> QuerySet[Project]:
    """Projects of other councils that this one stands behind."""
    standing = Sponsorship.objects.standing().filter(council=council)
    return as_listed(Project.objects.filter(pk__in=standing.values("project")), user)


def may_sponsor(project: Project) -> QuerySet[Council]:
    """Councils with somebody to ask that do not stand behind a project, nor are asked to."""
    live = Sponsorship.objects.live().filter(project=project).values("council")
    peopled = Membership.objects.confirmed().values("council")
    return Council.objects.filter(pk__in=peopled).exclude(Q(pk=project.council_id) | Q(pk__in=live))


def sponsorable(user: User, projects: Iterable[Project]) -> set[int]:
    """Ids of those that one of a person's councils may ask to stand behind."""
    rows = [project for project in projects if project.is_live]
    mine = set(Council.objects.of(user).values_list("pk", flat=True))
    live = Sponsorship.objects.live().filter(project__in=rows, council__in=mine)
    taken: dict[int, set[int]] = {}
    for project, council in live.values_list("project", "council"):
        taken.setdefault(project, set()).add(council)
    return {row.pk for row in rows if mine - {row.council_id} - taken.get(row.pk, set())}


def is_sponsor(user: User, project: Project) -> bool:
    """Whether a person acts for a council that stands behind a project."""
    mine = Council.objects.of(user).values("pk")
    return Sponsorship.objects.standing().filter(project=project, council__in=mine).exists()


def sponsorships_waiting(user: User) -> list[Pile]:
    """Councils that ask to stand behind a project, and invitations to do so."""

    def rows(*, invited: bool) -> QuerySet[Sponsorship]:
        found = Sponsorship.objects.to_answer(user).filter(invited=invited)
        return found.filter(project__stage__in=Project.LIVE).select_related("project", "council")

    return [
        Pile(
            lambda: rows(invited=False),
            since="moved_at",
            text=lambda row: f"Say whether {row.council} may co-sponsor “{row.project}”",
            role="council",
            of="project__council",
        ),
        Pile(
            lambda: rows(invited=True),
            since="moved_at",
            text=lambda row: f"Say whether {row.council} co-sponsors “{row.project}”",
            role="council",
            of="council",
        ),
    ]
