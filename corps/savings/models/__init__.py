"""What was hoped for, what was measured, and what finance made of it."""

from corps.savings.models.benefits import Benefit, Forecast, Kind
from corps.savings.models.claims import Claim, Measurement, Part, Sample
from corps.savings.models.dashboard import (
    Category,
    CouncilYear,
    Population,
    Published,
    ServiceMonth,
    Snapshot,
    Stale,
    State,
    Summary,
)
from corps.savings.models.rules import CouncilSetting, Deflator

__all__ = [
    "Benefit",
    "Category",
    "Claim",
    "CouncilSetting",
    "CouncilYear",
    "Deflator",
    "Forecast",
    "Kind",
    "Measurement",
    "Part",
    "Population",
    "Published",
    "Sample",
    "ServiceMonth",
    "Snapshot",
    "Stale",
    "State",
    "Summary",
]
