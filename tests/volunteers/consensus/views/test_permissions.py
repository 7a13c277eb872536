"""Who may open which door of a conversation's life, its replies and what comes of them."""

from datetime import timedelta

from django.utils import timezone

from corps.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.consensus import (
    AnswerFactory,
    ConversationFactory,
    DeedFactory,
    OpenConversationFactory,
    OwedConversationFactory,
    PledgeFactory,
    ReplyFactory,
    VersionFactory,
)
from tests.factories.volunteers import SuggestionFactory
from tests.matrix import Row, check, each
from volunteers.consensus.models import Programme

OWN = ("officer", "approver", "administrator")
LEADS = (*OWN, "corps_staff")
COUNCILS = (*OWN, "other_officer")
REASON = {"reason": "Sample reason"}
DAYS = {"votes_until": "", "reflection_until": "", "reply_due_on": "", "moderation": "before"}


def gets(status, *who, **others):
    """These get this."""
    return dict.fromkeys(who, status) | others


def led(make, **fields):
    """A conversation for which the council has pledged a reply."""

    def made(world):
        found = make(proposed_by=world.people["officer"], **fields)
        PledgeFactory(conversation=found, council=world.council)
        return [found.pk]

    return made


proposed, opened = led(ConversationFactory), led(OpenConversationFactory)
closed = led(OwedConversationFactory, stage="closed")


def unpledged(world):
    """What the expert's suggestion became; nobody has pledged."""
    return [ConversationFactory(proposed_by=world.people["expert"]).pk]


def pledge_of(world):
    """The council's pledge, whose reply is owed."""
    return [PledgeFactory(conversation=OwedConversationFactory(), council=world.council).pk]


def reply_of(world):
    return [ReplyFactory(pledge__council=world.council).pk]


def answer_of(world):
    return [AnswerFactory(reply__pledge__council=world.council).pk]


def deed_of(world):
    return [DeedFactory(answer__reply__pledge__council=world.council).pk]


def programme_of(world):
    return [VersionFactory(programme__council=world.council).programme.slug]


def comment_of(world):
    """Somebody's comment on the council's programme."""
    [slug] = programme_of(world)
    by = UserFactory()
    about = Programme.objects.get(slug=slug)
    return [slug, Message.objects.create(about=about, by=by, text="Sample").pk]


def suggestion(world):
    return [SuggestionFactory(council=world.council, by=world.people["expert"]).pk]


PLEDGE = {
    "officer_name": "Sample Officer",
    "escalates_to": "Sample Director",
    "escalates_to_email": "director@lambeth.gov.uk",
}
MOVED = {
    **REASON,
    **{
        name: (timezone.localdate() + timedelta(days=after)).isoformat()
        for name, after in (("votes_until", 31), ("reflection_until", 40), ("reply_due_on", 60))
    },
}
REPLY = {"verdict": "adopted", "reasons": "Yes.", "officer_name": "Sample Officer"}
VERSION = {"title": "Forms", "text": "Better forms.", "change": "People asked."}


def form(name, args, data, stage="", *, who, rest=403, **others):
    """Rows of a page with a form: these see it and send it."""
    yield Row(name, stage, args=args, **gets(200, *who), rest=rest, **others)
    yield Row(
        name,
        stage,
        method="POST",
        args=args,
        data=lambda _w: data,
        **gets(302, *who),
        rest=rest,
        **others,
    )


ROWS = [
    Row("consensus:proposals", rest=200),
    Row("consensus:propose", **gets(200, *COUNCILS, "corps_staff"), rest=302),
    Row(
        "consensus:propose",
        method="POST",
        data=lambda _w: {"question": "Why?", **DAYS},
        rest=302,
    ),
    *form(
        "consensus:edit",
        proposed,
        {"question": "Why?", **DAYS},
        who=LEADS,
        rest=404,
        other_officer=403,
    ),
    Row("consensus:edit", "open", args=opened, rest=302),
    *form("consensus:pledge", proposed, PLEDGE, who=COUNCILS, rest=404, corps_staff=403),
    *form("consensus:pledge", opened, PLEDGE, "open", who=COUNCILS),
    *form("consensus:open", proposed, {}, who=LEADS, rest=404, other_officer=403),
    Row(
        "consensus:open",
        "without a pledge",
        args=unpledged,
        corps_staff=200,
        expert=403,
        **gets(403, *COUNCILS),
        rest=404,
    ),
    *form("consensus:move-on", opened, REASON, who=LEADS),
    Row("consensus:move-on", "closed", args=closed, rest=403),
    *form("consensus:move-days", opened, MOVED, who=LEADS),
    Row("consensus:move-days", "closed", args=closed, rest=403),
    *form("consensus:cancel", opened, REASON, who=LEADS),
    *form("consensus:cancel", proposed, REASON, "proposal", who=LEADS, rest=404, other_officer=403),
    *form("consensus:take-up", suggestion, {"question": "Why?", "words": "Yes."}, who=OWN),
    Row("consensus:follow", args=opened, rest=405),
    Row("consensus:follow", method="POST", args=opened, rest=302),
    *form("consensus:reply", pledge_of, REPLY, who=OWN),
    Row("consensus:answer", args=reply_of, **gets(200, *OWN), rest=403),
    Row("consensus:deeds", args=answer_of, **gets(200, *OWN), rest=403),
    Row("consensus:deed-remove", args=deed_of, rest=405),
    Row("consensus:deed-remove", method="POST", args=deed_of, **gets(302, *OWN), rest=403),
    Row("consensus:programmes", everyone=200),
    Row("consensus:programme", args=programme_of, everyone=200),
    Row("consensus:programme-version", args=lambda w: [*programme_of(w), 1], everyone=200),
    Row("consensus:programme-new", **gets(200, *COUNCILS), rest=403),
    Row(
        "consensus:programme-new",
        method="POST",
        data=lambda _w: VERSION,
        **gets(302, *COUNCILS),
        rest=403,
    ),
    *form("consensus:programme-change", programme_of, VERSION, who=OWN),
    *form("consensus:programme-gather", programme_of, {}, who=OWN),
    Row("consensus:programme-comment", args=programme_of, rest=405),
    Row(
        "consensus:programme-comment",
        method="POST",
        args=programme_of,
        data=lambda _w: {"text": "Good."},
        rest=302,
    ),
    Row("consensus:programme-log", args=programme_of, everyone=200),
    *form(
        "consensus:comment-decide", comment_of, {"verdict": "hidden", "reason": "spam"}, who=LEADS
    ),
    Row("consensus:issues", everyone=200),
    Row("consensus:borough", args=lambda w: [w.council.slug], everyone=200),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
