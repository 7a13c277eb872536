"""A person's place on the map."""

import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from volunteers.consensus.models import Conversation, Frozen, OpinionMap, Participant
from volunteers.consensus.queries.voting import participant_of

Stage = Conversation.Stage
# At each stage, those that are over and leave a result.
ENDED: dict[str, tuple[Stage, ...]] = {
    Stage.REFLECTION: (Stage.OPEN,),
    Stage.RESPONSE: (Stage.OPEN, Stage.REFLECTION),
    Stage.CLOSED: (Stage.OPEN, Stage.REFLECTION),
}
# A person's group and place on the map, as they are kept: sorted by the participant's key.
MEMBER = np.dtype([("person", "<i8"), ("group", "i1"), ("x", "<f4"), ("y", "<f4")])


def map_of(conversation: Conversation) -> OpinionMap | None:
    """What is published of it, and since when; None before there is anything."""
    made = OpinionMap.objects.filter(pk=conversation.pk).exclude(published={})
    return made.only("at", "published").first()


def frozen_of(conversation: Conversation) -> QuerySet[Frozen]:
    """Its frozen results, without what they hold."""
    return Frozen.objects.filter(conversation=conversation).defer("archive", "published")


def being_frozen(conversation: Conversation, kept: Iterable[Frozen]) -> list[str]:
    """The stages that are over and whose results are not among those kept, in words."""
    done = {one.stage for one in kept}
    over = ENDED.get(conversation.stage, ()) if conversation.is_public else ()
    return [str(stage.label) for stage in over if stage not in done]


def members_of(made: OpinionMap) -> NDArray[Any]:
    """Everybody's group and place, as `MEMBER` (people,): never for a page."""
    packed = zlib.decompress(made.members) if made.members is not None else b""
    return np.frombuffer(packed, dtype=MEMBER)


def place_in(conversation: Conversation, key: str) -> dict[str, Any] | None:
    """Where the person of this key stands: for their eyes alone."""
    participant = participant_of(conversation.pk, key) if key else None
    made = OpinionMap.objects.filter(pk=conversation.pk).first() if participant else None
    return place_of(made, participant) if made and participant else None


def place_of(made: OpinionMap, participant: Participant) -> dict[str, Any] | None:
    """Where this person stands, for their eyes alone; None while they have too few votes."""
    members = members_of(made)
    at = int(np.searchsorted(members["person"], participant.pk))
    if at == len(members) or members["person"][at] != participant.pk or members["group"][at] < 0:
        return None
    letter = chr(ord("A") + made.state["letters"][int(members["group"][at])])
    return {"letter": letter, "x": float(members["x"][at]), "y": float(members["y"][at])}
