"""Any record, its notes and what happened to it."""

from typing import Any

from django.db.models import Model, QuerySet

from corps.accounts.models import User
from corps.casework.models import Complaint, Note
from corps.notifications.models import Event
from corps.organisations.models import Organisation
from corps.savings.models import Benefit, Claim
from councils.models import Council, Project
from secondments.matching.models import DirectMatch, Proposal, Round
from secondments.models import Expert, Intake, Pledge, Secondment
from volunteers.consensus.models import Conversation, Statement
from volunteers.models import Contribution, Source, Suggestion, Task

# Tables of which corps staff keep notes: those that have a page of their own.
KEPT: dict[str, type[Model]] = {
    model._meta.label_lower: model
    for model in (
        User,
        Complaint,
        Conversation,
        Statement,
        Council,
        Project,
        Proposal,
        DirectMatch,
        Round,
        Organisation,
        Benefit,
        Claim,
        Expert,
        Intake,
        Pledge,
        Secondment,
        Contribution,
        Source,
        Suggestion,
        Task,
    )
}


PRIVATE = "secondments.interest_"


def is_kept(row: Model) -> bool:
    """Whether notes may be made of this record."""
    return row._meta.label_lower in KEPT


def record_at(label: str, pk: int) -> Any:
    """The record of a table and a key; None where there is none, or no notes are kept."""
    model = KEPT.get(label.lower())
    return model and model._default_manager.filter(pk=pk).first()


def notes_of(row: Model) -> QuerySet[Note]:
    """Notes of a record, the newest first."""
    return Note.objects.about(row).select_related("by")


def events_of(row: Model) -> QuerySet[Event]:
    """What happened to a record, the newest first."""
    events = Event.objects.about(row).select_related("by")
    return events.exclude(kind__startswith=PRIVATE)  # shared with an employer, not with us
