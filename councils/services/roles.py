"""What happens to the roles of a project."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from corps.accounts.models import User
from corps.notifications.services import record
from corps.stages import IllegalMove
from councils.models import Need, Project, Role
from councils.services.history import Difference, differences, keep
from councils.services.projects import locked

Needs = Iterable[tuple[int, int, bool]]  # skill id, least level, whether required


def _editable(project: Project) -> Project:
    project = locked(project)
    if not project.is_editable:
        raise IllegalMove(f"roles of project {project.pk}, {project.stage}, are settled")
    return project


def _locked(role: Role) -> Role:
    """The role as it stands now; a colleague may have taken it away meanwhile."""
    found = Role.objects.select_for_update().filter(pk=role.pk).first()
    if found is None:
        raise IllegalMove(f"role {role.pk} is there no longer")
    return found


def _set_needs(role: Role, needs: Needs) -> None:
    role.needs.all().delete()
    Need.objects.bulk_create(
        Need(role=role, skill_id=skill, level=level, required=required)
        for skill, level, required in needs
    )


def _needs(role: Role) -> str:
    """What a role asks for, a line for each skill."""
    rows = role.needs.select_related("skill").order_by("-required", "skill__name")
    return "\n".join(
        f"{need}, {'required' if need.required else 'would help'}".lower() for need in rows
    )


@transaction.atomic
def add_role(project: Project, *, by: User, needs: Needs, **fields: Any) -> Role:
    """Add a role, with the skills it asks for, to a project that is still written."""
    project = _editable(project)
    role = Role.objects.create(project=project, **fields)
    _set_needs(role, needs)
    event = record("councils.role_added", about=project, by=by, role=role)
    keep(event, [Difference(f"{role}: skills", "", _needs(role), True)])
    return role


@transaction.atomic
def edit_role(role: Role, *, by: User, needs: Needs, **fields: Any) -> Role:
    """Change a role and its skills."""
    project = _editable(role.project)
    role = _locked(role)
    changed, asked = differences(role, fields, prefix=f"{role}: "), _needs(role)
    for name, value in fields.items():
        setattr(role, name, value)
    role.save(update_fields=list(fields))
    _set_needs(role, needs)
    event = record("councils.role_edited", about=project, by=by, role=role)
    skills = Difference(f"{role}: skills", asked, _needs(role), True)
    keep(event, [*changed, *([skills] if skills.before != skills.after else [])])
    return role


@transaction.atomic
def remove_role(role: Role, *, by: User) -> None:
    """Take a role away."""
    project = _editable(role.project)
    role = _locked(role)
    event = record("councils.role_removed", about=project, by=by, role=role)
    keep(event, [Difference(f"{role}: skills", _needs(role), "", True)])
    role.delete()
