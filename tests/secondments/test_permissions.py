from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from secondments.models import Secondment
from tests.matrix import Row, check, each
from tests.secondments.cold_start import ROWS as COLD_START
from tests.secondments.companies import (
    REASON,
    employer_at,
    employer_pk,
    expert,
    expert_at,
    terms,
)
from tests.secondments.companies import ROWS as COMPANIES


def secondment_at(stage):
    """The id of a secondment of the expert to the officer's project, at this stage."""

    def find(world):
        today = timezone.localdate()
        made = Secondment.objects.create(
            role=world.role("staffed"),
            place=1,
            expert=expert(world),
            stage=stage,
            starts_on=today,
            ends_on=today + timedelta(days=180),
            days_a_week=Decimal(3),
        )
        return [made.pk]

    return find


COUNCIL = ("officer", "approver", "administrator")
REGISTRATION = {"company_number": "12345678", "name": "Sample Ltd"}


def invitation(_world):
    return {"name": "Bo Sample", "email": "bo@company.example", "role": "member"}


def own_employer(world):
    return {"employer": expert(world).employer_id}


def skills(world):
    return {
        "skills-skill-0": world.skill.name,
        "skills-level-0": "3",
        "skills-kind-0": "held",
    }


def council(status):
    return dict.fromkeys(COUNCIL, status)


ROWS = [
    Row("secondments:secondments", rest=200),
    Row("secondments:employers", corps_staff=200, rest=403),
    Row("secondments:employer-new", rest=200),
    Row("secondments:employer-new", method="POST", data=lambda _w: REGISTRATION, rest=302),
    Row("secondments:employer", args=employer_pk, employer=200, corps_staff=200, rest=404),
    *(
        Row(
            "secondments:employer-verify",
            stage,
            method="POST",
            args=employer_at(stage),
            corps_staff=302,
            employer=403,
            rest=404,
        )
        for stage in ("applied", "verified", "refused")
    ),
    Row("secondments:employer-verify", args=employer_pk, rest=405),
    Row(
        "secondments:employer-refuse",
        args=employer_pk,
        corps_staff=200,
        employer=403,
        rest=404,
    ),
    *(
        Row(
            "secondments:employer-refuse",
            stage,
            method="POST",
            args=employer_at(stage),
            data=lambda _w: REASON,
            corps_staff=302,
            employer=403,
            rest=404,
        )
        for stage in ("applied", "verified", "refused")
    ),
    Row("secondments:member-invite", args=employer_pk, employer=200, corps_staff=403, rest=404),
    Row(
        "secondments:member-invite",
        method="POST",
        args=employer_pk,
        data=invitation,
        employer=302,
        corps_staff=403,
        rest=404,
    ),
    Row("secondments:expert-new", rest=200, expert=302, other_expert=302),
    Row(
        "secondments:expert-new",
        method="POST",
        data=own_employer,
        rest=200,
        expert=302,
        other_expert=302,
    ),
    Row(
        "secondments:expert",
        "draft",
        args=expert_at("draft"),
        expert=200,
        corps_staff=200,
        rest=404,
    ),
    *(
        Row(
            "secondments:expert",
            stage,
            args=expert_at(stage),
            expert=200,
            employer=200,
            corps_staff=200,
            rest=404,
        )
        for stage in ("available", "paused")
    ),
    *(
        Row(
            f"secondments:expert-{page}",
            method=method,
            args=expert_at("available"),
            data=data,
            expert=answer,
            employer=403,
            corps_staff=403,
            rest=404,
        )
        for page, method, data, answer in (
            ("edit", "GET", lambda _w: {}, 302),
            ("skills", "GET", lambda _w: {}, 200),
            ("skills", "POST", skills, 302),
            ("preferences", "GET", lambda _w: {}, 200),
            ("preferences", "POST", lambda w: {"add": w.role("open").pk}, 302),
        )
    ),
    *(
        Row(
            f"secondments:expert-{act}",
            stage,
            method="POST",
            args=expert_at(stage),
            expert=302,
            employer=404 if stage == "draft" else 403,
            corps_staff=403,
            rest=404,
        )
        for act in ("offer", "pause")
        for stage in ("draft", "available", "paused")
    ),
    Row("secondments:expert-offer", args=expert_at("available"), rest=405),
    Row("secondments:expert-pause", args=expert_at("available"), rest=405),
    Row(
        "secondments:expert-consent",
        args=expert_at("available"),
        employer=200,
        expert=403,
        corps_staff=403,
        rest=404,
    ),
    Row(
        "secondments:expert-consent",
        "draft",
        method="POST",
        args=expert_at("draft", consented=False),
        expert=403,
        corps_staff=403,
        rest=404,
    ),
    *(
        Row(
            "secondments:expert-consent",
            stage,
            method="POST",
            args=expert_at(stage, consented=False),
            data=terms,
            employer=302,
            expert=403,
            corps_staff=403,
            rest=404,
        )
        for stage in ("available", "paused")
    ),
    *(
        Row(
            "secondments:expert-consent-withdraw",
            method=method,
            args=expert_at("available"),
            data=lambda _w: REASON,
            employer=answer,
            expert=403,
            corps_staff=403,
            rest=404,
        )
        for method, answer in (("GET", 200), ("POST", 302))
    ),
    *(
        Row(
            "secondments:secondment",
            stage,
            args=secondment_at(stage),
            **council(200),
            expert=200,
            employer=200,
            corps_staff=200,
            rest=404,
        )
        for stage in Secondment.Stage.values
    ),
    *(
        Row(
            f"secondments:secondment-{act}",
            stage,
            method="POST",
            args=secondment_at(stage),
            data=lambda _w: REASON,
            **council(302),
            expert=403,
            employer=403,
            corps_staff=403,
            rest=404,
        )
        for act in ("start", "complete", "end")
        for stage in Secondment.Stage.values
    ),
    Row("secondments:secondment-start", args=secondment_at("planned"), rest=405),
    Row("secondments:secondment-complete", args=secondment_at("active"), rest=405),
    Row(
        "secondments:secondment-end",
        args=secondment_at("active"),
        **council(200),
        expert=403,
        employer=403,
        corps_staff=403,
        rest=404,
    ),
    *COLD_START,
    *COMPANIES,
    Row(
        "secondments:question-new",
        args=lambda w: [w.project("open").pk],
        employer=200,
        other_employer=200,
        expert=200,
        other_expert=200,
        rest=403,
    ),
    Row(
        "secondments:question-new",
        method="POST",
        args=lambda w: [w.project("open").pk],
        data=lambda _w: {"text": "Which framework do you use?"},
        employer=302,
        other_employer=302,
        expert=302,
        other_expert=302,
        rest=403,
    ),
    Row("secondments:question-new", "staffed", args=lambda w: [w.project("staffed").pk], rest=302),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
