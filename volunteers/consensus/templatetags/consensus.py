"""What pages show of conversations."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from volunteers.consensus import permissions, queries
from volunteers.consensus.models import Background, Conversation, Decision, Participant, Vote

register = template.Library()
Stage = Conversation.Stage


@register.filter
def stages(conversation):
    """(words, done, now or nothing) of each stage, with the day on which it ends."""
    named = [
        (Stage.PROPOSAL, _("Proposed, and a council pledges to reply")),
        (
            Stage.OPEN,
            _("Statements and votes, until {day}").format(day=_day(conversation, "votes_until")),
        ),
        (
            Stage.REFLECTION,
            _("Reflection, until {day}").format(day=_day(conversation, "reflection_until")),
        ),
        (Stage.RESPONSE, _("Reply, by {day}").format(day=_day(conversation, "reply_due_on"))),
    ]
    order = [stage for stage, _words in named]
    at = order.index(conversation.stage) if conversation.stage in order else len(order)
    return [
        (words, "done" if place < at else "now" if place == at else "")
        for place, (_stage, words) in enumerate(named)
    ]


def _day(conversation, field):
    found = getattr(conversation, field)
    return date_format(found, "j F Y") if found else _("a day that is yet to be named")


@register.filter
def said(value):
    """A vote in words: agreed, disagreed, passed."""
    return {
        Vote.Value.AGREE: _("You agreed"),
        Vote.Value.DISAGREE: _("You disagreed"),
        Vote.Value.PASS: _("You passed"),
    }[value]


@register.filter
def way(value):
    """In which way somebody took part, in words."""
    return Participant.Kind(value).label


@register.filter
def rule(value):
    """The rule of the policy that a decision goes by, in words."""
    return Decision.Reason(value).label


@register.simple_tag(takes_context=True)
def replies_to(context, conversation):
    """What is being done about a conversation, and what this person can do about that."""
    user = context["user"]
    pledges = list(queries.pledges_of(conversation))
    replied = [one for one in pledges if hasattr(one, "reply")]
    owed = [one for one in pledges if one not in replied]
    mine = set(queries.speaks_for(user).values_list("pk", flat=True))
    is_owed = conversation.stage == Stage.RESPONSE
    return {
        "answer": _done_so_far(conversation, replied, owed),
        "late": owed if conversation.is_late else [],
        "moved": list(conversation.moved_days.all()),
        "replied": replied,
        "projects": queries.deed_projects(replied),
        "may_reply": [one for one in owed if is_owed and one.council_id in mine],
        "may_add": {one.reply.pk for one in replied if one.council_id in mine},
        "may_follow": permissions.can_follow(user, conversation),
        "follows": user.is_authenticated and conversation.follows.filter(user=user).exists(),
    }


def _done_so_far(conversation, replied, owed):
    """In a sentence: never nothing at all, unless every reply is there."""
    due = _day(conversation, "reply_due_on")
    if conversation.stage == Stage.CANCELLED:
        return _("Nothing: it was not held. {why}").format(why=conversation.stage_reason)
    if conversation.is_late and not replied:
        return _("Nothing yet.")
    if not replied:
        return _("Nothing yet: a reply is due on {day}.").format(day=due)
    if owed and not conversation.is_late:
        names = ", ".join(str(one.council) for one in owed)
        return _("Still to reply, by {day}: {councils}.").format(day=due, councils=names)
    return ""


@register.simple_tag
def nothing_yet(conversation):
    """Of a statement that no reply speaks of by itself: what is done, in a sentence."""
    pledges = list(conversation.pledges.select_related("council", "reply"))
    replied = [one for one in pledges if hasattr(one, "reply")]
    if replied:
        return _("No reply speaks of this statement by itself.")
    if conversation.is_late:
        day = _day(conversation, "reply_due_on")
        return _("Nothing yet: a reply was due on {day} and has not come.").format(day=day)
    return _done_so_far(conversation, replied, pledges)


@register.simple_tag(takes_context=True)
def next_steps(context, conversation):
    """What this person can do with a conversation now, by the name of the step."""
    user = context["user"]
    may = {
        name: getattr(permissions, f"can_{name}")(user, conversation)
        for name in ("edit", "pledge", "open", "move_days", "move_on", "cancel")
    }
    return may | {"any": any(may.values())}


@register.inclusion_tag("volunteers/consensus/ages.html")
def ages_beside_london(mix):
    """How many in a hundred are of each age, beside how many of London are."""
    london, year = queries.age_shares()
    named = [(age, label) for age, label in Background.Age.choices if age in mix]
    rows = [(str(label), mix[age], london.get(age)) for age, label in named]
    if "" in mix:
        rest = sum(share for age, share in london.items() if age not in mix)
        rows.append(("", mix[""], rest if london else None))
    apart = [row for row in rows if row[0] and row[2] is not None and row[1] != row[2]]
    most = max(apart, key=lambda row: abs(row[1] - row[2]), default=None)
    return {
        "rows": rows,
        "year": year,
        "more": most and dict(zip(("name", "share", "london"), most, strict=True)),
    }


@register.inclusion_tag("volunteers/consensus/asked_for.html")
def asked_for(project=None, task=None):
    """The way back: which people asked for a project or a task, in which words."""
    thing = project or task
    return {
        "answers": queries.asked_for(project=project, task=task),
        "programmes": thing.programmes.select_related("council"),
    }


@register.simple_tag
def answers_to(statement):
    """What councils said of a statement, and what they do about it."""
    return queries.answers_to(statement)


@register.inclusion_tag("volunteers/consensus/tabs.html", takes_context=True)
def consensus_tabs(context):
    """The sister pages of what people say; who may propose sees what is proposed."""
    return {
        "path": context["request"].path,
        "proposes": permissions.can_propose(context["user"]),
    }
