"""Who answers for a project, and what becomes of it when they leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import Happening, record, record_all
from corps.stages import IllegalMove
from councils import queries
from councils.models import ApprovalLink, CoOwner, Council, Membership, Project, Teammate
from councils.services.history import Difference, differences, keep, keep_all
from councils.services.members import (
    LastAdministrator,
    confirm_member,
    hold,
    is_run_without,
    locked_membership,
)
from councils.services.projects import locked
from councils.services.team import leave_team
from councils.services.tokens import revoke_token

Takers = Mapping[int, User | None]  # by a project's id; who is not named waits with those who run


class NotAColleague(IllegalMove):
    """Only who acts for the council answers for its projects."""


@transaction.atomic
def end_membership(
    membership: Membership,
    *,
    by: User,
    reason: str = "",
    takers: Takers | None = None,
    successor: Membership | None = None,
) -> None:
    """Let a member go: each of their projects is taken over, or waits with the administrators.

    Their keys open nothing any more; their name stays in the history. The last administrator goes
    only once a successor runs the council's part.
    """
    council = hold(membership.council)
    membership = locked_membership(membership)
    if not membership.confirmed_at:
        raise IllegalMove(f"{membership} was never confirmed")
    if membership.role == Membership.Role.ADMINISTRATOR and not is_run_without(membership):
        _succeed(membership, successor, by)
    leaver = membership.user
    for token in membership.tokens.live():
        revoke_token(token, by=by)
    owned, shared = queries.held_by(leaver, council)
    membership.delete()
    for row in shared:
        remove_co_owner(row, by=by)
    taken = _hand_over(council, owned, takers or {}, leaver, by)
    _tell_takers(council, taken, leaver, by)
    _tidy(council, leaver, by)
    own = by == leaver
    record(
        "councils.member_left",
        about=council,
        by=by,
        tell=[leaver, *queries.administrators(council)],
        link=None if own else reverse("councils:join"),  # who left sees the list no longer
        reason=reason,
        member=leaver,
        own=own,
        projects=len(owned),
    )


def _succeed(membership: Membership, successor: Membership | None, by: User) -> None:
    if successor is None or successor.pk == membership.pk:
        raise LastAdministrator(f"nobody else runs {membership.council}")
    successor = locked_membership(successor)
    if successor.council_id != membership.council_id or not successor.confirmed_at:
        raise NotAColleague(f"{successor} does not act for {membership.council}")
    confirm_member(successor, by=by, role=Membership.Role.ADMINISTRATOR)


def _tell_takers(council: Council, taken: list[Project], leaver: User, by: User) -> None:
    """One notice for each who takes over, however many projects they take."""
    theirs: dict[User, list[Project]] = {}
    for project in taken:
        if project.owner:
            theirs.setdefault(project.owner, []).append(project)
    record_all(
        "councils.projects_taken_over",
        [
            Happening(council, [taker], {"leaver": leaver, "projects": projects})
            for taker, projects in theirs.items()
        ],
        by=by,
    )


def _tidy(council: Council, leaver: User, by: User) -> None:
    """What else named somebody who left: links to approve, places in teams, contact lines."""
    addresses = queries.verified_addresses(leaver)
    ApprovalLink.objects.filter(
        project__council=council, used_at=None, email__in=addresses
    ).delete()
    hosting = Teammate.objects.filter(
        project__council=council, user=leaver, capacity=Teammate.Capacity.HOST, left_on=None
    )
    for teammate in hosting.select_related("project"):
        leave_team(teammate.project, leaver, on=timezone.localdate())
    for project in council.projects.filter(contact_email__in=addresses, stage__in=queries.RUNNING):
        project = locked(project)
        fields = _renamed(project, leaver, queries.owners(project).first(), addresses)
        changed = differences(project, fields)
        for field, value in fields.items():
            setattr(project, field, value)
        project.save(update_fields=list(fields))
        keep(record("councils.contact_moved", about=project, by=by), changed)
    for project in council.projects.filter(stage=Project.Stage.SUBMITTED):
        if not queries.approvers(project).exists() and not queries.good_link(project):
            tell = queries.owners(project)
            record("councils.approver_missing", about=project, by=by, tell=tell)


@dataclass(frozen=True)
class _Move:
    """A project that goes to somebody, or to nobody yet: what changes, and who hears of it."""

    project: Project
    fields: dict[str, Any]
    changed: list[Difference]
    happened: Happening
    spare: list[int]  # who owns it is no co-owner


def _hand_over(
    council: Council,
    projects: Iterable[Project],
    takers: Takers,
    leaver: User,
    by: User,
    *,
    also: Iterable[User] = (),
) -> list[Project]:
    """Make somebody each project's owner: who was named, its first co-owner, or nobody yet.

    An officer may have brought thousands: it costs as many queries as one. Co-owners hear of each,
    and whom `also` names.
    """
    rows = (
        Project.objects.select_for_update(of=("self",))
        .prefetch_related("co_owners__user")
        .filter(pk__in=[project.pk for project in projects])
        .order_by("pk")
    )
    members = {user.pk for user in queries.members(council)}
    runs = next(iter(queries.administrators(council)), None)
    addresses = queries.verified_addresses(leaver) | {leaver.email}
    moves, alike = [], dict[tuple[tuple[str, Any], ...], list[int]]()
    for project in rows:
        to = takers.get(project.pk)
        if to and to.pk not in members:
            raise NotAColleague(f"{to} does not act for {council}")
        moves.append(_moved(project, to, leaver, runs, addresses, also))
        alike.setdefault(tuple(moves[-1].fields.items()), []).append(project.pk)
    CoOwner.objects.filter(pk__in=[pk for move in moves for pk in move.spare]).delete()
    for fields, pks in alike.items():  # most change alike: a query for each sort of change
        Project.objects.filter(pk__in=pks).update(**dict(fields))
    happened = [move.happened for move in moves]
    events = record_all("councils.project_handed_over", happened, by=by)
    keep_all(zip(events, [move.changed for move in moves], strict=True))
    return [move.project for move in moves]


def _moved(
    project: Project,
    to: User | None,
    leaver: User,
    runs: User | None,
    addresses: set[str],
    also: Iterable[User],
) -> _Move:
    sharing = {row.user: row.pk for row in project.co_owners.all()}
    to = to or next(iter(sharing), None)
    project.owner = leaver  # as it was, where the author had never handed it on
    shown = {"owner": to} | _renamed(project, leaver, to or runs, addresses)
    changed = differences(project, shown)
    # To the second, so that projects that change alike are changed together.
    fields = shown | {"ownerless_since": None if to else timezone.now().replace(microsecond=0)}
    for field, value in fields.items():
        setattr(project, field, value)
    tell = [*[user for user in sharing if user != to], *also]
    happened = Happening(project, tell, {"to": to, "leaver": leaver})
    return _Move(project, fields, changed, happened, [sharing[to]] if to in sharing else [])


def _renamed(
    project: Project, leaver: User, to: User | None, addresses: set[str]
) -> dict[str, Any]:
    """What changes where another's name is put in the leaver's place."""
    name, email = (to.name[:100], to.email) if to else ("", "")
    fields: dict[str, Any] = {}
    if project.contact_email.lower() in addresses:
        fields |= {"contact_name": name, "contact_email": email}
    for field in ("line_manager", "decision_maker"):
        if leaver.name and getattr(project, field).casefold() == leaver.name.casefold():
            fields[field] = name
    return fields


@transaction.atomic
def hand_over(project: Project, *, to: User, by: User) -> Project:
    """Give a project to a colleague, who answers for it from now on."""
    project = locked(project)
    before = queries.owner(project)
    if project.stage not in queries.RUNNING:
        raise IllegalMove(f"project {project.pk} is {project.stage}")
    if before == to:
        raise IllegalMove(f"{to} owns project {project.pk} already")
    leaver = before or project.author
    also = [to, leaver] if before else [to]
    (done,) = _hand_over(project.council, [project], {project.pk: to}, leaver, by, also=also)
    return done


@transaction.atomic
def add_co_owner(project: Project, *, user: User, by: User) -> CoOwner:
    """Let a colleague answer for a project too; again changes nothing."""
    project = locked(project)
    if not queries.is_member(user, project.council):
        raise NotAColleague(f"{user} does not act for {project.council}")
    if queries.owner(project) == user:
        raise IllegalMove(f"{user} owns project {project.pk} already")
    row, new = CoOwner.objects.get_or_create(project=project, user=user, defaults={"added_by": by})
    if new:
        tell = [user, *queries.owners(project)]
        record("councils.co_owner_added", about=project, by=by, tell=tell, member=user)
    return row


@transaction.atomic
def remove_co_owner(row: CoOwner, *, by: User) -> None:
    """Let a co-owner answer for a project no longer."""
    project = locked(row.project)
    gone, _by_model = CoOwner.objects.filter(pk=row.pk).delete()
    if not gone:
        raise IllegalMove(f"co-owner {row.pk} is there no longer")
    tell = [row.user, *queries.owners(project)]
    record("councils.co_owner_removed", about=project, by=by, tell=tell, member=row.user)
