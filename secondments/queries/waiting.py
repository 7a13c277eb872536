"""What waits for whom among employers, experts and secondments."""

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.queries import Waiting
from corps.organisations.models import Organisation
from councils.models import Council
from secondments.models import (
    Employer,
    Expert,
    Secondment,
)


def waiting_for(user: User) -> list[Waiting]:
    """What waits for a person among employers, experts and secondments."""
    if not user.is_authenticated:
        return []
    return [
        *_employers_to_verify(user),
        *_experts_to_consent_to(user),
        *_own_profile(user),
        *_secondments_to_start(user),
        *_secondments_to_complete(user),
    ]


def _employers_to_verify(user: User) -> list[Waiting]:
    if not user.is_staff:
        return []
    waiting = Employer.objects.filter(
        organisation__stage=Organisation.Stage.APPLIED
    ).select_related("organisation")
    return [
        Waiting(f"Check {one} and verify it", one.get_absolute_url(), one.organisation.moved_at)
        for one in waiting
    ]


def _experts_to_consent_to(user: User) -> list[Waiting]:
    waiting = Expert.objects.filter(
        employer__in=Employer.objects.of(user),
        employer__organisation__stage=Organisation.Stage.VERIFIED,
        stage=Expert.Stage.AVAILABLE,
        consent_at__isnull=True,
    ).exclude(user=user)
    return [
        Waiting(f"Say whether {one} may be seconded", one.get_absolute_url(), one.moved_at)
        for one in waiting.select_related("user")
    ]


def _own_profile(user: User) -> list[Waiting]:
    drafts = Expert.objects.filter(user=user, stage=Expert.Stage.DRAFT)
    return [
        Waiting("Finish your profile and offer your days", one.get_absolute_url(), one.moved_at)
        for one in drafts
    ]


def _secondments_to_start(user: User) -> list[Waiting]:
    due = Secondment.objects.filter(
        stage=Secondment.Stage.PLANNED, starts_on__lte=timezone.localdate()
    )
    return [
        Waiting(
            f"Say that {one.expert} has started as {one.role}",
            one.get_absolute_url(),
            _midnight(one.starts_on),
        )
        for one in _of_councils(due, user)
    ]


def _secondments_to_complete(user: User) -> list[Waiting]:
    due = Secondment.objects.filter(stage=Secondment.Stage.ACTIVE, ends_on__lt=timezone.localdate())
    return [
        Waiting(
            f"Say how the secondment of {one.expert} as {one.role} ended",
            one.get_absolute_url(),
            _midnight(one.ends_on),
        )
        for one in _of_councils(due, user)
    ]


def _of_councils(secondments: QuerySet[Secondment], user: User) -> QuerySet[Secondment]:
    return secondments.filter(role__project__council__in=Council.objects.of(user)).select_related(
        "expert__user", "role"
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
