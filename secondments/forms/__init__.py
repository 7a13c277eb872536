"""What somebody types about employers, experts and secondments."""

from secondments.forms.experts import (
    MOST_PREFERENCES,
    SKILL_KINDS,
    EmployerChoiceForm,
    EmployerField,
    ExpertForm,
    PreferencesForm,
    RoleSearchForm,
    SkillsForm,
)
from secondments.forms.words import ReasonForm

__all__ = [
    "MOST_PREFERENCES",
    "SKILL_KINDS",
    "EmployerChoiceForm",
    "EmployerField",
    "ExpertForm",
    "PreferencesForm",
    "ReasonForm",
    "RoleSearchForm",
    "SkillsForm",
]
