"""People whom an employer asks by a sheet: each owns what becomes of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from corps.accounts.models import User
from corps.accounts.services import person_at
from corps.notifications.services import Happening, record, record_all
from corps.organisations.models import Organisation
from corps.sheets.formats import Opened
from corps.skills.models import Holding
from corps.skills.services import set_holdings
from corps.stages import IllegalMove
from councils.models import Clearance
from secondments import queries
from secondments.models import Employer, Expert, StaffInvitation, StaffSheet
from secondments.services.experts import NotYet, begin_profile

Stage = StaffSheet.Stage
KEPT = timedelta(days=30)  # a sheet's rows; who was asked stays


class Faulty(IllegalMove):
    """A sheet with a fault, or without a row to take, is not taken in."""


class InvitationGone(Exception):
    """What an employer asked was answered before, or taken back."""


@transaction.atomic
def upload_staff(employer: Employer, *, by: User, name: str, opened: Opened) -> StaffSheet:
    """Keep a sheet as it was read; nobody is asked yet."""
    sheet = StaffSheet(employer=employer, by=by)
    sheet.fill(opened, name)
    sheet.save()
    record("secondments.staff_uploaded", about=sheet, by=by)
    return sheet


@transaction.atomic
def replace_staff(sheet: StaffSheet, *, by: User, name: str, opened: Opened) -> StaffSheet:
    """Put a mended file in the place of an open one; the columns stay chosen where they fit."""
    sheet = _open(sheet)
    sheet.fill(opened, name)
    sheet.save()
    record("secondments.staff_uploaded", about=sheet, by=by)
    if sheet.mapping and set(sheet.mapping.values()) <= set(sheet.headings):
        return _check(sheet)
    return sheet


@transaction.atomic
def choose_staff_columns(sheet: StaffSheet, *, mapping: Mapping[str, str]) -> StaffSheet:
    """Say which heading tells what; then every row is read."""
    sheet = _open(sheet)
    sheet.mapping = dict(mapping)
    return _check(sheet)


def _check(sheet: StaffSheet) -> StaffSheet:
    sheet.note(queries.sorted_staff(sheet))
    sheet.move_to(Stage.CHECKED)
    sheet.save()
    return sheet


@transaction.atomic
def ask_staff(sheet: StaffSheet, *, by: User) -> StaffSheet:
    """Ask everybody on a sheet, all or none: each makes a profile of it, or does not."""
    sheet = _locked(sheet)
    if sheet.employer.organisation.stage != Organisation.Stage.VERIFIED:
        raise NotYet(f"You can ask your people once corps staff have verified {sheet.employer}.")
    Employer.objects.select_for_update().get(pk=sheet.employer_id)  # one sheet at a time
    found = queries.sorted_staff(sheet)
    sheet.note(found)
    if found.faults or not found.records:
        raise Faulty(f"sheet {sheet.pk} is not fit to be taken in")
    sheet.move_to(Stage.WAITING)
    asked = StaffInvitation.objects.bulk_create(
        StaffInvitation(employer=sheet.employer, sheet=sheet, by=by, **_filled(one.values))
        for one in found.records
    )
    _tell("secondments.staff_invited", asked, by=by)
    sheet.move_to(Stage.TAKEN)
    sheet.by = by
    sheet.save()
    record("secondments.staff_asked", about=sheet, by=by, count=len(asked))
    return sheet


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the sheet says of somebody; what it does not say is left to them."""
    said = {name: value for name, value in values.items() if value is not None}
    return {"skills": [], **said}


def _tell(kind: str, asked: list[StaffInvitation], *, by: User) -> None:
    happenings = [
        Happening(one, [person_at(one.email, name=one.name)], {"employer": one.employer})
        for one in asked
    ]
    record_all(kind, happenings, by=by)


