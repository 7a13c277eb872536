"""Proposals: three yeses make a secondment; a no, or silence, frees the place for others."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from corps.accounts.models import User
from corps.notifications.models import Message
from corps.notifications.services import post_message, record
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils.models import Project
from secondments.matching import permissions, queries
from secondments.matching.models import Answer, Proposal
from secondments.matching.services.people import concerned
from secondments.models import Expert
from secondments.services import AlreadyHeld, begin_secondment

HELD = "The expert, or the place, is in another secondment by now."
WHO = {
    Answer.Side.EXPERT: "The expert",
    Answer.Side.EMPLOYER: "The employer",
    Answer.Side.COUNCIL: "The council",
}


class NotAnswerable(Exception):
    """A yes that does not count; its words say why, and to whom."""


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: User, side: str, on: date | None = None) -> Proposal:
    """Say yes for one side; the third yes begins a secondment.

    Where the proposal cannot come to anything any more, it is withdrawn instead, with the reason.
    """
    on = on or timezone.localdate()
    proposal = _locked(proposal, Proposal.Stage.ACCEPTED)
    answers = {answer.side: answer for answer in proposal.answers.all()}
    _refuse_yes(answers, side, by, on)
    _hold(proposal)
    if why := queries.why_stale(proposal, queries.barred(on), on):
        return _end(proposal, Proposal.Stage.WITHDRAWN, by=None, reason=why)
    answer = answers[side]
    answer.yes_at, answer.by = timezone.now(), by
    answer.save(update_fields=["yes_at", "by"])
    still = [other for other in answers.values() if other.yes_at is None]
    record(
        "matching.proposal_answered",
        about=proposal,
        by=by,
        tell=_people(proposal) if still else [],
        who=WHO[Answer.Side(side)],
        still=still,
    )
    return proposal if still else _agree(proposal, by=by, on=on)


def _refuse_yes(answers: dict[str, Answer], side: str, by: User, on: date) -> None:
    """Raise NotAnswerable where this yes was given before, comes too late or is another's."""
    answer, who = answers[side], WHO[Answer.Side(side)]
    if answer.yes_at:
        raise NotAnswerable(f"{who} has said yes already.")
    if on > answer.due_on:
        due = date_format(answer.due_on, "j F Y")
        raise NotAnswerable(
            f"{who} had until {due} to answer. The next round looks for somebody else."
        )
    if by.pk in {other.by_id for other in answers.values()}:
        raise NotAnswerable("You have said yes for another side: a colleague must answer here.")


def _hold(proposal: Proposal) -> None:
    """Keep expert and project as they are until a secondment has begun, and look at them anew."""
    expert, project = proposal.expert, proposal.role.project
    Expert.objects.select_for_update().get(pk=expert.pk)
    Project.objects.select_for_update().get(pk=project.pk)
    window = ["available_from", "available_until", "days_a_week"]
    consent = ["consent_at", "consent_from", "consent_until", "consent_days"]
    expert.refresh_from_db(fields=["stage", *consent, *window])
    project.refresh_from_db(fields=["stage"])


def _agree(proposal: Proposal, *, by: User, on: date) -> Proposal:
    role = proposal.role
    try:
        proposal.secondment = begin_secondment(
            role=role,
            place=proposal.place,
            expert=proposal.expert,
            by=by,
            starts_on=max(role.starts_on, on),
            ends_on=role.ends_on,
            days_a_week=role.days_a_week,
        )
    except AlreadyHeld:
        return _end(proposal, Proposal.Stage.WITHDRAWN, by=None, reason=HELD)
    proposal.move_to(Proposal.Stage.ACCEPTED)
    proposal.save(update_fields=["stage", "moved_at", "secondment"])
    record("matching.proposal_accepted", about=proposal, by=by)  # the secondment tells all sides
    return proposal


@transaction.atomic
def decline_proposal(
    proposal: Proposal, *, by: User, reason: str, side: str | None = None
) -> Proposal:
    """Say no for one side; the place is free for the next round, never again for this expert."""
    proposal = _locked(proposal, Proposal.Stage.DECLINED)
    side = side or permissions.sides_of(by, proposal)[0]
    who = WHO[Answer.Side(side)]
    return _end(proposal, Proposal.Stage.DECLINED, by=by, reason=reason, who=who)


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """Take a proposal back, by hand of corps staff."""
    proposal = _locked(proposal, Proposal.Stage.WITHDRAWN)
    return _end(proposal, Proposal.Stage.WITHDRAWN, by=by, reason=reason)


