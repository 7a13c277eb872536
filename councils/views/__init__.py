"""Pages of the asking side."""

from councils.views.acts import (
    approval,
    approval_send,
    project_approve,
    project_cancel,
    project_complete,
    project_return,
    project_submit,
    project_withdraw,
)
from councils.views.members import (
    administrator_invite,
    directory,
    invitation,
    join,
    member_confirm,
    member_refuse,
    members,
)
from councils.views.projects import (
    project,
    project_edit,
    project_new,
    project_ready,
    projects,
)
from councils.views.roles import role_edit, role_new, role_remove
from councils.views.tokens import token_revoke, tokens

__all__ = [
    "administrator_invite",
    "approval",
    "approval_send",
    "directory",
    "invitation",
    "join",
    "member_confirm",
    "member_refuse",
    "members",
    "project",
    "project_approve",
    "project_cancel",
    "project_complete",
    "project_edit",
    "project_new",
    "project_ready",
    "project_return",
    "project_submit",
    "project_withdraw",
    "projects",
    "role_edit",
    "role_new",
    "role_remove",
    "token_revoke",
    "tokens",
]
