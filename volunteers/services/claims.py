"""Taking a task and letting go of it; what nobody touches goes to others."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.organisations.models import Organisation
from corps.queue import one_by_one
from volunteers import queries
from volunteers.models import Admission, Contribution, Task, Volunteer

Stage = Contribution.Stage


class NotClaimable(Exception):
    """A task that this person cannot take now; its words say why, kindly."""


class NotReady(NotClaimable):
    """Something about oneself has to be said first."""


class PlacesTaken(NotClaimable):
    """Somebody was there first."""


@transaction.atomic
def claim(task: Task, *, by: User, organisation: Organisation | None = None) -> Contribution:
    """Take a free place of a task: the task is held meanwhile, so the last place has one taker.

    The database refuses a second live claim of a place, whoever asks.
    """
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("council", "charity__organisation")
        .get(pk=task.pk)
    )
    volunteer = queries.volunteer_of(by)
    if volunteer is None or not volunteer.is_ready:
        raise NotReady("Three short answers first, then the task is yours.")
    _refuse_claim(task, volunteer)
    held = set(task.contributions.live().values_list("place", flat=True))
    free = [place for place in range(1, task.places + 1) if place not in held]
    if not free or len(held) >= task.places:
        raise PlacesTaken("Somebody took the last place just before you. Thank you for offering.")
    contribution = Contribution.objects.create(
        task=task,
        volunteer=volunteer,
        place=free[0],
        organisation=organisation or _body_of(volunteer),
    )
    record("volunteers.work_claimed", about=contribution, by=by, tell=queries.watchers_of(task))
    return contribution


def _body_of(volunteer: Volunteer) -> Organisation | None:
    """For whom a volunteer gives time, while they still act for it."""
    mine = queries.organisations_of(volunteer.user)
    return mine.filter(pk=volunteer.organisation_id or 0).first()


def _refuse_claim(task: Task, volunteer: Volunteer) -> None:
    """Raise NotClaimable where something about the task or the person stands against it."""
    mine = Contribution.objects.filter(volunteer=volunteer)
    if task.stage != Task.Stage.OPEN:
        raise NotClaimable("This task takes nobody any more.")
    if task.due_on and task.due_on < timezone.localdate():
        raise NotClaimable("The day by which this was needed has passed.")
    if mine.live().filter(task=task).exists():
        raise NotClaimable("You have this task already: it is in your work.")
    if mine.in_hand().count() >= settings.MOST_CLAIMS:
        raise NotClaimable(
            f"You have {settings.MOST_CLAIMS} tasks in hand. Finish one, or hand one back, first."
        )
    if task.is_about_the_living:
        _refuse_strangers(task, volunteer)


def _refuse_strangers(task: Task, volunteer: Volunteer) -> None:
    if not volunteer.may_see_living:
        raise NotClaimable(
            f"This shows living people’s data: it is for those who are"
            f" {settings.VOLUNTEER_AGE_FOR_LIVING} or over."
        )
    if not Admission.objects.filter(task=task, volunteer=volunteer).exists():
        raise NotClaimable(
            f"This shows living people’s data: {task.asker} names the trained volunteers who may"
            " take it. Write to them if you would like to be one."
        )


@transaction.atomic
def hand_back(contribution: Contribution, *, by: User, reason: str = "") -> Contribution:
    """Give the place to somebody else."""
    contribution = locked(contribution)
    let_go(contribution, reason=reason)
    record(
        "volunteers.work_handed_back",
        about=contribution,
        by=by,
        tell=queries.watchers_of(contribution.task),
        reason=reason,
    )
    return contribution


def let_go(contribution: Contribution, *, reason: str) -> None:
    """Release a locked claim: its place is free."""
    contribution.move_to(Stage.RELEASED)
    contribution.stage_reason = reason
    contribution.save(update_fields=["stage", "moved_at", "stage_reason"])


def locked(contribution: Contribution) -> Contribution:
    """The work as it stands now, held until the transaction ends."""
    return (
        Contribution.objects.select_for_update(of=("self",))
        .select_related(
            "task__council", "task__charity__organisation", "task__project", "volunteer__user"
        )
        .get(pk=contribution.pk)
    )


def remind_idle(*, now: datetime | None = None) -> int:
    """Remind everybody of what they have not touched for long; return how many were reminded."""
    now = now or timezone.now()
    quiet = Contribution.objects.in_hand().filter(
        reminded_at=None, touched_at__lt=now - timedelta(days=settings.CLAIM_REMINDER_DAYS)
    )
    pks = list(quiet.order_by("pk").values_list("pk", flat=True))
    return one_by_one(lambda pk: _remind(pk, now), pks)


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    contribution = _locked_if(pk, reminded_at=None)
    if contribution is None:
        return 0
    contribution.reminded_at = now
    contribution.save(update_fields=["reminded_at"])
    record(
        "volunteers.work_reminded",
        about=contribution,
        by=None,
        tell=[contribution.volunteer.user],
        days=settings.CLAIM_RELEASE_DAYS,
    )
    return 1


def release_idle(*, now: datetime | None = None) -> int:
    """Free the places of those who were reminded and did nothing; return how many."""
    now = now or timezone.now()
    oldest = now - timedelta(days=settings.CLAIM_RELEASE_DAYS)
    silent = Contribution.objects.in_hand().filter(reminded_at__lt=oldest)
    pks = list(silent.order_by("pk").values_list("pk", flat=True))
    return one_by_one(lambda pk: _release(pk, oldest), pks)


@transaction.atomic
def _release(pk: int, oldest: datetime) -> int:
    contribution = _locked_if(pk, reminded_at__lt=oldest)
    if contribution is None:
        return 0
    let_go(contribution, reason="Nothing was heard after a reminder.")
    record(
        "volunteers.work_released",
        about=contribution,
        by=None,
        tell={contribution.volunteer.user, *queries.watchers_of(contribution.task)},
    )
    return 1


def _locked_if(pk: int, **still: object) -> Contribution | None:
    """The work, held by this transaction, where it is in hand and still as it was found."""
    return (
        Contribution.objects.in_hand()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("task__council", "task__charity__organisation", "volunteer__user")
        .filter(pk=pk, **still)
        .first()
    )
