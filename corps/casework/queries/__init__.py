"""What corps staff ask: what is stuck, who somebody is, what two records share."""

from corps.casework.queries.complaints import about, complaints_of_today, waiting_for
from corps.casework.queries.people import (
    Moving,
    Tie,
    found,
    hold_back,
    moving_with,
    roles_of,
    ties_of,
)
from corps.casework.queries.records import events_of, is_kept, notes_of, record_at
from corps.casework.queries.stuck import KINDS, Kind, Row, lately_chased, overview, rows_of

__all__ = [
    "KINDS",
    "Kind",
    "Moving",
    "Row",
    "Tie",
    "about",
    "complaints_of_today",
    "events_of",
    "found",
    "hold_back",
    "is_kept",
    "lately_chased",
    "moving_with",
    "notes_of",
    "overview",
    "record_at",
    "roles_of",
    "rows_of",
    "ties_of",
    "waiting_for",
]
