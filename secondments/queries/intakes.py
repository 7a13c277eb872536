"""What is asked of intakes: what is pledged, named and asked for, and by whom."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from corps.accounts.models import User
from corps.organisations.models import Membership, Organisation
from councils.models import Membership as CouncilMembership
from councils.models import Need, Project, Role
from secondments.models import Expert, Intake, Pledge, Secondment
from secondments.queries.pledges import DAYS, LEFT

NONE = Decimal(0)


@dataclass
class SkillRow:
    """Days a week of one skill: who holds two, or asks for two, counts in both."""

    name: str
    asked: Decimal = NONE
    named: Decimal = NONE
    pledged: Decimal = NONE

    @property
    def short(self) -> Decimal:
        """Days that are asked for, and neither named nor pledged."""
        return max(NONE, self.asked - self.named - self.pledged)


@dataclass(frozen=True)
class BoroughRow:
    """What one council asks for."""

    name: str
    slug: str
    places: int
    days: Decimal


@dataclass(frozen=True)
class Balance:
    """Pledges against asks, on a day."""

    skills: list[SkillRow] = field(default_factory=list)
    boroughs: list[BoroughRow] = field(default_factory=list)
    asked: Decimal = NONE  # days a week, each place counted once
    named: Decimal = NONE
    pledged: Decimal = NONE


class Free(NamedTuple):
    """Free places of a role, and what each of them takes."""

    role: int
    places: int
    days: Decimal  # a week, of one place
    council: str
    slug: str


def roles_in(intake: Intake) -> QuerySet[Role]:
    """Roles of open projects that are not over when the round is."""
    return Role.objects.filter(project__stage=Project.Stage.OPEN, ends_on__gt=intake.round_on)


def _free(intake: Intake) -> list[Free]:
    """What is asked for and held by no secondment, by council."""
    held = (
        Secondment.objects.filter(role=OuterRef("pk"))
        .exclude(stage=Secondment.Stage.ENDED_EARLY)
        .order_by()
        .values("role")
        .annotate(many=Count("pk"))
        .values("many")
    )
    rows = roles_in(intake).annotate(left=F("places") - Coalesce(Subquery(held), 0))
    names = ("pk", "left", "days_a_week", "project__council__name", "project__council__slug")
    found = rows.order_by("project__council__name", "pk").values_list(*names)
    return [Free(*row) for row in found if row[1] > 0]


def pledges_in(intake: Intake) -> QuerySet[Pledge]:
    """Pledges that still stand when the round is."""
    return Pledge.objects.standing(intake.round_on)


def experts_in(intake: Intake) -> QuerySet[Expert]:
    """People on offer, agreed to and held by no secondment, who are free after the round."""
    agreed = Expert.objects.available().consented(intake.round_on)
    return agreed.filter(
        employer__organisation__stage=Organisation.Stage.VERIFIED,
        available_until__gt=intake.round_on,
    )


def balance(intake: Intake) -> Balance:
    """Pledges against asks, as they stand now; no company is named."""
    free, pledges, experts = _free(intake), pledges_in(intake), experts_in(intake)
    rows: dict[str, SkillRow] = {}
    for column, found in (
        ("asked", _asked(free)),
        ("named", _by_skill(experts, "user__holdings__skill__name", F("days_a_week"))),
        ("pledged", _by_skill(pledges, "skills__name", LEFT * F("days_a_week"))),
    ):
        for name, days in found:
            setattr(rows.setdefault(name, SkillRow(name)), column, days)
    wanted = [row for row in rows.values() if row.asked or row.pledged]
    boroughs = _boroughs(free)
    return Balance(
        skills=sorted(wanted, key=lambda row: (-row.short, -row.asked, row.name)),
        boroughs=boroughs,
        asked=sum((row.days for row in boroughs), NONE),
        named=_total(experts, F("days_a_week")),
        pledged=_total(pledges, LEFT * F("days_a_week")),
    )


def _asked(free: list[Free]) -> list[tuple[str, Decimal]]:
    """Days a week by each required skill."""
    days = {row.role: row.places * row.days for row in free}
    sums: dict[str, Decimal] = {}
    needs = Need.objects.filter(role__in=list(days), required=True)
    for role, name in needs.values_list("role", "skill__name"):
        sums[name] = sums.get(name, NONE) + days[role]
    return list(sums.items())


def _by_skill(rows: QuerySet, name: str, days: Any) -> list[tuple[str, Decimal]]:
    if "holdings" in name:
        rows = rows.filter(user__holdings__level__isnull=False)
    else:
        rows = rows.filter(skills__isnull=False)
    sums = rows.order_by().values(name).annotate(week=Sum(days, output_field=DAYS))
    return list(sums.values_list(name, "week"))


def _total(rows: QuerySet, days: Any) -> Decimal:
    found: Decimal = rows.aggregate(sum=Sum(days, output_field=DAYS, default=NONE))["sum"]
    return found


def _boroughs(free: list[Free]) -> list[BoroughRow]:
    sums: dict[tuple[str, str], tuple[int, Decimal]] = {}
    for row in free:
        places, days = sums.get((row.council, row.slug), (0, NONE))
        sums[row.council, row.slug] = places + row.places, days + row.places * row.days
    return [BoroughRow(*key, *found) for key, found in sums.items()]


def who_pledged_for(intake: Intake) -> QuerySet[User]:
    """Administrators of companies whose pledges still lack a name."""
    return User.objects.filter(
        is_active=True,
        organisation_memberships__role=Membership.Role.ADMINISTRATOR,
        organisation_memberships__organisation__in=pledges_in(intake).values("employer"),
    ).distinct()


def who_is_unready_for(intake: Intake) -> QuerySet[User]:
    """Who acts for a council whose open projects are not ready for an expert."""
    open_ = Project.objects.filter(pk__in=roles_in(intake).values("project"))
    unready = open_.exclude(pk__in=Project.objects.ready().values("pk"))
    members = CouncilMembership.objects.confirmed().filter(council__in=unready.values("council"))
    return User.objects.filter(pk__in=members.values("user"), is_active=True)


def who_takes_part_in(intake: Intake) -> QuerySet[User]:
    """Who acts for the councils that ask, and runs the pledges and experts of companies."""
    asking = CouncilMembership.objects.confirmed().filter(
        council__in=roles_in(intake).values("project__council")
    )
    companies = Q(pk__in=pledges_in(intake).values("employer")) | Q(
        pk__in=experts_in(intake).values("employer")
    )
    offering = Membership.objects.filter(
        role=Membership.Role.ADMINISTRATOR,
        organisation__in=Organisation.objects.filter(companies).values("pk"),
    )
    both = Q(pk__in=asking.values("user")) | Q(pk__in=offering.values("user"))
    return User.objects.filter(both, is_active=True)


def intakes() -> QuerySet[Intake]:
    """All intakes: those whose round is still to come first, the nearest at the top."""
    return Intake.objects.order_by(F("round_begun_at").asc(nulls_first=True), "round_on", "pk")


def next_intake(on: date) -> Intake | None:
    """The intake to be ready for now."""
    return (
        Intake.objects.filter(round_begun_at=None, closes_on__gte=on).order_by("closes_on").first()
    )
