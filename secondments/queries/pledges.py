"""What is asked of pledges."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)

from corps.accounts.models import User
from corps.notifications.queries import Pile
from corps.organisations.models import Membership, Organisation
from corps.skills.models import Skill
from councils.models import Project, Role
from secondments.models import Employer, Lead, Naming, Pledge, PledgeQuerySet

DAYS = DecimalField(max_digits=8, decimal_places=1)
LEFT = F("people") - F("named")


def pledgers(employer: Employer) -> QuerySet[User]:
    """Who runs a company's pledges: its administrators."""
    return User.objects.filter(
        is_active=True,
        organisation_memberships__organisation=employer.pk,
        organisation_memberships__role=Membership.Role.ADMINISTRATOR,
    )


def pledges_of(employer: Employer) -> PledgeQuerySet:
    """A company's pledges: what is offered first."""
    over = Q(stage__in=[Pledge.Stage.WITHDRAWN, Pledge.Stage.EXPIRED])
    return (
        Pledge.objects.filter(employer=employer)
        .prefetch_related("pledge_skills__skill")
        .order_by(Case(When(over, then=1), default=0), "available_from", "pk")
    )


def pledged(on: date, skill: Skill | None = None) -> PledgeQuerySet:
    """What is pledged and not named yet, for everybody to see; those free soonest first."""
    rows = Pledge.objects.standing(on)
    if skill:
        rows = rows.filter(skills=skill)
    return (
        rows.select_related("employer__organisation")
        .prefetch_related("pledge_skills__skill", "boroughs")
        .order_by("available_from", "pk")
    )


@dataclass(frozen=True)
class Capacity:
    """What is pledged in all."""

    people: int
    days: Decimal  # a week
    companies: int


def capacity(on: date) -> Capacity:
    """How many people are pledged and not named, and how many days a week they come to."""
    sums = Pledge.objects.standing(on).aggregate(
        heads=Sum(LEFT, default=0),
        week=Sum(LEFT * F("days_a_week"), output_field=DAYS, default=Decimal(0)),
        firms=Count("employer", distinct=True),
    )
    return Capacity(people=sums["heads"], days=sums["week"], companies=sums["firms"])


def skills_pledged(on: date) -> QuerySet[Skill]:
    """Every skill that is pledged, with `people` and `days` a week; who holds two counts twice."""
    standing = Pledge.objects.standing(on).filter(skills=OuterRef("pk")).order_by()
    left = standing.values("skills").annotate(
        heads=Sum(LEFT), week=Sum(LEFT * F("days_a_week"), output_field=DAYS)
    )
    return (
        Skill.objects.filter(Exists(standing))
        .annotate(people=left.values("heads"), days=left.values("week"))
        .order_by("-people", "name")
    )


def namings_of(pledge: Pledge) -> QuerySet[Naming]:
    """Who is named for a pledge, the latest first."""
    return pledge.namings.filter(taken_back_at=None).select_related("expert__user", "by")


def open_naming(user: User) -> Naming | None:
    """The pledge that a person is named for, if any."""
    rows = Naming.objects.filter(expert__user=user, taken_back_at=None)
    return rows.select_related("pledge__employer__organisation", "by", "expert").first()


def leads_of(pledge: Pledge) -> QuerySet[Lead]:
    """Roles that still look for somebody, and that the pledge could fill; the best fit first."""
    return pledge.leads.filter(role__project__stage=Project.Stage.OPEN).select_related(
        "role__project__council"
    )


def leads_on(project: Project, on: date) -> QuerySet[Lead]:
    """What is pledged and near to the roles of a project."""
    standing = Pledge.objects.standing(on)
    return (
        Lead.objects.filter(role__project=project, pledge__in=standing)
        .select_related("role", "pledge__employer__organisation")
        .order_by("role__rank", "role", "-fit")
    )


def pledges_waiting_for(user: User) -> Pile:
    """Pledges of one's company for which a role was found, until somebody is named."""

    def rows() -> QuerySet[Pledge]:
        administered = Organisation.objects.filter(
            memberships__user=user, memberships__role=Membership.Role.ADMINISTRATOR
        )
        wanted = Role.objects.filter(project__stage=Project.Stage.OPEN)
        leads = Lead.objects.filter(pledge=OuterRef("pk"), role__in=wanted)
        found = Pledge.objects.filter(
            Exists(leads), employer__organisation__in=administered, stage=Pledge.Stage.OFFERED
        )
        return found.annotate(led_at=Subquery(leads.order_by("at").values("at")[:1]))

    return Pile(
        rows,
        since="led_at",
        text=lambda one: f"Name the person for “{one}”: a role fits",
        role="employer",
        of="employer",
    )
