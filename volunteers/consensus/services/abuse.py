"""Votes that look as if they were not people's own: found, shown to moderators, left out openly."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from corps.accounts.models import User
from corps.notifications.services import record
from corps.queue import enqueue, one_by_one
from volunteers.consensus import maths
from volunteers.consensus.maths import publication
from volunteers.consensus.models import (
    Conversation,
    Exclusion,
    OpinionMap,
    Participant,
    Suspicion,
)
from volunteers.consensus.services import ballots
from volunteers.consensus.services.ballots import Ballots
from volunteers.consensus.services.mapping import counted
from volunteers.consensus.services.publishing import Found

MOST = 20  # suspicions kept of a conversation, the largest
TOLD = 10  # statements whose shares would change most
Kind = Suspicion.Kind


class TooFew(Exception):
    """Fewer than five people: leaving them out would show how they voted."""


def ask_to_look(conversation: Conversation) -> None:
    """Look for abuse in the background, soon."""
    enqueue("volunteers.consensus.tasks.look_for_abuse", conversation_id=conversation.pk)


def look_everywhere() -> int:
    """Look at every conversation that is live."""
    return one_by_one(look_for_abuse, Conversation.objects.live().values_list("pk", flat=True))


@transaction.atomic
def look_for_abuse(conversation_id: int) -> int:
    """Find suspect votes anew, and what the map would be without them; return how many sets.

    A suspicion that is gone is forgotten, unless people were left out for it.
    """
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    votes = _published(conversation)
    found = {_digest(kind, people): (kind, people) for kind, people in _apart(conversation, votes)}
    kept = Suspicion.objects.filter(conversation=conversation)
    kept.filter(exclusion=None).exclude(digest__in=found).delete()
    known = set(kept.values_list("digest", flat=True))
    Suspicion.objects.bulk_create(
        Suspicion(
            conversation=conversation,
            kind=kind,
            people=len(people),
            digest=digest,
            members=people.astype("<i8").tobytes(),
            effect=_effect(conversation, votes, people),
        )
        for digest, (kind, people) in found.items()
        if digest not in known
    )
    return len(found)


def _published(conversation: Conversation) -> Ballots:
    """The votes as the map shows them: what one person more said is told to no moderator either."""
    packed = ballots.unpack(conversation)
    tail = ballots.read_tail(conversation, packed.horizon)
    enough = ballots.changed(packed, tail) >= publication.STEP
    return packed.with_tail(tail) if enough else packed


def _apart(conversation: Conversation, votes: Ballots) -> list[tuple[str, NDArray[np.int64]]]:
    """The largest sets, none of which differs from another one by a few people.

    What would change without the one and without the other would say how those few voted.
    """
    kept: list[tuple[str, NDArray[np.int64]]] = []
    for kind, people in sorted(_sets(conversation, votes), key=lambda one: -len(one[1])):
        apart = (len(np.setxor1d(people, other)) for _kind, other in kept)
        if all(many == 0 or many >= publication.LEAST_GROUP for many in apart):
            kept.append((kind, people))
    return kept[:MOST]


def _digest(kind: str, people: NDArray[np.int64]) -> str:
    return hashlib.sha256(kind.encode() + people.astype("<i8").tobytes()).hexdigest()


def _sets(conversation: Conversation, votes: Ballots) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield each set of five or more people, by their keys in order, and what they do alike."""
    if not len(votes):
        return
    keys, person = np.unique(votes.person, return_inverse=True)
    said, statement = np.unique(votes.statement, return_inverse=True)
    packed = maths.pack(person, statement, votes.value, people=len(keys), statements=len(said))
    network, joined = _networks(conversation, keys)
    for kind, suspects in (
        (Kind.IDENTICAL, maths.identical(packed)),
        (Kind.ALL_AGREE, maths.all_agree(packed)),
        (Kind.NETWORK, maths.one_network(packed, network, joined)),
    ):
        for number, size in enumerate(suspects.sizes):
            if size >= publication.LEAST_GROUP:
                yield kind, np.sort(keys[suspects.person[suspects.set_ == number]])


