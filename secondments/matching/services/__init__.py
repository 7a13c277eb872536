"""What happens in matching: rounds are asked for and solved, proposals are answered."""

from secondments.matching.services.policies import CannotShare, Policy, decide
from secondments.matching.services.proposals import (
    NotAnswerable,
    accept_proposal,
    decline_proposal,
    expire_proposals,
    note_meeting,
    withdraw_proposal,
    withdraw_stale,
    write_message,
)
from secondments.matching.services.rounds import (
    nightly,
    repair,
    request_round,
    solve,
    take_up,
)
from secondments.matching.services.urgencies import call_urgent, lift_urgency
from secondments.matching.services.what_if import Ask, ask_of, what_if

__all__ = [
    "Ask",
    "CannotShare",
    "NotAnswerable",
    "Policy",
    "accept_proposal",
    "ask_of",
    "call_urgent",
    "decide",
    "decline_proposal",
    "expire_proposals",
    "lift_urgency",
    "nightly",
    "note_meeting",
    "repair",
    "request_round",
    "solve",
    "take_up",
    "what_if",
    "withdraw_proposal",
    "withdraw_stale",
    "write_message",
]
