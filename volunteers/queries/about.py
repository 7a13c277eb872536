"""What is kept about a volunteer."""

from typing import Any

from corps.accounts.models import User
from volunteers.models import Certificate, Contribution, Favourite, Suggestion, Volunteer


def about(user: User) -> dict[str, Any]:
    """What a person says of themselves as a volunteer, what they did, suggested and starred."""
    return {
        "profile": list(
            Volunteer.objects.filter(user=user).values(
                "kind",
                "organisation__name",
                "about",
                "interests",
                "hours_a_week",
                "is_public",
                "age_confirmed",
                "licence_version",
                "licence_agreed_at",
                "since",
            )
        ),
        "work": list(
            Contribution.objects.of(user).values(
                "task__title",
                "stage",
                "claimed_at",
                "hours",
                "evidence",
                "evidence_link",
                "evidence_name",
                "endorsement",
                "reviewed_at",
            )
        ),
        "certificates": list(
            Certificate.objects.filter(volunteer=user.pk).values("code", "name", "hours", "lines")
        ),
        "suggestions": list(
            Suggestion.objects.filter(by=user).values(
                "title", "text", "show_name", "council__name", "stage", "answer", "received_at"
            )
        ),
        "starred tasks": list(Favourite.objects.filter(user=user).values("task__title", "at")),
    }
