"""Who is at work on a project: written here by whoever brings them."""

from datetime import date

from django.db import transaction

from corps.accounts.models import User
from councils.models import Project, Teammate


@transaction.atomic
def join_team(project: Project, user: User, *, capacity: str, on: date) -> Teammate:
    """Note that a person is at work on a project; saying it twice changes nothing."""
    teammate, _new = Teammate.objects.get_or_create(
        project=project, user=user, left_on=None, defaults={"capacity": capacity, "joined_on": on}
    )
    return teammate


@transaction.atomic
def leave_team(project: Project, user: User, *, on: date) -> None:
    """Note that a person has left; who never joined is not missed."""
    for teammate in Teammate.objects.select_for_update().filter(
        project=project, user=user, left_on=None
    ):
        teammate.left_on = max(on, teammate.joined_on)
        teammate.save(update_fields=["left_on"])
