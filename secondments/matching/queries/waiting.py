"""What waits for whom in matching."""

from corps.accounts.models import User
from corps.notifications.queries import Waits
from secondments.matching.queries.direct import direct_waiting_for
from secondments.matching.queries.rounds import waiting_for as proposals_waiting_for


def waiting_for(user: User) -> Waits:
    """Proposals and direct matches that wait for this person's side to answer."""
    waits = proposals_waiting_for(user)
    return waits + direct_waiting_for(user) if user.is_authenticated else waits