@transaction.atomic
def undo_staff(sheet: StaffSheet, *, by: User) -> StaffSheet:
    """Take back what was asked, and tell everybody; none, where somebody has accepted."""
    sheet = _locked(sheet)
    sheet.move_to(Stage.UNDONE)
    asked = list(
        StaffInvitation.objects.select_for_update(of=("self",))
        .filter(sheet=sheet)
        .select_related("employer__organisation")
    )
    if any(one.accepted_at for one in asked):
        raise InvitationGone("Somebody has accepted already, so that nothing is taken back.")
    _tell("secondments.staff_uninvited", asked, by=by)
    StaffInvitation.objects.filter(pk__in=[one.pk for one in asked]).delete()
    sheet.save(update_fields=["stage", "moved_at"])
    record("secondments.staff_undone", about=sheet, by=by, count=len(asked))
    return sheet


@transaction.atomic
def discard_staff(sheet: StaffSheet, *, by: User) -> None:
    """Throw a sheet away by which nobody was asked."""
    sheet = _open(sheet)
    record("secondments.staff_discarded", about=sheet.employer.organisation, by=by, sheet=sheet)
    sheet.delete()


@transaction.atomic
def accept_staff(invitation: StaffInvitation, *, user: User) -> Expert:
    """Begin one's own profile with what the employer wrote; what one has said oneself stands.

    It is a draft: nobody is on offer before they say so themselves.
    """
    rows = StaffInvitation.objects.select_for_update(of=("self",)).select_related("employer")
    found = rows.filter(pk=invitation.pk, accepted_at=None).first()
    if found is None:
        raise InvitationGone("This was accepted already, or taken back.")
    expert = Expert.objects.filter(user=user).first()
    if expert is None or expert.stage == Expert.Stage.DRAFT:
        expert = begin_profile(user=user, employer=found.employer)
    elif expert.employer_id != found.employer_id:
        raise NotYet(f"Your profile is with {expert.employer}. Write to us if you have moved.")
    _fill(expert, found)
    found.accepted_at, found.expert = timezone.now(), expert
    found.save(update_fields=["accepted_at", "expert"])
    return expert


def _fill(expert: Expert, said: StaffInvitation) -> None:
    """What is not said yet is filled in; no level becomes lower."""
    for name in ("headline", "days_a_week", "available_from", "available_until"):
        setattr(expert, name, getattr(expert, name) or getattr(said, name))
    begins, ends = expert.available_from, expert.available_until
    if begins and ends and ends <= begins:
        expert.available_until = None
    if expert.clearance == Clearance.NONE:
        expert.clearance = said.clearance
    expert.save()
    rows = list(Holding.objects.filter(user=expert.user))
    held = {row.skill_id: row.level for row in rows if row.level}
    for skill, level in said.skills:
        held[skill] = max(held.get(skill, 0), level)
    wanted = [row.skill_id for row in rows if row.wanted]
    set_holdings(expert.user, held=held.items(), wanted=wanted)


def _locked(sheet: StaffSheet) -> StaffSheet:
    """The sheet as it stands now; a colleague may have thrown it away meanwhile."""
    rows = StaffSheet.objects.select_for_update(of=("self",))
    found = rows.select_related("employer__organisation", "by").filter(pk=sheet.pk).first()
    if found is None:
        raise IllegalMove(f"sheet {sheet.pk} is there no longer")
    return found


def _open(sheet: StaffSheet) -> StaffSheet:
    found = _locked(sheet)
    if not found.is_open:
        raise IllegalMove(f"sheet {sheet.pk} is {found.stage}")
    return found


@transaction.atomic
def empty_sheets(*, now: datetime | None = None) -> int:
    """Forget the rows of sheets taken in long ago, and whole sheets that were left lying."""
    before = (now or timezone.now()) - KEPT
    old = StaffSheet.objects.filter(moved_at__lt=before)
    gone = old.exclude(stage=Stage.TAKEN).delete()[1].get("secondments.StaffSheet", 0)
    full = old.filter(stage=Stage.TAKEN).exclude(rows=[])
    return gone + full.update(rows=[], faults=[], passed=[])
