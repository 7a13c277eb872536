"""The asking side: councils, their people, and the work they ask for."""

from councils.models.councils import Council, CouncilDomain, Invitation, Membership
from councils.models.projects import ApprovalLink, Project, Teammate
from councils.models.roles import Clearance, Need, Role
from councils.models.tokens import Token

__all__ = [
    "ApprovalLink",
    "Clearance",
    "Council",
    "CouncilDomain",
    "Invitation",
    "Membership",
    "Need",
    "Project",
    "Role",
    "Teammate",
    "Token",
]
