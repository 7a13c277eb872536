"""Tasks from public repositories: fetched, made once, kept fresh, closed with their issues."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.queue import enqueue, one_by_one
from councils.models import Council
from volunteers import queries
from volunteers.formats import LARGEST_LIST, Issue, IssuesError, read_issues
from volunteers.models import Source, SourceLabel, SourceRun, SourceTask, Task
from volunteers.services.fetching import FetchError, fetch_pages
from volunteers.services.task import NotYet, Unsaid, close_task, draft_task, open_task, reopen_task

LONGEST_TITLE = 160
LONGEST_TEXT = 5000
LONGEST_LINK = 300
MOST_TASKS = 1000  # of one source: more are an unsorted pile that nobody would look through
KEPT_RUNS = 30
FRESH_FOR = timedelta(hours=6)
CLOSED_UPSTREAM = "The issue was closed in its repository."
_HTML_COMMENT = re.compile(r"<!--.*?(-->|$)", re.DOTALL)


class NotDeclarable(Exception):
    """A council cannot let a source's tasks open by themselves before it has said what they are."""


@dataclass
class _Pass:
    """One pass over a source's issues: what there was before, and what was done."""

    source: Source
    now: datetime
    known: dict[int, SourceTask]
    needs: dict[str, list[tuple[int, int, bool]]]
    run: SourceRun
    flagged: list[SourceTask] = field(default_factory=list)


@transaction.atomic
def add_source(
    council: Council, *, by: User, labels: Iterable[tuple[str, int, int]] = (), **fields: Any
) -> Source:
    """Name a repository's list whose issues become the council's tasks."""
    source = Source.objects.create(council=council, **fields)
    _set_labels(source, labels)
    record("volunteers.source_added", about=source, by=by, tell=[source.owner])
    return source


@transaction.atomic
def edit_source(
    source: Source,
    *,
    by: User,
    labels: Iterable[tuple[str, int, int]] | None = None,
    **fields: Any,
) -> Source:
    """Change a source; what the council declared of its tasks must be declared anew."""
    source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if any(getattr(source, name) != fields.get(name, getattr(source, name)) for name in _DECLARED):
        source.declared_by = source.declared_at = None
    for name, value in fields.items():
        setattr(source, name, value)
    source.save()
    if labels is not None:
        _set_labels(source, labels)
    record("volunteers.source_edited", about=source, by=by, tell=[source.owner])
    return source


_DECLARED = ("url", *Source.SAID)


def _set_labels(source: Source, labels: Iterable[tuple[str, int, int]]) -> None:
    source.labels.all().delete()
    SourceLabel.objects.bulk_create(
        SourceLabel(source=source, label=label, skill_id=skill, level=level)
        for label, skill, level in labels
    )


@transaction.atomic
def declare_source(source: Source, *, by: User) -> Source:
    """Say for the council that its tasks replace no paid post: new ones open by themselves."""
    source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if missing := source.unsaid():
        raise NotDeclarable(f"First say for all its tasks: {', '.join(missing)}.")
    source.declared_by, source.declared_at = by, timezone.now()
    source.save(update_fields=["declared_by", "declared_at"])
    record("volunteers.source_declared", about=source, by=by, tell=[source.owner])
    return source


@transaction.atomic
def ask_for_import(source: Source, *, by: User, file: IO[bytes] | None = None) -> Source:
    """Ask for an import now; a file, where one is given, takes the place of the address once."""
    source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if file is not None:
        source.file.save("list.json", ContentFile(file.read()), save=False)
    source.asked_at = timezone.now()
    source.save(update_fields=["file", "asked_at"])
    record("volunteers.source_asked", about=source, by=by)
    enqueue("volunteers.tasks.import_source", source_id=source.pk)
    return source


