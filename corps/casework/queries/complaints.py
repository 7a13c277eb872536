"""Complaints that wait, and what is kept of a person."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from corps.accounts.models import User
from corps.casework.models import Complaint, Look, Note
from corps.notifications.queries import Pile, Waits


def waiting_for(user: User) -> Waits:
    """Complaints to answer: one's own to handle, and those that nobody handles."""
    if not (user.is_authenticated and user.is_staff):
        return Waits([])

    def mine() -> QuerySet[Complaint]:
        others = Complaint.objects.waiting().exclude(by=user)
        return others.filter(Q(handler=user) | Q(handler=None))

    return Waits(
        [
            Pile(
                mine,
                "received_at",
                lambda one: f"Answer by {date_format(one.due_on, 'j F Y')}: {one}",
                role="staff",
            )
        ]
    )


def complaints_of_today(person: User) -> QuerySet[Complaint]:
    """What somebody has complained of since this time yesterday."""
    since = timezone.now() - timedelta(days=1)
    return Complaint.objects.filter(by=person, received_at__gt=since)


def about(user: User) -> dict[str, Any]:
    """What casework keeps about a person: complaints, notes, and when the site was seen as them."""
    complaints = Complaint.objects.filter(by=user)
    looks = Look.objects.filter(of=user)
    return {
        "complaints": list(
            complaints.values("received_at", "subject", "text", "wanted", "stage", "answer")
        ),
        "notes_of_corps_staff": list(Note.objects.about(user).values("at", "text")),
        "seen_by_corps_staff": list(looks.values("began_at", "ends_at", "reason")),
    }
