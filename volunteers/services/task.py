"""What happens to a task: drafted, opened, closed, cancelled, copied."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils.models import Council
from volunteers import queries
from volunteers.models import (
    Admission,
    Charity,
    Contribution,
    Favourite,
    Task,
    TaskSkill,
    Volunteer,
)
from volunteers.services.claims import let_go

Stage = Task.Stage
# What another task of the same kind begins with.
COPIED = (
    *("council_id", "charity_id", "project_id", "title", "description", "done_when"),
    *("effort", "places", "link", "remote", "where"),
    *("works_without_sight", "phone_in_five_minutes", "is_sample"),
)
NEEDED_BY_PASSED = "The day by which it was needed has passed."

Need = tuple[int, int, bool]


class Unsaid(Exception):
    """A task cannot be opened before everything asked is said."""

    def __init__(self, missing: list[tuple[str, str]]) -> None:
        self.missing = missing
        super().__init__(f"still to say: {', '.join(words for words, _ in missing)}")


class NotYet(Exception):
    """Something else has to happen first; its words say what."""


def locked(task: Task) -> Task:
    """The task as it stands now, held until the transaction ends."""
    return (
        Task.objects.select_for_update(of=("self",))
        .select_related("council", "charity__organisation", "project", "author")
        .get(pk=task.pk)
    )


@transaction.atomic
def draft_task(
    asker: Council | Charity, *, by: User, needs: Iterable[Need] = (), **fields: Any
) -> Task:
    """Begin a task as a draft that only its asker's people see."""
    side = {"council": asker} if isinstance(asker, Council) else {"charity": asker}
    _refuse_foreign_project(asker, fields.get("project"))
    task = Task.objects.create(author=by, is_sample=by.is_sample, **side, **fields)
    _set_needs(task, needs)
    record("volunteers.task_drafted", about=task, by=by)
    return task


@transaction.atomic
def edit_task(task: Task, *, by: User, needs: Iterable[Need] | None = None, **fields: Any) -> Task:
    """Change a task's words; those who have it in hand are told, once it is open."""
    task = locked(task)
    if not task.is_editable:
        raise IllegalMove(f"task {task.pk} is {task.stage} and no longer edited")
    _refuse_foreign_project(task.asker, fields.get("project"))
    for name, value in fields.items():
        setattr(task, name, value)
    if task.stage == Stage.OPEN and (missing := queries.unsaid(task)):
        raise Unsaid(missing)
    task.save(update_fields=list(fields))
    if needs is not None:
        _set_needs(task, needs)
    tell = queries.people_at(task) if task.stage == Stage.OPEN else []
    record("volunteers.task_edited", about=task, by=by, tell=tell)
    return task


def _refuse_foreign_project(asker: Council | Charity, project: Any) -> None:
    if project is not None and project.council != asker:
        raise NotYet(f"“{project}” is not {asker}’s project.")


def _set_needs(task: Task, needs: Iterable[Need]) -> None:
    task.needs.all().delete()
    TaskSkill.objects.bulk_create(
        TaskSkill(task=task, skill_id=skill, level=level, required=required)
        for skill, level, required in needs
    )


@transaction.atomic
def open_task(task: Task, *, by: User) -> Task:
    """Show a task to everybody, so that people can take it."""
    task = locked(task)
    if missing := queries.unsaid(task):
        raise Unsaid(missing)
    if task.project and not task.project.opened_at:
        raise NotYet(f"“{task.project}” must be open first: a task would show its name.")
    if task.is_about_the_living and by.pk == task.author_id:
        raise NotYet("Living people’s data: an approver other than its author opens it.")
    task.move_to(Stage.OPEN)
    task.opened_at, task.opened_by = timezone.now(), by
    task.save(update_fields=["stage", "moved_at", "opened_at", "opened_by"])
    record("volunteers.task_opened", about=task, by=by, tell=[task.author])
    return task


@transaction.atomic
def close_task(task: Task, *, by: User | None, reason: str = "") -> Task:
    """Take no more people; what is in hand goes on, and is reviewed."""
    return _close(locked(task), by=by, reason=reason)


