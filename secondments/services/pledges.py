"""What happens to pledges: they are offered, changed, named person by person, or taken back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.services import person_at
from corps.notifications.services import record
from corps.organisations.models import Organisation
from corps.queue import one_by_one
from corps.stages import IllegalMove
from councils.models import Council
from secondments import queries
from secondments.models import Employer, Expert, Naming, Pledge, PledgeSkill
from secondments.services.consents import consent, withdraw_consent
from secondments.services.experts import NotYet, begin_profile

SkillLevels = Iterable[tuple[int, int]]
DAYS_OVER = "The days of this pledge are over: change its dates first, and name people then."
NOBODY_LEFT = "Everybody of this pledge is named already."
ONESELF = "You cannot name yourself: a colleague who acts for the company does."
# One answer, whoever the person is: who works where is for nobody to find out here.
NOT_YOURS = (
    "This person cannot be named here. If they work for you, ask them to choose your company in "
    "their own profile first, and name them then."
)


@transaction.atomic
def offer_pledge(
    employer: Employer,
    *,
    by: User,
    skills: SkillLevels,
    boroughs: Iterable[Council] = (),
    **fields: Any,
) -> Pledge:
    """Offer days of people whom the company names later."""
    organisation = Organisation.objects.select_for_update().get(pk=employer.pk)
    if organisation.stage != Organisation.Stage.VERIFIED:
        raise NotYet(f"You can pledge days once corps staff have verified {employer}.")
    pledge = Pledge.objects.create(employer=employer, by=by, **fields)
    _set_skills(pledge, skills)
    pledge.boroughs.set(boroughs)
    _record("pledge_offered", pledge, by)
    return pledge


@transaction.atomic
def edit_pledge(
    pledge: Pledge,
    *,
    by: User,
    skills: SkillLevels | None = None,
    boroughs: Iterable[Council] | None = None,
    **fields: Any,
) -> Pledge:
    """Change what is pledged; whoever is named stays so."""
    pledge = _locked(pledge)
    if not pledge.is_open:
        raise IllegalMove(f"pledge {pledge.pk} is {pledge.stage}")
    for name, value in fields.items():
        setattr(pledge, name, value)
    if pledge.people <= pledge.named:
        raise NotYet(
            f"{pledge.named} of this pledge are named already: pledge more people than that, "
            "or withdraw the rest."
        )
    pledge.save(update_fields=sorted(fields))
    if skills is not None:
        _set_skills(pledge, skills)
    if boroughs is not None:
        pledge.boroughs.set(boroughs)
    _record("pledge_changed", pledge, by)
    return pledge


def pause_pledge(pledge: Pledge, *, by: User) -> Pledge:
    """Offer it to nobody for a while."""
    return _move(pledge, Pledge.Stage.PAUSED, "pledge_paused", by)


@transaction.atomic
def resume_pledge(pledge: Pledge, *, by: User) -> Pledge:
    """Offer it again."""
    if _locked(pledge).stage != Pledge.Stage.PAUSED:
        raise IllegalMove(f"pledge {pledge.pk} is not paused")
    return _move(pledge, Pledge.Stage.OFFERED, "pledge_resumed", by)


def withdraw_pledge(pledge: Pledge, *, by: User, reason: str) -> Pledge:
    """Take back what is not named yet; whoever is named stays so."""
    return _move(pledge, Pledge.Stage.WITHDRAWN, "pledge_withdrawn", by, reason)


def expire_pledges(*, on: date | None = None) -> int:
    """End the pledges whose days are over; return how many."""
    on = on or timezone.localdate()
    live = Q(stage=Pledge.Stage.OFFERED) | Q(stage=Pledge.Stage.PAUSED)
    over = Pledge.objects.filter(live, available_until__lt=on).order_by("pk")
    return one_by_one(_expire, over)


def _expire(pledge: Pledge) -> int:
    _move(pledge, Pledge.Stage.EXPIRED, "pledge_expired", None)
    return 1


@transaction.atomic
def name_person(pledge: Pledge, *, by: User, email: str, name: str = "") -> Naming:
    """Say who one of the pledged people is, and consent to them within what is pledged.

    A consent that stands already stays as it is.
    Who has no profile gets one to complete, filled in with what the company pledged. Nobody is
    proposed to a council before they have put themselves on offer.
    """
    pledge = _locked(pledge)
    _refuse_naming(pledge)
    user = person_at(email, name=name)
    if user == by:
        raise NotYet(ONESELF)
    expert = _expert_of(pledge, user)
    if Naming.objects.filter(expert=expert, taken_back_at=None).exists():
        raise NotYet("This person is named for one of your pledges already.")
    naming = Naming.objects.create(pledge=pledge, expert=expert, by=by)
    _count(pledge, 1)
    if expert.consent_at is None:
        naming.expert = consent(
            expert,
            by=by,
            starts_on=max(timezone.localdate(), pledge.available_from),
            ends_on=pledge.available_until,
            days_a_week=pledge.days_a_week,
            ahead=True,
        )
    record(
        "secondments.person_named",
        about=expert,
        by=by,
        tell=[user],
        employer=pledge.employer,
        pledge=pledge,
        draft=expert.stage == Expert.Stage.DRAFT,
    )
    return naming


@transaction.atomic
def take_back_naming(naming: Naming, *, by: User) -> Naming:
    """Undo a naming whose person has not put themselves on offer; the pledge counts one again."""
    pledge = _locked(naming.pledge)
    naming = Naming.objects.select_for_update().get(pk=naming.pk)
    expert = Expert.objects.select_for_update().get(pk=naming.expert_id)
    if naming.taken_back_at or expert.stage != Expert.Stage.DRAFT:
        raise IllegalMove(f"naming {naming.pk} cannot be taken back")
    naming.taken_back_at = timezone.now()
    naming.save(update_fields=["taken_back_at"])
    if expert.consent_at is not None:
        withdraw_consent(expert, by=by, reason="The naming for a pledge was taken back.")
    if pledge.is_open or pledge.stage == Pledge.Stage.NAMED:
        _count(pledge, -1)
    _record("naming_taken_back", pledge, by, naming=naming)
    return naming


def _refuse_naming(pledge: Pledge) -> None:
    """Raise where nobody can be named for it now."""
    if pledge.stage == Pledge.Stage.NAMED:
        raise NotYet(NOBODY_LEFT)
    if pledge.stage != Pledge.Stage.OFFERED:
        raise IllegalMove(f"pledge {pledge.pk} is {pledge.stage}")
    if pledge.employer.organisation.stage != Organisation.Stage.VERIFIED:
        raise NotYet(f"You can name people once corps staff have verified {pledge.employer}.")
    if pledge.available_until <= timezone.localdate():
        raise NotYet(DAYS_OVER)


def _expert_of(pledge: Pledge, user: User) -> Expert:
    """The person's profile under this employer, or a new one filled in with what is pledged."""
    expert = Expert.objects.select_for_update().filter(user=user).first()
    if expert is None:
        expert = begin_profile(user=user, employer=pledge.employer)
        expert.headline = pledge.title
        expert.available_from = pledge.available_from
        expert.available_until = pledge.available_until
        expert.days_a_week = pledge.days_a_week
        expert.remote = pledge.remote
        expert.is_sample = pledge.is_sample
        expert.save()
        expert.boroughs.set(pledge.boroughs.all())
    elif expert.employer_id != pledge.employer_id:
        raise NotYet(NOT_YOURS)
    return expert


