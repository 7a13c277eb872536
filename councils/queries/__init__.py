"""Who belongs to which council, and what waits for whom."""

from councils.queries.people import (
    administrators,
    councils_by_address,
    is_address_of,
    is_member,
    is_over,
    members,
    verified_addresses,
)
from councils.queries.projects import (
    WRITING,
    approvers,
    concerned,
    good_link,
    is_good,
    narrow_projects,
    narrow_roles,
    visible_by,
    writers,
)
from councils.queries.waiting import waiting_for

__all__ = [
    "WRITING",
    "administrators",
    "approvers",
    "concerned",
    "councils_by_address",
    "good_link",
    "is_address_of",
    "is_good",
    "is_member",
    "is_over",
    "members",
    "narrow_projects",
    "narrow_roles",
    "verified_addresses",
    "visible_by",
    "waiting_for",
    "writers",
]
