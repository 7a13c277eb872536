"""What happens to experts' interest in roles: theirs alone until they share it."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.services import record
from corps.organisations.queries import administrators_of
from councils.models import Project, Role
from secondments.models import Expert, RoleInterest
from secondments.services.experts import NotYet

# Nothing is recorded where somebody marks a role or takes the mark away: a history that the
# employer reads would tell what is private.


@transaction.atomic
def mark_interest(expert: Expert, role: Role) -> RoleInterest:
    """Note for oneself that a role would be something; marked twice, it stays as it was."""
    if role.project.stage != Project.Stage.OPEN:
        raise NotYet("This project is not open any more.")
    return RoleInterest.objects.get_or_create(expert=expert, role=role)[0]


@transaction.atomic
def withdraw_interest(interest: RoleInterest, *, by: User) -> None:
    """Forget it; who was told of it is told."""
    row = RoleInterest.objects.select_for_update().filter(pk=interest.pk).first()
    if row is None:
        return
    if row.shared_at:
        _record("interest_withdrawn", interest.expert, by, [interest])
    row.delete()


@transaction.atomic
def share_interests(
    expert: Expert, interests: Iterable[RoleInterest], *, by: User, note: str = ""
) -> int:
    """Tell the employer's administrators which roles one would like; return how many are new."""
    mine = RoleInterest.objects.select_for_update(of=("self",)).filter(expert=expert)
    wanted = mine.filter(pk__in=[one.pk for one in interests], shared_at=None)
    rows = list(wanted.select_related("role__project__council"))
    for row in rows:
        row.shared_at, row.note = timezone.now(), note
    RoleInterest.objects.bulk_update(rows, ["shared_at", "note"])
    if rows:
        _record("interest_shared", expert, by, rows, note)
    return len(rows)


def _record(
    kind: str, expert: Expert, by: User, interests: list[RoleInterest], note: str = ""
) -> None:
    tell = administrators_of(expert.employer.organisation)
    link = reverse("secondments:employer-interests", args=[expert.employer_id])
    record(
        f"secondments.{kind}",
        about=expert,
        by=by,
        tell=tell,
        link=link,
        reason=note,
        interests=interests,
    )
