"""The end of a project: a home for the work, whether it is still used, and who else uses it."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import at_addresses_of
from corps.accounts.services import person_at
from corps.notifications.services import record
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils import maths, permissions, queries
from councils.models import Completion, Council, Project, Reuse, UseCheck
from councils.services.history import differences, keep
from councils.services.projects import Stage, locked, move


class Homeless(Exception):
    """A project is not completed before its work has a home: names of fields, or `signature`."""

    def __init__(self, missing: list[str]):
        self.missing = missing
        super().__init__(f"still to say: {', '.join(missing)}")


class NotAnotherCouncil(Exception):
    """A council does not reuse its own work."""


class UsedAlready(Exception):
    """The council has said before that it uses this."""


@transaction.atomic
def note_completion(project: Project, *, by: User, **fields: Any) -> Completion:
    """Note where the work will live, as far as it is known; once completed, nothing may be empty.

    What a colleague has signed for is signed anew where it changes before the project is completed.
    """
    project = locked(project)
    if not (project.is_live or project.stage == Stage.COMPLETED):
        raise IllegalMove(f"project {project.pk} is {project.stage}: nothing is handed over")
    home, _new = Completion.objects.select_for_update().get_or_create(project=project)
    changed = differences(home, fields)
    if not changed:
        return home
    for name, value in fields.items():
        setattr(home, name, value)
    if home.completed_on and home.unsaid():
        raise Homeless(home.unsaid())
    falls = home.signed_at and not home.completed_on
    if falls and any(name in fields for name in Completion.SIGNED):
        home.signed_by = home.signed_at = None
    home.written_by = by
    home.save()
    event = record("councils.home_noted", about=project, by=by)
    keep(event, changed)
    return home


@transaction.atomic
def sign_off(project: Project, *, by: User) -> Completion:
    """Sign, as a member of the council, that the knowledge was handed over as it is written."""
    project = locked(project)
    home = Completion.objects.select_for_update().filter(project=project).first()
    if home is None or not project.is_live or not permissions.can_write_project(by, project):
        raise IllegalMove(f"project {project.pk} has nothing to sign")
    missing = [name for name in home.unsaid() if name in Completion.SIGNED]
    if missing:
        raise Homeless(missing)
    home.signed_by, home.signed_at = by, timezone.now()
    home.save(update_fields=["signed_by", "signed_at", "updated_at"])
    record("councils.handover_signed", about=project, by=by, tell=queries.owners(project))
    return home


@transaction.atomic
def complete_project(project: Project, *, by: User, on: date | None = None) -> Project:
    """Say that the work is done and has a home; a place that stays free is no reason to go on."""
    project = locked(project)
    if project.stage == Stage.OPEN and not project.team.exists():
        raise IllegalMove(f"nobody has worked on project {project.pk}")
    if not project.can_move_to(Stage.COMPLETED):
        raise IllegalMove(f"project {project.pk} is {project.stage}")
    home, _new = Completion.objects.select_for_update().get_or_create(project=project)
    if missing := queries.lacks_to_complete(home, by=by):
        raise Homeless(missing)
    home.completed_by, home.completed_on = by, on or timezone.localdate()
    home.save(update_fields=["completed_by", "completed_on", "updated_at"])
    tell = queries.following(project)
    return move(project, Stage.COMPLETED, "councils.project_completed", by=by, tell=tell)


def forget_keeper(user: User, *, gone: str) -> None:
    """Name no keeper who is forgotten: the council's administrator is asked about the work now."""
    for home in Completion.objects.filter(at_addresses_of(user, "maintainer_email")):
        others = queries.administrators(home.project.council).exclude(pk=user.pk)
        other = others.order_by("pk").first()
        home.maintainer, home.maintainer_team = (other.name if other else "") or gone, ""
        home.maintainer_email = other.email if other else f"left-{user.pk}@people.invalid"
        home.save(update_fields=["maintainer", "maintainer_team", "maintainer_email"])


def ask_still_in_use(*, on: date | None = None) -> int:
    """Ask of completed projects, 6 and 12 months on, whether they are in use; return how many."""
    today = on or timezone.localdate()
    months = sorted(settings.USE_CHECK_MONTHS)
    # Months differ by up to three days; the exact day is looked at one by one.
    eldest = maths.months_after(today, -months[0]) + timedelta(days=3)
    homes = Completion.objects.filter(completed_on__lte=eldest).exclude(
        project__use_checks__months=months[-1]
    )
    homes = homes.select_related("project").order_by("pk")
    return one_by_one(lambda home: _ask_use(home, today), homes)


