"""Rounds of matching, the proposals that come of them, and what they found out."""

from secondments.matching.models.findings import Reserve, Shortfall
from secondments.matching.models.proposals import Answer, Proposal
from secondments.matching.models.rounds import PointsTable, Round

__all__ = ["Answer", "PointsTable", "Proposal", "Reserve", "Round", "Shortfall"]
