"""What an employer agrees to for one of its people: given, changed, withdrawn, over."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.organisations.models import Organisation
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils.models import Council
from secondments.models import Consent, Expert
from secondments.services.experts import NotYet, employers_people, locked

ON_EXPERT = ["consent_at", "consent_by", "consent_from", "consent_until", "consent_days"]
CHANGED = "Other terms took its place."


@transaction.atomic
def consent(
    expert: Expert,
    *,
    by: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
    days_a_week: Decimal | None = None,
    not_to: Iterable[Council] = (),
    ahead: bool = False,
) -> Expert:
    """Let an expert go to councils, on the employer's behalf; every proposal is still asked for.

    `ahead` lets somebody go who is not on offer yet: whom the employer names for a pledge.

    Unless dates are given it holds from today to the end of what the expert offers. It counts
    within them alone, for no more days a week than given, and not for the boroughs left out.
    """
    expert = locked(expert)
    if expert.consent_at is not None:
        raise IllegalMove(f"expert {expert.pk} has a consent already")
    if expert.stage == Expert.Stage.DRAFT and not ahead:
        raise IllegalMove(f"expert {expert.pk} waits for no consent")
    return _give(expert, by, starts_on, ends_on, days_a_week, not_to)


@transaction.atomic
def change_consent(
    expert: Expert,
    *,
    by: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
    days_a_week: Decimal | None = None,
    not_to: Iterable[Council] = (),
) -> Expert:
    """Put other terms in the place of a consent that stands; the old ones are kept."""
    expert = locked(expert)
    if expert.consent_at is None:
        raise IllegalMove(f"expert {expert.pk} has no consent to change")
    _close(expert, by=by, reason=CHANGED)
    return _give(expert, by, starts_on, ends_on, days_a_week, not_to)


def _give(
    expert: Expert,
    by: User,
    starts_on: date | None,
    ends_on: date | None,
    days_a_week: Decimal | None,
    not_to: Iterable[Council],
) -> Expert:
    if expert.employer.organisation.stage != Organisation.Stage.VERIFIED:
        raise NotYet(f"You can consent once corps staff have verified {expert.employer}.")
    today = timezone.localdate()
    begins = starts_on or today
    offered = expert.available_until
    ends = ends_on or (offered if offered and offered > begins else None)
    expert.consents.filter(over_at=None).update(over_at=timezone.now(), over_reason=CHANGED)
    given = Consent.objects.create(
        expert=expert,
        by=by,
        starts_on=begins,
        ends_on=ends,
        days_a_week=days_a_week,
        reminded_at=timezone.now() if ends and ends <= _soon(today) else None,
    )
    given.not_to.set(not_to)
    expert.consent_at, expert.consent_by = given.given_at, by
    expert.consent_from, expert.consent_until = begins, ends
    expert.consent_days = days_a_week
    expert.save(update_fields=ON_EXPERT)
    people = {expert.user, *employers_people(expert)}
    left_out = ", ".join(map(str, given.not_to.all()))
    record(
        "secondments.consent_given",
        about=expert,
        by=by,
        tell=people,
        consent=given,
        left_out=left_out,
    )
    return expert


@transaction.atomic
def withdraw_consent(expert: Expert, *, by: User, reason: str) -> Expert:
    """Let an expert go no longer; a secondment that is agreed stands."""
    expert = locked(expert)
    if expert.consent_at is None:
        raise IllegalMove(f"expert {expert.pk} has no consent to withdraw")
    _close(expert, by=by, reason=reason)
    people = {expert.user, *employers_people(expert)}
    record("secondments.consent_withdrawn", about=expert, by=by, tell=people, reason=reason)
    return expert


def _close(expert: Expert, *, by: User | None, reason: str) -> None:
    """What stood is over: kept as a row, gone from the expert."""
    expert.consents.filter(over_at=None).update(
        over_at=timezone.now(), over_by=by, over_reason=reason
    )
    for name in ON_EXPERT:
        setattr(expert, name, None)
    expert.save(update_fields=ON_EXPERT)


def mind_consents(*, on: date | None = None) -> tuple[int, int]:
    """End what has run out, and remind of what ends soon; return how many of each."""
    on = on or timezone.localdate()
    ended = Expert.objects.filter(consent_until__lt=on).order_by("pk").values_list("pk", flat=True)
    ending = Consent.objects.filter(
        over_at=None, reminded_at=None, ends_on__lte=_soon(on), ends_on__gte=on
    )
    try:
        over = one_by_one(lambda pk: _end(pk, on), ended)
    finally:  # what fails above holds up no reminder
        reminded = one_by_one(_remind, ending.values_list("pk", flat=True))
    return over, reminded


def _soon(on: date) -> date:
    return on + timedelta(days=settings.CONSENT_REMINDER_DAYS)


@transaction.atomic
def _end(pk: int, on: date) -> int:
    expert = locked(Expert(pk=pk))
    if expert.consent_until is None or expert.consent_until >= on:
        return 0  # somebody has given another meanwhile
    ended_on = expert.consent_until
    _close(expert, by=None, reason="Its last day has passed.")
    people = {expert.user, *employers_people(expert)}
    record("secondments.consent_ended", about=expert, by=None, tell=people, ended_on=ended_on)
    return 1


@transaction.atomic
def _remind(pk: int) -> int:
    rows = Consent.objects.select_for_update(skip_locked=True)
    consent_ = rows.filter(pk=pk, over_at=None, reminded_at=None).first()
    if consent_ is None:
        return 0
    consent_.reminded_at = timezone.now()
    consent_.save(update_fields=["reminded_at"])
    expert = locked(Expert(pk=consent_.expert_id))
    record(
        "secondments.consent_ending",
        about=expert,
        by=None,
        tell={expert.user, *employers_people(expert)},
        ends_on=consent_.ends_on,
    )
    return 1