@transaction.atomic
def _ask_use(home: Completion, today: date) -> int:
    """Ask for the latest date that has come; an earlier one that was missed is let go."""
    done = home.completed_on or today
    due = [(months, maths.months_after(done, months)) for months in settings.USE_CHECK_MONTHS]
    come = [(months, day) for months, day in due if day <= today]
    if not come:
        return 0
    months, day = max(come)
    check, new = UseCheck.objects.get_or_create(
        project=home.project, months=months, defaults={"due_on": day}
    )
    if new:
        _send_use("councils.use_asked", check, home)
    return int(new)


def _send_use(kind: str, check: UseCheck, home: Completion) -> None:
    """E-mail the link to the maintainer and to those who answer for the project."""
    keeper = person_at(home.maintainer_email, name=home.maintainer)
    record(
        kind,
        about=check,
        by=None,
        tell=[keeper, *queries.owners(check.project)],
        link=reverse("councils:in-use", args=[queries.use_token(check)]),
        project=check.project,
    )


def remind_of_use(*, on: date | None = None) -> int:
    """Ask once more where nobody has answered for a while; return how often."""
    today = on or timezone.localdate()
    late = today - timedelta(days=settings.USE_REMINDER_DAYS)
    due = UseCheck.objects.filter(answer="", reminded_at=None, asked_at__date__lte=late)
    return one_by_one(_remind, due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> int:
    rows = UseCheck.objects.filter(pk=pk, answer="", reminded_at=None)
    check = (
        rows.select_for_update(of=("self",), skip_locked=True)
        .select_related("project__council", "project__author", "project__completion")
        .first()
    )
    if check is None:
        return 0
    check.reminded_at = timezone.now()
    check.save(update_fields=["reminded_at"])
    _send_use("councils.use_waits", check, check.project.completion)
    return 1


@transaction.atomic
def answer_use(
    check: UseCheck, *, answer: str, words: str = "", by: User | None = None, on: date | None = None
) -> UseCheck:
    """Say whether a project's work is still in use; a no stops what was hoped to be saved by it.

    An answer may be corrected for some days; who answers by the e-mail's link has no name.
    """
    today = on or timezone.localdate()
    project = locked(check.project)
    check = UseCheck.objects.select_for_update().get(pk=check.pk)
    if not queries.is_answerable(check, today):
        raise IllegalMove(f"check {check.pk} was answered on {check.answered_on}")
    changed = differences(check, {"answer": answer, "words": words})
    check.answer, check.words = answer, words
    check.answered_on = check.answered_on or today
    check.save(update_fields=["answer", "words", "answered_on"])
    latest = project.use_checks.exclude(answer="").order_by("-months")[0]
    ended = latest.answered_on if latest.answer == UseCheck.Answer.NO else None
    if project.use_ended_on != ended:
        project.use_ended_on = ended
        project.save(update_fields=["use_ended_on"])
    event = record(
        "councils.use_answered",
        about=project,
        by=by,
        tell=queries.members(project.council),
        check=check,
    )
    keep(event, changed)
    return check


@transaction.atomic
def record_reuse(
    project: Project,
    *,
    council: Council,
    by: User,
    since: date,
    how: str,
    link: str = "",
    for_project: Project | None = None,
) -> Reuse:
    """Note that another council uses what a project made, as one of its members declares."""
    project = locked(project)
    if council.pk == project.council_id:
        raise NotAnotherCouncil(f"project {project.pk} is {council}'s own")
    if not queries.is_reusable(project) or not queries.is_member(by, council):
        raise IllegalMove(f"project {project.pk} cannot be reused by {council}, says {by}")
    if project.reuses.live().filter(council=council).exists():
        raise UsedAlready(f"{council} uses project {project.pk} already")
    reuse = Reuse.objects.create(
        project=project,
        council=council,
        by=by,
        since=since,
        how=how,
        link=link,
        for_project=for_project,
    )
    tell = queries.members(project.council)
    record("councils.reuse_recorded", about=project, by=by, tell=tell, reuse=reuse)
    return reuse


@transaction.atomic
def withdraw_reuse(reuse: Reuse, *, by: User, reason: str, on: date | None = None) -> Reuse:
    """Note that a council uses it no longer, or never did."""
    rows = Reuse.objects.select_for_update(of=("self",)).select_related("council", "project")
    reuse = rows.get(pk=reuse.pk)
    if reuse.withdrawn_on:
        raise IllegalMove(f"reuse {reuse.pk} was withdrawn on {reuse.withdrawn_on}")
    reuse.withdrawn_on, reuse.withdrawn_reason = on or timezone.localdate(), reason
    reuse.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    project = locked(reuse.project)
    tell = queries.members(project.council)
    record("councils.reuse_withdrawn", about=project, by=by, tell=tell, reason=reason, reuse=reuse)
    return reuse