def _networks(
    conversation: Conversation, keys: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each person's network by a number, -1 where many may share it, and when they came."""
    rows = Participant.objects.filter(conversation=conversation).order_by("pk")
    columns = rows.values_list("pk", "kind", "network", "joined_at")
    numbers: dict[str, int] = {}
    network, joined = np.full(len(keys), -1, dtype=np.int64), np.zeros(len(keys))
    for pk, kind, name, at in columns.iterator():
        where = int(np.searchsorted(keys, pk))
        if where == len(keys) or keys[where] != pk:
            continue
        joined[where] = at.timestamp()
        if name and kind in {Participant.Kind.BROWSER, Participant.Kind.SIGNED_IN}:
            network[where] = numbers.setdefault(name, len(numbers))
    return network, joined


def _effect(
    conversation: Conversation, votes: Ballots, people: NDArray[np.int64]
) -> dict[str, Any]:
    """What would be published without these people, beside what is now."""
    statements = list(conversation.statements.order_by("pk"))
    now = counted(conversation, votes)
    before = Found(conversation, statements, now).published()
    after = Found(conversation, statements, now.only(~np.isin(now.person, people))).published()
    return {
        "voters": [before["voters"], after["voters"]],
        "groups": [len(before["groups"]), len(after["groups"])],
        "statements": _moved(before, after),
    }


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The statements whose share of agreement changes most."""
    pairs = zip(before["statements"], after["statements"], strict=True)
    moved = [
        {"number": one["number"], "agree": [one["agree"], other["agree"]]}
        for one, other in pairs
        if one["agree"] is not None and other["agree"] not in {None, one["agree"]}
    ]
    moved.sort(key=lambda one: (-abs(one["agree"][0] - one["agree"][1]), one["number"]))
    return moved[:TOLD]


@transaction.atomic
def leave_out(suspicion: Suspicion, *, by: User, reason: str) -> Exclusion:
    """Leave these people's votes out of the map, in public; a second time it changes nothing."""
    suspicion = (
        Suspicion.objects.select_for_update(of=("self",))
        .select_related("conversation", "exclusion")
        .get(pk=suspicion.pk)
    )
    if suspicion.exclusion is not None and suspicion.exclusion.undone_at is None:
        return suspicion.exclusion
    members = np.frombuffer(suspicion.members, dtype="<i8").tolist()
    theirs = Participant.objects.filter(
        conversation=suspicion.conversation, pk__in=members, exclusion=None
    )
    if theirs.count() < publication.LEAST_GROUP:
        raise TooFew
    exclusion = Exclusion.objects.create(
        conversation=suspicion.conversation, reason=reason, people=theirs.count(), by=by
    )
    theirs.update(exclusion=exclusion)
    suspicion.exclusion = exclusion
    suspicion.save(update_fields=["exclusion"])
    _mark(suspicion.conversation)
    record(
        "consensus.people_left_out",
        about=suspicion.conversation,
        by=by,
        reason=reason,
        people=exclusion.people,
    )
    return exclusion


@transaction.atomic
def take_back(exclusion: Exclusion, *, by: User, reason: str) -> Exclusion:
    """Count their votes again; that they were left out stays on record."""
    exclusion = (
        Exclusion.objects.select_for_update(of=("self",))
        .select_related("conversation")
        .get(pk=exclusion.pk)
    )
    if exclusion.undone_at is None:
        exclusion.left_out.update(exclusion=None)
        exclusion.undone_at, exclusion.undone_reason = timezone.now(), reason
        exclusion.save(update_fields=["undone_at", "undone_reason"])
        _mark(exclusion.conversation)
        record(
            "consensus.people_counted_again",
            about=exclusion.conversation,
            by=by,
            reason=reason,
            people=exclusion.people,
        )
    return exclusion


def _mark(conversation: Conversation) -> None:
    OpinionMap.objects.filter(pk=conversation.pk).update(stale=True)
