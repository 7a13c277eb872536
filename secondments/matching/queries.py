"""What a round reads, what holds it back, and what waits for whom."""

from datetime import date

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils.formats import date_format

import councils.contracts.queries
from corps.accounts.models import User
from corps.notifications.queries import Waiting
from corps.organisations.models import Organisation
from corps.skills.models import Holding
from councils.models import Council, Need, Project, Role
from secondments.matching import maths
from secondments.matching.models import (
    Answer,
    PointsTable,
    Proposal,
    Reserve,
    Round,
    Shortfall,
)
from secondments.models import Employer, Expert, Secondment

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
        held = holders.filter(role__in=free).values_list("role", "place")
        for role, place in held:
            if place in free[role]:
                free[role].remove(place)
    return {role: places for role, places in free.items() if places}


def unheld() -> QuerySet[Expert]:
    """Experts who offer themselves and are in no live proposal or secondment."""
    proposed = Proposal.objects.live().values("expert")
    return Expert.objects.available().exclude(pk__in=proposed)


def bookable() -> QuerySet[Expert]:
    """Those of the unheld whose employer is verified and has agreed."""
    return unheld().filter(
        consent_at__isnull=False,
        employer__organisation__stage=Organisation.Stage.VERIFIED,
    )


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
    return (
        expert.available_from is not None
        and expert.available_until is not None
        and expert.days_a_week is not None
        and expert.available_from <= max(role.starts_on, on)
        and expert.available_until >= role.ends_on
        and expert.days_a_week >= role.days_a_week
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


def waiting_for(user: User) -> list[Waiting]:
    """Proposals that wait for this person's side to answer."""
    if not user.is_authenticated:
        return []
    answers = owed_by(user).select_related(
        "proposal__role__project__council", "proposal__expert__user"
    )
    return [
        Waiting(
            text=f"Answer by {date_format(answer.due_on, 'j F Y')}: {answer.proposal.role}, "
            f"{answer.proposal.role.project.council}"
            + (f" ({answer.proposal.expert})" if answer.side != Answer.Side.EXPERT else ""),
            link=answer.proposal.get_absolute_url(),
            since=answer.proposal.moved_at,
        )
        for answer in answers
    ]


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


def latest_shortfalls(project: Project) -> list[Shortfall]:
    """What the last round said of the project's roles that it could not fill."""
    last = latest_solved()
    if last is None:
        return []
    rows = Shortfall.objects.filter(round=last, role__project=project)
    return list(rows.select_related("role", "round").order_by("role__rank", "pk"))


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
