"""Votes that others help to give: on a library's tablet, and on paper."""

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corps.accounts.models import User
from corps.notifications.services import record
from volunteers.consensus.models import (
    Conversation,
    Kiosk,
    OpinionMap,
    Participant,
    Statement,
    Vote,
)
from volunteers.consensus.services import ballots
from volunteers.consensus.services.voting import NotOpen, Voter, keep_pace

Kind = Participant.Kind


class NothingEntered(Exception):
    """A sheet on which nobody voted."""


@transaction.atomic
def set_up_kiosk(conversation: Conversation, *, by: User, place: str) -> Kiosk:
    """Make a link for a shared tablet."""
    kiosk = Kiosk.objects.create(
        conversation=conversation, by=by, place=place, token=secrets.token_urlsafe(24)
    )
    record("consensus.kiosk_set_up", about=conversation, by=by, place=place)
    return kiosk


@transaction.atomic
def end_kiosk(kiosk: Kiosk, *, by: User) -> None:
    """Take no more votes by this link; those that it brought stay."""
    ended = Kiosk.objects.filter(pk=kiosk.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        record("consensus.kiosk_ended", about=kiosk.conversation, by=by, place=kiosk.place)


def kiosk_voter(kiosk: Kiosk, identity: str) -> Voter:
    """One of the people who use a tablet."""
    return Voter(Kind.KIOSK, f"kiosk:{kiosk.pk}:{identity}", f"kiosk {kiosk.pk}")


@transaction.atomic
def enter_sheet(conversation: Conversation, *, by: User, votes: Mapping[int, int]) -> Participant:
    """Store one person's sheet: statement's number to vote; it cannot be told from whose hand."""
    rows = Conversation.objects.select_for_update(no_key=True)
    conversation = rows.get(pk=conversation.pk)
    if not conversation.takes_votes:
        raise NotOpen(_("This conversation takes no votes now."))
    shown = {
        one.number: one
        for one in Statement.objects.shown().filter(
            conversation=conversation, number__in=list(votes)
        )
    }
    if not shown:
        raise NothingEntered
    voter = Voter(Kind.PAPER, f"paper:{secrets.token_urlsafe(16)}", f"paper {by.pk}", by.pk)
    keep_pace(conversation.pk, voter, votes=len(shown))
    participant = Participant.objects.create(
        conversation=conversation,
        key=voter.key(conversation.pk),
        kind=voter.kind,
        network=voter.network(conversation.pk),
        entered_by=by,
    )
    Vote.objects.bulk_create(
        Vote(conversation=conversation, participant=participant, statement=one, value=votes[number])
        for number, one in shown.items()
    )
    return participant


@transaction.atomic
def undo_sheet(participant: Participant, *, by: User) -> None:
    """Remove a sheet that was entered wrongly, while the conversation takes votes.

    What is published stays until five more people have voted: a sheet that is entered and removed
    does not show what one person said in between.
    """
    rows = Conversation.objects.select_for_update(no_key=True)
    conversation = rows.get(pk=participant.conversation_id)
    if not conversation.takes_votes:
        raise NotOpen(_("Voting is over: a sheet stays as it was entered."))
    list(OpinionMap.objects.select_for_update().filter(pk=conversation.pk))  # who computes it
    sheets = Participant.objects.filter(pk=participant.pk, kind=Kind.PAPER, entered_by=by)
    if sheets.delete()[0]:
        ballots.drop(conversation, participant.pk)
