"""Projects from a council's own sheet: by command, or in the office, all or nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import Happening, record, record_all
from corps.queue import enqueue
from corps.sheets.formats import Opened, Sorted
from corps.stages import IllegalMove
from councils import queries
from councils.formats import ProjectDraft, sort_projects
from councils.models import Council, Project, ProjectSheet
from councils.services.projects import draft_project

Stage = ProjectSheet.Stage
BIG = 200  # rows: more are taken in by the background
KEPT = timedelta(days=30)  # a sheet's rows; what was made of them stays


class Faulty(IllegalMove):
    """A sheet with a fault, or without a row to take, is not taken in."""


class MovedOn(IllegalMove):
    """Drafts that were made of a sheet are drafts no longer, or somebody worked on them."""

    def __init__(self, projects: list[Project]):
        self.projects = projects
        super().__init__(f"{len(projects)} projects have moved on")


@transaction.atomic
def import_drafts(drafts: Iterable[ProjectDraft], *, by: User) -> list[Project]:
    """Make a draft of each row, all or none; a project that is there already is left alone."""
    councils = {council.code: council for council in Council.objects.all()}
    there = set(Project.objects.values_list("council__code", "title", "source_url"))
    made = []
    for draft in drafts:
        key = (draft.council, draft.title, draft.source_url)
        if key in there:
            continue
        there.add(key)
        project = draft_project(
            councils[draft.council],
            by=by,
            title=draft.title,
            phase=draft.phase,
            problem=draft.problem,
            department=draft.department,
            source_url=draft.source_url,
            source_note=draft.source_note,
        )
        made.append(project)
    return made


def _locked(sheet: ProjectSheet) -> ProjectSheet:
    """The sheet as it stands now; a colleague may have thrown it away meanwhile."""
    rows = ProjectSheet.objects.select_for_update(of=("self",)).select_related("council", "by")
    found = rows.filter(pk=sheet.pk).first()
    if found is None:
        raise IllegalMove(f"sheet {sheet.pk} is there no longer")
    return found


def _open(sheet: ProjectSheet) -> ProjectSheet:
    found = _locked(sheet)
    if not found.is_open:
        raise IllegalMove(f"sheet {sheet.pk} is {found.stage}")
    return found


def _sorted(sheet: ProjectSheet) -> Sorted:
    """The sheet's rows, read against what its council has already."""
    there = sheet.council.projects.exclude(stage=Project.Stage.WITHDRAWN)
    return sort_projects(
        sheet.read,
        queries.councils_by_name(),
        sheet.council.code,
        there.values_list("title", flat=True),
    )


@transaction.atomic
def upload_sheet(council: Council, *, by: User, name: str, opened: Opened) -> ProjectSheet:
    """Keep a sheet as it was read; nothing is made of it yet."""
    sheet = ProjectSheet(council=council, by=by)
    sheet.fill(opened, name)
    sheet.save()
    record("councils.sheet_uploaded", about=sheet, by=by)
    return sheet


@transaction.atomic
def replace_sheet(sheet: ProjectSheet, *, by: User, name: str, opened: Opened) -> ProjectSheet:
    """Put a mended file in the place of an open one; the columns stay chosen where they fit."""
    sheet = _open(sheet)
    sheet.fill(opened, name)
    sheet.save()
    record("councils.sheet_uploaded", about=sheet, by=by)
    if "title" in sheet.mapping and set(sheet.mapping.values()) <= set(sheet.headings):
        return _check(sheet)
    return sheet


@transaction.atomic
def choose_columns(sheet: ProjectSheet, *, by: User, mapping: Mapping[str, str]) -> ProjectSheet:
    """Say which heading tells what; then every row is read."""
    sheet = _open(sheet)
    sheet.mapping = dict(mapping)
    return _check(sheet)


def _check(sheet: ProjectSheet) -> ProjectSheet:
    sheet.note(_sorted(sheet))
    sheet.move_to(Stage.CHECKED)
    sheet.save()
    return sheet


