"""What happens in matching: rounds are asked for and solved, proposals are answered."""

from secondments.matching.services.alerts import (
    send_alerts,
    stop_alert,
    watch_for_people,
    watch_for_roles,
)
from secondments.matching.services.direct import (
    NotPossible,
    accept_direct,
    ask_direct,
    decline_direct,
    expire_direct,
    withdraw_direct,
)
from secondments.matching.services.forgetting import forget
from secondments.matching.services.nearness import newest_points
from secondments.matching.services.news import pass_on_news
from secondments.matching.services.pledges import tell_of_pledges
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
from secondments.matching.services.reminders import remind_due
from secondments.matching.services.rounds import (
    nightly,
    repair,
    request_round,
    solve,
    take_up,
)
from secondments.matching.services.suggestions import Suggestion, Suggestions, suggest_roles
from secondments.matching.services.urgencies import call_urgent, lift_urgency
from secondments.matching.services.what_if import Ask, ask_of, what_if

__all__ = [
    "Ask",
    "CannotShare",
    "NotAnswerable",
    "NotPossible",
    "Policy",
    "Suggestion",
    "Suggestions",
    "accept_direct",
    "accept_proposal",
    "ask_direct",
    "ask_of",
    "call_urgent",
    "decide",
    "decline_direct",
    "decline_proposal",
    "expire_direct",
    "expire_proposals",
    "forget",
    "lift_urgency",
    "newest_points",
    "nightly",
    "note_meeting",
    "pass_on_news",
    "remind_due",
    "repair",
    "request_round",
    "send_alerts",
    "solve",
    "stop_alert",
    "suggest_roles",
    "take_up",
    "tell_of_pledges",
    "watch_for_people",
    "watch_for_roles",
    "what_if",
    "withdraw_direct",
    "withdraw_proposal",
    "withdraw_stale",
    "write_message",
]
