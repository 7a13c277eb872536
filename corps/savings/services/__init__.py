"""What happens to a saving."""

from corps.savings.services.benefits import (
    CountedAlready,
    Unsaid,
    baseline_benefit,
    draft_benefit,
    edit_benefit,
    publish_benefit,
    reopen_plan,
    withdraw_benefit,
)
from corps.savings.services.claims import (
    MEASURABLE,
    BadPeriod,
    add_measurement,
    classify_benefit,
    remove_measurement,
    submit_claim,
    withdraw_claim,
)
from corps.savings.services.dashboard import NotOver, freeze_quarter, summarise
from corps.savings.services.forgetting import forget
from corps.savings.services.samples import draw_due, draw_sample
from corps.savings.services.verification import (
    NotWhole,
    reject_claim,
    set_threshold,
    take_back_decision,
    verify_claim,
)

__all__ = [
    "MEASURABLE",
    "BadPeriod",
    "CountedAlready",
    "NotOver",
    "NotWhole",
    "Unsaid",
    "add_measurement",
    "baseline_benefit",
    "classify_benefit",
    "draft_benefit",
    "draw_due",
    "draw_sample",
    "edit_benefit",
    "forget",
    "freeze_quarter",
    "publish_benefit",
    "reject_claim",
    "remove_measurement",
    "reopen_plan",
    "set_threshold",
    "submit_claim",
    "summarise",
    "take_back_decision",
    "verify_claim",
    "withdraw_benefit",
    "withdraw_claim",
]