def import_due(*, now: datetime | None = None) -> int:
    """Import every active source that is stale or was asked for; return how many were looked at."""
    now = now or timezone.now()
    stale = Source.objects.fetched().filter(
        Q(checked_at__isnull=True) | Q(checked_at__lt=now - FRESH_FOR)
    )
    asked = Source.objects.filter(asked_at__isnull=False).filter(
        Q(checked_at__isnull=True) | Q(checked_at__lt=F("asked_at"))
    )
    return one_by_one(lambda source: _import(source, now), (stale | asked).order_by("pk"))


def _import(source: Source, now: datetime) -> int:
    import_tasks(source, now=now)
    return 1


def import_tasks(source: Source, *, now: datetime | None = None) -> SourceRun:
    """Make and mend a source's tasks from its list; what was wrong stands in the run's error."""
    now = now or timezone.now()
    try:
        issues = _issues(source)  # the network is asked before anything is locked
        return _apply(source, issues, now)
    except (FetchError, IssuesError) as error:
        return _failed(source, str(error), now)


def _issues(source: Source) -> list[Issue]:
    """Every issue of the list once; one that moved from page to page is taken as it was last."""
    if source.file:
        try:
            with source.file.open("rb") as file:
                pages = [file.read(LARGEST_LIST + 1)]
        except OSError:
            raise FetchError("The uploaded file is not there any more. Upload it again.") from None
    elif source.url:
        pages = fetch_pages(source.url)
    else:
        raise FetchError("It has neither an address nor a file.")
    found: dict[int, Issue] = {}
    for page in pages:
        for issue in read_issues(page).issues:
            if issue.number not in found or issue.updated_at >= found[issue.number].updated_at:
                found[issue.number] = issue
    return sorted(found.values(), key=lambda issue: issue.number)


@transaction.atomic
def _failed(source: Source, words: str, now: datetime) -> SourceRun:
    """Keep what was wrong, and tell the owner the first time in a row."""
    source = (
        Source.objects.select_for_update(of=("self",)).select_related("owner").get(pk=source.pk)
    )
    before = source.runs.first()
    run = SourceRun.objects.create(source=source, at=now, error=words)
    _checked(source, now)
    if before is None or not before.error:
        record("volunteers.source_failed", about=source, by=None, tell=[source.owner], reason=words)
    return run


def _checked(source: Source, now: datetime) -> None:
    """Note the look, forget an uploaded list, and keep the newest runs alone."""
    if source.file:
        source.file.delete(save=False)
    source.checked_at = now
    source.save(update_fields=["checked_at", "file"])
    old = source.runs.values_list("pk", flat=True)[KEPT_RUNS:]
    SourceRun.objects.filter(pk__in=list(old)).delete()


@transaction.atomic
def _apply(source: Source, issues: list[Issue], now: datetime) -> SourceRun:
    source = (
        Source.objects.select_for_update(of=("self",))
        .select_related("council", "project", "owner", "declared_by")
        .get(pk=source.pk)
    )
    rows = (
        source.issues.select_for_update(of=("self", "task"))
        .select_related("task__council", "task__project")
        .order_by("number")
    )
    current = _Pass(
        source=source,
        now=now,
        known={row.number: row for row in rows},
        needs=_needs(source),
        run=SourceRun(source=source, at=now),
    )
    if not issues and any(row.closed_at is None for row in current.known.values()):
        raise IssuesError("", "", "The list came empty: nothing was closed. Check the address.")
    for issue in issues:
        _take(current, issue)
    listed = {issue.number for issue in issues}
    for number, row in current.known.items():
        if number not in listed:
            _close(current, row)
    current.run.save()
    _checked(source, now)
    _tell(current)
    return current.run


def _needs(source: Source) -> dict[str, list[tuple[int, int, bool]]]:
    """The skills that each label asks for."""
    found: dict[str, list[tuple[int, int, bool]]] = {}
    for row in source.labels.all():
        found.setdefault(row.label.casefold(), []).append((row.skill_id, row.level, True))
    return found


def _take(current: _Pass, issue: Issue) -> None:
    """Make, mend or close the task of one issue."""
    row = current.known.get(issue.number)
    if row is None:
        _make_if_wanted(current, issue)
    elif not issue.is_open:
        _close(current, row)
    else:
        _mend(current, row, issue)


