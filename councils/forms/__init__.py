"""What an officer types."""

from councils.forms.completion import CompletionForm, ReuseForm, UseForm
from councils.forms.filters import FilterForm, RoleFilterForm
from councils.forms.imports import (
    ProjectColumnsForm,
    SheetForm,
)
from councils.forms.papers import AddendumForm, AnswerForm, AttachmentForm, QuestionForm
from councils.forms.people import (
    ApprovalForm,
    ColleagueForm,
    ConfirmForm,
    InviteForm,
    JoinForm,
    LeaveForm,
    OwnerForm,
    ReasonForm,
)
from councils.forms.projects import NewProjectForm, ProjectForm, ReadinessForm
from councils.forms.roles import RoleForm
from councils.forms.sponsors import CopyForm, SponsorForm
from councils.forms.tokens import TokenForm

__all__ = [
    "AddendumForm",
    "AnswerForm",
    "ApprovalForm",
    "AttachmentForm",
    "ColleagueForm",
    "CompletionForm",
    "ConfirmForm",
    "CopyForm",
    "FilterForm",
    "InviteForm",
    "JoinForm",
    "LeaveForm",
    "NewProjectForm",
    "OwnerForm",
    "ProjectColumnsForm",
    "ProjectForm",
    "QuestionForm",
    "ReadinessForm",
    "ReasonForm",
    "ReuseForm",
    "RoleFilterForm",
    "RoleForm",
    "SheetForm",
    "SponsorForm",
    "TokenForm",
    "UseForm",
]
