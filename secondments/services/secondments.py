"""What happens to secondments, and by them to the project's stage and team."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils import services as councils
from councils.models import Project, Role, Teammate
from secondments import queries
from secondments.models import Expert, Secondment
from secondments.services.experts import NotYet

HELD = {"expert_has_one_live_secondment", "place_has_one_live_secondment"}


class AlreadyHeld(Exception):
    """The expert or the place is in another live secondment."""


@transaction.atomic
def begin_secondment(
    *,
    role: Role,
    place: int,
    expert: Expert,
    by: User,
    starts_on: date,
    ends_on: date,
    days_a_week: Decimal,
) -> Secondment:
    """Plan a secondment to which all three sides have said yes, and tell them.

    Where it fills the project's last place, the project is staffed.
    """
    expert = Expert.objects.select_for_update().get(pk=expert.pk)
    project = Project.objects.select_for_update().get(pk=role.project_id)
    if project.stage != Project.Stage.OPEN or not 1 <= place <= role.places:
        raise IllegalMove(f"role {role.pk} has no place {place} to fill")
    try:
        with transaction.atomic():
            secondment = Secondment.objects.create(
                role=role,
                place=place,
                expert=expert,
                starts_on=starts_on,
                ends_on=ends_on,
                days_a_week=days_a_week,
            )
    except IntegrityError as error:
        if not any(name in str(error) for name in HELD):
            raise
        raise AlreadyHeld(f"{expert} or place {place} of {role}") from error
    _record("secondments.secondment_planned", secondment, by)
    if not queries.free_places(project):
        councils.staff_project(project, by=by)
    return secondment


@transaction.atomic
def start_secondment(secondment: Secondment, *, by: User, on: date | None = None) -> Secondment:
    """Welcome the expert at work, on the day, today unless another is given."""
    secondment, project, day = _locked(secondment), _project(secondment), _day(on)
    _move(secondment, Secondment.Stage.ACTIVE)
    if not project.is_live:
        raise NotYet("The project is over, so nobody starts on it.")
    if day > secondment.ends_on:
        raise NotYet("Its last day has passed. End it, and say why it never began.")
    councils.join_team(project, secondment.expert.user, capacity=Teammate.Capacity.SECONDEE, on=day)
    _record("secondments.secondment_started", secondment, by, on=day)
    if project.stage == Project.Stage.STAFFED:
        councils.begin_delivery(project, by=by)
    return secondment


@transaction.atomic
def complete_secondment(
    secondment: Secondment, *, by: User | None, on: date | None = None
) -> Secondment:
    """Say that the work agreed was done; the expert leaves the team."""
    secondment, project, day = _locked(secondment), _project(secondment), _day(on)
    _move(secondment, Secondment.Stage.COMPLETED)
    councils.leave_team(project, secondment.expert.user, on=day)
    _record("secondments.secondment_completed", secondment, by, on=day)
    return secondment


@transaction.atomic
def end_secondment(
    secondment: Secondment, *, by: User | None, reason: str, on: date | None = None
) -> Secondment:
    """End it before its time; the place is open again while the role still lasts."""
    secondment, project, day = _locked(secondment), _project(secondment), _day(on)
    was_active = secondment.stage == Secondment.Stage.ACTIVE
    _move(secondment, Secondment.Stage.ENDED_EARLY, reason)
    if was_active:
        councils.leave_team(project, secondment.expert.user, on=day)
    _record("secondments.secondment_ended", secondment, by, reason=reason, on=day)
    manned = project.stage in {Project.Stage.STAFFED, Project.Stage.IN_DELIVERY}
    if manned and day < secondment.role.ends_on:
        councils.reopen_project(project, by=by, reason=reason)
    return secondment


def end_with_projects() -> int:
    """End the live secondments of projects that are over; return how many.

    A project does not know its secondments, which stand above it: so the clock asks.
    """
    over = [Project.Stage.CANCELLED, Project.Stage.COMPLETED]
    live = Secondment.objects.live().filter(role__project__stage__in=over)
    return one_by_one(_end_with_project, live.select_related("role__project"))


def _end_with_project(secondment: Secondment) -> int:
    project = secondment.role.project
    done = (project.stage, secondment.stage) == (Project.Stage.COMPLETED, Secondment.Stage.ACTIVE)
    if done:
        complete_secondment(secondment, by=None)
    else:
        end_secondment(secondment, by=None, reason=f"The project is {project.stage}.")
    return 1


def _locked(secondment: Secondment) -> Secondment:
    """The row as it is now, held until the end of the transaction."""
    return (
        Secondment.objects.select_for_update(of=("self",))
        .select_related("expert__user", "expert__employer__organisation", "role__project__council")
        .get(pk=secondment.pk)
    )


def _project(secondment: Secondment) -> Project:
    return Project.objects.select_for_update().get(pk=secondment.role.project_id)


def _day(on: date | None) -> date:
    return on or timezone.localdate()


def _move(secondment: Secondment, stage: str, reason: str = "") -> None:
    secondment.move_to(stage)
    secondment.stage_reason = reason
    secondment.save(update_fields=["stage", "moved_at", "stage_reason"])


def _record(
    kind: str, secondment: Secondment, by: User | None, *, reason: str = "", on: date | None = None
) -> None:
    """Tell all three sides."""
    tell = queries.people_concerned(secondment)
    record(kind, about=secondment, by=by, tell=tell, reason=reason, on=on)
