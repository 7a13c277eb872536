"""What happens to employers, to experts, and to their secondments."""

from secondments.services.employers import refuse_employer, register_employer, verify_employer
from secondments.services.experts import (
    NotYet,
    begin_profile,
    consent,
    edit_profile,
    offer,
    pause,
    set_preferences,
    set_skills,
    withdraw_consent,
)
from secondments.services.secondments import (
    AlreadyHeld,
    begin_secondment,
    complete_secondment,
    end_secondment,
    end_with_projects,
    start_secondment,
)

__all__ = [
    "AlreadyHeld",
    "NotYet",
    "begin_profile",
    "begin_secondment",
    "complete_secondment",
    "consent",
    "edit_profile",
    "end_secondment",
    "end_with_projects",
    "offer",
    "pause",
    "refuse_employer",
    "register_employer",
    "set_preferences",
    "set_skills",
    "start_secondment",
    "verify_employer",
    "withdraw_consent",
]
