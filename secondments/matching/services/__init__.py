"""What happens in matching: rounds are asked for and solved, proposals are answered."""

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
from secondments.matching.services.rounds import nightly, request_round, solve, take_up

__all__ = [
    "NotAnswerable",
    "accept_proposal",
    "decline_proposal",
    "expire_proposals",
    "nightly",
    "note_meeting",
    "request_round",
    "solve",
    "take_up",
    "withdraw_proposal",
    "withdraw_stale",
    "write_message",
]
