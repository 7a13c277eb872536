"""The pages of matching, by noun."""

from secondments.matching.views.order import ranking, role_urgent, role_urgent_lift
from secondments.matching.views.proposals import (
    proposal,
    proposal_accept,
    proposal_decline,
    proposal_message,
    proposal_met,
    proposal_withdraw,
    proposals,
)
from secondments.matching.views.rounds import (
    round_,
    round_ask,
    round_file,
    round_new,
    rounds,
)
from secondments.matching.views.what_if import what_if

__all__ = [
    "proposal",
    "proposal_accept",
    "proposal_decline",
    "proposal_message",
    "proposal_met",
    "proposal_withdraw",
    "proposals",
    "ranking",
    "role_urgent",
    "role_urgent_lift",
    "round_",
    "round_ask",
    "round_file",
    "round_new",
    "rounds",
    "what_if",
]
