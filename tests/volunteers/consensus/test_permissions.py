"""Who may open which door of a conversation."""

from tests.factories.consensus import (
    FEW,
    ConversationFactory,
    ExclusionFactory,
    FrozenFactory,
    KioskFactory,
    OpenConversationFactory,
    OpinionMapFactory,
    ParticipantFactory,
    PledgeFactory,
    StatementFactory,
    SuspicionFactory,
)
from tests.matrix import Row, check, each

LEADS = ("officer", "approver", "administrator", "corps_staff")


def those_who_lead(status, **others):
    """The people of the council that leads it, and corps staff, get this."""
    return dict.fromkeys(LEADS, status) | others


def led(world, make=OpenConversationFactory, **fields):
    """A conversation that the officer's council leads."""
    conversation = make(**fields)
    PledgeFactory(conversation=conversation, council=world.council)
    return conversation


def ours(make=OpenConversationFactory, **fields):
    """The address of a conversation that the officer's council leads."""
    return lambda world: [led(world, make, **fields).pk]


def said(**fields):
    """The address of a statement in it."""
    return lambda world: [
        (one := StatementFactory(conversation=led(world), **fields)).conversation_id,
        one.number,
    ]


def tablet(*more):
    """The address of a tablet's page."""

    def made(world):
        conversation = led(world)
        StatementFactory(conversation=conversation)
        return [KioskFactory(conversation=conversation).token, *more]

    return made


def of_none(world):
    """No address; there is a conversation that the officer's council leads."""
    led(world)
    return []


def of_a_tablet(world):
    kiosk = KioskFactory(conversation=led(world))
    return [kiosk.conversation_id, kiosk.pk]


def sheet_by(identity):
    """The address of a sheet that this person entered today."""

    def made(world):
        sheet = ParticipantFactory(
            conversation=led(world), kind="paper", entered_by=world.people[identity]
        )
        return [sheet.conversation_id, sheet.pk]

    return made


def entered(name, *, data):
    """Rows of a page of those who help others to vote."""
    get = those_who_lead(200, rest=403)
    yield Row(name, args=ours(), **get)
    yield Row(name, "proposed", args=ours(ConversationFactory), **hidden(403, other_officer=403))
    yield Row(
        name, method="POST", args=ours(), data=lambda _w: data, **those_who_lead(302, rest=403)
    )


def hidden(status, **others):
    """What nobody sees but those who lead it; they get this."""
    return those_who_lead(status, rest=404) | others


VOTE = {"value": "1"}
SAID = {"text": "Answer letters sooner.", "language": "en"}
REJECT = {"verdict": "rejected", "reason": "off"}

VOTING = [
    Row("consensus:conversations", everyone=200),
    Row("consensus:policy", everyone=200),
    Row("consensus:conversation", args=ours(), everyone=200),
    Row(
        "consensus:conversation",
        "proposed",
        args=ours(ConversationFactory),
        **hidden(200, anonymous=404, other_officer=200),
    ),
    Row("consensus:mine", args=ours(), everyone=200),
    Row("consensus:background", args=ours(), everyone=302),
    Row("consensus:background", method="POST", args=ours(), everyone=302),
    Row("consensus:log", args=ours(), everyone=200),
    Row("consensus:say", args=ours(), everyone=200),
    Row("consensus:say", method="POST", args=ours(), data=lambda _w: SAID, everyone=302),
    Row("consensus:statement", args=said(), everyone=200),
    Row("consensus:statement", "held", args=said(stage="held"), everyone=200),
    Row("consensus:vote", args=said(), everyone=405),
    Row("consensus:vote", method="POST", args=said(), data=lambda _w: VOTE, everyone=302),
]
MODERATION = [
    Row("consensus:moderation", rest=403),
    Row("consensus:moderation", "led", args=of_none, **those_who_lead(200, rest=403)),
    Row("consensus:statement-decide", args=said(), **those_who_lead(200, rest=403)),
    Row(
        "consensus:statement-decide",
        method="POST",
        args=said(),
        data=lambda _w: REJECT,
        **those_who_lead(302, rest=403),
    ),
]
ENTERING = [
    *entered("consensus:kiosks", data={"place": "Sample library"}),
    Row("consensus:kiosk-end", args=of_a_tablet, rest=405),
    Row("consensus:kiosk-end", method="POST", args=of_a_tablet, **those_who_lead(302, rest=403)),
    Row("consensus:kiosk", args=tablet(), everyone=200),
    Row("consensus:kiosk-start", args=tablet(), everyone=405),
    Row("consensus:kiosk-start", method="POST", args=tablet(), everyone=302),
    Row("consensus:kiosk-card", args=tablet(), everyone=302),
    Row("consensus:kiosk-idle", args=tablet(), everyone=200),
    Row("consensus:kiosk-vote", args=tablet(1), everyone=405),
    Row("consensus:kiosk-vote", method="POST", args=tablet(1), everyone=302),
    Row("consensus:paper", args=ours(), **those_who_lead(200, rest=403)),
    Row(
        "consensus:paper",
        method="POST",
        args=ours(),
        data=lambda _w: {"s1": ""},
        **those_who_lead(200, rest=403),
    ),
    Row("consensus:paper-form", args=ours(), everyone=200),
    Row("consensus:paper-undo", args=sheet_by("officer"), rest=405),
    Row(
        "consensus:paper-undo",
        method="POST",
        args=sheet_by("officer"),
        **those_who_lead(404, officer=302, rest=403),
    ),
]


def a_result(_world):
    """The address of a frozen result."""
    return [FrozenFactory().pk]


def a_suspicion(world):
    found = SuspicionFactory(conversation=led(world))
    return [found.conversation_id, found.pk]


def an_exclusion(world):
    found = ExclusionFactory(conversation=led(world))
    return [found.conversation_id, found.pk]


def with_a_map(world):
    return [OpinionMapFactory(conversation=led(world), published=FEW).pk]


RESULTS = [
    Row("consensus:results-json", args=with_a_map, everyone=200),
    Row("consensus:results-json", "none yet", args=ours(), everyone=404),
    *(
        Row(f"consensus:{name}", args=a_result, everyone=200)
        for name in ("frozen", "frozen-json", "frozen-file")
    ),
    Row("consensus:suspicions", args=ours(), **those_who_lead(200, rest=403)),
    Row("consensus:suspicions-look", args=ours(), **those_who_lead(405, rest=405)),
    Row("consensus:suspicions-look", method="POST", args=ours(), **those_who_lead(302, rest=403)),
    Row("consensus:suspicion-leave-out", args=a_suspicion, **those_who_lead(200, rest=403)),
    Row(
        "consensus:suspicion-leave-out",
        method="POST",
        args=a_suspicion,
        data=lambda _w: {"reason": ""},
        **those_who_lead(200, rest=403),
    ),
    Row("consensus:exclusion-undo", args=an_exclusion, **those_who_lead(200, rest=403)),
    Row(
        "consensus:exclusion-undo",
        method="POST",
        args=an_exclusion,
        data=lambda _w: {"reason": "Sample reason"},
        **those_who_lead(302, rest=403),
    ),
]
ROWS = [*RESULTS, *VOTING, *MODERATION, *ENTERING]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
