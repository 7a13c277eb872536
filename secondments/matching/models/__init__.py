"""Rounds of matching, the proposals that come of them, and what they found out."""

from secondments.matching.models.alerts import Alert, Sighting
from secondments.matching.models.direct import DirectMatch
from secondments.matching.models.figures import BoroughFigures, RoundFile
from secondments.matching.models.findings import (
    Comparison,
    NearMiss,
    Opening,
    Remedy,
    Reserve,
    Shortfall,
    Unplaced,
    openings,
)
from secondments.matching.models.proposals import Answer, Proposal
from secondments.matching.models.rounds import PointsTable, Round
from secondments.matching.models.urgencies import Urgency

__all__ = [
    "Alert",
    "Answer",
    "BoroughFigures",
    "Comparison",
    "DirectMatch",
    "NearMiss",
    "Opening",
    "PointsTable",
    "Proposal",
    "Remedy",
    "Reserve",
    "Round",
    "RoundFile",
    "Shortfall",
    "Sighting",
    "Unplaced",
    "Urgency",
    "openings",
]
