"""What is kept about an expert, and what holds them here."""

from typing import Any

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from corps.notifications.queries import Obstacle
from secondments.models import (
    Consent,
    Expert,
    Naming,
    Period,
    Pledge,
    Preference,
    RoleInterest,
    Secondment,
    StaffInvitation,
)


def about(user: User) -> dict[str, Any]:
    """What a person offers as an expert, would like, and where they work."""
    profile = Expert.objects.filter(user=user)
    return {
        "profile": list(
            profile.values(
                "headline",
                "stage",
                "employer__organisation__name",
                "available_from",
                "available_until",
                "days_a_week",
                "remote",
                "home__name",
                "clearance",
                "consent_at",
            )
        ),
        "boroughs": list(profile.exclude(boroughs=None).values("boroughs__name")),
        "roles you would like": list(
            Preference.objects.filter(expert__user=user).values(
                "rank", "role__title", "role__project__title"
            )
        ),
        "time away": list(
            Period.objects.filter(expert__user=user).values("starts_on", "ends_on", "days_a_week")
        ),
        "consents of your employer": list(
            Consent.objects.filter(expert__user=user).values(
                "given_at", "starts_on", "ends_on", "days_a_week", "over_at", "over_reason"
            )
        ),
        "what an employer wrote of you": list(
            StaffInvitation.objects.filter(at_addresses_of(user)).values(
                "employer__organisation__name", "name", "headline", "sent_at", "accepted_at"
            )
        ),
        "roles that interest you": list(
            RoleInterest.objects.filter(expert__user=user).values(
                "role__title", "role__project__title", "since", "shared_at", "note"
            )
        ),
        "pledges you are named for": list(
            Naming.objects.filter(expert__user=user).values(
                "pledge__title", "pledge__employer__organisation__name", "at", "taken_back_at"
            )
        ),
        "pledges you have made": list(
            Pledge.objects.filter(by=user).values("title", "people", "days_a_week", "made_at")
        ),
        "secondments": list(
            Secondment.objects.filter(expert__user=user).values(
                "role__title",
                "role__project__council__name",
                "stage",
                "starts_on",
                "ends_on",
                "days_a_week",
            )
        ),
    }


def obstacles(user: User) -> list[Obstacle]:
    """A secondment that is agreed and not over."""
    held = Secondment.objects.live().filter(expert__user=user).select_related("role")
    return [
        Obstacle(
            f"You are seconded as {one.role}. Ask the council to end it first, or let it end.",
            one.get_absolute_url(),
        )
        for one in held
    ]
