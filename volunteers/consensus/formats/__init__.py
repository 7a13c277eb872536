"""Conversations in and out: Polis' export, and a report of one."""

from volunteers.consensus.formats.pictures import picture
from volunteers.consensus.formats.polis import ACCEPTED, Comment, Export, read_polis, write_polis
from volunteers.consensus.formats.reports import report, report_text
from volunteers.consensus.formats.sheets import PolisError

__all__ = [
    "ACCEPTED",
    "Comment",
    "Export",
    "PolisError",
    "picture",
    "read_polis",
    "report",
    "report_text",
    "write_polis",
]
