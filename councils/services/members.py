"""How people come to act for a council."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.accounts.services import person_at
from corps.notifications.services import record
from corps.organisations.models import new_token
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils import queries
from councils.models import Council, Invitation, Membership


class NotTheirAddress(Exception):
    """Nobody acts for a council whose address they have not verified."""


class InvitationOver(Exception):
    """An invitation is too old."""


class MemberAlready(Exception):
    """Who acts for a council is not invited to."""


class LastAdministrator(IllegalMove):
    """A council keeps somebody who runs its part, for as long as anybody acts for it."""


def hold(council: Council) -> Council:
    """The council, held until the transaction ends: who runs it changes one at a time."""
    return Council.objects.select_for_update(no_key=True).get(pk=council.pk)


def is_run_without(membership: Membership) -> bool:
    """Whether somebody else runs the council's part."""
    others = Membership.objects.administrators().exclude(pk=membership.pk)
    return others.filter(council=membership.council_id, user__is_active=True).exists()


@transaction.atomic
def join_council(council: Council, *, user: User) -> Membership:
    """Ask to act for a council, by a verified address on its domain; again changes nothing."""
    if not queries.councils_by_address(user).filter(pk=council.pk).exists():
        raise NotTheirAddress(f"{user.email} is on no domain of {council}")
    membership, new = Membership.objects.get_or_create(council=council, user=user)
    if new:
        record(
            "councils.member_asked",
            about=council,
            by=user,
            tell=queries.administrators(council) or corps_staff(),
            member=user,
        )
    return membership


@transaction.atomic
def confirm_member(membership: Membership, *, by: User, role: str | None = None) -> Membership:
    """Let a person act for the council, in a role; also how a member's role is changed.

    The last administrator stays one: of two who demote each other at once, one succeeds.
    """
    hold(membership.council)
    membership = locked_membership(membership)
    runs, role = Membership.Role.ADMINISTRATOR, role or membership.role
    is_demoted = membership.confirmed_at and membership.role == runs != role
    if is_demoted and not is_run_without(membership):
        raise LastAdministrator(f"nobody else runs {membership.council}")
    membership.role = role
    membership.confirmed_at = membership.confirmed_at or timezone.now()
    membership.confirmed_by = by
    membership.save(update_fields=["role", "confirmed_at", "confirmed_by"])
    record(
        "councils.member_confirmed",
        about=membership.council,
        by=by,
        tell=[membership.user],
        member=membership.user,
        role=membership.get_role_display(),
    )
    return membership


@transaction.atomic
def refuse_member(membership: Membership, *, by: User, reason: str) -> None:
    """Say no to who asked, with a reason; they may ask again."""
    membership = locked_membership(membership)
    if membership.confirmed_at:
        raise IllegalMove(f"{membership} was confirmed already")
    membership.delete()
    record(
        "councils.member_refused",
        about=membership.council,
        by=by,
        tell=[membership.user],
        reason=reason,
        link=reverse("councils:join"),
        member=membership.user,
    )