def _count(pledge: Pledge, more: int) -> None:
    """One more person of the pledge is named, or one fewer."""
    pledge.named += more
    if pledge.left == 0:
        pledge.move_to(Pledge.Stage.NAMED)
    elif pledge.stage == Pledge.Stage.NAMED:
        pledge.move_to(Pledge.Stage.OFFERED)
    pledge.save(update_fields=["named", "stage", "moved_at"])


def _set_skills(pledge: Pledge, skills: SkillLevels) -> None:
    pledge.pledge_skills.all().delete()
    PledgeSkill.objects.bulk_create(
        PledgeSkill(pledge=pledge, skill_id=skill, level=level)
        for skill, level in dict(skills).items()
    )


@transaction.atomic
def _move(pledge: Pledge, stage: str, kind: str, by: User | None, reason: str = "") -> Pledge:
    pledge = _locked(pledge)
    pledge.move_to(stage)
    pledge.stage_reason = reason
    pledge.save(update_fields=["stage", "moved_at", "stage_reason"])
    _record(kind, pledge, by, reason=reason)
    return pledge


def _locked(pledge: Pledge) -> Pledge:
    """The row as it is now, held until the end of the transaction."""
    return (
        Pledge.objects.select_for_update(of=("self",))
        .select_related("employer__organisation")
        .get(pk=pledge.pk)
    )


def _record(kind: str, pledge: Pledge, by: User | None, *, reason: str = "", **words: Any) -> None:
    """Tell who runs the company's pledges."""
    tell = queries.pledgers(pledge.employer)
    record(f"secondments.{kind}", about=pledge, by=by, tell=tell, reason=reason, **words)