@transaction.atomic
def take_in_sheet(sheet: ProjectSheet, *, by: User) -> ProjectSheet:
    """Make a draft of every row that is not left out, all or none: a large sheet a little later."""
    sheet = _locked(sheet)
    if sheet.faults or not sheet.good:
        raise Faulty(f"sheet {sheet.pk} is not fit to be taken in")
    sheet.move_to(Stage.WAITING)
    sheet.by = by
    sheet.save(update_fields=["stage", "moved_at", "by"])
    if sheet.size > BIG:
        enqueue("councils.tasks.take_in", sheet_id=sheet.pk)
        return sheet
    return _take_in(sheet)


@transaction.atomic
def take_in_waiting(sheet_id: int | None = None) -> int:
    """Make the drafts of sheets that wait for it, of one or of all; return how many were taken."""
    waiting = ProjectSheet.objects.filter(stage=Stage.WAITING).order_by("pk")
    if sheet_id:
        waiting = waiting.filter(pk=sheet_id)
    rows = waiting.select_for_update(of=("self",), skip_locked=True)
    return len([_take_in(sheet) for sheet in rows.select_related("council", "by")])


def _take_in(sheet: ProjectSheet) -> ProjectSheet:
    """Make the drafts; a sheet that has become faulty meanwhile goes back to be looked at."""
    Council.objects.select_for_update(no_key=True).get(pk=sheet.council_id)  # one at a time
    found = _sorted(sheet)
    sheet.note(found)
    if found.faults or not found.records:
        sheet.move_to(Stage.CHECKED)
        sheet.save()
        return sheet
    made = Project.objects.bulk_create(
        Project(
            council=sheet.council,
            author=sheet.by,
            **{name: value for name, value in one.values.items() if value is not None},
        )
        for one in found.records
    )
    record_all("councils.project_drafted", [Happening(one) for one in made], by=sheet.by)
    sheet.made.set(made)
    sheet.move_to(Stage.TAKEN)
    sheet.save()
    tell = queries.administrators(sheet.council)
    record("councils.sheet_taken_in", about=sheet, by=sheet.by, tell=tell, count=len(made))
    return sheet


@transaction.atomic
def undo_sheet(sheet: ProjectSheet, *, by: User) -> ProjectSheet:
    """Take away every draft that was made of a sheet; none, where one of them has moved on."""
    sheet = _locked(sheet)
    sheet.move_to(Stage.UNDONE)
    made = list(
        Project.objects.select_for_update(of=("self",))
        .filter(pk__in=sheet.made.values("pk"))
        .order_by("pk")
    )
    if moved := queries.moved_on(made):
        raise MovedOn(moved)
    try:
        Project.objects.filter(pk__in=[one.pk for one in made]).delete()
    except (ProtectedError, RestrictedError) as why:  # something of another app stands on one
        raise MovedOn(made) from why
    sheet.save(update_fields=["stage", "moved_at"])
    tell = queries.administrators(sheet.council)
    record("councils.sheet_undone", about=sheet, by=by, tell=tell, count=len(made))
    return sheet


@transaction.atomic
def discard_sheet(sheet: ProjectSheet, *, by: User) -> None:
    """Throw a sheet away of which nothing was made."""
    sheet = _open(sheet)
    record("councils.sheet_discarded", about=sheet.council, by=by, sheet=sheet)
    sheet.delete()


@transaction.atomic
def empty_sheets(*, now: datetime | None = None) -> int:
    """Forget the rows of sheets taken in long ago, and whole sheets that were left lying."""
    before = (now or timezone.now()) - KEPT
    old = ProjectSheet.objects.filter(moved_at__lt=before)
    left = old.filter(stage__in=[Stage.OPENED, Stage.CHECKED, Stage.UNDONE])
    gone = left.delete()[1].get("councils.ProjectSheet", 0)
    taken = old.filter(stage=Stage.TAKEN, emptied_at=None)
    return gone + taken.update(rows=[], faults=[], passed=[], emptied_at=now or timezone.now())