def locked_membership(membership: Membership) -> Membership:
    """The membership as it stands now; another administrator may have refused it meanwhile."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("council", "user")
    found = rows.filter(pk=membership.pk).first()
    if found is None:
        raise IllegalMove(f"membership {membership.pk} is there no longer")
    return found


@transaction.atomic
def invite_administrator(council: Council, *, email: str, by: User) -> Invitation:
    """Invite a council's administrator by e-mail; a newer link takes an older one's place."""
    address = email.strip().lower()
    if not queries.is_address_of(address, council):
        raise NotTheirAddress(f"{address} is on no domain of {council}")
    invitation, _new = Invitation.objects.update_or_create(
        council=council,
        email=address,
        accepted_at=None,
        defaults={
            "by": by,
            "token": new_token(),
            "sent_at": timezone.now(),
            "role": Membership.Role.ADMINISTRATOR,
        },
    )
    record(
        "councils.administrator_invited",
        about=council,
        by=by,
        tell=[person_at(address)],
        link=invitation.get_absolute_url(),
        days=settings.INVITATION_DAYS,
    )
    return invitation


@transaction.atomic
def invite_member(council: Council, *, email: str, role: str, by: User) -> Invitation:
    """Invite a colleague by e-mail, in a role; a newer invitation takes an older one's place."""
    address = email.strip().lower()
    if not queries.is_address_of(address, council):
        raise NotTheirAddress(f"{address} is on no domain of {council}")
    colleague = person_at(address)
    if queries.is_member(colleague, council):
        raise MemberAlready(f"{address} acts for {council}")
    invitation, _new = Invitation.objects.update_or_create(
        council=council,
        email=address,
        accepted_at=None,
        defaults={"by": by, "role": role, "token": new_token(), "sent_at": timezone.now()},
    )
    record(
        "councils.member_invited",
        about=council,
        by=by,
        tell=[colleague],
        link=invitation.get_absolute_url(),
        days=settings.INVITATION_DAYS,
        role=invitation.get_role_display(),
    )
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back that was not accepted yet: its link opens nothing any more."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("council")
    found = rows.filter(pk=invitation.pk, accepted_at=None).first()
    if found is None:
        raise IllegalMove(f"invitation {invitation.pk} is there no longer")
    record("councils.invitation_withdrawn", about=found.council, by=by, email=found.email)
    found.delete()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> Membership:
    """Act for the council, by the address that was invited; nobody falls in rank by it."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("council", "by")
        .get(pk=invitation.pk)
    )
    if invitation.email not in queries.verified_addresses(user):
        raise NotTheirAddress(f"{user} has not verified {invitation.email}")
    if not invitation.accepted_at and queries.is_over(invitation):
        raise InvitationOver(f"invitation {invitation.pk} is too old")
    membership, _new = Membership.objects.get_or_create(council=invitation.council, user=user)
    if invitation.accepted_at:
        return membership
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    if membership.confirmed_at and invitation.role != Membership.Role.ADMINISTRATOR:
        return membership
    return confirm_member(membership, by=invitation.by, role=invitation.role)


def doubt_members(*, now: datetime | None = None) -> int:
    """Flag members without a verified address at their council, and tell who runs it.

    Who has one again is doubted no longer; return how many are newly doubted.
    """
    at_home, confirmed = queries.at_home(), Membership.objects.confirmed()
    confirmed.filter(doubted_at__isnull=False, pk__in=at_home).update(doubted_at=None)
    fresh = confirmed.filter(doubted_at=None).exclude(pk__in=at_home).values("council")
    moment = now or timezone.now()
    return one_by_one(lambda council: _doubt(council, moment), Council.objects.filter(pk__in=fresh))


@transaction.atomic
def _doubt(council: Council, moment: datetime) -> int:
    """Flag those of one council, but for whom another worker is at."""
    rows = Membership.objects.confirmed().filter(council=council, doubted_at=None)
    rows = rows.exclude(pk__in=queries.at_home()).select_related("user").order_by("pk")
    doubted = list(rows.select_for_update(of=("self",), skip_locked=True))
    if not doubted:
        return 0
    Membership.objects.filter(pk__in=[one.pk for one in doubted]).update(doubted_at=moment)
    record(
        "councils.members_doubted",
        about=council,
        by=None,
        tell=queries.administrators(council) or corps_staff(),
        members=[one.user for one in doubted],
    )
    return len(doubted)


@transaction.atomic
def confirm_people(council: Council, *, by: User) -> Council:
    """Say that those on the list are still the council's people."""
    council = hold(council)
    council.reviewed_at, council.review_asked_at = timezone.now(), None
    council.save(update_fields=["reviewed_at", "review_asked_at"])
    record("councils.people_confirmed", about=council, by=by)
    return council


def ask_to_review(*, now: datetime | None = None) -> int:
    """Ask administrators who have not looked at their list for long, once; return how many."""
    now = now or timezone.now()
    oldest = now - timedelta(days=settings.PEOPLE_REVIEW_DAYS)
    run = Q(memberships__confirmed_at__isnull=False, memberships__role="administrator")
    since = Coalesce("reviewed_at", Min("memberships__confirmed_at", filter=run))
    due = Council.objects.annotate(since=since).filter(since__lt=oldest)
    due = due.filter(Q(review_asked_at=None) | Q(review_asked_at__lt=oldest))
    return one_by_one(lambda council: _ask_to_review(council, now), due)


@transaction.atomic
def _ask_to_review(council: Council, now: datetime) -> int:
    tell = queries.administrators(council)
    if not tell:
        return 0
    Council.objects.filter(pk=council.pk).update(review_asked_at=now)
    record("councils.people_to_review", about=council, by=None, tell=tell)
    return 1
