"""The life of a conversation: proposed, pledged for, opened, reflected on; or not held."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

import volunteers.services
from corps.accounts.models import User
from corps.accounts.queries import corps_staff
from corps.notifications.services import record
from corps.queue import enqueue, one_by_one
from corps.stages import IllegalMove
from councils.models import Council
from volunteers.consensus import queries
from volunteers.consensus.models import LONGEST, Conversation, Follow, Pledge, Statement
from volunteers.models import Suggestion

Stage = Conversation.Stage
MOST_SEEDS = 100  # statements that those who ask may begin with
# What follows a stage when its last day has passed, and which day that is.
BY_CLOCK = {
    Stage.OPEN: (Stage.REFLECTION, "votes_until"),
    Stage.REFLECTION: (Stage.RESPONSE, "reflection_until"),
}


class NotYet(Exception):
    """A conversation cannot open, and why, in words for the person."""


class WrongLines(Exception):
    """Statements that cannot be taken: (line, what is wrong with it) of each."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        super().__init__("; ".join(f"{number}: {words}" for number, words in lines))


def held(conversation: Conversation) -> Conversation:
    """The conversation, as it stands, held by this transaction."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("proposed_by")
    return rows.get(pk=conversation.pk)


@transaction.atomic
def propose(
    *,
    by: User,
    question: str,
    statements: Sequence[str] = (),
    suggestion: Suggestion | None = None,
    **fields: Any,
) -> Conversation:
    """Draft a conversation, with the statements that it begins with, one a line."""
    made = Conversation.objects.create(
        proposed_by=by, question=question, suggestion=suggestion, **fields
    )
    _add_seeds(made, statements)
    record("consensus.conversation_proposed", about=made, by=by, tell=corps_staff())
    return made


@transaction.atomic
def take_up(
    suggestion: Suggestion, *, by: User, council: Council, words: str, question: str
) -> Conversation:
    """Answer a suggestion in words, and draft the conversation that it asks for."""
    answered = volunteers.services.answer(
        suggestion, by=by, council=council, words=words, take_up="conversation"
    )
    return propose(by=by, question=question, background=answered.text, suggestion=answered)


@transaction.atomic
def edit(
    conversation: Conversation, *, by: User, statements: Sequence[str] = (), **fields: Any
) -> Conversation:
    """Change what is proposed, and add statements; once people vote, nothing of it changes."""
    conversation = _held_at(conversation, Stage.PROPOSAL)
    for name, value in fields.items():
        setattr(conversation, name, value)
    conversation.save()
    _add_seeds(conversation, statements)
    record("consensus.conversation_edited", about=conversation, by=by)
    return conversation


def _held_at(conversation: Conversation, *stages: str) -> Conversation:
    conversation = held(conversation)
    if conversation.stage not in stages:
        raise IllegalMove(f"conversation {conversation.pk} is {conversation.stage} already")
    return conversation


@transaction.atomic
def seed(conversation: Conversation, *, by: User, statements: Sequence[str]) -> list[Statement]:
    """Write the statements that a conversation begins with: all of them, or none."""
    conversation = _held_at(conversation, Stage.PROPOSAL)
    made = _add_seeds(conversation, statements)
    record("consensus.statements_seeded", about=conversation, by=by, count=len(made))
    return made


def _add_seeds(conversation: Conversation, lines: Sequence[str]) -> list[Statement]:
    known = {text.casefold() for text in conversation.statements.values_list("text", flat=True)}
    texts = read_seeds(lines, known)
    first = conversation.statements.count() + 1
    return Statement.objects.bulk_create(
        Statement(
            conversation=conversation,
            number=number,
            text=text,
            language=conversation.language,
            stage=Statement.Stage.SHOWN,
            is_seed=True,
        )
        for number, text in enumerate(texts, start=first)
    )


def read_seeds(lines: Iterable[str], known: set[str]) -> list[str]:
    """Return the statements that the lines hold; raise where one of them cannot be taken.

    Empty lines are passed over, and counted. `known`: what is said already, in small letters.
    """
    found: list[str] = []
    wrong: list[tuple[int, str]] = []
    said = set(known)
    for number, line in enumerate(lines, start=1):
        text = " ".join(line.replace("\0", "").split())
        if not text:
            continue
        if len(text) > LONGEST:
            over = _("%(length)s characters; the most is %(most)s")
            wrong.append((number, over % {"length": len(text), "most": LONGEST}))
        elif text.casefold() in said:
            wrong.append((number, _("“%(text)s” is said already") % {"text": text}))
        said.add(text.casefold())
        found.append(text)
    if len(said) > MOST_SEEDS:
        wrong.append(
            (0, _("%(most)s statements are the most to begin with") % {"most": MOST_SEEDS})
        )
    if wrong:
        raise WrongLines(wrong)
    return found


@transaction.atomic
def pledge(conversation: Conversation, *, by: User, council: Council, **fields: Any) -> Pledge:
    """Give a council's word that a named officer replies; a second word changes the first."""
    conversation = _held_at(conversation, Stage.PROPOSAL, Stage.OPEN)
    made, _new = Pledge.objects.update_or_create(
        conversation=conversation, council=council, defaults={"by": by, **fields}
    )
    record(
        "consensus.conversation_pledged",
        about=conversation,
        by=by,
        tell=queries.concerned(conversation),
        pledge=made,
    )
    return made


