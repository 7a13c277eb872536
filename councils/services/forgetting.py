"""Let a person go from the councils for which they act."""

from django.db import transaction
from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from councils.models import (
    ApprovalLink,
    CoOwner,
    Council,
    Favourite,
    Invitation,
    Membership,
    Project,
    ProjectSheet,
    Teammate,
)
from councils.queries import RUNNING, administrators
from councils.services.completion import forget_keeper
from councils.services.questions import forget_questions

GONE = "Somebody who left"


@transaction.atomic
def forget(user: User) -> None:
    """End memberships, keys and work; name nobody who left as a contact or as an approver.

    That a project was approved, and for which post, stays: it binds the council.
    """
    Project.objects.filter(line_manager__iexact=user.name).exclude(line_manager="").update(
        line_manager=GONE
    )
    Project.objects.filter(decision_maker__iexact=user.name).exclude(decision_maker="").update(
        decision_maker=GONE
    )
    theirs = at_addresses_of(user, "projects__contact_email")
    for council in Council.objects.filter(theirs).distinct():
        _hand_contact_on(council, user)
    _leave_projects(user)
    _empty_sheets(user)
    Membership.objects.filter(user=user).delete()
    Teammate.objects.filter(user=user, left_on=None).update(left_on=timezone.localdate())
    Invitation.objects.filter(at_addresses_of(user)).delete()
    Favourite.objects.filter(user=user).delete()
    forget_questions(user)
    forget_keeper(user, gone=GONE)
    links = ApprovalLink.objects.filter(at_addresses_of(user))
    links.filter(used_at=None).delete()
    links.update(name=GONE, email=f"left-{user.pk}@people.invalid")


def _hand_contact_on(council: Council, user: User) -> None:
    """Another administrator is written to from now on, or nobody."""
    other = administrators(council).exclude(pk=user.pk).order_by("pk").first()
    council.projects.filter(at_addresses_of(user, "contact_email")).update(
        contact_name=other.name if other else "", contact_email=other.email if other else ""
    )


def _leave_projects(user: User) -> None:
    """What a person answered for waits with the councils' administrators, or with a co-owner."""
    CoOwner.objects.filter(user=user).delete()
    first = Q(owner=user) | Q(owner=None, ownerless_since=None, author=user)
    member_of = Membership.objects.confirmed().filter(user=user).values("council")
    left = Project.objects.filter(first, stage__in=RUNNING, council__in=member_of)
    next_one = CoOwner.objects.filter(project=OuterRef("pk")).order_by("added_at", "pk")
    left.update(
        owner=Subquery(next_one.values("user")[:1]),
        ownerless_since=Case(
            When(Exists(next_one), then=None), default=timezone.now(), output_field=DateTimeField()
        ),
    )
    CoOwner.objects.filter(project__owner=F("user")).delete()


def _empty_sheets(user: User) -> None:
    """Lists that a person brought name people: what was made of them stays, the rows go."""
    mine = ProjectSheet.objects.filter(by=user)
    open_ = [ProjectSheet.Stage.OPENED, ProjectSheet.Stage.CHECKED, ProjectSheet.Stage.UNDONE]
    mine.filter(stage__in=open_).delete()
    mine.update(rows=[], faults=[], passed=[], emptied_at=timezone.now())
