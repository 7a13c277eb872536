"""The verbs of casework."""

from corps.casework.services.complaints import (
    NotTheirs,
    TooMany,
    answer,
    assign,
    complain,
    object_to,
    remind_overdue,
    take_up,
)
from corps.casework.services.looking import LookOver, begin_look, end_look, note_page
from corps.casework.services.merging import (
    CannotMerge,
    merge_organisations,
    merge_people,
    merge_projects,
)
from corps.casework.services.people import forget, reinstate, suspend
from corps.casework.services.records import ChasedAlready, NobodyToChase, add_note, chase

__all__ = [
    "CannotMerge",
    "ChasedAlready",
    "LookOver",
    "NobodyToChase",
    "NotTheirs",
    "TooMany",
    "add_note",
    "answer",
    "assign",
    "begin_look",
    "chase",
    "complain",
    "end_look",
    "forget",
    "merge_organisations",
    "merge_people",
    "merge_projects",
    "note_page",
    "object_to",
    "reinstate",
    "remind_overdue",
    "suspend",
    "take_up",
]
