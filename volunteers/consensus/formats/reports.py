"""What an opinion map says of an export, with the ids of the export. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from volunteers.consensus.formats.polis import REJECTED, Export
from volunteers.consensus.maths import Divides, OpinionMap, Said

DIRECTIONS = {1: "agree", -1: "disagree"}


def report(export: Export, found: OpinionMap, *, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return the report of an export as JSON has it: ids are keys of objects, as text.

    Groups are numbered from 0. Statements with no vote count nowhere; those that are rejected have
    no consensus. `seconds` are those spent before the map, by step.
    """
    ids = [one.id for one in export.comments]
    grouped = np.flatnonzero(found.group >= 0).tolist()
    counted = [
        at
        for at, one in enumerate(export.comments)
        if found.voted[at] and one.moderated != REJECTED
    ]
    consensus = found.consensus_value.tolist()
    return {
        "participants": len(export.participants),
        "statements": int(found.voted.sum()),
        "votes": len(export.vote),
        "in_conversation": len(grouped),
        "k": found.k,
        "groups": {str(export.participants[at]): int(found.group[at]) for at in grouped},
        "positions": {
            str(person): place
            for person, place in zip(export.participants, found.position.tolist(), strict=True)
        },
        "silhouette": found.silhouette,
        "inertia": found.inertia,
        "group_informed_consensus": {str(ids[at]): consensus[at] for at in counted},
        "representative": {
            str(group): _said(listed, ids) for group, listed in enumerate(found.representative)
        },
        "consensus": _said(found.consensus, ids),
        "division": [_divides(one, ids) for one in found.division],
        "seconds": dict(seconds) | found.seconds,
    }


def _said(listed: Iterable[Said], ids: list[int]) -> list[dict[str, Any]]:
    return [
        {
            "statement": ids[one.statement],
            "direction": DIRECTIONS[one.direction],
            "score": one.score,
        }
        for one in listed
    ]


def _divides(one: Divides, ids: list[int]) -> dict[str, Any]:
    return {
        "statement": ids[one.statement],
        "score": one.score,
        "most": one.most,
        "most_share": one.most_share,
        "least": one.least,
        "least_share": one.least_share,
    }


def report_text(export: Export, said: Mapping[str, Any]) -> str:
    """Return the main findings of a report in words, for a terminal."""
    texts = {one.id: " ".join(one.text.split()) for one in export.comments}
    sizes = np.bincount([*said["groups"].values()], minlength=said["k"]).tolist()
    lines = [
        f"{said['participants']:,} people cast {said['votes']:,} votes on {said['statements']:,}"
        f" statements; {said['in_conversation']:,} voted enough to be grouped.",
        f"Groups: {said['k']}, silhouette {said['silhouette']:.3f}.",
    ]
    lines += _section("What people agree or disagree on together", said["consensus"], texts)
    lines += ["", "What divides the groups"]
    lines += [
        f"  {one['statement']}: group {one['most']} agrees by {one['most_share']:.0%},"
        f" group {one['least']} by {one['least_share']:.0%}: {texts[one['statement']]}"
        for one in said["division"]
    ] or ["  Nothing."]
    for group, listed in said["representative"].items():
        lines += _section(f"What group {group} stands for ({sizes[int(group)]:,})", listed, texts)
    lines += ["", f"Worked out in {sum(said['seconds'].values()):.3f} s."]
    return "\n".join(lines) + "\n"


def _section(title: str, listed: list[dict[str, Any]], texts: Mapping[int, str]) -> list[str]:
    rows = [
        f"  {one['statement']}, {one['direction']}: {texts[one['statement']]}" for one in listed
    ]
    return ["", title, *(rows or ["  Nothing."])]
