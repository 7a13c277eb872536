"""Files that go with a project, and what is added after it was opened."""

from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.stages import IllegalMove
from councils import queries
from councils.models import Addendum, Attachment, Project
from councils.services.history import Difference, differences, keep
from councils.services.projects import locked


class TooManyFiles(Exception):
    """A project has as many files as it may."""


@transaction.atomic
def attach_file(project: Project, *, by: User, title: str, file: File) -> Attachment:
    """Add a file to a project that is still written."""
    project = locked(project)
    if not project.is_editable:
        raise IllegalMove(f"project {project.pk} is {project.stage}: files come with an addendum")
    row = _attach(project, by, title, file)
    event = record("councils.attachment_added", about=project, by=by, row=row)
    keep(event, [Difference("file", "", _called(row))])
    return row


def _attach(
    project: Project, by: User, title: str, file: File, addendum: Addendum | None = None
) -> Attachment:
    if project.attachments.count() >= settings.MOST_ATTACHMENTS:
        raise TooManyFiles(f"project {project.pk} has {settings.MOST_ATTACHMENTS} files already")
    row = Attachment(project=project, addendum=addendum, title=title, by=by, size=file.size)
    row.media_type = getattr(file, "content_type", "") or "application/octet-stream"
    row.file = file
    row.save()
    return row


def _called(row: Attachment) -> str:
    return f"{row.title} ({row.ending}, {row.size:,} bytes)"


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: User, reason: str) -> None:
    """Take a file away, at any time, with a reason; the file itself goes once that is certain."""
    project = locked(attachment.project)
    row = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if row is None:
        raise IllegalMove(f"attachment {attachment.pk} is there no longer")
    event = record("councils.attachment_removed", about=project, by=by, reason=reason, row=row)
    keep(event, [Difference("file", _called(row), "")])
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def add_addendum(
    project: Project,
    *,
    by: User,
    text: str,
    title: str = "",
    file: File | None = None,
    **fields: Any,
) -> Addendum:
    """Say more of a project that was opened, and change what an addendum may; tell who cares."""
    if strange := set(fields) - set(Addendum.CHANGEABLE):
        raise TypeError(f"an addendum does not change {sorted(strange)}")
    project = locked(project)
    if not project.is_live:
        raise IllegalMove(f"project {project.pk} is {project.stage}: nothing is added")
    changed = differences(project, fields)
    for name, value in fields.items():
        setattr(project, name, value)
    project.confirmed_at = timezone.now()
    project.save(update_fields=["confirmed_at", *fields])
    number = (project.addenda.aggregate(last=Max("number"))["last"] or 0) + 1
    event = record(
        "councils.addendum_added",
        about=project,
        by=by,
        tell=queries.following(project),
        number=number,
        text=text,
        changed=changed,
    )
    keep(event, changed)
    made = Addendum.objects.create(project=project, number=number, text=text, by=by, event=event)
    if file:
        row = _attach(project, by, title or f"Addendum {number}", file, made)
        keep(event, [Difference("file", "", _called(row))])
    return made


def mark_addendum_passed_on(addendum: Addendum) -> None:
    """Note that those on higher floors, who like the project's roles, were told."""
    addendum.passed_on_at = timezone.now()
    addendum.save(update_fields=["passed_on_at"])
