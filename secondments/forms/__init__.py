"""What somebody types about employers, experts and secondments."""

from secondments.forms.availability import ConsentForm, PeriodForm
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
from secondments.forms.intakes import IntakeForm
from secondments.forms.interests import ShareForm
from secondments.forms.pledges import NamingForm, PledgeForm, PledgeSearchForm
from secondments.forms.staff import StaffColumnsForm, StaffFileForm
from secondments.forms.verification import AskForm, RefusalForm
from secondments.forms.words import ReasonForm

__all__ = [
    "MOST_PREFERENCES",
    "SKILL_KINDS",
    "AskForm",
    "ConsentForm",
    "EmployerChoiceForm",
    "EmployerField",
    "ExpertForm",
    "IntakeForm",
    "NamingForm",
    "PeriodForm",
    "PledgeForm",
    "PledgeSearchForm",
    "PreferencesForm",
    "ReasonForm",
    "RefusalForm",
    "RoleSearchForm",
    "ShareForm",
    "SkillsForm",
    "StaffColumnsForm",
    "StaffFileForm",
]
