"""Rows of the matrix about companies, the steps of a profile, and lists of people."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from secondments.models import Expert, StaffInvitation, StaffSheet
from tests.matrix import Row


def expert(world):
    return Expert.objects.get(user=world.people["expert"])


def employer_pk(world):
    return [expert(world).employer_id]


def expert_at(stage, consented=True):
    """The expert's id, at this stage, with or without consent."""

    def find(world):
        found = expert(world)
        found.stage = stage
        if not consented:
            found.consent_at = found.consent_by = None
        found.save()
        return [found.pk]

    return find


def employer_at(stage):
    """The id of the expert's employer, at this stage."""

    def find(world):
        organisation = expert(world).employer.organisation
        organisation.stage = stage
        organisation.save()
        return [organisation.pk]

    return find


REASON = {"reason": "A sample reason", "words": "A sample reason"}


def in_days(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


STEPS = {
    "work": {"headline": "Sample developer"},
    "when": {"available_from": in_days(0), "available_until": in_days(300), "days_a_week": "3"},
    "where": {"remote": "on"},
    "clearance": {"clearance": "none"},
}


def terms(_world):
    return {"starts_on": in_days(0), "ends_on": in_days(200)}


def away(_world):
    return {"starts_on": in_days(10), "ends_on": in_days(20), "days_a_week": "0"}


def step_of_expert(step):
    return lambda world: [expert(world).pk, step]


def period_of_expert(world):
    today = timezone.localdate()
    made = expert(world).periods.create(starts_on=today, ends_on=today)
    return [expert(world).pk, made.pk]


def sheet_at(stage):
    """The employer's sheet of one person, at this stage; the employer runs the company."""

    def find(world):
        employer_pk(world)
        own = expert(world).employer
        own.organisation.memberships.update(role="administrator")
        sheet = StaffSheet.objects.create(
            employer=own,
            by=world.people["employer"],
            name="people.csv",
            headings=["Name", "E-mail"],
            rows=[[2, ["Bo Sample", "bo@one.example"]]],
            size=1,
            mapping={"name": "Name", "email": "E-mail"},
            stage=stage,
        )
        return [sheet.pk]

    return find


def run_employer(world):
    expert(world).employer.organisation.memberships.update(role="administrator")
    return employer_pk(world)


def people_file(_world):
    return {"file": SimpleUploadedFile("people.csv", b"Name,E-mail\nBo Sample,bo@one.example\n")}


def invited_by_sheet(world):
    """The token of what the employer asks the other expert, who has a profile elsewhere."""
    sheet = StaffSheet.objects.get(pk=sheet_at("taken")(world)[0])
    made = StaffInvitation.objects.create(
        employer=sheet.employer,
        sheet=sheet,
        email=world.people["other_expert"].email,
        name="Sample",
        by=world.people["employer"],
    )
    return [made.token]


ROWS = [
    *(
        Row(
            "secondments:expert-step",
            step,
            method=method,
            args=step_of_expert(step),
            data=lambda _w, step=step: STEPS[step],
            expert=answer,
            employer=403,
            corps_staff=403,
            rest=404,
        )
        for step in STEPS
        for method, answer in (("GET", 200), ("POST", 302))
    ),
    Row(
        "secondments:expert-step",
        "check",
        args=step_of_expert("check"),
        expert=200,
        employer=403,
        corps_staff=403,
        rest=404,
    ),
    Row(
        "secondments:expert-calendar",
        args=expert_at("available"),
        expert=200,
        employer=200,
        corps_staff=200,
        rest=404,
    ),
    Row(
        "secondments:expert-calendar",
        method="POST",
        args=expert_at("available"),
        data=away,
        expert=302,
        employer=403,
        corps_staff=403,
        rest=404,
    ),
    Row(
        "secondments:period-remove",
        method="POST",
        args=period_of_expert,
        expert=302,
        employer=403,
        corps_staff=403,
        rest=404,
    ),
    Row("secondments:employer-queue", corps_staff=200, rest=403),
    *(
        Row(
            f"secondments:employer-{act}",
            stage,
            method=method,
            args=employer_at(stage),
            data=lambda _w: REASON,
            corps_staff=answer,
            employer=403,
            rest=404,
        )
        for act, stage, method, answer in (
            ("ask", "applied", "GET", 200),
            ("ask", "applied", "POST", 302),
            ("ask", "verified", "POST", 302),
            ("suspend", "verified", "GET", 200),
            ("suspend", "verified", "POST", 302),
            ("suspend", "applied", "POST", 302),
            ("reinstate", "suspended", "POST", 302),
            ("reinstate", "refused", "POST", 302),
        )
    ),
    Row("secondments:employer-reinstate", args=employer_at("suspended"), rest=405),
    Row("secondments:staff-import", args=run_employer, employer=200, corps_staff=403, rest=404),
    Row(
        "secondments:staff-import",
        method="POST",
        args=run_employer,
        data=people_file,
        employer=302,
        corps_staff=403,
        rest=404,
    ),
    *(
        Row(
            f"secondments:staff-{page}",
            stage,
            method=method,
            args=sheet_at(stage),
            data=data,
            employer=answer,
            corps_staff=403,
            rest=404,
        )
        for page, stage, method, data, answer in (
            ("sheet", "checked", "GET", lambda _w: {}, 200),
            ("sheet", "opened", "GET", lambda _w: {}, 302),
            ("columns", "opened", "GET", lambda _w: {}, 200),
            ("columns", "opened", "POST", lambda _w: {"name": "Name", "email": "E-mail"}, 302),
            ("columns", "taken", "GET", lambda _w: {}, 302),
            ("file", "checked", "POST", people_file, 302),
            ("ask", "checked", "POST", lambda _w: {}, 302),
            ("ask", "taken", "POST", lambda _w: {}, 302),
            ("undo", "taken", "POST", lambda _w: {}, 302),
            ("undo", "checked", "POST", lambda _w: {}, 302),
            ("discard", "checked", "POST", lambda _w: {}, 302),
            ("discard", "taken", "POST", lambda _w: {}, 302),
            ("faults", "checked", "GET", lambda _w: {}, 200),
        )
    ),
    Row("secondments:staff-invitation", args=invited_by_sheet, other_expert=200, rest=403),
    Row(
        "secondments:staff-invitation",
        method="POST",
        args=invited_by_sheet,
        other_expert=302,
        rest=403,
    ),
]
