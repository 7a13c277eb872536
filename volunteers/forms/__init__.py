"""What volunteers, and those who ask them, type."""

from volunteers.forms.people import BeginForm, CharityForm, ColleagueForm, ProfileForm, SkillsForm
from volunteers.forms.records import CertificateForm
from volunteers.forms.sources import ListForm, SourceForm
from volunteers.forms.suggestions import (
    AnswerForm,
    PassOnForm,
    ShortReasonForm,
    SuggestionFilterForm,
    SuggestionForm,
)
from volunteers.forms.task import AdmitForm, FilterForm, NewTaskForm, TaskForm
from volunteers.forms.work import AcceptForm, HoursField, WorkForm, file_values

__all__ = [
    "AcceptForm",
    "AdmitForm",
    "AnswerForm",
    "BeginForm",
    "CertificateForm",
    "CharityForm",
    "ColleagueForm",
    "FilterForm",
    "HoursField",
    "ListForm",
    "NewTaskForm",
    "PassOnForm",
    "ProfileForm",
    "ShortReasonForm",
    "SkillsForm",
    "SourceForm",
    "SuggestionFilterForm",
    "SuggestionForm",
    "TaskForm",
    "WorkForm",
    "file_values",
]
