"""The work itself: begun, kept, sent in, returned or accepted."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from councils.models import Teammate
from councils.services import join_team
from volunteers import queries
from volunteers.models import Contribution, Task
from volunteers.services.claims import locked
from volunteers.services.task import close_when_done

Stage = Contribution.Stage
WORDS = ("hours", "evidence", "evidence_link", "evidence_file", "evidence_name", "organisation")


class OwnWork(Exception):
    """Nobody reviews what they did themselves."""


class NothingToShow(Exception):
    """Work cannot be sent in without hours, or without a word, a link or a file."""


@transaction.atomic
def start(contribution: Contribution, *, by: User) -> Contribution:
    """Say that one has begun."""
    contribution = locked(contribution)
    contribution.move_to(Stage.IN_PROGRESS)
    _touch(contribution, {})
    record("volunteers.work_started", about=contribution, by=by)
    return contribution


@transaction.atomic
def keep(contribution: Contribution, *, by: User, **fields: Any) -> Contribution:
    """Keep what is written so far, without sending it in; it counts as a sign of life."""
    contribution = locked(contribution)
    if contribution.stage == Stage.CLAIMED:
        contribution.move_to(Stage.IN_PROGRESS)
    elif not contribution.is_in_hand:
        contribution.move_to(Stage.SUBMITTED)  # refused, in the words of the table
    _touch(contribution, fields)
    return contribution


@transaction.atomic
def submit(contribution: Contribution, *, by: User, **fields: Any) -> Contribution:
    """Send the work in for a review."""
    contribution = locked(contribution)
    contribution.move_to(Stage.SUBMITTED)
    contribution.submitted_at = timezone.now()
    contribution.stage_reason = ""
    for name, value in fields.items():
        setattr(contribution, name, value)
    shown = contribution.evidence or contribution.evidence_link or contribution.evidence_file
    if not (contribution.hours and shown):
        raise NothingToShow("Say how long it took, and show what was done.")
    _touch(contribution, fields, "submitted_at", "stage_reason")
    record(
        "volunteers.work_submitted",
        about=contribution,
        by=by,
        tell=queries.reviewers_of(contribution),
    )
    return contribution


def _touch(contribution: Contribution, fields: dict[str, Any], *more: str) -> None:
    """Save what changed; whoever is at work needs no reminder."""
    for name, value in fields.items():
        setattr(contribution, name, value)
    contribution.touched_at, contribution.reminded_at = timezone.now(), None
    contribution.save(
        update_fields=["stage", "moved_at", "touched_at", "reminded_at", *fields, *more]
    )


@transaction.atomic
def accept(contribution: Contribution, *, by: User, endorsement: str = "") -> Contribution:
    """Say that the work is good: it counts, and who did it is on the project's team."""
    task = Task.objects.select_for_update().get(pk=contribution.task_id)
    contribution = _judged(contribution, Stage.ACCEPTED, by=by)
    contribution.endorsement = endorsement
    contribution.save()
    if contribution.task.project:
        join_team(
            contribution.task.project,
            contribution.volunteer.user,
            capacity=Teammate.Capacity.VOLUNTEER,
            on=timezone.localdate(),
        )
    record(
        "volunteers.work_accepted", about=contribution, by=by, tell=[contribution.volunteer.user]
    )
    close_when_done(task, by=by)
    return contribution


@transaction.atomic
def return_work(contribution: Contribution, *, by: User, reason: str) -> Contribution:
    """Send the work back, with what to mend; the place stays the volunteer's."""
    contribution = _judged(contribution, Stage.RETURNED, by=by)
    contribution.stage_reason = reason
    contribution.touched_at, contribution.reminded_at = timezone.now(), None
    contribution.save()
    record(
        "volunteers.work_returned",
        about=contribution,
        by=by,
        tell=[contribution.volunteer.user],
        reason=reason,
    )
    return contribution


def _judged(contribution: Contribution, stage: str, *, by: User) -> Contribution:
    """The work, locked and moved, with who says so; never its own volunteer."""
    contribution = locked(contribution)
    if contribution.volunteer_id == by.pk:
        raise OwnWork("Nobody reviews what they did themselves.")
    contribution.move_to(stage)
    contribution.reviewer, contribution.reviewed_at = by, timezone.now()
    contribution.stage_reason = ""
    return contribution
