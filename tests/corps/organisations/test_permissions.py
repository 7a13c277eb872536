from corps.organisations.models import (
    GroupClaim,
    Invitation,
    Membership,
    Organisation,
    Question,
)
from tests.matrix import Row, check, each


def invited(world):
    """The token of an invitation that was sent to the other expert's address."""
    made = Invitation.objects.create(
        organisation=Organisation.objects.get(memberships__user=world.people["employer"]),
        email=world.people["other_expert"].email,
        by=world.people["employer"],
    )
    return [made.token]


def company(stage="verified"):
    """The employer's company, at this stage, run by the employer."""

    def find(world):
        own = Organisation.objects.get(memberships__user=world.people["employer"])
        own.stage = stage
        own.save()
        own.memberships.update(role=Membership.Role.ADMINISTRATOR)
        return [own.pk]

    return find


def own_membership(world):
    return [Membership.objects.get(organisation__in=company()(world)).pk]


def own_invitation(world):
    invited(world)
    company()(world)
    return [Invitation.objects.get().pk]


def asked(world):
    own = company("applied")(world)
    question = Question.objects.create(
        organisation_id=own[0], asked_by=world.people["corps_staff"], text="Which company heads it?"
    )
    return [question.pk]


def claimed(world):
    own = company()(world)
    claim = GroupClaim.objects.create(
        organisation_id=own[0], head_number="00000002", by=world.people["employer"]
    )
    return [claim.pk]


OWN = {"employer": 200, "corps_staff": 403, "rest": 404}
OWN_ACT = {"employer": 302, "corps_staff": 403, "rest": 404}
ROWS = [
    Row("organisations:invitation", args=invited, other_expert=200, rest=403),
    Row("organisations:invitation", method="POST", args=invited, other_expert=302, rest=403),
    Row("organisations:members", args=company(), employer=200, corps_staff=200, rest=404),
    Row(
        "organisations:member-role",
        method="POST",
        args=own_membership,
        data=lambda _w: {"role": "administrator"},
        **OWN_ACT,
    ),
    Row("organisations:member-remove", args=own_membership, **OWN_ACT),
    Row("organisations:member-leave", args=company(), employer=200, rest=404),
    Row("organisations:member-leave", method="POST", args=company(), employer=302, rest=404),
    Row("organisations:invitation-resend", method="POST", args=own_invitation, **OWN_ACT),
    Row("organisations:invitation-withdraw", method="POST", args=own_invitation, **OWN_ACT),
    Row("organisations:group", args=company(), **OWN),
    Row(
        "organisations:group",
        method="POST",
        args=company(),
        data=lambda _w: {"head_number": "SC123456"},
        **OWN_ACT,
    ),
    Row("organisations:group-decide", args=claimed, corps_staff=200, employer=403, rest=404),
    Row(
        "organisations:group-decide",
        method="POST",
        args=claimed,
        data=lambda _w: {"decision": "yes"},
        corps_staff=302,
        employer=403,
        rest=404,
    ),
    Row("organisations:question", args=asked, employer=200, corps_staff=200, rest=404),
    Row(
        "organisations:question",
        method="POST",
        args=asked,
        data=lambda _w: {"words": "Nobody."},
        **OWN_ACT,
    ),
    Row("organisations:apply-again", "refused", args=company("refused"), **OWN),
    Row("organisations:apply-again", "verified", args=company(), **OWN_ACT),
    Row(
        "organisations:apply-again",
        "refused",
        method="POST",
        args=company("refused"),
        data=lambda _w: {"words": "The number was wrong."},
        **OWN_ACT,
    ),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
