"""E-mail notices: once each, when their people wish it, whatever fails in between."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.formats import group_of, is_refusal, one_line
from corps.notifications.maths import next_digest
from corps.notifications.models import (
    Bounce,
    Notification,
    NotificationQuerySet,
    Outcome,
    Pace,
    QuietHours,
    Wish,
)
from corps.notifications.services.bounces import record_bounce
from corps.notifications.services.letters import compose, compose_digest

log = logging.getLogger(__name__)
RETRIED = timedelta(minutes=5)  # in which the task itself tries again
LONGEST_WAIT = timedelta(hours=6)


def deliver(notifications: NotificationQuerySet, *, now: datetime | None = None) -> int:
    """E-mail those of these notices that are due; return how many left.

    Each has a transaction of its own: it is marked before it is sent, and the mark is rolled back
    if sending fails, so that two workers never send the same one. One that fails keeps no other
    back; its error is raised last. What is more than one task may send waits for the sweep.
    """
    moment = now or timezone.now()
    keys = notifications.due(moment).order_by("pk").values_list("pk", flat=True)
    return _each(
        keys[: settings.MAILS_A_TASK],
        lambda pk, post: _deliver_one(pk, post, moment),
        lambda pk: _put_off(pk, moment),
    )


def _each(
    keys: Iterable[int],
    send: Callable[[int, BaseEmailBackend], int],
    put_off: Callable[[int], object] = lambda _pk: None,
) -> int:
    """Send one after the other over one connection; no further where the server is not there."""
    left, failure = 0, None
    post = get_connection()
    try:
        for pk in keys:
            post.open()
            try:
                left += send(pk, post)
            except (OSError, ValueError) as error:  # the server's no, or an address that is none
                log.warning("The e-mail for %s was not sent: %s", pk, error)
                failure = error
                put_off(pk)
                post.close()
    finally:
        post.close()
    if failure:
        raise failure
    return left


def _put_off(pk: int, now: datetime) -> None:
    """What has failed for minutes is tried as long again later, so that it keeps no other back."""
    notice = Notification.objects.unsent().select_related("event").filter(pk=pk).first()
    age = now - notice.event.at if notice else RETRIED
    if age > RETRIED:
        wait = min(age, LONGEST_WAIT)
        Notification.objects.unsent().filter(pk=pk).update(wait_until=now + wait)


@dataclass(frozen=True)
class Plan:
    """What becomes of a notice now: it is settled, or waits, alone or in a digest."""

    outcome: str = ""
    digest: str = ""
    wait_until: datetime | None = None


@transaction.atomic
def _deliver_one(pk: int, post: BaseEmailBackend, now: datetime) -> int:
    notice = (
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("event", "to")
        .due(now)
        .filter(pk=pk)
        .first()
    )
    if notice is None:
        return 0
    plan = _plan(notice, now)
    notice.outcome, notice.digest, notice.wait_until = plan.outcome, plan.digest, plan.wait_until
    notice.sent_at = timezone.now() if plan.outcome else None
    notice.save(update_fields=["outcome", "digest", "wait_until", "sent_at"])
    if plan.outcome == Outcome.SENT and not _leave(compose(notice), post):
        _settle([notice], Outcome.HELD)
        return 0
    return int(plan.outcome == Outcome.SENT)


def _plan(notice: Notification, now: datetime) -> Plan:
    group = group_of(notice.event.kind)
    if _nobody(notice.to) and not _is_about(notice):
        return Plan(Outcome.NOBODY)
    if not group.optional:
        return Plan(_sent_or_held(notice.to))
    pace = Wish.objects.filter(user=notice.to, group=group.key).values_list("pace", flat=True)
    chosen = pace.first() or Pace.AT_ONCE
    if chosen == Pace.NEVER:
        return Plan(Outcome.UNWANTED)
    if chosen in (Pace.DAILY, Pace.WEEKLY):
        return Plan(digest=chosen, wait_until=next_digest(now, weekly=chosen == Pace.WEEKLY))
    if quiet := _quiet_until(notice.to, now):
        return Plan(wait_until=quiet)
    return Plan(_sent_or_held(notice.to))


def _is_about(notice: Notification) -> bool:
    """Whether it tells real people of their own account: also of its end."""
    is_them = notice.event.about_id == notice.to_id
    return is_them and notice.event.about_type.model == "user" and not notice.to.is_sample


def _nobody(user: User) -> bool:
    """Nobody real reads a sample person's address, or somebody quite else does."""
    return not user.is_active or (user.is_sample and settings.MAIL_SERVER)


