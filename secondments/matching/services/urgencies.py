"""Roles that cannot wait: said by the corps team, with a reason, for everybody to read."""

from django.db import transaction

from corps.accounts.models import User
from corps.notifications.services import record
from councils.models import Role
from councils.queries import members
from secondments.matching.models import Urgency


@transaction.atomic
def call_urgent(role: Role, *, by: User, reason: str) -> Urgency:
    """Say that a role goes before others from the next round on; said again, the reason is new."""
    urgency, _ = Urgency.objects.update_or_create(role=role, defaults={"reason": reason, "by": by})
    project = role.project
    record(
        "matching.role_urgent",
        about=project,
        by=by,
        tell=members(project.council),
        reason=reason,
        role=role,
    )
    return urgency


@transaction.atomic
def lift_urgency(role: Role, *, by: User) -> bool:
    """Let the role wait like the others; return whether it was urgent."""
    gone, _ = Urgency.objects.filter(role=role).delete()
    if gone:
        project = role.project
        tell = members(project.council)
        record("matching.urgency_lifted", about=project, by=by, tell=tell, role=role)
    return bool(gone)
