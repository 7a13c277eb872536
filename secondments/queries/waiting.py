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
        lambda: organisations.questions_for(user),
        since="asked_at",
        text=lambda one: f"Answer what corps staff ask about {one.organisation}",
        role="employer",
        of="organisation",
    )


def _groups_to_confirm() -> Pile:
    return Pile(
        organisations.open_claims,
        since="at",
        text=lambda one: f"Confirm the group of {one.organisation}",
        role="staff",
    )


def _employers_to_verify() -> Pile:
    def rows() -> QuerySet[Employer]:
        asked = Question.objects.filter(answered_at=None).values("organisation")
        applied = Employer.objects.filter(organisation__stage=Organisation.Stage.APPLIED)
        return applied.exclude(organisation__in=asked).select_related("organisation")

    return Pile(
        rows,
        since="organisation__moved_at",
        text=lambda one: f"Check {one} and verify it",
        role="staff",
    )


def _experts_to_consent_to(user: User) -> Pile:
    def rows() -> QuerySet[Expert]:
        waiting = Expert.objects.filter(
            employer__in=Employer.objects.of(user),
            employer__organisation__stage=Organisation.Stage.VERIFIED,
            stage=Expert.Stage.AVAILABLE,
            consent_at__isnull=True,
        )
        return waiting.exclude(user=user).select_related("user")

    return Pile(
        rows,
        since="moved_at",
        text=lambda one: f"Say whether {one} may be seconded",
        role="employer",
        of="employer",
    )


def _own_profile(user: User) -> Pile:
    return Pile(
        lambda: Expert.objects.filter(user=user, stage=Expert.Stage.DRAFT),
        since="moved_at",
        text=lambda _one: "Finish your profile and offer your days",
        role="expert",
    )


def _secondments_to_start(user: User) -> Pile:
    return Pile(
        lambda: _of_councils(user).filter(
            stage=Secondment.Stage.PLANNED, starts_on__lte=timezone.localdate()
        ),
        since="starts_on",
        text=lambda one: f"Say that {one.expert} has started as {one.role}",
        role="council",
        of="role__project__council",
    )


def _secondments_to_complete(user: User) -> Pile:
    return Pile(
        lambda: _of_councils(user).filter(
            stage=Secondment.Stage.ACTIVE, ends_on__lt=timezone.localdate()
        ),
        since="ends_on",
        text=lambda one: f"Say how the secondment of {one.expert} as {one.role} ended",
        role="council",
        of="role__project__council",
    )


def _of_councils(user: User) -> QuerySet[Secondment]:
    found = Secondment.objects.filter(role__project__council__in=Council.objects.of(user))
    return found.select_related("expert__user", "role")
