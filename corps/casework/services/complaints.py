"""What happens to a complaint: received, handled, answered; reminded of until it is."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.casework import queries
from corps.casework.models import Complaint
from corps.notifications.services import record
from corps.queue import one_by_one
from volunteers.maths import add_working_days

Stage = Complaint.Stage
REMIND_EVERY = timedelta(days=2)


class TooMany(Exception):
    """One person complains only so often in a day, so that each is read."""


class NotTheirs(Exception):
    """Nobody handles their own complaint."""


@transaction.atomic
def complain(
    *, by: User, subject: str, text: str, wanted: str = "", page: str = "", on: date | None = None
) -> Complaint:
    """Write to corps staff that something went wrong: an answer is owed by a day."""
    User.objects.select_for_update().get(pk=by.pk)  # so that two requests cannot pass the limit
    if queries.complaints_of_today(by).count() >= settings.COMPLAINTS_A_DAY:
        raise TooMany
    complaint = Complaint.objects.create(
        by=by,
        subject=subject,
        text=text,
        wanted=wanted,
        page=page,
        due_on=add_working_days(on or timezone.localdate(), settings.COMPLAINT_DAYS),
    )
    record("casework.complaint_received", about=complaint, by=by, tell=corps_staff())
    return complaint


def _locked(complaint: Complaint) -> Complaint:
    rows = Complaint.objects.select_for_update(of=("self",)).select_related("by", "handler")
    return rows.get(pk=complaint.pk)


@transaction.atomic
def take_up(complaint: Complaint, *, by: User) -> Complaint:
    """Say that one looks into it; who complained is told."""
    complaint = _locked(complaint)
    if complaint.by == by:
        raise NotTheirs
    complaint.move_to(Stage.LOOKED_INTO)
    complaint.handler = by
    complaint.save(update_fields=["stage", "moved_at", "handler"])
    record("casework.complaint_taken_up", about=complaint, by=by, tell=[complaint.by])
    return complaint


@transaction.atomic
def assign(complaint: Complaint, *, to: User, by: User) -> Complaint:
    """Let a colleague handle it."""
    complaint = _locked(complaint)
    if complaint.by == to:
        raise NotTheirs
    complaint.handler = to
    complaint.save(update_fields=["handler"])
    record("casework.complaint_assigned", about=complaint, by=by, tell=[to], handler=to)
    return complaint


@transaction.atomic
def answer(complaint: Complaint, *, by: User, words: str) -> Complaint:
    """Answer it: what was found, and what is done."""
    complaint = _locked(complaint)
    if complaint.by == by:
        raise NotTheirs
    complaint.move_to(Stage.ANSWERED)
    complaint.answer, complaint.answered_by = words, by
    complaint.answered_at = timezone.now()
    complaint.handler = complaint.handler or by
    complaint.save()
    record("casework.complaint_answered", about=complaint, by=by, tell=[complaint.by])
    return complaint


@transaction.atomic
def object_to(complaint: Complaint, *, by: User, words: str, on: date | None = None) -> Complaint:
    """Say that the answer is not enough: another one is owed, and all of corps staff are told."""
    complaint = _locked(complaint)
    complaint.move_to(Stage.REOPENED)
    complaint.objection = words
    complaint.due_on = add_working_days(on or timezone.localdate(), settings.COMPLAINT_DAYS)
    complaint.reminded_on = None
    complaint.save()
    record("casework.complaint_reopened", about=complaint, by=by, tell=corps_staff())
    return complaint


def remind_overdue(*, on: date | None = None) -> int:
    """Remind of answers that are late, every other day; return of how many."""
    on = on or timezone.localdate()
    late = _unreminded(on).order_by("due_on", "pk").values_list("pk", flat=True)
    return one_by_one(lambda pk: _remind(pk, on), late)


def _unreminded(on: date) -> QuerySet[Complaint]:
    fresh = Q(reminded_on__isnull=True) | Q(reminded_on__lte=on - REMIND_EVERY)
    return Complaint.objects.overdue(on).filter(fresh)


@transaction.atomic
def _remind(pk: int, on: date) -> int:
    rows = _unreminded(on).select_related("handler", "by")
    one = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if one is None:
        return 0
    tell = [one.handler] if one.handler and one.handler.is_active else corps_staff()
    record("casework.complaint_overdue", about=one, by=None, tell=tell)
    one.reminded_on = on
    one.save(update_fields=["reminded_on"])
    return 1
