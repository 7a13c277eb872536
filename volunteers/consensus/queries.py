"""What is asked of conversations."""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volunteers.consensus.models import OpinionMap, Participant

# A person's group and place on the map, as they are kept: sorted by the participant's key.
MEMBER = np.dtype([("person", "<i8"), ("group", "i1"), ("x", "<f4"), ("y", "<f4")])


def members_of(made: OpinionMap) -> NDArray[Any]:
    """Everybody's group and place, as `MEMBER` (people,): never for a page."""
    packed = zlib.decompress(made.members) if made.members is not None else b""
    return np.frombuffer(packed, dtype=MEMBER)


def place_of(made: OpinionMap, participant: Participant) -> dict[str, Any] | None:
    """Where this person stands, for their eyes alone; None while they have too few votes."""
    members = members_of(made)
    at = int(np.searchsorted(members["person"], participant.pk))
    if at == len(members) or members["person"][at] != participant.pk or members["group"][at] < 0:
        return None
    letter = chr(ord("A") + made.state["letters"][int(members["group"][at])])
    return {"letter": letter, "x": float(members["x"][at]), "y": float(members["y"][at])}
