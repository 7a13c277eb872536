"""Statements: what people say, held where somebody has to read it first; and what is decided."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from corps.accounts.models import User
from corps.notifications.services import record
from volunteers.consensus import queries
from volunteers.consensus.maths.naming import may_name_somebody
from volunteers.consensus.models import (
    Background,
    Conversation,
    Decision,
    OpinionMap,
    Participant,
    Statement,
    Vote,
)
from volunteers.consensus.services.voting import NotCounted, NotOpen, Voter, keep_pace

Kind = Participant.Kind
Stage = Statement.Stage


class SaidAlready(Exception):
    """Somebody said the same in the same words."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(statement)
        self.statement = statement


class TooManyStatements(NotCounted):
    """More statements a day than one person, or one network, may add."""


@transaction.atomic
def say(conversation: Conversation, *, voter: Voter, text: str, language: str) -> Statement:
    """Add a statement, and its author's agreement with it; it is held where that is the rule."""
    rows = Conversation.objects.select_for_update(no_key=True)  # so that each has its own number
    conversation = rows.get(pk=conversation.pk)
    if not conversation.takes_votes:
        raise NotOpen(_("This conversation takes no statements now."))
    keep_pace(conversation.pk, voter)
    known = conversation.statements.filter(text__iexact=text).first()
    if known:
        raise SaidAlready(known)
    author = _author(conversation, voter)
    _refuse_more(author)
    names = may_name_somebody(text)
    held = names or conversation.moderation == Conversation.Moderation.BEFORE
    last = conversation.statements.order_by("-number").values_list("number", flat=True).first()
    statement = Statement.objects.create(
        conversation=conversation,
        number=(last or 0) + 1,
        text=text,
        language=language,
        stage=Stage.HELD if held else Stage.SHOWN,
        may_name_somebody=names,
        author=author,
    )
    Vote.objects.create(
        conversation=conversation, participant=author, statement=statement, value=Vote.Value.AGREE
    )
    if held:
        _tell_moderators(statement)
    return statement


def _author(conversation: Conversation, voter: Voter) -> Participant:
    return Participant.objects.get_or_create(
        conversation=conversation,
        key=voter.key(conversation.pk),
        defaults={"kind": voter.kind, "network": voter.network(conversation.pk)},
    )[0]


def _refuse_more(author: Participant) -> None:
    lately = Statement.objects.filter(
        conversation=author.conversation_id, created_at__gt=timezone.now() - timedelta(days=1)
    )
    mine = lately.filter(author=author).count()
    nearby = lately.filter(author__network=author.network).count() if author.network else 0
    if mine >= settings.STATEMENTS_A_DAY or nearby >= settings.STATEMENTS_A_DAY_NEARBY:
        raise TooManyStatements(
            _("%(most)s statements a day are the most. Come back tomorrow with this one.")
            % {"most": settings.STATEMENTS_A_DAY}
        )


def _tell_moderators(statement: Statement) -> None:
    """Say that something waits: once, and not again for each statement that joins it."""
    conversation = statement.conversation
    alone = not conversation.statements.held().exclude(pk=statement.pk).exists()
    record(
        "consensus.statement_held",
        about=statement,
        by=None,
        tell=queries.people_of(conversation.councils.all()) if alone else (),
        link=reverse("consensus:moderation"),
    )


@transaction.atomic
def moderate(statement: Statement, *, by: User, verdict: str, reason: str, note: str) -> Decision:
    """Show a statement, or do not: the reason is public; deciding again undoes it."""
    rows = Statement.objects.select_for_update(of=("self",)).select_related("conversation")
    statement = rows.get(pk=statement.pk)
    was_voted_on = statement.stage != Stage.HELD
    statement.move_to(verdict)
    statement.save(update_fields=["stage", "moved_at"])
    if was_voted_on:
        OpinionMap.objects.filter(pk=statement.conversation_id).update(stale=True)
    decision = Decision.objects.create(
        statement=statement, verdict=verdict, reason=reason, note=note, by=by
    )
    record("consensus.statement_moderated", about=statement, by=by, reason=decision.note)
    return decision


def say_background(participant: Participant, **said: object) -> Background | None:
    """Keep what somebody chose to say of themselves; nothing of it stays where they say nothing."""
    if not any(said.values()):
        forget_background(participant)
        return None
    return Background.objects.update_or_create(participant=participant, defaults=said)[0]


def forget_background(participant: Participant) -> None:
    """Remove what somebody said of themselves."""
    Background.objects.filter(pk=participant.pk).delete()
