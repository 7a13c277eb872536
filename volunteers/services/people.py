"""What volunteers and charities say of themselves."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.notifications.services import record
from corps.organisations import services as organisations
from corps.organisations.models import Organisation
from corps.organisations.permissions import can_act_for_organisation
from corps.skills.services import set_holdings
from volunteers.models import Charity, Task, Volunteer
from volunteers.services.task import cancel_task


class TooYoung(Exception):
    """Volunteers have an age at least."""


class CharityRegistered(organisations.AlreadyRegistered):
    """Somebody has registered this charity number before."""


@transaction.atomic
def begin(*, user: User, age: int, name: str = "", **fields: Any) -> Volunteer:
    """Become a volunteer: say one's age, and agree to the licence in force."""
    if age < settings.VOLUNTEER_AGE:
        raise TooYoung(f"Volunteers are {settings.VOLUNTEER_AGE} or over.")
    user = User.objects.select_for_update().get(pk=user.pk)
    if name and name != user.name:
        user.name = name
        user.save(update_fields=["name"])
    agreed = {"licence_version": settings.CONTRIBUTOR_LICENCE, "licence_agreed_at": timezone.now()}
    known = Volunteer.objects.filter(user=user).first()
    if known and known.has_agreed:
        agreed = {}
    volunteer, _made = Volunteer.objects.update_or_create(
        user=user, defaults={"age_confirmed": age, **agreed, **fields}
    )
    record(
        "volunteers.profile_begun",
        about=volunteer,
        by=user,
        licence=volunteer.licence_version,
        age=age,
    )
    return volunteer


@transaction.atomic
def edit_profile(volunteer: Volunteer, *, by: User, **fields: Any) -> Volunteer:
    """Change what a volunteer says, and who may read it."""
    volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    for name, value in fields.items():
        setattr(volunteer, name, value)
    volunteer.save(update_fields=list(fields))
    record("volunteers.profile_changed", about=volunteer, by=by)
    return volunteer


def set_skills(
    volunteer: Volunteer, *, held: Iterable[tuple[int, int]], wanted: Iterable[int]
) -> None:
    """Replace what a volunteer can do, as (skill id, level), and wants to learn, as skill ids."""
    set_holdings(volunteer.user, held=held, wanted=wanted)


@transaction.atomic
def register_charity(
    *, by: User, name: str, charity_number: str, purpose: str, company_number: str = ""
) -> Charity:
    """Ask that a charity may ask for help; where its body is here already, its people alone can.

    The person is held meanwhile, so that a form sent twice makes one charity.
    """
    User.objects.select_for_update().get(pk=by.pk)
    known = Charity.objects.filter(charity_number=charity_number).first()
    if known:
        if not can_act_for_organisation(by, known.organisation):
            raise CharityRegistered(known.organisation)
        return known
    charity, made = Charity.objects.get_or_create(
        organisation=_body(by=by, company_number=company_number, name=name),
        defaults={"charity_number": charity_number, "purpose": purpose},
    )
    if made:
        record(
            "volunteers.charity_applied",
            about=charity,
            by=by,
            tell=corps_staff(),
        )
    return charity


def _body(*, by: User, company_number: str, name: str) -> Organisation:
    """A charity's body: a new one, or one that the person acts for."""
    try:
        return organisations.register(
            by=by, company_number=company_number, name=name, page="volunteers:charity"
        )
    except organisations.AlreadyRegistered as known:
        if not can_act_for_organisation(by, known.organisation):
            raise
        return known.organisation


@transaction.atomic
def approve_charity(charity: Charity, *, by: User) -> Charity:
    """Say that it is the charity it says it is: it may ask for help from now on."""
    charity = _judged(charity, Charity.Stage.APPROVED)
    if charity.organisation.stage != Organisation.Stage.VERIFIED:
        organisations.verify(charity.organisation, by=by)
    people = charity.organisation.members.all()
    record("volunteers.charity_approved", about=charity, by=by, tell=people)
    return charity


@transaction.atomic
def refuse_charity(charity: Charity, *, by: User, reason: str) -> Charity:
    """Say that it may not ask for help, and why; its open tasks are cancelled with it."""
    charity = _judged(charity, Charity.Stage.REFUSED, reason)
    for task in charity.tasks.filter(stage=Task.Stage.OPEN):
        cancel_task(task, by=by, reason=f"{charity} may not ask for help: {reason}")
    people = charity.organisation.members.all()
    record("volunteers.charity_refused", about=charity, by=by, tell=people, reason=reason)
    return charity


def _judged(charity: Charity, stage: str, reason: str = "") -> Charity:
    charity = (
        Charity.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=charity.pk)
    )
    charity.move_to(stage)
    charity.stage_reason = reason
    charity.save(update_fields=["stage", "moved_at", "stage_reason"])
    return charity
