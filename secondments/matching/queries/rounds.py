"""What a round reads, what holds it back, and what waits for whom."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.formats import date_format

import councils.contracts.queries
from corps.accounts.models import User
from corps.notifications.queries import Pile, Waits
from corps.organisations.models import Organisation
from corps.skills.models import Holding
from councils.models import Council, Need, Project, Role
from secondments.matching import maths
from secondments.matching.models import (
    Answer,
    BoroughFigures,
    NearMiss,
    Opening,
    PointsTable,
    Proposal,
    Remedy,
    Reserve,
    Round,
    RoundFile,
    Shortfall,
    Unplaced,
    Urgency,
    openings,
)
from secondments.matching.queries.people import is_away, withheld
from secondments.models import Employer, Expert, ExpertQuerySet, Secondment

# Two advisory locks: one asks for a round at a time, one solves at a time.
ASKING, SOLVING = (0x4C4443, 1), (0x4C4443, 2)


def is_worked_on() -> bool:
    """Whether some worker is solving a round at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND classid = %s AND objid = %s AND objsubid = 2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            SOLVING,
        )
        return bool(cursor.fetchone()[0])


def wanting(on: date) -> QuerySet[Role]:
    """Roles that may be matched: their project is open and ready, and their time is not over."""
    projects = Project.objects.ready().filter(stage=Project.Stage.OPEN)
    return Role.objects.filter(project__in=projects, ends_on__gt=on)


def free_places(on: date, roles: QuerySet[Role] | None = None) -> dict[int, list[int]]:
    """By role, the numbers of the places that nobody holds or has held to the end."""
    roles = wanting(on) if roles is None else roles
    free = {pk: list(range(1, places + 1)) for pk, places in roles.values_list("pk", "places")}
    worked = Secondment.objects.exclude(stage=Secondment.Stage.ENDED_EARLY)
    for holders in (Proposal.objects.live(), worked):
        for role, place in holders.filter(role__in=roles).values_list("role", "place"):
            if place in free.get(role, ()):
                free[role].remove(place)
    return {role: places for role, places in free.items() if places}


def held_places() -> dict[int, int]:
    """By council, its places that a live proposal or secondment holds."""
    held: Counter[int] = Counter()
    for holders in (Proposal.objects.live(), Secondment.objects.live()):
        held.update(holders.values_list("role__project__council", flat=True))
    return dict(held)


def is_news(on: date) -> bool:
    """Whether somebody or something is free that the last round did not leave over.

    A place counts if it was held before, or chosen for in vain, or its role is urgent: what is
    merely new waits for the night, or until its council asks, so that all of London is weighed at
    once. A person counts as long as any place is free.
    """
    left = RoundFile.objects.defer("content").order_by("-round__solved_at").first()
    if left is None:
        return False
    free = free_places(on)
    if not free:
        return False
    fresh = {(role, place) for role, places in free.items() for place in places}
    fresh -= {(role, place) for role, place in left.left_places}
    if not free.keys().isdisjoint(left.left_out) or _were_held(fresh):
        return True
    if _are_urgent(set(free) - set(left.left_urgent)):
        return True
    return bool(set(bookable().values_list("pk", flat=True)) - set(left.left_experts))


def _were_held(places: set[tuple[int, int]]) -> bool:
    """Whether any of these has been proposed or agreed before."""
    roles = {role for role, _ in places}
    return any(
        not places.isdisjoint(holders.filter(role__in=roles).values_list("role", "place"))
        for holders in (Proposal.objects.all(), Secondment.objects.all())
    )


def _are_urgent(roles: set[int]) -> bool:
    return Urgency.objects.filter(role__in=roles).exists()


def unheld() -> ExpertQuerySet:
    """Experts who offer themselves and are in no live proposal or secondment."""
    proposed = Proposal.objects.live().values("expert")
    return Expert.objects.available().exclude(pk__in=proposed)


def bookable() -> ExpertQuerySet:
    """Those of the unheld whose employer is verified and has agreed."""
    agreed = unheld().consented(timezone.localdate())
    return agreed.filter(employer__organisation__stage=Organisation.Stage.VERIFIED)


def points(table: PointsTable) -> maths.Points:
    """The table as the maths reads it: both sides' preferences are worth the same."""
    ranks = {"first": table.first, "second": table.second, "third": table.third}
    ranks |= {"later": table.later, "none": table.no_list, "unlisted": table.unlisted}
    both = {
        f"{side}_{name}": worth for side in ("expert", "council") for name, worth in ranks.items()
    }
    return maths.Points(
        eligible=table.eligible,
        surplus=table.surplus,
        desirable=table.desirable,
        home=table.home,
        neighbour=table.neighbour,
        elsewhere=table.other,
        learning=table.learning,
        continuity=table.continuity,
        **both,
    )


