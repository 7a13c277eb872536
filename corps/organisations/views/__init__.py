"""Pages about organisations of every kind, and who acts for them."""

from corps.organisations.views.checks import apply_again, group, group_decide, question
from corps.organisations.views.members import (
    invitation,
    invitation_resend,
    invitation_withdraw,
    member_leave,
    member_remove,
    member_role,
    members,
)

__all__ = [
    "apply_again",
    "group",
    "group_decide",
    "invitation",
    "invitation_resend",
    "invitation_withdraw",
    "member_leave",
    "member_remove",
    "member_role",
    "members",
    "question",
]
