"""What is kept about a person on the asking side, and what holds them there."""

from typing import Any

from django.db.models import Exists, OuterRef

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from corps.notifications.queries import Obstacle
from councils.models import (
    Addendum,
    ApprovalLink,
    Attachment,
    Completion,
    Favourite,
    Invitation,
    Membership,
    Project,
    ProjectSheet,
    Question,
    Reuse,
    Sponsorship,
    Teammate,
    Token,
)


def about(user: User) -> dict[str, Any]:
    """For which councils a person acts, what they wrote there, and where they work."""
    return {
        "memberships": list(
            Membership.objects.filter(user=user).values(
                "council__name", "role", "asked_at", "confirmed_at"
            )
        ),
        "keys for programs": list(
            Token.objects.of(user).values("name", "beginning", "made_at", "last_used_at")
        ),
        "projects written": list(
            Project.objects.filter(author=user).values(
                "title", "stage", "created_at", "contact_name", "contact_email"
            )
        ),
        "projects owned or co-owned": list(
            Project.objects.owned_by(user).values("title", "stage", "created_at")
        ),
        "lists of projects brought": list(
            ProjectSheet.objects.filter(by=user).values("council__name", "name", "at", "stage")
        ),
        "at work on": list(
            Teammate.objects.filter(user=user).values(
                "project__title", "capacity", "joined_on", "left_on"
            )
        ),
        "projects watched": list(
            Favourite.objects.filter(user=user).values("project__title", "at")
        ),
        "co-sponsoring asked for": list(
            Sponsorship.objects.filter(asked_by=user).values(
                "project__title", "council__name", "words", "stage", "asked_at"
            )
        ),
        "questions asked": list(
            Question.objects.filter(by=user).values(
                "project__title", "text", "published", "answer", "stage", "asked_at"
            )
        ),
        "addenda and files": [
            *Addendum.objects.filter(by=user).values("project__title", "number", "text", "at"),
            *Attachment.objects.filter(by=user).values("project__title", "title", "at"),
        ],
        "work kept": list(
            Completion.objects.filter(at_addresses_of(user, "maintainer_email")).values(
                "project__title", "maintainer", "maintainer_team", "repository", "completed_on"
            )
        ),
        "reuse declared": list(
            Reuse.objects.filter(by=user).values("project__title", "council__name", "since", "how")
        ),
        "invitations": list(
            Invitation.objects.filter(at_addresses_of(user)).values("council__name", "sent_at")
        ),
        "asked to approve": list(
            ApprovalLink.objects.filter(at_addresses_of(user)).values(
                "project__title", "name", "post", "sent_at", "used_at"
            )
        ),
    }


def obstacles(user: User) -> list[Obstacle]:
    """Councils that others act for and that nobody else runs."""
    others = Membership.objects.confirmed().filter(council=OuterRef("council")).exclude(user=user)
    runs = Membership.Role.ADMINISTRATOR
    mine = Membership.objects.administrators().filter(user=user)
    alone = mine.filter(Exists(others), ~Exists(others.filter(role=runs)))
    return [
        Obstacle(
            f"Nobody else runs {one.council}’s list. Make a colleague administrator first.",
            one.council.get_absolute_url(),
        )
        for one in alone.select_related("council")
    ]