def barred(on: date) -> set[tuple[int, int]]:
    """Pairs of employer's group and council that must keep apart."""
    return set(councils.contracts.queries.conflicts(on))


def why_stale(proposal: Proposal, apart: set[tuple[int, int]], on: date) -> str:
    """Why a live proposal can no longer come to anything, or nothing if it can."""
    role, expert = proposal.role, proposal.expert
    organisation = expert.employer.organisation
    reasons = {
        "The project is no longer open.": role.project.stage != Project.Stage.OPEN,
        "The role's dates are over.": role.ends_on <= on,
        "The expert is not available any more.": expert.stage != Expert.Stage.AVAILABLE,
        "The expert is no longer free for the whole of it.": not _is_free_for(expert, role, on),
        "The employer has withdrawn its consent.": expert.consent_at is None,
        "The employer's consent does not cover it.": withheld(expert, role, on),
        "The employer is not verified.": organisation.stage != Organisation.Stage.VERIFIED,
        "The employer's group has declared an interest in this council.": (
            organisation.group_id_or_own,
            role.project.council_id,
        )
        in apart,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _is_free_for(expert: Expert, role: Role, on: date) -> bool:
    """Whether window and days still cover the role; both may have been changed since the round."""
    begins = max(role.starts_on, on)
    return (
        expert.available_from is not None
        and expert.available_until is not None
        and expert.days_a_week is not None
        and expert.available_from <= begins
        and expert.available_until >= role.ends_on
        and expert.days_a_week >= role.days_a_week
        and not is_away(expert, role, begins)
    )


def in_full() -> QuerySet[Proposal]:
    """Proposals with all that their words and pages name."""
    return Proposal.objects.select_related(
        "role__project__council", "expert__user", "expert__employer__organisation"
    )


def owed_by(user: User) -> QuerySet[Answer]:
    """Answers to live proposals that this person may give, the soonest due first."""
    own = Q(side=Answer.Side.EXPERT, proposal__expert__user=user)
    employed = Q(
        side=Answer.Side.EMPLOYER, proposal__expert__employer__in=Employer.objects.of(user)
    ) & ~Q(proposal__expert__user=user)
    asked = Q(
        side=Answer.Side.COUNCIL, proposal__role__project__council__in=Council.objects.of(user)
    ) & ~Q(proposal__expert__user=user)
    live = Answer.objects.filter(proposal__stage=Proposal.Stage.PROPOSED, yes_at=None)
    return live.filter(own | employed | asked).order_by("due_on", "pk")


def waiting_for(user: User) -> Waits:
    """Proposals that wait for this person's side to answer."""
    if not user.is_authenticated:
        return Waits([])

    def owed(side: str) -> QuerySet[Answer]:
        of_side = owed_by(user).filter(side=side)
        return of_side.select_related("proposal__role__project__council", "proposal__expert__user")

    places = {
        Answer.Side.EXPERT: ("expert", ""),
        Answer.Side.EMPLOYER: ("employer", "proposal__expert__employer"),
        Answer.Side.COUNCIL: ("council", "proposal__role__project__council"),
    }
    return Waits(
        Pile(
            partial(owed, side),
            since="proposal__moved_at",
            text=_owed,
            link=lambda answer: answer.proposal.get_absolute_url(),
            role=role,
            of=of,
        )
        for side, (role, of) in places.items()
    )


def _owed(answer: Answer) -> str:
    proposal = answer.proposal
    said = f"Answer by {date_format(answer.due_on, 'j F Y')}: {proposal.role}, "
    said += str(proposal.role.project.council)
    return said if answer.side == Answer.Side.EXPERT else f"{said} ({proposal.expert})"


def latest_solved() -> Round | None:
    """The round that was solved last."""
    return Round.objects.filter(stage=Round.Stage.SOLVED).order_by("-solved_at").first()


def listed(user: User) -> QuerySet[Proposal]:
    """All proposals that a person may see, the live ones first."""
    live = Case(
        When(stage=Proposal.Stage.PROPOSED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    visible = Proposal.objects.visible_to(user).values("pk")
    owed = Count("answers", filter=Q(answers__in=owed_by(user)))
    return in_full().filter(pk__in=visible).annotate(owed=owed).order_by(live, "-moved_at", "-pk")


def shortfalls_for(user: User, found: Round) -> QuerySet[Shortfall]:
    """A round's shortfalls in full: all for corps staff, a council's own for its people."""
    rows = Shortfall.objects.filter(round=found).select_related("role__project__council")
    rows = rows.order_by("role__project__council__name", "role__project", "role__rank", "pk")
    if user.is_authenticated and user.is_staff:
        return rows
    return rows.filter(role__project__council__in=Council.objects.of(user))


def places_left(found: Round) -> dict[str, int]:
    """How many places a round left free, on how many projects."""
    left = Shortfall.objects.filter(round=found)
    return left.aggregate(
        places=Sum("places", default=0), projects=Count("role__project", distinct=True)
    )


@dataclass(frozen=True)
class RoundFigures:
    """How well a round serves London, beside what greed would have done."""

    rows: list[BoroughFigures]  # of those who asked
    silent: list[Council]  # who asked for nothing, and hold nothing either
    worst: list[BoroughFigures]  # least well served by their first places
    worst_per_cent: int
    greedy_worst_per_cent: int
    counted: int
    filled: int  # of those that counted
    proposed: int  # of all


def round_figures(found: Round) -> RoundFigures | None:
    """What a round came to by borough; nothing for one that was solved before this was counted."""
    rows = list(
        BoroughFigures.objects.filter(round=found)
        .select_related("council")
        .order_by("council__name")
    )
    if not rows:
        return None
    counted = [row for row in rows if row.counted]
    worst = min((row.filled / row.counted for row in counted), default=0)
    greedy = min((row.greedy / row.counted for row in counted), default=0)
    return RoundFigures(
        rows=[row for row in rows if row.asked],
        silent=[row.council for row in rows if not row.asked and not row.held],
        worst=[row for row in counted if row.filled / row.counted == worst],
        worst_per_cent=int(100 * worst),
        greedy_worst_per_cent=int(100 * greedy),
        counted=sum(row.counted for row in rows),
        filled=sum(row.filled for row in rows),
        proposed=sum(row.proposed for row in rows),
    )


def ranked_roles(council: Council) -> list[Role]:
    """The council's roles that somebody may still be found for, in its own order."""
    roles = Role.objects.filter(
        project__council=council, project__stage=Project.Stage.OPEN
    ).select_related("project")
    return list(roles.order_by("rank", "project__opened_at", "pk"))


def latest_shortfalls(project: Project) -> list[Shortfall]:
    """What the last round said of the project's roles that it could not fill."""
    last = latest_solved()
    if last is None:
        return []
    rows = Shortfall.objects.filter(round=last, role__project=project)
    return list(rows.select_related("role__project", "round").order_by("role__rank", "pk"))


@dataclass(frozen=True)
class Reasons:
    """What the last round says besides of places that stayed free."""

    points_short: int | None
    openings: list[Opening]
    near: list[NearMiss]  # of people whose employer agrees, and who are still free


def reasons(shortfalls: Collection[Shortfall]) -> dict[int, Reasons]:
    """By shortfall of the last round, what would find more people and who nearly could."""
    wanted = {(row.round_id, row.role_id): row.pk for row in shortfalls}
    roles = [role for _, role in wanted]
    rows = [
        row
        for row in Remedy.objects.filter(role__in=roles)
        if (row.round_id, row.role_id) in wanted
    ]
    named = iter(openings([change for row in rows for change in row.changes]))
    near: dict[int, list[NearMiss]] = defaultdict(list)
    misses = NearMiss.objects.filter(role__in=roles, expert__in=bookable())
    for miss in misses.select_related("skill", "expert__user", "expert__employer__organisation"):
        near[miss.role_id].append(miss)
    return {
        wanted[row.round_id, row.role_id]: Reasons(
            row.points_short, list(islice(named, len(row.changes))), near[row.role_id]
        )
        for row in rows
    }


def unplaced(expert: Expert) -> Unplaced | None:
    """Why the last round proposed nothing to somebody who is still free."""
    rows = Unplaced.objects.filter(expert=expert, expert__in=unheld())
    return rows.select_related("round", "nearest__project__council").first()


def near_misses_of(expert: Expert) -> list[NearMiss]:
    """Roles that are still wanted, and that the expert nearly could do."""
    rows = NearMiss.objects.filter(expert=expert, role__in=wanting(timezone.localdate()))
    return list(rows.select_related("skill", "role__project__council"))


def live_on(project: Project) -> QuerySet[Proposal]:
    """The project's live proposals, each with who still owes an answer."""
    live = in_full().filter(role__project=project, stage=Proposal.Stage.PROPOSED)
    return live.order_by("role__rank", "role", "place").prefetch_related("answers")


def sides_owed(proposal: Proposal, sides: list[str]) -> list[Answer]:
    """Of these sides, the answers that are still owed."""
    return list(proposal.answers.filter(side__in=sides, yes_at=None))


def reserves_of(proposal: Proposal) -> QuerySet[Reserve]:
    """Who else could fill the role, by the same round, the fittest first."""
    rows = Reserve.objects.filter(round=proposal.round_id, role=proposal.role_id)
    return rows.select_related("expert__user", "expert__employer__organisation").order_by("order")


def needs_and_holdings(proposal: Proposal) -> list[tuple[Need, Holding | None]]:
    """Each skill that the role asks for, beside what the expert holds of it."""
    held = {row.skill_id: row for row in Holding.objects.filter(user=proposal.expert.user_id)}
    needs = proposal.role.needs.select_related("skill")
    return [(need, held.get(need.skill_id)) for need in needs]
