"""What happens to organisations and to those who act for them."""

from corps.organisations.services.forgetting import forget
from corps.organisations.services.members import (
    InvitationOver,
    LastAdministrator,
    accept_invitation,
    change_role,
    invite,
    leave,
    remove_member,
    withdraw_invitation,
)
from corps.organisations.services.registration import (
    AlreadyRegistered,
    NameTheHead,
    claim_group,
    confirm_group,
    refuse_group,
    register,
)
from corps.organisations.services.verification import (
    answer_question,
    apply_again,
    ask_more,
    refuse,
    reinstate,
    suspend,
    verify,
)

__all__ = [
    "AlreadyRegistered",
    "InvitationOver",
    "LastAdministrator",
    "NameTheHead",
    "accept_invitation",
    "answer_question",
    "apply_again",
    "ask_more",
    "change_role",
    "claim_group",
    "confirm_group",
    "forget",
    "invite",
    "leave",
    "refuse",
    "refuse_group",
    "register",
    "reinstate",
    "remove_member",
    "suspend",
    "verify",
    "withdraw_invitation",
]
