"""What people do in a conversation, and what is done about it."""

from volunteers.consensus.services.ballots import read_tail, unpack
from volunteers.consensus.services.mapping import recompute, recompute_due

__all__ = [
    "read_tail",
    "recompute",
    "recompute_due",
    "unpack",
]
