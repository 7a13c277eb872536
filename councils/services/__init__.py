"""What happens on the asking side."""

from councils.services.approval import (
    LinkSpent,
    NotAnother,
    approve_by_link,
    approve_project,
    return_by_link,
    return_project,
    send_approval_link,
)
from councils.services.imports import import_drafts
from councils.services.members import (
    InvitationOver,
    NotTheirAddress,
    accept_invitation,
    confirm_member,
    invite_administrator,
    join_council,
    refuse_member,
)
from councils.services.projects import (
    Unsaid,
    begin_delivery,
    cancel_project,
    complete_project,
    draft_project,
    edit_project,
    note_readiness,
    reopen_project,
    staff_project,
    submit_project,
    withdraw_project,
)
from councils.services.roles import add_role, edit_role, remove_role
from councils.services.team import join_team, leave_team

__all__ = [
    "InvitationOver",
    "LinkSpent",
    "NotAnother",
    "NotTheirAddress",
    "Unsaid",
    "accept_invitation",
    "add_role",
    "approve_by_link",
    "approve_project",
    "begin_delivery",
    "cancel_project",
    "complete_project",
    "confirm_member",
    "draft_project",
    "edit_project",
    "edit_role",
    "import_drafts",
    "invite_administrator",
    "join_council",
    "join_team",
    "leave_team",
    "note_readiness",
    "refuse_member",
    "remove_role",
    "reopen_project",
    "return_by_link",
    "return_project",
    "send_approval_link",
    "staff_project",
    "submit_project",
    "withdraw_project",
]
