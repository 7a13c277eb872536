"""Who may do what with direct matches and alerts."""

from tests.factories.matching import AlertFactory, DirectMatchFactory
from tests.matrix import Row

COUNCIL = ("officer", "approver", "administrator")


def those(names, status):
    return dict.fromkeys(names, status)


def direct(side):
    """The id of a direct match that this side has asked for, and nobody has answered."""

    def find(world):
        expert = world.people["expert"].expert
        who = {"council": "officer", "employer": "employer"}[side]
        made = DirectMatchFactory(
            role=world.role("open"),
            employer=expert.employer,
            expert=expert if side == "employer" else None,
            begun_by=side,
            by=world.people[who],
        )
        return [made.pk]

    return find


def role(world):
    return [world.role("open").pk]


def the_expert(world):
    return {"expert": world.people["expert"].expert.pk}


def company(_world):
    return {"company": "00000001", "note": "They built our maps."}


def alert(world):
    """The id of the officer's wish to be told of people."""
    return [AlertFactory(user=world.people["officer"], role=world.role("open")).pk]


def token(world):
    return [AlertFactory(user=world.people["officer"], role=world.role("open")).token]


BY_COUNCIL, BY_EMPLOYER = direct("council"), direct("employer")
NO = {"reason": "Not this time."}
ROWS = [
    Row("matching:directs", rest=200),
    Row(
        "matching:direct-new",
        args=role,
        **those((*COUNCIL, "employer", "other_employer"), 200),
        rest=403,
    ),
    Row(
        "matching:direct-new",
        method="POST",
        args=role,
        data=company,
        **those(COUNCIL, 302),
        employer=200,  # their form asks for a person
        other_employer=200,
        rest=403,
    ),
    Row(
        "matching:direct",
        args=BY_COUNCIL,
        **those((*COUNCIL, "employer", "corps_staff"), 200),
        rest=404,
    ),
    Row("matching:direct-accept", args=BY_COUNCIL, rest=405),
    Row(
        "matching:direct-accept",
        "asked by the council",
        method="POST",
        args=BY_COUNCIL,
        data=the_expert,
        employer=302,
        **those((*COUNCIL, "corps_staff"), 403),
        rest=404,
    ),
    Row(
        "matching:direct-accept",
        "asked by the company",
        method="POST",
        args=BY_EMPLOYER,
        employer=403,
        corps_staff=403,
        **those(COUNCIL, 302),
        rest=404,
    ),
    *(
        Row(
            "matching:direct-decline",
            method=method,
            args=BY_COUNCIL,
            data=lambda _w: NO,
            employer=answer,
            **those((*COUNCIL, "corps_staff"), 403),
            rest=404,
        )
        for method, answer in (("GET", 200), ("POST", 302))
    ),
    *(
        Row(
            "matching:direct-withdraw",
            method=method,
            args=BY_COUNCIL,
            data=lambda _w: NO,
            employer=403,
            corps_staff=403,
            **those(COUNCIL, answer),
            rest=404,
        )
        for method, answer in (("GET", 200), ("POST", 302))
    ),
    Row("matching:alerts", rest=200),
    Row(
        "matching:alert-people",
        method="POST",
        args=role,
        **those((*COUNCIL, "corps_staff"), 302),
        rest=403,
    ),
    Row("matching:alert-people", args=role, rest=405),
    Row("matching:alert-roles", method="POST", expert=302, other_expert=302, rest=404),
    Row("matching:alert-roles", rest=405),
    Row("matching:alert-end", method="POST", args=alert, officer=302, rest=404),
    Row("matching:alert-end", args=alert, rest=405),
    Row("matching:alert-stop", args=token, everyone=200),
    Row("matching:alert-stop", method="POST", args=token, everyone=200),
]
