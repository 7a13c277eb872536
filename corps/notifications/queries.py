"""What each app answers when the roof asks what waits for a person."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person: what to do, where, and since when."""

    text: str
    link: str
    since: datetime