def expire_proposals(*, on: date | None = None) -> int:
    """End every proposal that somebody left unanswered beyond the day; return how many."""
    on = on or timezone.localdate()
    late = Answer.objects.filter(
        yes_at=None, due_on__lt=on, proposal__stage=Proposal.Stage.PROPOSED
    )
    pks = sorted(set(late.values_list("proposal", flat=True)))
    return one_by_one(lambda pk: _expire(pk, on), pks)


@transaction.atomic
def _expire(pk: int, on: date) -> int:
    proposal = _locked_if_live(pk)
    late = [a for a in proposal.answers.all() if not a.yes_at and a.due_on < on] if proposal else []
    if not (proposal and late):
        return 0
    sides = [WHO[Answer.Side(answer.side)].lower() for answer in late]
    who = " and ".join(sides).capitalize()
    due = date_format(late[0].due_on, "j F Y")
    reason = f"{who} did not answer by {due}."
    _end(proposal, Proposal.Stage.EXPIRED, by=None, reason=reason)
    return 1


def withdraw_stale(*, on: date | None = None) -> int:
    """Take back every live proposal that cannot come to anything any more; return how many."""
    on = on or timezone.localdate()
    apart = queries.barred(on)
    live = queries.in_full().filter(stage=Proposal.Stage.PROPOSED).order_by("pk")
    live = live.prefetch_related("expert__periods", "expert__consents__not_to")
    stale = [proposal.pk for proposal in live if queries.why_stale(proposal, apart, on)]
    return one_by_one(lambda pk: _withdraw_if_stale(pk, apart, on), stale)


@transaction.atomic
def _withdraw_if_stale(pk: int, apart: set[tuple[int, int]], on: date) -> int:
    proposal = _locked_if_live(pk)
    why = queries.why_stale(proposal, apart, on) if proposal else ""
    if proposal and why:
        _end(proposal, Proposal.Stage.WITHDRAWN, by=None, reason=why)
        return 1
    return 0


@transaction.atomic
def note_meeting(proposal: Proposal, *, by: User, on: date) -> Proposal:
    """Write down the day on which the people met."""
    proposal = _locked(proposal, Proposal.Stage.ACCEPTED)
    proposal.met_on = on
    proposal.save(update_fields=["met_on"])
    record("matching.meeting_noted", about=proposal, by=by, tell=_people(proposal))
    return proposal


def write_message(proposal: Proposal, *, by: User, text: str) -> Message:
    """Write to the others on the proposal's three sides."""
    full = queries.in_full().get(pk=proposal.pk)
    return post_message(
        "matching.message_written", about=full, by=by, text=text, tell=_people(full)
    )


def _locked(proposal: Proposal, stage: str) -> Proposal:
    """The proposal, held by this transaction and free to move to the stage."""
    held = queries.in_full().select_for_update(of=("self",)).get(pk=proposal.pk)
    if not held.can_move_to(stage):
        raise IllegalMove(f"proposal {held.pk} cannot go from {held.stage} to {stage}")
    return held


def _locked_if_live(pk: int) -> Proposal | None:
    rows = queries.in_full().select_for_update(of=("self",))
    return rows.filter(pk=pk, stage=Proposal.Stage.PROPOSED).first()


def _end(
    proposal: Proposal, stage: Proposal.Stage, *, by: User | None, reason: str, who: str = ""
) -> Proposal:
    """Let go of the expert and the place, and tell all sides; the clock looks for somebody else."""
    proposal.move_to(stage)
    proposal.stage_reason, proposal.ended_by = reason, by
    proposal.save(update_fields=["stage", "moved_at", "stage_reason", "ended_by"])
    record(
        f"matching.proposal_{stage.value}",
        about=proposal,
        by=by,
        tell=_people(proposal),
        reason=reason,
        who=who,
    )
    return proposal


def _people(proposal: Proposal) -> list[User]:
    return concerned([proposal])[proposal.pk]
