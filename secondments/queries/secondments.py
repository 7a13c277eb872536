"""What is asked of secondments."""

from django.db.models import Case, Exists, OuterRef, QuerySet, Sum, When

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.organisations.models import Organisation
from councils.models import Project, Teammate
from councils.queries import members
from secondments.maths import whole_months
from secondments.models import (
    Employer,
    Expert,
    Secondment,
    SecondmentQuerySet,
)

# Shorter ones are rarely effective: we say so, and forbid nothing.
SHORT_MONTHS = 4


LIVE = [Secondment.Stage.PLANNED, Secondment.Stage.ACTIVE]


def secondments_of(employer: Employer) -> SecondmentQuerySet:
    """Its people's secondments, live ones first."""
    return _by_urgency(Secondment.objects.filter(expert__employer=employer))


def secondments_by_urgency(user: User) -> SecondmentQuerySet:
    """What a person has a part in, live ones first."""
    return _by_urgency(Secondment.objects.visible_to(user))


def _by_urgency(secondments: SecondmentQuerySet) -> SecondmentQuerySet:
    return secondments.select_related(
        "expert__user", "expert__employer__organisation", "role__project__council"
    ).order_by(Case(When(stage__in=LIVE, then=0), default=1), "-starts_on", "-pk")


def free_places(project: Project) -> int:
    """Places on the project that no secondment holds, live or completed."""
    places = project.roles.aggregate(sum=Sum("places"))["sum"] or 0
    taken = Secondment.objects.filter(role__project=project).exclude(
        stage=Secondment.Stage.ENDED_EARLY
    )
    return places - taken.count()


def people_concerned(secondment: Secondment) -> set[User]:
    """All three sides: the expert, who acts for the employer, and who acts for the council."""
    return {
        secondment.expert.user,
        *secondment.expert.employer.organisation.members.all(),
        *members(secondment.role.project.council),
    }


def people_at_work(project: Project, user: User) -> SecondmentQuerySet:
    """Live secondments on a project; `named` tells whether the person may see who it is."""
    mine = Secondment.objects.visible_to(user).filter(pk=OuterRef("pk"))
    return (
        Secondment.objects.live()
        .filter(role__project=project)
        .annotate(named=Exists(mine))
        .select_related("expert__user", "role")
        .order_by("starts_on", "pk")
    )


def days_at_work(secondment: Secondment) -> Teammate | None:
    """When the expert joined the team for this secondment, and left it."""
    return (
        Teammate.objects.filter(
            project=secondment.role.project_id,
            user=secondment.expert.user_id,
            capacity=Teammate.Capacity.SECONDEE,
        )
        .order_by("-joined_on", "-pk")
        .first()
    )


def is_short(secondment: Secondment) -> bool:
    """Whether it lasts less than four months."""
    return whole_months(secondment.starts_on, secondment.ends_on) < SHORT_MONTHS


def history(row: Organisation | Expert | Secondment) -> QuerySet[Event]:
    """What happened to a row, the newest first."""
    return Event.objects.about(row).select_related("by")
