"""Who may do what with pledges, intakes and interests."""

from datetime import timedelta

from django.utils import timezone

from secondments.models import Expert
from tests.factories.secondments import (
    IntakeFactory,
    NamingFactory,
    PledgeFactory,
    RoleInterestFactory,
)
from tests.matrix import Row

REASON = {"reason": "A sample reason"}


def expert(world):
    return Expert.objects.get(user=world.people["expert"])


def own_employer(world):
    return [expert(world).employer_id]


def pledge_at(stage):
    """The id of a pledge of the expert's employer, at this stage."""

    def find(world):
        named = 2 if stage == "named" else 0
        return [PledgeFactory(employer=expert(world).employer, stage=stage, named=named).pk]

    return find


def naming(world):
    """The id of a naming of somebody who has not agreed yet."""
    return [NamingFactory(pledge=PledgeFactory(employer=expert(world).employer, named=1)).pk]


def offered_days(world):
    today = timezone.localdate()
    return {
        "title": "Sample developers",
        "people": "2",
        "days_a_week": "2",
        "available_from": today.isoformat(),
        "available_until": (today + timedelta(days=300)).isoformat(),
        "remote": "on",
        "skills-skill-0": world.skill.name,
        "skills-level-0": "3",
        "skills-kind-0": "held",
    }


def somebody(_world):
    return {"email": "new@one.example", "name": "Sample newcomer", "agreed": "on"}


def season(_world):
    today = timezone.localdate()
    days = {"opens_on": 0, "closes_on": 30, "round_on": 31}
    dates = {name: (today + timedelta(days=many)).isoformat() for name, many in days.items()}
    return {"name": "Sample spring", **dates}


def intake(_world):
    return [IntakeFactory().pk]


def role(world):
    return [world.role("open").pk]


def interest(*, shared):
    """The id of the expert's interest in a role."""

    def find(world):
        at = timezone.now() if shared else None
        row = RoleInterestFactory(expert=expert(world), role=world.role("open"), shared_at=at)
        return [row.pk]

    return find


COMPANY = {"employer": 200, "corps_staff": 200}
RUNS = {"employer": 302, "corps_staff": 403}
OFFERED, PAUSED = pledge_at("offered"), pledge_at("paused")
ROWS = [
    Row("secondments:pledges", everyone=200),
    Row("secondments:employer-pledges", args=own_employer, **COMPANY, rest=404),
    Row("secondments:pledge-new", args=own_employer, employer=200, corps_staff=403, rest=404),
    Row(
        "secondments:pledge-new",
        method="POST",
        args=own_employer,
        data=offered_days,
        **RUNS,
        rest=404,
    ),
    Row("secondments:pledge", args=OFFERED, **COMPANY, rest=404),
    Row("secondments:pledge-edit", args=OFFERED, employer=200, corps_staff=403, rest=404),
    Row(
        "secondments:pledge-edit",
        method="POST",
        args=OFFERED,
        data=offered_days,
        **RUNS,
        rest=404,
    ),
    *(
        Row(f"secondments:pledge-{act}", method="POST", args=find, **RUNS, rest=404)
        for act, find in (("pause", OFFERED), ("resume", PAUSED))
    ),
    *(
        Row(f"secondments:pledge-{act}", args=find, rest=405)
        for act, find in (("pause", OFFERED), ("resume", PAUSED))
    ),
    *(
        Row(
            "secondments:pledge-withdraw",
            stage,
            method="POST",
            args=pledge_at(stage),
            data=lambda _w: REASON,
            **RUNS,
            rest=404,
        )
        for stage in ("offered", "named")
    ),
    Row("secondments:pledge-withdraw", args=OFFERED, employer=200, corps_staff=403, rest=404),
    Row("secondments:pledge-name", args=OFFERED, employer=200, corps_staff=403, rest=404),
    Row("secondments:pledge-name", method="POST", args=OFFERED, data=somebody, **RUNS, rest=404),
    Row(
        "secondments:pledge-name",
        "named",
        method="POST",
        args=pledge_at("named"),
        data=somebody,
        employer=200,  # with the error beside the field
        corps_staff=403,
        rest=404,
    ),
    Row("secondments:naming-take-back", method="POST", args=naming, employer=302, rest=403),
    Row("secondments:naming-take-back", args=naming, rest=405),
    Row("secondments:intakes", everyone=200),
    Row("secondments:intake", args=intake, everyone=200),
    Row("secondments:intake-new", corps_staff=200, rest=403),
    Row("secondments:intake-new", method="POST", data=season, corps_staff=302, rest=403),
    Row("secondments:intake-edit", args=intake, corps_staff=200, rest=403),
    Row(
        "secondments:intake-edit",
        method="POST",
        args=intake,
        data=season,
        corps_staff=302,
        rest=403,
    ),
    Row("secondments:interests", expert=200, other_expert=200, rest=404),
    Row(
        "secondments:interest-mark",
        method="POST",
        args=role,
        expert=302,
        other_expert=302,
        rest=404,
    ),
    Row("secondments:interest-mark", args=role, rest=405),
    Row("secondments:interest-share", args=interest(shared=False), expert=200, rest=404),
    Row(
        "secondments:interest-share",
        method="POST",
        args=interest(shared=False),
        expert=302,
        rest=404,
    ),
    Row("secondments:interest-withdraw", args=interest(shared=True), rest=405),
    Row(
        "secondments:interest-withdraw",
        method="POST",
        args=interest(shared=True),
        expert=302,
        rest=404,
    ),
    Row("secondments:interests-share", expert=302, other_expert=302, rest=404),
    Row(
        "secondments:employer-interests", args=own_employer, employer=200, corps_staff=403, rest=404
    ),
]
