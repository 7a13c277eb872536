"""What the front page shows, what waits for a person, what is kept of them, and how it all is."""

from corps.home.queries.boroughs import borough
from corps.home.queries.data import PARTS, gather, obstacles, parts_about
from corps.home.queries.front import (
    api_operations,
    front_page,
    has_sample_data,
    open_by_borough,
    open_now,
)
from corps.home.queries.health import readiness
from corps.home.queries.metrics import measures, version
from corps.home.queries.roles import acting_as, doors, header, roles, waiting_as, waiting_for

__all__ = [
    "PARTS",
    "acting_as",
    "api_operations",
    "borough",
    "doors",
    "front_page",
    "gather",
    "has_sample_data",
    "header",
    "measures",
    "obstacles",
    "open_by_borough",
    "open_now",
    "parts_about",
    "readiness",
    "roles",
    "version",
    "waiting_as",
    "waiting_for",
]