def _close(task: Task, *, by: User | None, reason: str) -> Task:
    tell = queries.watchers_of(task)
    return _move(task, Stage.CLOSED, "volunteers.task_closed", by=by, tell=tell, reason=reason)


@transaction.atomic
def reopen_task(task: Task, *, by: User) -> Task:
    """Look for people again."""
    task = locked(task)
    if missing := queries.unsaid(task):
        raise Unsaid(missing)
    tell = queries.watchers_of(task)
    return _move(task, Stage.OPEN, "volunteers.task_reopened", by=by, tell=tell)


@transaction.atomic
def cancel_task(task: Task, *, by: User, reason: str) -> Task:
    """Stop a task, and let go of those who have it in hand; work sent in is still reviewed."""
    task = locked(task)
    tell = {*queries.people_at(task), *queries.watchers_of(task)}
    for contribution in task.contributions.in_hand().select_for_update().order_by("pk"):
        let_go(contribution, reason=f"The task was cancelled: {reason}")
    was_open = task.stage == Stage.OPEN
    return _move(
        task,
        Stage.CANCELLED,
        "volunteers.task_cancelled",
        by=by,
        tell=tell if was_open else [],
        reason=reason,
    )


def _move(
    task: Task, stage: str, event: str, *, by: User | None, tell: Iterable[User], reason: str = ""
) -> Task:
    task.move_to(stage)
    task.stage_reason = reason
    task.save(update_fields=["stage", "moved_at", "stage_reason"])
    record(event, about=task, by=by, tell=tell, reason=reason)
    return task


@transaction.atomic
def copy_task(task: Task, *, by: User) -> Task:
    """Begin another task with the same words; what must be declared is declared anew."""
    copy = Task.objects.create(author=by, **{name: getattr(task, name) for name in COPIED})
    _set_needs(copy, task.needs.values_list("skill", "level", "required"))
    record("volunteers.task_drafted", about=copy, by=by)
    return copy


def close_overdue(*, on: date | None = None) -> int:
    """Close every open task whose day has passed; return how many."""
    on = on or timezone.localdate()
    late = Task.objects.open().filter(due_on__lt=on).order_by("pk")
    return one_by_one(lambda pk: _close_if_late(pk, on), late.values_list("pk", flat=True))


@transaction.atomic
def _close_if_late(pk: int, on: date) -> int:
    task = (
        Task.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("council", "charity__organisation")
        .filter(pk=pk, stage=Stage.OPEN, due_on__lt=on)
        .first()
    )
    if task is None:
        return 0
    _close(task, by=None, reason=NEEDED_BY_PASSED)
    return 1


def close_when_done(task: Task, *, by: User) -> None:
    """Close an open, locked task once work in every place is accepted."""
    done = task.contributions.filter(stage=Contribution.Stage.ACCEPTED).count()
    if task.stage == Stage.OPEN and done >= task.places:
        _close(task, by=by, reason="Every place is filled and its work accepted.")


@transaction.atomic
def admit(task: Task, *, volunteer: Volunteer, by: User) -> Admission:
    """Name a trained volunteer who may take a task about living people."""
    if not volunteer.may_see_living:
        raise NotYet(f"{volunteer} has not said to be old enough for living people’s data.")
    if volunteer.pk == by.pk:
        raise NotYet("Nobody names themselves: ask a colleague.")
    admission, made = Admission.objects.get_or_create(
        task=task, volunteer=volunteer, defaults={"by": by}
    )
    if made:
        record(
            "volunteers.volunteer_admitted",
            about=task,
            by=by,
            tell=[volunteer.user],
            volunteer=volunteer,
        )
    return admission


def star(task: Task, *, by: User) -> None:
    """Keep a task in a person's list; saying it twice changes nothing."""
    Favourite.objects.get_or_create(user=by, task=task)


def unstar(task: Task, *, by: User) -> None:
    """Take a task off a person's list."""
    Favourite.objects.filter(user=by, task=task).delete()
