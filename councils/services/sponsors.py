"""Another council stands behind a project: it asks the owner, or the owner invites it."""

from django.db import transaction

from corps.accounts.models import User
from corps.notifications.services import record
from corps.stages import IllegalMove
from councils import queries
from councils.models import Council, Project, Sponsorship
from councils.services.projects import locked

Stage = Sponsorship.Stage


class NotOpenToSponsors(IllegalMove):
    """The project is not open or is over, or this council has a part in it already."""


def _begin(
    project: Project, council: Council, by: User, *, words: str, invited: bool
) -> Sponsorship:
    project = locked(project)
    if not project.is_live or not queries.may_sponsor(project).filter(pk=council.pk).exists():
        raise NotOpenToSponsors(f"project {project.pk} takes no sponsorship by {council}")
    return Sponsorship.objects.create(
        project=project, council=council, asked_by=by, words=words, invited=invited
    )


@transaction.atomic
def ask_to_sponsor(project: Project, *, council: Council, by: User, words: str = "") -> Sponsorship:
    """Ask the owner's council whether one's own may stand behind the project, too."""
    made = _begin(project, council, by, words=words, invited=False)
    tell = queries.members(made.project.council)
    record("councils.sponsorship_asked", about=made, by=by, tell=tell)
    return made


@transaction.atomic
def invite_sponsor(project: Project, *, council: Council, by: User, words: str = "") -> Sponsorship:
    """Ask another council whether it would stand behind a project of one's own."""
    made = _begin(project, council, by, words=words, invited=True)
    record("councils.sponsor_invited", about=made, by=by, tell=queries.members(council))
    return made


def _locked(sponsorship: Sponsorship) -> Sponsorship:
    """The sponsorship as it stands now, and its project, both held."""
    locked(sponsorship.project)
    return (
        Sponsorship.objects.select_for_update(of=("self",))
        .select_related("project__council", "council")
        .get(pk=sponsorship.pk)
    )


def _move(sponsorship: Sponsorship, stage: str, *, reason: str = "", **changes: User) -> None:
    sponsorship.move_to(stage)
    sponsorship.stage_reason = reason
    for name, value in changes.items():
        setattr(sponsorship, name, value)
    sponsorship.save(update_fields=["stage", "moved_at", "stage_reason", *changes])


def _both(sponsorship: Sponsorship) -> list[User]:
    return [*queries.members(sponsorship.council), *queries.members(sponsorship.project.council)]


@transaction.atomic
def accept_sponsorship(sponsorship: Sponsorship, *, by: User) -> Sponsorship:
    """Agree that a council stands behind the project; its people see inside from now on."""
    found = _locked(sponsorship)
    if not found.project.is_live:
        raise NotOpenToSponsors(f"project {found.project_id} is over")
    _move(found, Stage.ACCEPTED, answered_by=by)
    record(
        "councils.sponsor_joined",
        about=found.project,
        by=by,
        tell=_both(found),
        sponsor=found.council,
    )
    return found


@transaction.atomic
def decline_sponsorship(sponsorship: Sponsorship, *, by: User, reason: str) -> Sponsorship:
    """Say no, and why."""
    found = _locked(sponsorship)
    _move(found, Stage.DECLINED, reason=reason, answered_by=by)
    asked = found.project.council if found.invited else found.council
    tell = queries.members(asked)
    record("councils.sponsorship_declined", about=found, by=by, tell=tell, reason=reason)
    return found


@transaction.atomic
def withdraw_sponsorship(sponsorship: Sponsorship, *, by: User, reason: str) -> Sponsorship:
    """Take back what was asked, or stand behind the project no longer."""
    found = _locked(sponsorship)
    stood = found.stage == Stage.ACCEPTED
    _move(found, Stage.WITHDRAWN, reason=reason)
    if stood:
        record(
            "councils.sponsor_left",
            about=found.project,
            by=by,
            tell=_both(found),
            reason=reason,
            sponsor=found.council,
        )
    else:
        tell = queries.members(found.council if found.invited else found.project.council)
        record("councils.sponsorship_withdrawn", about=found, by=by, tell=tell, reason=reason)
    return found
