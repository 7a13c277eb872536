"""Rounds are for everybody to see; proposals for those whom they concern."""

from django.utils import timezone

from secondments.matching.models import Answer
from tests.factories.matching import (
    AnswerFactory,
    ProposalFactory,
    RoundFactory,
    RoundFileFactory,
    UrgencyFactory,
)
from tests.matrix import Row, check, each
from tests.secondments.matching.cold_start import ROWS as COLD_START


def round_at(stage, step="done"):
    """The id of a round at this stage."""
    return lambda _world: [RoundFactory(stage=stage, step=step).pk]


def proposal_at(stage):
    """The id of a proposal of the first employer's expert to the officer's project."""

    def find(world):
        proposal = ProposalFactory(
            role=world.role("open"), expert=world.people["expert"].expert, stage=stage
        )
        for side in Answer.Side.values:
            AnswerFactory(proposal=proposal, side=side)
        return [proposal.pk]

    return find


def own_profile(world):
    return [world.people["expert"].expert.pk]


def own_employer(world):
    return [world.people["expert"].expert.employer_id]


def project_at(stage):
    """A form that asks for experts for the project at this stage."""
    return lambda world: {"project": world.project(stage).pk}


def file_of(what):
    """What was asked of a round, or what came of it."""
    return lambda _world: [RoundFileFactory().pk, what]


def role_at(stage):
    """The id of the one role of the project at this stage, which is urgent."""
    return lambda world: [
        UrgencyFactory(role=world.role(stage), by=world.people["officer"]).role_id
    ]


def asked_about(stage):
    """The role of the project at this stage, as it is asked about."""
    return lambda world: {"role": world.role(stage).pk}


COUNCIL = ("officer", "approver", "administrator")
SIDES = ("expert", "employer", *COUNCIL)
READERS = (*SIDES, "corps_staff")
WAITING, OVER = proposal_at("proposed"), proposal_at("declined")


def those(names, status):
    return dict.fromkeys(names, status)


def accept(stage, side, find=WAITING):
    """Who may say yes for this side: the others on the proposal may not, strangers see nothing."""
    own = {"expert": ["expert"], "employer": ["employer"], "council": COUNCIL}[side]
    got = those(SIDES, 403) | those(own, 302) | {"corps_staff": 403}
    return Row(
        "matching:proposal-accept",
        f"{stage}, for the {side}",
        method="POST",
        args=find,
        data=lambda _world: {"side": side},
        rest=404,
        **got,
    )


