"""A project begun from another one."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from councils.models import Council, Need, Project, Role

COPIED = ("title", "problem", "affected", "outcome", "phase", "department")
COPIED_OF_ROLE = ("title", "card", "framework_role", "places", "days_a_week", "remote", "clearance")
BEGINS_IN = timedelta(weeks=12)  # a date that can be kept, proposed for each role


@transaction.atomic
def copy_project(project: Project, *, council: Council, by: User) -> Project:
    """Begin a draft of a council with the words, roles and needs of a project.

    Not its dates, people, money or host: a role's days are proposed, as long as they were.
    """
    words = {name: getattr(project, name) for name in COPIED}
    if council.pk != project.council_id:
        words["department"] = ""
    made = Project.objects.create(
        council=council,
        author=by,
        copied_from=project,
        contact_name=by.name,
        contact_email=by.email,
        **words,
    )
    _copy_roles(project, made)
    record("councils.project_copied", about=made, by=by, source=project)
    return made


def _copy_roles(project: Project, made: Project) -> None:
    begins = timezone.localdate() + BEGINS_IN
    for rank, role in enumerate(project.roles.prefetch_related("needs"), start=1):
        copy = Role.objects.create(
            project=made,
            rank=rank,
            starts_on=begins,
            ends_on=begins + (role.ends_on - role.starts_on),
            **{name: getattr(role, name) for name in COPIED_OF_ROLE},
        )
        Need.objects.bulk_create(
            Need(role=copy, skill_id=need.skill_id, level=need.level, required=need.required)
            for need in role.needs.all()
        )
