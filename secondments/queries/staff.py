"""What is asked of sheets of an employer's people."""

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format

from corps.sheets.formats import Column, Sorted
from corps.skills.models import Level
from corps.skills.queries import skills
from councils.models import Clearance
from secondments.formats import sort_staff, staff_columns
from secondments.models import Employer, Expert, StaffInvitation, StaffSheet


def columns_of_staff() -> list[Column]:
    """What a sheet of people may tell."""
    known = {name: key for key, name in skills().values_list("pk", "name")}
    return staff_columns(known, dict(Clearance.choices))


def sheets_of(employer: Employer) -> QuerySet[StaffSheet]:
    """An employer's sheets, the newest first, with how many were asked and have accepted."""
    return (
        StaffSheet.objects.filter(employer=employer)
        .select_related("by")
        .annotate(
            asked=Count("invited"),
            accepted=Count("invited", filter=Q(invited__accepted_at__isnull=False)),
        )
        .order_by("-at", "-pk")
    )


def kept_columns(employer: Employer) -> dict[str, str]:
    """The columns chosen for the employer's last sheet."""
    last = StaffSheet.objects.filter(employer=employer).exclude(mapping={}).first()
    return last.mapping if last else {}


def sorted_staff(sheet: StaffSheet) -> Sorted:
    """The sheet's rows, read against whom the employer has asked or sees on offer already.

    Whether somebody has a profile that the employer may not see is not told.
    """
    asked = StaffInvitation.objects.filter(employer=sheet.employer_id, accepted_at=None)
    there = {
        email: f"They were asked on {date_format(at, 'j F Y')}: they have the e-mail."
        for email, at in asked.values_list("email", "sent_at")
    }
    on_offer = Expert.objects.filter(employer=sheet.employer_id).exclude(stage=Expert.Stage.DRAFT)
    there |= dict.fromkeys(
        on_offer.values_list("user__email", flat=True), "They are on offer already."
    )
    return sort_staff(sheet.read(columns_of_staff()), sheet.mapping, there)


def skills_written(invitation: StaffInvitation) -> list[tuple[str, str]]:
    """The skills that an employer wrote, each with its level in words."""
    names = dict(skills().values_list("pk", "name"))
    return [
        (names[skill], Level(level).label) for skill, level in invitation.skills if skill in names
    ]
