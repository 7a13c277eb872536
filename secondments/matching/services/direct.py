"""Direct matches: a council and a company who know each other ask for a proposal of their own.

It passes every check that a round makes, takes a place and a person out of the next rounds, and
waits for the same three yeses. No round counts it as filled.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.organisations.models import Organisation
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils.models import Project, Role
from councils.queries import members
from secondments.matching import queries
from secondments.matching.models import Answer, DirectMatch, Proposal
from secondments.matching.services.nearness import newest_points, weigh_pair
from secondments.matching.services.people import concerned
from secondments.models import Employer, Expert

Stage, Side = DirectMatch.Stage, DirectMatch.Side


class NotPossible(Exception):
    """A direct match that a rule forbids; `reasons` say each why."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def ask_direct(
    role: Role,
    *,
    by: User,
    side: str,
    employer: Employer,
    note: str,
    expert: Expert | None = None,
    on: date | None = None,
) -> DirectMatch:
    """Name a company for one's role, or one's expert for a council's; the other side answers."""
    on = on or timezone.localdate()
    Organisation.objects.select_for_update().get(pk=employer.pk)  # one asks at a time
    _refuse(role, employer, expert, on)
    if DirectMatch.objects.filter(role=role, employer=employer, stage=Stage.ASKED).exists():
        raise NotPossible(["You have asked for this already, and it waits for an answer."])
    match = DirectMatch.objects.create(
        role=role,
        employer=employer,
        expert=expert,
        begun_by=side,
        by=by,
        note=note,
        points=newest_points(),
        due_on=on + timedelta(days=settings.PROPOSAL_DAYS),
    )
    _record("direct_asked", match, by)
    return match


@transaction.atomic
def accept_direct(
    match: DirectMatch, *, by: User, expert: Expert | None = None, on: date | None = None
) -> Proposal:
    """Say that one knows the other: the pair is proposed, and all three sides are asked.

    A company that accepts names its expert. What a round would forbid is forbidden here.
    """
    on = on or timezone.localdate()
    match = _locked(match, Stage.ACCEPTED)
    chosen = match.expert or expert
    if chosen is None:
        raise NotPossible(["Choose whom you name."])
    if on > match.due_on:
        raise NotPossible(["The day for an answer is over. Ask anew."])
    role = _hold(chosen, match.role)
    _refuse(role, match.employer, chosen, on)
    proposal = _propose(match, role, chosen, on)
    match.expert, match.proposal = chosen, proposal
    match.move_to(Stage.ACCEPTED)
    match.save(update_fields=["expert", "proposal", "points", "stage", "moved_at"])
    _record("direct_accepted", match, by, told=False)
    due_on = on + timedelta(days=settings.PROPOSAL_DAYS)
    tell = concerned([proposal])[proposal.pk]
    record("matching.proposal_made", about=proposal, by=None, tell=tell, due_on=due_on)
    return proposal


def decline_direct(match: DirectMatch, *, by: User, reason: str) -> DirectMatch:
    """Say no, for the side that was asked."""
    return _end(match, Stage.DECLINED, by, reason)


def withdraw_direct(match: DirectMatch, *, by: User, reason: str) -> DirectMatch:
    """Take it back, for the side that asked."""
    return _end(match, Stage.WITHDRAWN, by, reason)


def expire_direct(*, on: date | None = None) -> int:
    """End those that nobody has answered in time; return how many."""
    on = on or timezone.localdate()
    late = DirectMatch.objects.filter(stage=Stage.ASKED, due_on__lt=on).order_by("pk")
    return one_by_one(_expire, late)


def _expire(match: DirectMatch) -> int:
    _end(match, Stage.EXPIRED, None, "Nobody answered in time.")
    return 1


def _refuse(role: Role, employer: Employer, expert: Expert | None, on: date) -> None:
    """Raise NotPossible with everything that stands in the way."""
    reasons = queries.why_role_cannot(role, on) + queries.why_employer_cannot(employer, role, on)
    if expert is not None:
        reasons += queries.why_expert_cannot(expert)
        if expert.employer_id != employer.pk:
            reasons.append("They do not work for this company.")
    if reasons:
        raise NotPossible(reasons)
    if expert is not None:
        failed = weigh_pair(expert, role, on=on, points=newest_points()).failed
        if failed:
            raise NotPossible(failed)


def _hold(expert: Expert, role: Role) -> Role:
    """Keep expert, project and role as they are, in the order in which a round holds them.

    What a round writes, it writes while it holds them: whoever comes second sees it.
    """
    for rows, pk in (
        (Expert.objects, expert.pk),
        (Project.objects, role.project_id),
        (Role.objects, role.pk),
    ):
        rows.select_for_update(no_key=True).get(pk=pk)
    expert.refresh_from_db()
    return Role.objects.select_related("project__council").get(pk=role.pk)


def _propose(match: DirectMatch, role: Role, expert: Expert, on: date) -> Proposal:
    """The proposal, with its points as any other."""
    match.points = newest_points()
    weighed = weigh_pair(expert, role, on=on, points=match.points)
    place = queries.free_places(on, Role.objects.filter(pk=role.pk))[role.pk][0]
    proposal = Proposal.objects.create(
        origin=Proposal.Origin.DIRECT,
        role=role,
        place=place,
        expert=expert,
        fit=weighed.fit,
        terms=weighed.terms,
    )
    due_on = on + timedelta(days=settings.PROPOSAL_DAYS)
    Answer.objects.bulk_create(
        Answer(proposal=proposal, side=side, due_on=due_on) for side in Answer.Side.values
    )
    return queries.in_full().get(pk=proposal.pk)


@transaction.atomic
def _end(match: DirectMatch, stage: DirectMatch.Stage, by: User | None, reason: str) -> DirectMatch:
    match = _locked(match, stage)
    match.move_to(stage)
    match.stage_reason = reason
    match.save(update_fields=["stage", "moved_at", "stage_reason"])
    _record(f"direct_{stage.value}", match, by, reason=reason)
    return match


def _locked(match: DirectMatch, stage: str) -> DirectMatch:
    """The row as it is now, held by this transaction and free to move to the stage."""
    held = queries.direct_in_full().select_for_update(of=("self",)).get(pk=match.pk)
    if not held.can_move_to(stage):
        raise IllegalMove(f"direct match {held.pk} cannot go from {held.stage} to {stage}")
    return held


def _record(
    kind: str, match: DirectMatch, by: User | None, *, reason: str = "", told: bool = True
) -> None:
    """Tell both sides; the expert is asked once there is a proposal."""
    tell = (
        {*match.employer.organisation.members.all(), *members(match.role.project.council)}
        if told
        else ()
    )
    record(f"matching.{kind}", about=match, by=by, tell=tell, reason=reason)