ROWS = [
    Row("matching:rounds", everyone=200),
    Row("matching:round", "queued", args=round_at("queued", "waiting"), everyone=200),
    Row("matching:round", "running", args=round_at("running", "solving"), everyone=200),
    Row("matching:round", "solved", args=round_at("solved"), everyone=200),
    Row("matching:round", "failed", args=round_at("failed"), everyone=200),
    Row("matching:round-file", "instance", args=file_of("instance"), everyone=200),
    Row("matching:round-file", "result", args=file_of("result"), everyone=200),
    Row("matching:round-file", "names", args=file_of("names"), everyone=404),
    Row("matching:round-ask", corps_staff=200, rest=403),
    Row(
        "matching:round-ask",
        method="POST",
        data=lambda _world: {"policy": "fit"},
        corps_staff=302,
        rest=403,
    ),
    Row("matching:role-urgent", "open", args=role_at("open"), corps_staff=200, rest=403),
    Row(
        "matching:role-urgent",
        "open",
        method="POST",
        args=role_at("open"),
        data=lambda _world: {"reason": "Winter is near."},
        corps_staff=302,
        rest=403,
    ),
    Row("matching:role-urgent", "draft", args=role_at("draft"), rest=404),
    Row("matching:role-urgent-lift", "open", args=role_at("open"), rest=405),
    Row(
        "matching:role-urgent-lift",
        "open",
        method="POST",
        args=role_at("open"),
        corps_staff=302,
        rest=403,
    ),
    Row(
        "matching:ranking", args=lambda world: [world.council.slug], **those(COUNCIL, 200), rest=403
    ),
    Row(
        "matching:ranking",
        method="POST",
        args=lambda world: [world.council.slug],
        data=lambda world: {f"role-{world.role('open').pk}": "1"},
        **those(COUNCIL, 302),
        rest=403,
    ),
    Row("matching:round-new", rest=405),
    Row(
        "matching:round-new",
        "open",
        method="POST",
        data=project_at("open"),
        **those([*COUNCIL, "corps_staff"], 302),
        rest=403,
    ),
    Row(
        "matching:round-new",
        "draft",
        method="POST",
        data=project_at("draft"),
        **those([*COUNCIL, "corps_staff"], 302),
        rest=404,
    ),
    Row(
        "matching:what-if",
        **those([*COUNCIL, "other_officer", "corps_staff"], 200),
        rest=403,
    ),
    Row(
        "matching:what-if",
        "open",
        data=asked_about("open"),
        **those([*COUNCIL, "corps_staff"], 200),
        rest=403,
    ),
    Row(
        "matching:what-if",
        "draft",
        data=asked_about("draft"),
        **those([*COUNCIL, "corps_staff"], 200),
        rest=404,
    ),
    Row("matching:proposals", rest=200),
    Row(
        "matching:proposal",
        "proposed",
        args=WAITING,
        **those([*SIDES, "corps_staff"], 200),
        rest=404,
    ),
    Row(
        "matching:proposal", "declined", args=OVER, **those([*SIDES, "corps_staff"], 200), rest=404
    ),
    accept("proposed", "expert"),
    accept("proposed", "employer"),
    accept("proposed", "council"),
    accept("declined", "expert", OVER),
    Row("matching:proposal-accept", "proposed", args=WAITING, rest=405),
    Row(
        "matching:proposal-decline",
        "proposed",
        args=WAITING,
        **those(SIDES, 200),
        corps_staff=403,
        rest=404,
    ),
    Row(
        "matching:proposal-decline",
        "proposed",
        method="POST",
        args=WAITING,
        data=lambda _world: {"reason": "Not now."},
        **those(SIDES, 302),
        corps_staff=403,
        rest=404,
    ),
    Row(
        "matching:proposal-decline",
        "declined",
        method="POST",
        args=OVER,
        data=lambda _world: {"reason": "Not now."},
        **those(SIDES, 302),
        corps_staff=403,
        rest=404,
    ),
    Row(
        "matching:proposal-withdraw",
        "proposed",
        args=WAITING,
        **those(SIDES, 403),
        corps_staff=200,
        rest=404,
    ),
    Row(
        "matching:proposal-withdraw",
        "proposed",
        method="POST",
        args=WAITING,
        data=lambda _world: {"reason": "By mistake."},
        **those(SIDES, 403),
        corps_staff=302,
        rest=404,
    ),
    Row("matching:proposal-met", "proposed", args=WAITING, rest=405),
    Row(
        "matching:proposal-met",
        "proposed",
        method="POST",
        args=WAITING,
        data=lambda _world: {"met_on": timezone.localdate().isoformat()},
        **those(SIDES, 302),
        corps_staff=403,
        rest=404,
    ),
    Row("matching:proposal-message", "proposed", args=WAITING, rest=405),
    Row(
        "matching:proposal-message",
        "proposed",
        method="POST",
        args=WAITING,
        data=lambda _world: {"text": "Hello."},
        **those(SIDES, 302),
        corps_staff=403,
        rest=404,
    ),
    Row(
        "matching:proposal-message",
        "declined",
        method="POST",
        args=OVER,
        data=lambda _world: {"text": "Hello."},
        **those(SIDES, 403),
        corps_staff=403,
        rest=404,
    ),
    *COLD_START,
    Row(
        "matching:expert-roles",
        args=own_profile,
        expert=200,
        employer=403,
        corps_staff=403,
        rest=404,
    ),
    *(
        Row(f"matching:{page}", args=own_employer, employer=200, corps_staff=200, rest=404)
        for page in ("staff", "staff-csv")
    ),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