def _sent_or_held(user: User) -> Outcome:
    return Outcome.HELD if Bounce.objects.holding().at(user.email).exists() else Outcome.SENT


def _quiet_until(user: User, now: datetime) -> datetime | None:
    hours = QuietHours.objects.filter(user=user).first()
    return hours.end_after(now) if hours else None


def _leave(message: EmailMessage, post: BaseEmailBackend) -> bool:
    """Send a message; False where the server says that the address takes none, ever."""
    message.connection = post
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        [(address, (code, said))] = error.recipients.items()
        reason = one_line(said.decode(errors="replace") if isinstance(said, bytes) else said)
        if not is_refusal(code, reason):
            raise
        record_bounce(address=address, reason=f"{code} {reason}", permanent=True)
        return False
    return True


def _settle(notices: list[Notification], outcome: str) -> None:
    for notice in notices:
        notice.sent_at, notice.outcome = timezone.now(), outcome
    Notification.objects.bulk_update(notices, ["sent_at", "outcome"])


def send_gathered(*, now: datetime | None = None) -> int:
    """E-mail the digests that are due, one a person; return how many left."""
    moment = now or timezone.now()
    people = Notification.objects.gathered(moment).order_by("to").values_list("to", flat=True)
    return _each(
        people.distinct()[: settings.MAILS_A_TASK],
        lambda pk, post: _send_digest(pk, post, moment),
    )


@transaction.atomic
def _send_digest(pk: int, post: BaseEmailBackend, now: datetime) -> int:
    """Who holds the person's row gathers; a second worker leaves it to the first."""
    locked = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
    if locked is None:
        return 0
    notices = list(
        Notification.objects.select_for_update(of=("self",))
        .select_related("event", "to")
        .gathered(now)
        .filter(to=pk)
        .order_by("pk")
    )
    quiet = _quiet_until(locked, now)
    if quiet:
        Notification.objects.filter(pk__in=[one.pk for one in notices]).update(wait_until=quiet)
        return 0
    wanted = _wanted(locked, notices)
    if not wanted:
        return 0
    outcome = Outcome.NOBODY if _nobody(locked) else _sent_or_held(locked)
    if outcome != Outcome.SENT:
        _settle(wanted, outcome)
        return 0
    _settle(wanted, Outcome.DIGEST)
    weekly = all(one.digest == Pace.WEEKLY for one in wanted)
    if not _leave(compose_digest(wanted, Pace.WEEKLY if weekly else Pace.DAILY), post):
        _settle(wanted, Outcome.HELD)
        return 0
    return 1


def _wanted(user: User, notices: list[Notification]) -> list[Notification]:
    """Those still wanted by e-mail; what was read meanwhile, or is not wanted, is settled."""
    paces = dict(Wish.objects.filter(user=user).values_list("group", "pace"))
    read = [one for one in notices if one.read_at]
    rest = [one for one in notices if not one.read_at]
    never = [one for one in rest if paces.get(group_of(one.event.kind).key) == Pace.NEVER]
    _settle(read, Outcome.READ)
    _settle(never, Outcome.UNWANTED)
    return [one for one in rest if one not in never]


def sweep() -> int:
    """E-mail what a failed broker or mail server left behind, and what waited until now."""
    late = timezone.now() - timedelta(minutes=1)  # younger ones have a task of their own
    return deliver(Notification.objects.filter(event__at__lt=late))
