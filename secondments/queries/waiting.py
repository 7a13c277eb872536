"""What waits for whom among employers, experts and secondments."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

import councils.queries
from corps.accounts.models import User
from corps.notifications.queries import Pile, Waits
from corps.organisations import queries as organisations
from corps.organisations.models import Organisation, Question
from councils.models import Council, Project
from secondments.models import (
    Employer,
    Expert,
    Secondment,
    StaffInvitation,
    StaffSheet,
)
from secondments.queries.pledges import pledges_waiting_for

INVITED_FOR = timedelta(days=30)


def waiting_for(user: User) -> Waits:
    """What waits for a person among employers, experts and secondments."""
    if not user.is_authenticated:
        return Waits([])
    mine = [
        _experts_to_consent_to(user),
        _own_profile(user),
        pledges_waiting_for(user),
        _staff_to_ask(user),
        _invitations(user),
        _secondments_to_start(user),
        _secondments_to_complete(user),
        _projects_to_complete(user),
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


def _staff_to_ask(user: User) -> Pile:
    """Sheets that one has uploaded and of which nobody was asked yet."""
    stages = [StaffSheet.Stage.OPENED, StaffSheet.Stage.CHECKED]
    return Pile(
        lambda: StaffSheet.objects.filter(
            by=user, stage__in=stages, employer__in=Employer.objects.of(user)
        ).defer("rows", "faults", "passed"),
        since="moved_at",
        text=lambda sheet: f"Go on with the list “{sheet}”: nobody on it is asked yet",
        role="employer",
        of="employer",
    )


def _invitations(user: User) -> Pile:
    """What an employer has asked at an address of one's own; after a month it waits no longer."""

    def rows() -> QuerySet[StaffInvitation]:
        own = EmailAddress.objects.filter(user=user, verified=True).values(low=Lower("email"))
        asked = StaffInvitation.objects.annotate(low=Lower("email")).filter(
            low__in=own, accepted_at=None, sent_at__gt=timezone.now() - INVITED_FOR
        )
        return asked.select_related("employer__organisation")

    return Pile(
        rows,
        since="sent_at",
        text=lambda one: f"{one.employer} asks whether you would be seconded: read what it wrote",
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


def _projects_to_complete(user: User) -> Pile:
    """Projects in delivery at which nobody works any more; not while a colleague is to sign."""

    def rows() -> QuerySet[Project]:
        here = Secondment.objects.filter(role__project=OuterRef("pk"))
        over = here.order_by("-moved_at").values("moved_at")[:1]
        mine: QuerySet[Project] = Project.objects.owned_by(user)
        ended = mine.filter(
            ~Exists(here.live()),
            ~Exists(councils.queries.to_sign().filter(project=OuterRef("pk"))),
            stage=Project.Stage.IN_DELIVERY,
        )
        return ended.annotate(over_at=Subquery(over)).filter(over_at__isnull=False)

    return Pile(
        rows,
        since="over_at",
        text=lambda one: f"Bring “{one.title}” to its end: nobody is at work on it any more",
        link=lambda one: reverse("councils:completion", args=[one.pk]),
        role="council",
        of="council",
    )


def _of_councils(user: User) -> QuerySet[Secondment]:
    found = Secondment.objects.filter(role__project__council__in=Council.objects.of(user))
    return found.select_related("expert__user", "role")
