"""The asking side: councils, their people, and the work they ask for."""

from councils.models.completion import Completion, Licence, Reuse, UseCheck
from councils.models.councils import Council, CouncilDomain, Invitation, Membership
from councils.models.finding import Favourite, Findable, Word
from councils.models.imports import ProjectSheet
from councils.models.ownership import CoOwner
from councils.models.papers import Addendum, Attachment, Change, Question
from councils.models.projects import ApprovalLink, Project, Teammate
from councils.models.roles import Clearance, Need, Role
from councils.models.sponsors import Sponsorship
from councils.models.tokens import Token

__all__ = [
    "Addendum",
    "ApprovalLink",
    "Attachment",
    "Change",
    "Clearance",
    "CoOwner",
    "Completion",
    "Council",
    "CouncilDomain",
    "Favourite",
    "Findable",
    "Invitation",
    "Licence",
    "Membership",
    "Need",
    "Project",
    "ProjectSheet",
    "Question",
    "Reuse",
    "Role",
    "Sponsorship",
    "Teammate",
    "Token",
    "UseCheck",
    "Word",
]
