"""What is asked of employers, experts and secondments."""

from datetime import date, datetime, time

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Sum, When
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Event
from corps.notifications.queries import Waiting
from corps.organisations.maths import normalise_company_number
from corps.organisations.models import Invitation, Organisation
from councils.contracts.models import Interest
from councils.models import Council, Project, Role, Teammate
from councils.queries import members
from secondments.maths import whole_months
from secondments.models import (
    Employer,
    EmployerQuerySet,
    Expert,
    Preference,
    Secondment,
    SecondmentQuerySet,
)

NO_SKILL = "at least one skill you hold"
# Shorter ones are rarely effective: we say so, and forbid nothing.
SHORT_MONTHS = 4
LIVE = [Secondment.Stage.PLANNED, Secondment.Stage.ACTIVE]


def missing(expert: Expert) -> list[str]:
    """What must be said before one can be on offer."""
    gaps = expert.unsaid()
    if not (expert.remote or expert.home_id or expert.boroughs.exists()):
        gaps.append("a borough you would work in, or that you would work remotely")
    if not expert.user.holdings.filter(level__isnull=False).exists():
        gaps.append(NO_SKILL)
    return gaps


def employers_found(words: str) -> EmployerQuerySet:
    """Employers that somebody may belong to, by part of the name or by company number."""
    number = normalise_company_number(words)
    return (
        Employer.objects.filter(
            Q(organisation__name__icontains=words.strip()) | Q(organisation__company_number=number)
        )
        .exclude(organisation__stage=Organisation.Stage.REFUSED)
        .select_related("organisation")
    )


def employers_by_urgency() -> EmployerQuerySet:
    """All employers for corps staff: those who wait first, the longest wait at the top."""
    waiting = Q(organisation__stage=Organisation.Stage.APPLIED)
    return Employer.objects.select_related("organisation__group").order_by(
        Case(When(waiting, then=0), default=1), "organisation__moved_at", "pk"
    )


def open_invitations(employer: Employer) -> QuerySet[Invitation]:
    """Invitations to act for the company that nobody has taken up yet."""
    return employer.organisation.invitations.filter(accepted_at=None)


def experts_of(employer: Employer) -> QuerySet[Expert]:
    """Its people who have offered themselves: first those who wait for its consent."""
    waits = Q(stage=Expert.Stage.AVAILABLE, consent_at=None)
    return (
        employer.experts.exclude(stage=Expert.Stage.DRAFT)
        .select_related("user")
        .order_by(Case(When(waits, then=0), default=1), "user__name", "pk")
    )


def interests_of(employer: Employer) -> QuerySet[Interest]:
    """What the company has declared and not ended, by council."""
    return (
        Interest.objects.filter(organisation=employer.pk, ended_on=None)
        .select_related("council", "declared_by")
        .order_by("council__name", "kind")
    )


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


def free_places(project: Project) -> int:
    """Places on the project that no secondment holds, live or completed."""
    places = project.roles.aggregate(sum=Sum("places"))["sum"] or 0
    taken = Secondment.objects.filter(role__project=project).exclude(
        stage=Secondment.Stage.ENDED_EARLY
    )
    return places - taken.count()


def live_secondment(expert: Expert) -> Secondment | None:
    """The secondment that holds an expert now, if any."""
    live = Secondment.objects.live().filter(expert=expert)
    return live.select_related("expert__user", "role__project__council").first()


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


def waiting_for(user: User) -> list[Waiting]:
    """What waits for a person among employers, experts and secondments."""
    if not user.is_authenticated:
        return []
    return [
        *_employers_to_verify(user),
        *_experts_to_consent_to(user),
        *_own_profile(user),
        *_secondments_to_start(user),
        *_secondments_to_complete(user),
    ]


def _employers_to_verify(user: User) -> list[Waiting]:
    if not user.is_staff:
        return []
    waiting = Employer.objects.filter(
        organisation__stage=Organisation.Stage.APPLIED
    ).select_related("organisation")
    return [
        Waiting(f"Check {one} and verify it", one.get_absolute_url(), one.organisation.moved_at)
        for one in waiting
    ]


def _experts_to_consent_to(user: User) -> list[Waiting]:
    waiting = Expert.objects.filter(
        employer__in=Employer.objects.of(user),
        employer__organisation__stage=Organisation.Stage.VERIFIED,
        stage=Expert.Stage.AVAILABLE,
        consent_at__isnull=True,
    ).exclude(user=user)
    return [
        Waiting(f"Say whether {one} may be seconded", one.get_absolute_url(), one.moved_at)
        for one in waiting.select_related("user")
    ]


def _own_profile(user: User) -> list[Waiting]:
    drafts = Expert.objects.filter(user=user, stage=Expert.Stage.DRAFT)
    return [
        Waiting("Finish your profile and offer your days", one.get_absolute_url(), one.moved_at)
        for one in drafts
    ]


def _secondments_to_start(user: User) -> list[Waiting]:
    due = Secondment.objects.filter(
        stage=Secondment.Stage.PLANNED, starts_on__lte=timezone.localdate()
    )
    return [
        Waiting(
            f"Say that {one.expert} has started as {one.role}",
            one.get_absolute_url(),
            _midnight(one.starts_on),
        )
        for one in _of_councils(due, user)
    ]


def _secondments_to_complete(user: User) -> list[Waiting]:
    due = Secondment.objects.filter(stage=Secondment.Stage.ACTIVE, ends_on__lt=timezone.localdate())
    return [
        Waiting(
            f"Say how the secondment of {one.expert} as {one.role} ended",
            one.get_absolute_url(),
            _midnight(one.ends_on),
        )
        for one in _of_councils(due, user)
    ]


def _of_councils(secondments: QuerySet[Secondment], user: User) -> QuerySet[Secondment]:
    return secondments.filter(role__project__council__in=Council.objects.of(user)).select_related(
        "expert__user", "role"
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
