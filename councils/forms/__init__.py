"""What an officer types."""

from councils.forms.filters import FilterForm, RoleFilterForm
from councils.forms.people import ApprovalForm, ConfirmForm, InviteForm, JoinForm, ReasonForm
from councils.forms.projects import NewProjectForm, ProjectForm, ReadinessForm
from councils.forms.roles import RoleForm
from councils.forms.tokens import TokenForm

__all__ = [
    "ApprovalForm",
    "ConfirmForm",
    "FilterForm",
    "InviteForm",
    "JoinForm",
    "NewProjectForm",
    "ProjectForm",
    "ReadinessForm",
    "ReasonForm",
    "RoleFilterForm",
    "RoleForm",
    "TokenForm",
]
