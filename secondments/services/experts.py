"""What happens to experts: what they say of themselves, offer, and are let go for."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from corps.accounts.models import User
from corps.notifications.services import record
from corps.skills.services import set_holdings
from corps.stages import IllegalMove
from councils.models import Council, Role
from secondments import queries
from secondments.models import Employer, Expert, Preference

# What the employer plans by: it is told when an expert on offer changes one of these.
PLANNED_BY = ("available_from", "available_until", "days_a_week")


class NotYet(Exception):
    """Something has to be done first; its words say what."""


@transaction.atomic
def begin_profile(*, user: User, employer: Employer) -> Expert:
    """Begin to say what one could offer; until the profile is offered, nobody else sees it.

    Somebody who has begun may still choose another employer.
    """
    User.objects.select_for_update().get(pk=user.pk)
    expert, made = Expert.objects.get_or_create(
        user=user, defaults={"employer": employer, "is_sample": user.is_sample}
    )
    if expert.stage != Expert.Stage.DRAFT:
        raise IllegalMove("An expert who was on offer keeps the employer.")
    if not made and expert.employer_id != employer.pk:
        if expert.consent_at is not None:
            raise NotYet(
                f"{expert.employer} has named you for a pledge. Say on your profile that it is "
                "not you, then choose another employer."
            )
        expert.employer = employer
        expert.save(update_fields=["employer"])
    record("secondments.profile_begun", about=expert, by=user)
    return expert


@transaction.atomic
def edit_profile(
    expert: Expert, *, by: User, boroughs: Iterable[Council] | None = None, **fields: Any
) -> Expert:
    """Change what an expert says; what is needed to be on offer cannot be taken away meanwhile."""
    expert = locked(expert)
    changed = {name for name, value in fields.items() if getattr(expert, name) != value}
    for name in changed:
        setattr(expert, name, fields[name])
    if boroughs is not None:
        expert.boroughs.set(boroughs)
    _refuse_gaps(expert)
    expert.save(update_fields=sorted(changed))
    if expert.stage != Expert.Stage.DRAFT and changed.intersection(PLANNED_BY):
        record("secondments.profile_changed", about=expert, by=by, tell=employers_people(expert))
    return expert


@transaction.atomic
def set_skills(
    expert: Expert, *, by: User, held: Iterable[tuple[int, int]], wanted: Iterable[int]
) -> Expert:
    """Replace the skills that an expert holds, as (skill id, level), and wants, as skill ids."""
    expert = locked(expert)
    set_holdings(expert.user, held=held, wanted=wanted)
    _refuse_gaps(expert)
    return expert


@transaction.atomic
def set_preferences(expert: Expert, *, by: User, roles: Iterable[Role]) -> Expert:
    """Replace the roles that an expert would like, the dearest first."""
    expert = locked(expert)
    expert.preferences.all().delete()
    Preference.objects.bulk_create(
        Preference(expert=expert, role=role, rank=rank) for rank, role in enumerate(roles, start=1)
    )
    return expert


@transaction.atomic
def offer(expert: Expert, *, by: User) -> Expert:
    """Put an expert on offer; the employer is asked to consent."""
    expert = locked(expert)
    expert.move_to(Expert.Stage.AVAILABLE)
    _refuse_gaps(expert)
    expert.save(update_fields=["stage", "moved_at"])
    record("secondments.expert_offered", about=expert, by=by, tell=employers_people(expert))
    return expert


@transaction.atomic
def pause(expert: Expert, *, by: User) -> Expert:
    """Take an expert off offer; a secondment that is agreed stands."""
    expert = locked(expert)
    expert.move_to(Expert.Stage.PAUSED)
    expert.save(update_fields=["stage", "moved_at"])
    record("secondments.expert_paused", about=expert, by=by, tell=employers_people(expert))
    return expert


def locked(expert: Expert) -> Expert:
    """The row as it is now, held until the end of the transaction."""
    return (
        Expert.objects.select_for_update(of=("self",))
        .select_related("user", "employer__organisation")
        .get(pk=expert.pk)
    )


def _refuse_gaps(expert: Expert) -> None:
    """Somebody on offer has said all that a round must know."""
    gaps = queries.missing(expert)
    if gaps and expert.stage == Expert.Stage.AVAILABLE:
        raise NotYet(f"To be on offer, say first: {', '.join(gaps)}.")


def employers_people(expert: Expert) -> set[User]:
    """Who acts for the employer."""
    return set(expert.employer.organisation.members.all())
