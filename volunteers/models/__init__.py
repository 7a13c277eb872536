"""The public side: volunteers, the tasks they find, and what they give."""

from volunteers.models.contributions import Contribution, ContributionQuerySet
from volunteers.models.records import Certificate, CertificateQuerySet, Record
from volunteers.models.sources import (
    Source,
    SourceLabel,
    SourceQuerySet,
    SourceRun,
    SourceTask,
)
from volunteers.models.suggestions import Suggestion, SuggestionQuerySet
from volunteers.models.task import Admission, Favourite, Task, TaskQuerySet, TaskSkill
from volunteers.models.volunteers import Charity, CharityQuerySet, Volunteer, VolunteerQuerySet

__all__ = [
    "Admission",
    "Certificate",
    "CertificateQuerySet",
    "Charity",
    "CharityQuerySet",
    "Contribution",
    "ContributionQuerySet",
    "Favourite",
    "Record",
    "Source",
    "SourceLabel",
    "SourceQuerySet",
    "SourceRun",
    "SourceTask",
    "Suggestion",
    "SuggestionQuerySet",
    "Task",
    "TaskQuerySet",
    "TaskSkill",
    "Volunteer",
    "VolunteerQuerySet",
]
