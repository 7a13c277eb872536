"""The pages of matching, by noun."""

from secondments.matching.views.alerts import (
    alert_end,
    alert_people,
    alert_roles,
    alert_stop,
    alerts,
)
from secondments.matching.views.direct import (
    direct,
    direct_accept,
    direct_decline,
    direct_new,
    direct_withdraw,
    directs,
)
from secondments.matching.views.order import ranking, role_urgent, role_urgent_lift
from secondments.matching.views.people import expert_roles, staff, staff_csv
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
    "alert_end",
    "alert_people",
    "alert_roles",
    "alert_stop",
    "alerts",
    "direct",
    "direct_accept",
    "direct_decline",
    "direct_new",
    "direct_withdraw",
    "directs",
    "expert_roles",
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
    "staff",
    "staff_csv",
    "what_if",
]
