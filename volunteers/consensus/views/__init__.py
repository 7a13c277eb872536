"""Pages of conversations."""

from volunteers.consensus.views.abuse import (
    exclusion_undo,
    suspicion_leave_out,
    suspicions,
    suspicions_look,
)
from volunteers.consensus.views.conversations import (
    conversation,
    conversations,
)
from volunteers.consensus.views.entering import (
    kiosk,
    kiosk_card,
    kiosk_end,
    kiosk_idle,
    kiosk_start,
    kiosk_vote,
    kiosks,
    paper,
    paper_form,
    paper_undo,
)
from volunteers.consensus.views.issues import (
    borough,
    issues,
)
from volunteers.consensus.views.moderation import (
    log,
    moderation,
    policy,
    statement_decide,
)
from volunteers.consensus.views.programmes import (
    comment_decide,
    programme,
    programme_change,
    programme_comment,
    programme_gather,
    programme_log,
    programme_new,
    programmes,
    version,
)
from volunteers.consensus.views.replies import (
    answer,
    deed_remove,
    deeds,
    reply,
)
from volunteers.consensus.views.results import frozen, frozen_file, frozen_json, results_json
from volunteers.consensus.views.stages import (
    cancel,
    edit,
    follow,
    move_days,
    move_on,
    open_now,
    pledge,
    proposals,
    propose,
    take_up,
)
from volunteers.consensus.views.statements import (
    say,
    statement,
)
from volunteers.consensus.views.voting import (
    background,
    mine,
    vote,
)

__all__ = [
    "answer",
    "background",
    "borough",
    "cancel",
    "comment_decide",
    "conversation",
    "conversations",
    "deed_remove",
    "deeds",
    "edit",
    "exclusion_undo",
    "follow",
    "frozen",
    "frozen_file",
    "frozen_json",
    "issues",
    "kiosk",
    "kiosk_card",
    "kiosk_end",
    "kiosk_idle",
    "kiosk_start",
    "kiosk_vote",
    "kiosks",
    "log",
    "mine",
    "moderation",
    "move_days",
    "move_on",
    "open_now",
    "paper",
    "paper_form",
    "paper_undo",
    "pledge",
    "policy",
    "programme",
    "programme_change",
    "programme_comment",
    "programme_gather",
    "programme_log",
    "programme_new",
    "programmes",
    "proposals",
    "propose",
    "reply",
    "results_json",
    "say",
    "statement",
    "statement_decide",
    "suspicion_leave_out",
    "suspicions",
    "suspicions_look",
    "take_up",
    "version",
    "vote",
]
