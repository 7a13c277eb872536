"""What people type in conversations."""

from volunteers.consensus.forms.abuse import LeaveOutForm
from volunteers.consensus.forms.conversations import (
    ConversationForm,
    DaysForm,
    PledgeForm,
    TakeUpForm,
)
from volunteers.consensus.forms.filters import BoroughForm, IssuesForm, OfConversationForm
from volunteers.consensus.forms.replies import (
    AnswerForm,
    CommentDecisionForm,
    CommentForm,
    DeedForm,
    GatherForm,
    ProgrammeForm,
    ReplyForm,
    VersionForm,
)
from volunteers.consensus.forms.voting import (
    BackgroundForm,
    ConversationFilterForm,
    DecisionForm,
    KioskForm,
    QueueForm,
    SheetForm,
    StatementForm,
    VoteForm,
)

__all__ = [
    "AnswerForm",
    "BackgroundForm",
    "BoroughForm",
    "CommentDecisionForm",
    "CommentForm",
    "ConversationFilterForm",
    "ConversationForm",
    "DaysForm",
    "DecisionForm",
    "DeedForm",
    "GatherForm",
    "IssuesForm",
    "KioskForm",
    "LeaveOutForm",
    "OfConversationForm",
    "PledgeForm",
    "ProgrammeForm",
    "QueueForm",
    "ReplyForm",
    "SheetForm",
    "StatementForm",
    "TakeUpForm",
    "VersionForm",
    "VoteForm",
]
