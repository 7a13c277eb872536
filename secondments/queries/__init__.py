"""What is asked of employers, experts and secondments."""

from secondments.queries.employers import (
    employers_by_urgency,
    employers_found,
    experts_of,
    interests_of,
    open_invitations,
)
from secondments.queries.experts import (
    NO_SKILL,
    live_secondment,
    missing,
    open_roles,
    preferences_of,
)
from secondments.queries.secondments import (
    LIVE,
    SHORT_MONTHS,
    days_at_work,
    free_places,
    history,
    is_short,
    people_at_work,
    people_concerned,
    secondments_by_urgency,
    secondments_of,
)
from secondments.queries.waiting import waiting_for

__all__ = [
    "LIVE",
    "NO_SKILL",
    "SHORT_MONTHS",
    "days_at_work",
    "employers_by_urgency",
    "employers_found",
    "experts_of",
    "free_places",
    "history",
    "interests_of",
    "is_short",
    "live_secondment",
    "missing",
    "open_invitations",
    "open_roles",
    "people_at_work",
    "people_concerned",
    "preferences_of",
    "secondments_by_urgency",
    "secondments_of",
    "waiting_for",
]
