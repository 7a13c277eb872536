"""What waits for whom among employers, experts and secondments."""

from django.db.models import QuerySet
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.queries import Pile, Waits
from corps.organisations import queries as organisations
from corps.organisations.models import Organisation, Question
from councils.models import Council
from secondments.models import (
    Employer,
    Expert,
    Secondment,
)
from secondments.queries.pledges import pledges_waiting_for


def waiting_for(user: User) -> Waits:
    """What waits for a person among employers, experts and secondments."""
    if not user.is_authenticated:
        return Waits([])
    mine = [
        _experts_to_consent_to(user),
        _own_profile(user),
        pledges_waiting_for(user),
        _secondments_to_start(user),
        _secondments_to_complete(user),
    ]
    mine.append(_questions_of_corps_staff(user))
    return Waits([*mine, _employers_to_verify(), _groups_to_confirm()] if user.is_staff else mine)


def _questions_of_corps_staff(user: User) -> Pile:
    return Pile(
        organisations.questions_for(user),
        since="asked_at",
        text=lambda one: f"Answer what corps staff ask about {one.organisation}",
        role="employer",
        of="organisation",
    )


def _groups_to_confirm() -> Pile:
    return Pile(
        organisations.open_claims(),
        since="at",
        text=lambda one: f"Confirm the group of {one.organisation}",
        role="staff",
    )


def _employers_to_verify() -> Pile:
    waiting = Employer.objects.filter(organisation__stage=Organisation.Stage.APPLIED).exclude(
        organisation__in=Question.objects.filter(answered_at=None).values("organisation")
    )
    return Pile(
        waiting.select_related("organisation"),
        since="organisation__moved_at",
        text=lambda one: f"Check {one} and verify it",
        role="staff",
    )


def _experts_to_consent_to(user: User) -> Pile:
    waiting = Expert.objects.filter(
        employer__in=Employer.objects.of(user),
        employer__organisation__stage=Organisation.Stage.VERIFIED,
        stage=Expert.Stage.AVAILABLE,
        consent_at__isnull=True,
    ).exclude(user=user)
    return Pile(
        waiting.select_related("user"),
        since="moved_at",
        text=lambda one: f"Say whether {one} may be seconded",
        role="employer",
        of="employer",
    )


def _own_profile(user: User) -> Pile:
    return Pile(
        Expert.objects.filter(user=user, stage=Expert.Stage.DRAFT),
        since="moved_at",
        text=lambda _one: "Finish your profile and offer your days",
        role="expert",
    )


def _secondments_to_start(user: User) -> Pile:
    due = Secondment.objects.filter(
        stage=Secondment.Stage.PLANNED, starts_on__lte=timezone.localdate()
    )
    return Pile(
        _of_councils(due, user),
        since="starts_on",
        text=lambda one: f"Say that {one.expert} has started as {one.role}",
        role="council",
        of="role__project__council",
    )


def _secondments_to_complete(user: User) -> Pile:
    due = Secondment.objects.filter(stage=Secondment.Stage.ACTIVE, ends_on__lt=timezone.localdate())
    return Pile(
        _of_councils(due, user),
        since="ends_on",
        text=lambda one: f"Say how the secondment of {one.expert} as {one.role} ended",
        role="council",
        of="role__project__council",
    )


def _of_councils(secondments: QuerySet[Secondment], user: User) -> QuerySet[Secondment]:
    return secondments.filter(role__project__council__in=Council.objects.of(user)).select_related(
        "expert__user", "role"
    )
