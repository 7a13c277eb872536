"""What is asked of experts."""

from django.db.models import Q, QuerySet

from corps.accounts.models import User
from councils.models import Council, Project, Role
from secondments.models import (
    Expert,
    Preference,
    Secondment,
)

NO_SKILL = "at least one skill you hold"


def missing(expert: Expert) -> list[str]:
    """What must be said before one can be on offer."""
    gaps = expert.unsaid()
    if not (expert.remote or expert.home_id or expert.boroughs.exists()):
        gaps.append("a borough you would work in, or that you would work remotely")
    if not expert.user.holdings.filter(level__isnull=False).exists():
        gaps.append(NO_SKILL)
    return gaps


def open_roles(words: str = "", council: Council | None = None) -> QuerySet[Role]:
    """Roles of open projects, those that begin soonest first."""
    roles = Role.objects.filter(project__stage=Project.Stage.OPEN)
    if words:
        roles = roles.filter(Q(title__icontains=words) | Q(project__title__icontains=words))
    if council:
        roles = roles.filter(project__council=council)
    return roles.select_related("project__council").order_by("starts_on", "pk")


def preferences_of(expert: Expert) -> QuerySet[Preference]:
    """The roles an expert would like, the dearest first."""
    return expert.preferences.select_related("role__project__council").order_by("rank")


def live_secondment(expert: Expert) -> Secondment | None:
    """The secondment that holds an expert now, if any."""
    live = Secondment.objects.live().filter(expert=expert)
    return live.select_related("expert__user", "role__project__council").first()


def who_chooses(user: User, project: Project) -> Expert | None:
    """The expert that a person is, where the project is open and its roles may be chosen."""
    if not user.is_authenticated or project.stage != Project.Stage.OPEN:
        return None
    return Expert.objects.filter(user=user).prefetch_related("preferences").first()
