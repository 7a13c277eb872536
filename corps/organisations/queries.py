"""Who acts for whom, who may be asked, and how long somebody has waited to be verified."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from corps.notifications.queries import Obstacle
from corps.organisations.maths import normalise_company_number, working_days
from corps.organisations.models import GroupClaim, Invitation, Membership, Organisation, Question


def with_number(text: str) -> Organisation | None:
    """The organisation of this number, however it is written."""
    number = normalise_company_number(text)
    return Organisation.objects.select_related("group").filter(company_number=number).first()


def administrators_of(organisation: Organisation) -> QuerySet[User]:
    """Those who say who else may act for it, longest first."""
    return User.objects.filter(
        is_active=True,
        organisation_memberships__organisation=organisation,
        organisation_memberships__role=Membership.Role.ADMINISTRATOR,
    ).order_by("organisation_memberships__since", "pk")


def whom_to_ask(organisation: Organisation) -> str:
    """What somebody is told who wants to act for an organisation that is here already."""
    if not administrators_of(organisation).exists():
        return f"{organisation} is here already, but nobody acts for it yet. Write to us to do so."
    return (
        f"{organisation} is registered already. Ask a colleague there to invite you to act for it."
    )


def has_verified(user: User, address: str) -> bool:
    """Whether the person has shown that this e-mail address is theirs."""
    return EmailAddress.objects.filter(
        user=user, verified=True, email__iexact=address.strip()
    ).exists()


def is_over(invitation: Invitation) -> bool:
    """Whether an invitation was used or is too old."""
    oldest = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
    return invitation.accepted_at is not None or invitation.sent_at < oldest


@dataclass(frozen=True)
class Clock:
    """How long an organisation has waited to be verified, in working days."""

    waited: int
    target: int
    asked: Question | None  # what its people have yet to answer: until then the clock stands

    @property
    def is_overdue(self) -> bool:
        """Whether it has waited longer than we promise."""
        return self.waited > self.target


def clock(organisation: Organisation, on: date | None = None) -> Clock:
    """The clock of one that waits; its questions may be prefetched."""
    begun = organisation.moved_at
    asked = [one for one in organisation.questions.all() if one.asked_at >= begun]
    pauses = [(timezone.localdate(one.asked_at), _day(one.answered_at)) for one in asked]
    return Clock(
        waited=working_days(timezone.localdate(begun), on or timezone.localdate(), pauses),
        target=settings.VERIFICATION_DAYS,
        asked=next((one for one in asked if one.answered_at is None), None),
    )


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def open_claims() -> QuerySet[GroupClaim]:
    """What organisations say of their groups and nobody has decided on, oldest first."""
    rows = GroupClaim.objects.filter(accepted=None)
    return rows.select_related("organisation__group", "by").order_by("at", "pk")


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Who acts for it: administrators first, then the longest first."""
    rows = organisation.memberships.select_related("user", "organisation")
    return rows.order_by("role", "since", "pk")


def invitations_of(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations that nobody has accepted, the newest first."""
    rows = organisation.invitations.filter(accepted_at=None).select_related("by")
    return rows.order_by("-sent_at", "-pk")


def questions_for(user: User) -> QuerySet[Question]:
    """What corps staff have asked this person's organisations, and nobody has answered."""
    mine = Organisation.objects.of(user)
    rows = Question.objects.filter(organisation__in=mine, answered_at=None)
    return rows.select_related("organisation")


def about(user: User) -> dict[str, Any]:
    """For whom a person acts, and who asked them to."""
    return {
        "memberships": list(
            Membership.objects.filter(user=user).values("organisation__name", "role", "since")
        ),
        "invitations": list(
            Invitation.objects.filter(at_addresses_of(user)).values(
                "organisation__name", "role", "sent_at", "accepted_at"
            )
        ),
    }


def obstacles(user: User) -> list[Obstacle]:
    """Organisations that others act for and that nobody else runs."""
    others = Membership.objects.filter(organisation=OuterRef("organisation")).exclude(user=user)
    runs = Membership.Role.ADMINISTRATOR
    alone = Membership.objects.filter(
        Exists(others), ~Exists(others.filter(role=runs)), user=user, role=runs
    )
    return [
        Obstacle(
            f"Nobody else runs {one.organisation}, for which others act. Make one of them "
            "administrator.",
            one.organisation.get_absolute_url(),
        )
        for one in alone.select_related("organisation")
    ]
