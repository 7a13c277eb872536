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
from councils.services.ranking import rank_roles
from councils.services.roles import add_role, edit_role, remove_role
from councils.services.searches import send_daily
from councils.services.team import join_team, leave_team
from councils.services.tokens import TooManyTokens, make_token, revoke_token, use_token

__all__ = [
    "InvitationOver",
    "LinkSpent",
    "NotAnother",
    "NotTheirAddress",
    "TooManyTokens",
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
    "make_token",
    "note_readiness",
    "rank_roles",
    "refuse_member",
    "remove_role",
    "reopen_project",
    "return_by_link",
    "return_project",
    "revoke_token",
    "send_approval_link",
    "send_daily",
    "staff_project",
    "submit_project",
    "use_token",
    "withdraw_project",
]
