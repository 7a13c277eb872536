"""The experts: who employs them, what they offer, and where they work."""

from secondments.models.employers import Employer, EmployerQuerySet
from secondments.models.experts import (
    Expert,
    ExpertQuerySet,
    Preference,
    Secondment,
    SecondmentQuerySet,
)

__all__ = [
    "Employer",
    "EmployerQuerySet",
    "Expert",
    "ExpertQuerySet",
    "Preference",
    "Secondment",
    "SecondmentQuerySet",
]