@transaction.atomic
def open_conversation(
    conversation: Conversation, *, by: User, on: date | None = None
) -> Conversation:
    """Let people vote, once a council has pledged to reply and no election is near."""
    conversation = held(conversation)
    on = on or timezone.localdate()
    if conversation.can_move_to(Stage.OPEN):
        _require(conversation, on)
    conversation.move_to(Stage.OPEN)
    conversation.opened_at = timezone.now() - (timezone.localdate() - on)
    conversation.save(update_fields=["stage", "moved_at", "opened_at"])
    record(
        "consensus.conversation_opened",
        about=conversation,
        by=by,
        tell=queries.concerned(conversation),
    )
    return conversation


def _require(conversation: Conversation, on: date) -> None:
    """Raise where something stands against opening, in words that say what to do."""
    if not conversation.pledges.exists():
        raise NotYet(_("A council has to pledge its reply first."))
    days = [conversation.votes_until, conversation.reflection_until, conversation.reply_due_on]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        raise NotYet(_("Say until when each stage lasts, and by when a reply is due."))
    if not on <= known[0] <= known[1] <= known[2]:
        raise NotYet(
            _("Give days that follow each other: votes until, reflection until, reply due.")
        )
    quiet = queries.quiet_period(conversation, on)
    if quiet:
        raise NotYet(
            _("Nothing is launched before an election: %(name)s lasts until %(day)s.")
            % {"name": quiet.name, "day": date_format(quiet.ends_on, "j F Y")}
        )


@transaction.atomic
def move_on(conversation: Conversation, *, by: User, reason: str = "") -> Conversation:
    """End a stage before its day; who does so says why, and the day becomes today."""
    conversation = held(conversation)
    if conversation.stage not in BY_CLOCK:
        raise IllegalMove(f"conversation {conversation.pk} is {conversation.stage}")
    _stage, field = BY_CLOCK[Stage(conversation.stage)]
    before, today = getattr(conversation, field), timezone.localdate()
    if today < before and reason:
        moved = {"field": field, "before": before, "after": today}
        conversation.moved_days.create(reason=reason, by=by, **moved)
    setattr(conversation, field, min(before, today))
    return _move_on(conversation, by, reason)


def _move_on(conversation: Conversation, by: User | None, reason: str = "") -> Conversation:
    """Take the next stage; what the votes came to is frozen in the background, once it is so."""
    ended = Stage(conversation.stage)
    after, _field = BY_CLOCK[ended]
    conversation.move_to(after)
    conversation.save()
    enqueue("volunteers.consensus.tasks.freeze_stage", conversation_id=conversation.pk, stage=ended)
    record(
        f"consensus.{after}_begun",
        about=conversation,
        by=by,
        tell=queries.concerned(conversation),
        reason=reason,
    )
    return conversation


def move_by_clock(*, on: date | None = None) -> int:
    """Move on each conversation whose stage has seen its last day; return how many moved."""
    on = on or timezone.localdate()
    return one_by_one(lambda stage: _move_those_at(stage, on), BY_CLOCK)


def _move_those_at(stage: Stage, on: date) -> int:
    _after, field = BY_CLOCK[stage]
    due = Conversation.objects.filter(**{"stage": stage, f"{field}__lt": on}).order_by("pk")
    return one_by_one(lambda pk: _move_if_due(pk, on), due.values_list("pk", flat=True))


@transaction.atomic
def _move_if_due(pk: int, on: date) -> bool:
    """Move one on, unless another worker is at it or was before."""
    rows = Conversation.objects.select_for_update(skip_locked=True, of=("self",))
    conversation = rows.select_related("proposed_by").filter(pk=pk).first()
    if conversation is None or conversation.stage not in BY_CLOCK:
        return False
    _after, field = BY_CLOCK[Stage(conversation.stage)]
    if getattr(conversation, field) >= on:
        return False
    _move_on(conversation, by=None)
    return True


@transaction.atomic
def cancel(conversation: Conversation, *, by: User, reason: str) -> Conversation:
    """Do not hold it, or end it without a reply, with the reason that everybody can read."""
    conversation = held(conversation)
    conversation.move_to(Stage.CANCELLED)
    conversation.stage_reason = reason
    conversation.save(update_fields=["stage", "moved_at", "stage_reason"])
    record(
        "consensus.conversation_cancelled",
        about=conversation,
        by=by,
        tell=queries.concerned(conversation),
        reason=reason,
    )
    return conversation


def follow(conversation: Conversation, *, by: User) -> None:
    """Be told what comes of it."""
    Follow.objects.get_or_create(conversation=conversation, user=by)


def unfollow(conversation: Conversation, *, by: User) -> None:
    """Be told no more."""
    Follow.objects.filter(conversation=conversation, user=by).delete()