def _make_if_wanted(current: _Pass, issue: Issue) -> None:
    source = current.source
    labels = {label.casefold() for label in issue.labels}
    wanted = issue.is_open and (not source.only_label or source.only_label.casefold() in labels)
    link = issue.url if len(issue.url) <= LONGEST_LINK else None
    taken = link is not None and Task.objects.filter(source_url=link).exists()
    if not wanted or taken or len(current.known) >= MOST_TASKS:
        current.run.passed_over += 1
        return
    needs = {need[0]: need for label in labels for need in current.needs.get(label, [])}
    task = draft_task(
        source.council,
        by=source.owner,
        needs=needs.values(),
        project=source.project,
        source_url=link,
        replaces_no_paid_post=source.opens_at_once,
        effort=source.effort,
        done_when=source.done_when,
        personal_data=source.personal_data,
        **_words(issue),
    )
    current.known[issue.number] = SourceTask.objects.create(
        source=source, number=issue.number, task=task, updated_at=issue.updated_at, **_words(issue)
    )
    current.run.made += 1
    if source.declared_by:
        _open(task, source.declared_by)


def _open(task: Task, by: User) -> None:
    """Open a task where everything is said; else it waits as a draft for an officer."""
    try:
        with transaction.atomic():
            open_task(task, by=by)
    except (Unsaid, NotYet):
        return


def _mend(current: _Pass, row: SourceTask, issue: Issue) -> None:
    """Bring changed words over unless an officer has changed them; open it again if need be."""
    words = _words(issue)
    if (
        row.is_untouched
        and row.task.is_editable
        and (row.title, row.description) != (*words.values(),)
    ):
        row.task.title, row.task.description = words["title"], words["description"]
        if row.task.stage == Task.Stage.DRAFT or not queries.unsaid(row.task):
            row.task.save(update_fields=["title", "description"])
            row.title, row.description = words["title"], words["description"]
            record(
                "volunteers.task_edited", about=row.task, by=None, tell=queries.people_at(row.task)
            )
            current.run.changed += 1
    if row.closed_at is not None:
        row.closed_at = None
        ours = row.task.stage == Task.Stage.CLOSED and row.task.stage_reason == CLOSED_UPSTREAM
        if ours and not queries.unsaid(row.task):
            row.task = reopen_task(row.task, by=current.source.declared_by or current.source.owner)
            current.run.changed += 1
    row.updated_at = issue.updated_at
    row.save(update_fields=["title", "description", "updated_at", "closed_at"])


def _close(current: _Pass, row: SourceTask) -> None:
    """Note that an issue was closed: its task takes no more people, and who has it is told."""
    if row.closed_at is not None:
        return
    row.closed_at = current.now
    row.save(update_fields=["closed_at"])
    if row.task.stage != Task.Stage.OPEN:
        return
    people = queries.people_at(row.task)
    close_task(row.task, by=None, reason=CLOSED_UPSTREAM)
    current.run.closed += 1
    if people.exists():
        current.run.flagged += 1
        record("volunteers.task_closed_upstream", about=row.task, by=None, tell=people)


def _tell(current: _Pass) -> None:
    """Tell the owner of what changed; a look that changed nothing is no news."""
    run = current.run
    if run.made or run.changed or run.closed:
        record(
            "volunteers.source_imported",
            about=current.source,
            by=None,
            tell=[current.source.owner],
            run=run,
        )


def _words(issue: Issue) -> dict[str, str]:
    """An issue's title and text as a task takes them: without hidden comments, and not too long."""
    text = _HTML_COMMENT.sub("", issue.body).strip()
    return {
        "title": _shortened(issue.title, LONGEST_TITLE),
        "description": _shortened(text, LONGEST_TEXT),
    }


def _shortened(text: str, most: int) -> str:
    """The text, cut after a word where it is too long."""
    if len(text) <= most:
        return text
    head = text[: most - 2]
    return f"{head.rsplit(maxsplit=1)[0] if ' ' in head else head} …"
