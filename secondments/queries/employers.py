"""What is asked of employers."""

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from corps.organisations.maths import normalise_company_number
from corps.organisations.models import Organisation
from councils.contracts.models import Interest
from secondments.models import (
    Employer,
    EmployerQuerySet,
    Expert,
    Secondment,
)


def employers_found(words: str) -> EmployerQuerySet:
    """Employers that somebody may belong to, by part of the name or by company number."""
    number = normalise_company_number(words)
    return (
        Employer.objects.filter(
            Q(organisation__name__icontains=words.strip()) | Q(organisation__company_number=number)
        )
        .exclude(organisation__stage=Organisation.Stage.REFUSED)
        .select_related("organisation")
    )


def employers_by_urgency() -> EmployerQuerySet:
    """All employers for corps staff: those who wait first, the longest wait at the top."""
    waiting = Q(organisation__stage=Organisation.Stage.APPLIED)
    return Employer.objects.select_related("organisation__group").order_by(
        Case(When(waiting, then=0), default=1), "organisation__moved_at", "pk"
    )


def employers_to_check() -> EmployerQuerySet:
    """Those who wait to be verified, the longest wait first, with what they were asked."""
    waiting = Employer.objects.filter(organisation__stage=Organisation.Stage.APPLIED)
    return (
        waiting.select_related("organisation__group")
        .prefetch_related("organisation__questions")
        .order_by("organisation__moved_at", "pk")
    )


@dataclass(frozen=True)
class Stop:
    """What suspending an employer stops, and what it does not."""

    experts: int  # who leave the rounds of matching
    secondments: int  # which stand


def stopped_by(employer: Employer) -> Stop:
    """What would stop if the employer took part no longer."""
    return Stop(
        experts=employer.experts.filter(stage=Expert.Stage.AVAILABLE)
        .consented(timezone.localdate())
        .count(),
        secondments=Secondment.objects.live().filter(expert__employer=employer).count(),
    )


def experts_of(employer: Employer) -> QuerySet[Expert]:
    """Its people who have offered themselves: first those who wait for its consent."""
    waits = Q(stage=Expert.Stage.AVAILABLE, consent_at=None)
    return (
        employer.experts.exclude(stage=Expert.Stage.DRAFT)
        .select_related("user")
        .order_by(Case(When(waits, then=0), default=1), "user__name", "pk")
    )


def interests_of(employer: Employer) -> QuerySet[Interest]:
    """What the company has declared and not ended, by council."""
    return (
        Interest.objects.filter(organisation=employer.pk, ended_on=None)
        .select_related("council", "declared_by")
        .order_by("council__name", "kind")
    )
