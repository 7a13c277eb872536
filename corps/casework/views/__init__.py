"""The pages of casework."""

from corps.casework.views.complaints import (
    complaint,
    complaint_answer,
    complaint_assign,
    complaint_new,
    complaint_object,
    complaint_take_up,
    complaints,
)
from corps.casework.views.looking import look, look_end, look_page, looks
from corps.casework.views.people import (
    organisation_merge,
    people,
    person,
    person_look,
    person_merge,
    person_reinstate,
    person_suspend,
    project_merge,
)
from corps.casework.views.stuck import chase, record, stuck, stuck_kind

__all__ = [
    "chase",
    "complaint",
    "complaint_answer",
    "complaint_assign",
    "complaint_new",
    "complaint_object",
    "complaint_take_up",
    "complaints",
    "look",
    "look_end",
    "look_page",
    "looks",
    "organisation_merge",
    "people",
    "person",
    "person_look",
    "person_merge",
    "person_reinstate",
    "person_suspend",
    "project_merge",
    "record",
    "stuck",
    "stuck_kind",
]
