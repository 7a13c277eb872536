"""The experts: who employs them, what they offer, and where they work."""

from secondments.models.availability import Period
from secondments.models.consents import Consent
from secondments.models.employers import Employer, EmployerQuerySet
from secondments.models.experts import (
    Expert,
    ExpertQuerySet,
    Preference,
    Secondment,
    SecondmentQuerySet,
)
from secondments.models.intakes import Intake
from secondments.models.interests import RoleInterest
from secondments.models.pledges import Lead, Naming, Pledge, PledgeQuerySet, PledgeSkill
from secondments.models.staff import StaffInvitation, StaffSheet

__all__ = [
    "Consent",
    "Employer",
    "EmployerQuerySet",
    "Expert",
    "ExpertQuerySet",
    "Intake",
    "Lead",
    "Naming",
    "Period",
    "Pledge",
    "PledgeQuerySet",
    "PledgeSkill",
    "Preference",
    "RoleInterest",
    "Secondment",
    "SecondmentQuerySet",
    "StaffInvitation",
    "StaffSheet",
]
