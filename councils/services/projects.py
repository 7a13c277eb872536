"""What happens to a project."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.stages import IllegalMove
from councils import permissions, queries
from councils.models import Council, Project
from councils.services.history import differences, keep
from councils.services.questions import close_questions
from councils.services.watching import tell_watchers

Stage = Project.Stage


class Unsaid(Exception):
    """A project cannot be submitted before everything asked is said."""

    def __init__(self, missing: list[str]):
        self.missing = missing
        super().__init__(f"still to say: {', '.join(missing)}")


def locked(project: Project) -> Project:
    """The project as it stands now, held until the transaction ends.

    A draft that a colleague brought with a list may have been undone with it meanwhile.
    """
    rows = Project.objects.select_for_update(of=("self",)).select_related("council", "author")
    found = rows.filter(pk=project.pk).first()
    if found is None:
        raise IllegalMove(f"project {project.pk} is there no longer")
    return found


def move(
    project: Project,
    stage: str,
    event: str,
    *,
    by: User | None,
    tell: Iterable[User],
    reason: str = "",
    **changes: Any,
) -> Project:
    """Move a locked project, keep the reason and other changes, and tell those concerned."""
    was_open = project.stage == Stage.OPEN
    tell = list(tell)
    project.move_to(stage)
    project.stage_reason = reason
    for name, value in changes.items():
        setattr(project, name, value)
    project.save(update_fields=["stage", "moved_at", "stage_reason", *changes])
    record(event, about=project, by=by, tell=tell, reason=reason)
    tell_watchers(project, by=by, besides=tell)
    if was_open:
        close_questions(project, by=by)
    return project


def _set(project: Project, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(project, name, value)
    project.save(update_fields=list(fields))


@transaction.atomic
def draft_project(council: Council, *, by: User, **fields: Any) -> Project:
    """Begin a project as a draft that only its council sees."""
    project = Project.objects.create(council=council, author=by, **fields)
    record("councils.project_drafted", about=project, by=by)
    return project


@transaction.atomic
def edit_project(project: Project, *, by: User, **fields: Any) -> Project:
    """Change the words of a draft or of what was returned.

    Whoever first works on an imported draft becomes its author: the importer wrote none of it.
    """
    project = locked(project)
    if not project.is_editable:
        raise IllegalMove(f"project {project.pk} is {project.stage} and no longer edited")
    is_theirs = project.owner or project.ownerless_since or project.author == by
    if (
        not is_theirs
        and queries.is_member(by, project.council)
        and not queries.is_member(project.author, project.council)
    ):
        fields["author"] = by
    if fields:
        changed = differences(project, fields)
        _set(project, fields)
        keep(record("councils.project_edited", about=project, by=by), changed)
    return project


@transaction.atomic
def note_readiness(project: Project, *, by: User, **fields: Any) -> Project:
    """Note what the host has arranged, at any time until somebody is at work."""
    project = locked(project)
    if project.stage not in permissions.BEFORE_DELIVERY:
        raise IllegalMove(f"project {project.pk} is {project.stage}")
    if fields:
        changed = differences(project, fields)
        _set(project, fields | {"confirmed_at": timezone.now()})
        keep(record("councils.project_readied", about=project, by=by), changed)
    return project


@transaction.atomic
def submit_project(project: Project, *, by: User) -> Project:
    """Ask a colleague to approve; everything asked must be said, and a role named."""
    project = locked(project)
    missing = project.unsaid() + ([] if project.roles.exists() else ["a role"])
    if missing:
        raise Unsaid(missing)
    return move(
        project,
        Stage.SUBMITTED,
        "councils.project_submitted",
        by=by,
        tell=queries.approvers(project, besides=by),
        submitted_by=by,
    )


@transaction.atomic
def withdraw_project(project: Project, *, by: User, reason: str) -> Project:
    """Take a project back before it was opened."""
    project = locked(project)
    tell = queries.members(project.council)
    return move(
        project, Stage.WITHDRAWN, "councils.project_withdrawn", by=by, tell=tell, reason=reason
    )


@transaction.atomic
def cancel_project(project: Project, *, by: User, reason: str) -> Project:
    """Stop a project after it was opened, and say why in public."""
    project = locked(project)
    tell = queries.concerned(project)
    return move(
        project, Stage.CANCELLED, "councils.project_cancelled", by=by, tell=tell, reason=reason
    )


@transaction.atomic
def staff_project(project: Project, *, by: User | None) -> Project:
    """All places are agreed."""
    project = locked(project)
    tell = queries.members(project.council)
    return move(project, Stage.STAFFED, "councils.project_staffed", by=by, tell=tell)


@transaction.atomic
def reopen_project(project: Project, *, by: User | None, reason: str) -> Project:
    """A place fell free: look for somebody again."""
    project = locked(project)
    tell = queries.members(project.council)
    return move(project, Stage.OPEN, "councils.project_reopened", by=by, tell=tell, reason=reason)


@transaction.atomic
def begin_delivery(project: Project, *, by: User | None) -> Project:
    """Every place is filled and somebody has started."""
    project = locked(project)
    tell = queries.concerned(project)
    return move(project, Stage.IN_DELIVERY, "councils.delivery_begun", by=by, tell=tell)
