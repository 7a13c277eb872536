"""What a map of some votes is to the public: small numbers left out, nobody to be found in it."""

from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Count
from django.utils import timezone
from numpy.typing import NDArray

from volunteers.consensus import formats, maths
from volunteers.consensus.maths import publication
from volunteers.consensus.maths.publication import Tally
from volunteers.consensus.models import (
    Background,
    Conversation,
    Exclusion,
    OpinionMap,
    Participant,
    Statement,
)
from volunteers.consensus.queries import MEMBER, members_of
from volunteers.consensus.services.ballots import Ballots

SHARES = ("agree", "disagree", "pass")


class Found:
    """A map of some votes, ready to be published: rows become arrays here, and arrays rows."""

    def __init__(
        self,
        conversation: Conversation,
        statements: list[Statement],
        votes: Ballots,
        *,
        earlier: OpinionMap | None = None,
    ) -> None:
        self.conversation, self.statements, self.votes = conversation, statements, votes
        self.people, self.person = votes.people, votes.place
        keys = np.array([one.pk for one in statements], dtype=np.int64)
        self.statement = np.searchsorted(keys, votes.statement)
        shown = [one.stage == Statement.Stage.SHOWN for one in statements]
        self.shown = np.array(shown, dtype=bool)
        self.map = maths.opinion_map(
            self.person,
            self.statement,
            votes.value,
            people=len(self.people),
            statements=len(statements),
            moderated=~self.shown,
            before=self._earlier(earlier, keys),
        )
        self.earlier = earlier
        said = earlier.state.get("backgrounds", {}) if earlier else {}
        self.backgrounds = {
            name: publication.steady(said.get(name), people)
            for name, people in _backgrounds(conversation).items()
        }

    def _earlier(self, made: OpinionMap | None, keys: NDArray[np.int64]) -> maths.Earlier | None:
        """What the map before said of these people and statements."""
        if made is None or made.members is None or not made.state.get("letters"):
            return None
        members = members_of(made)
        group = np.full(len(self.people), -1, dtype=np.int64)
        at = np.searchsorted(members["person"], self.people)
        known = at < len(members)
        known[known] = members["person"][at[known]] == self.people[known]
        group[known] = members["group"][at[known]]
        axes = np.zeros((2, len(keys)))
        held = made.state["axes"]
        for column, key in enumerate(keys.tolist()):
            axes[:, column] = held.get(str(key), (0.0, 0.0))
        return maths.Earlier(group, np.array(made.state["letters"], dtype=np.int64), axes)

    def members(self) -> NDArray[Any]:
        """Each person's group and place, by key: for that person alone."""
        found = np.zeros(len(self.people), dtype=MEMBER)
        found["person"], found["group"] = self.people, self.map.group
        found["x"], found["y"] = self.map.position.T
        return found

    def state(self) -> dict[str, Any]:
        """What the next map is told of this one."""
        axes = self.map.axes.T.tolist()
        return {
            "letters": self.map.letter.tolist(),
            "axes": {str(one.pk): at for one, at in zip(self.statements, axes, strict=True)},
            "backgrounds": self.backgrounds,
            "signed_in": self._held_back["count"] if self._held_back else self._signed_in_people,
        }

    def published(self) -> dict[str, Any]:
        """All that every visitor may see: rounded, and without what is small."""
        voters = publication.rounded(len(self.people))
        found = {
            "voters": voters,
            "votes": None,
            "statements": [self._plain(int(at)) for at in np.flatnonzero(self.shown)],
            "left_out": _left_out(self.conversation),
        } | {name: [] for name in ("groups", "consensus", "division")}
        return found if voters is None else found | self._counted()

    def _counted(self) -> dict[str, Any]:
        """What is shown of a conversation in which enough people took part."""
        large, cells = self._shown
        return {
            "votes": publication.rounded(len(self.votes)),
            "statements": [self._statement(int(at)) for at in np.flatnonzero(self.shown)],
            "groups": [self._group(int(one), cells) for one in np.flatnonzero(large)],
            "consensus": [
                {"number": self._number(one.statement), "direction": one.direction}
                for one in self.map.consensus
                if self._of_all.seen[one.statement] >= publication.LEAST_VOTERS
            ],
            "division": [
                {
                    "number": self._number(one.statement),
                    "most": self._letter(one.most),
                    "least": self._letter(one.least),
                }
                for one in self.map.division
                if cells[[one.most, one.least], one.statement].all()
            ],
            "kinds": _kinds(self.conversation),
            "mix": {name: publication.mix(people) for name, people in self.backgrounds.items()},
            "picture": self._picture(large),
        }

    @cached_property
    def _of_all(self) -> Tally:
        found = self.map
        return Tally(found.agrees, found.disagrees, found.agrees + found.disagrees + found.passes)

    @cached_property
    def _of_groups(self) -> Tally:
        return Tally(self.map.group_agrees, self.map.group_disagrees, self.map.group_votes)

    @cached_property
    def _signed_in(self) -> NDArray[np.bool_]:
        """Who signed in, (people,)."""
        rows = Participant.objects.filter(
            conversation=self.conversation, kind=Participant.Kind.SIGNED_IN
        )
        keys = np.array(list(rows.values_list("pk", flat=True)), dtype=np.int64)
        return np.isin(self.people, keys)

    @cached_property
    def _of_signed_in(self) -> Tally:
        """The votes of people who signed in, (1, statements): to be compared with everybody's."""
        return publication.tally_groups(
            np.where(self._signed_in, 0, -1),
            self.person,
            self.statement,
            self.votes.value,
            groups=1,
            statements=len(self.statements),
        )

    @cached_property
    def _shown(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which groups are spoken of, and for which of them which statement's shares."""
        large = publication.shown_groups(self.map.size)
        return large, publication.shown_cells(self._of_groups, self._of_all, large)

    def _statement(self, at: int) -> dict[str, Any]:
        """A statement with its shares, as far as they are of enough people."""
        found, (_, cells) = self._plain(at), self._shown
        if self._of_all.seen[at] >= publication.LEAST_VOTERS:
            found |= _shares(self._of_all, at)
            found["seen"] = publication.rounded(int(self._of_all.seen[at]))
        if self.map.k and cells[:, at].all():
            found["consensus"] = round(float(self.map.consensus_mean[at]), 3)
        found["groups"] = {
            self._letter(int(group)): _shares(self._of_groups, (group, at))
            for group in np.flatnonzero(cells[:, at])
        }
        found["signed_in"] = self._signed_in_shares(at)
        return found

    def _signed_in_shares(self, at: int) -> dict[str, int] | None:
        """What people who signed in say, where they and the others are enough."""
        if self._held_back:
            shares: dict[str, int] | None = self._held_back["shares"].get(self._number(at))
            return shares
        many = int(self._of_signed_in.seen[0, at])
        rest = int(self._of_all.seen[at]) - many
        if many >= publication.LEAST_VOTERS and (rest == 0 or rest >= publication.LEAST_VOTERS):
            return _shares(self._of_signed_in, (0, at))
        return None

    @cached_property
    def _signed_in_people(self) -> int:
        return int(np.count_nonzero(self._signed_in))

    @cached_property
    def _held_back(self) -> dict[str, Any]:
        """What was shown of people who signed in, until five more of them have voted."""
        count = self.earlier.state.get("signed_in") if self.earlier else None
        if count is None or abs(self._signed_in_people - count) >= publication.STEP:
            return {}
        said = self.earlier.published.get("statements", ()) if self.earlier else ()
        return {"count": count, "shares": {one["number"]: one["signed_in"] for one in said}}

    def _plain(self, at: int) -> dict[str, Any]:
        """A statement's words, without a count."""
        one = self.statements[at]
        return {
            "number": one.number,
            "text": one.text,
            "language": one.language,
            "is_seed": one.is_seed,
            "consensus": None,
            "groups": {},
            "signed_in": None,
        } | dict.fromkeys((*SHARES, "seen"))

    def _number(self, at: int) -> int:
        return self.statements[at].number

    def _letter(self, group: int) -> str:
        return chr(ord("A") + int(self.map.letter[group]))

    def _group(self, group: int, cells: NDArray[np.bool_]) -> dict[str, Any]:
        """A group by its letter, about how many it is, and what it stands for."""
        size = int(self.map.size[group])
        return {
            "letter": self._letter(group),
            "size": size - size % publication.STEP,
            "share": round(100 * size / int(self.map.size[self._shown[0]].sum())),
            "statements": [
                {
                    "number": self._number(one.statement),
                    "direction": self._direction(group, one.statement),
                }
                for one in self.map.representative[group]
                if cells[group, one.statement]
            ],
        }

    def _direction(self, group: int, at: int) -> int:
        """To which side most of a group lean: it may be set apart by agreeing less than others."""
        agrees, disagrees = self.map.group_agrees[group, at], self.map.group_disagrees[group, at]
        return 1 if agrees >= disagrees else -1

    def _picture(self, large: NDArray[np.bool_]) -> dict[str, Any]:
        """Cells of at least five people and outlines around them, none of a small group."""
        found = maths.crowd(
            self.map.position, np.where(self._in(large), self.map.group, -1), groups=self.map.k
        )
        return formats.picture(found, [self._letter(group) for group in range(self.map.k)])

    def _in(self, large: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Who is in a group that is large enough to be spoken of, (people,)."""
        return np.isin(self.map.group, np.flatnonzero(large))


def _shares(of: Tally, at: Any) -> dict[str, int]:
    one = Tally(of.agree[at], of.disagree[at], of.seen[at])
    return dict(zip(SHARES, publication.shares(one).tolist(), strict=True))


def _left_out(conversation: Conversation) -> list[dict[str, Any]]:
    """What moderators left out: how many people, why, and when."""
    rows = Exclusion.objects.filter(conversation=conversation, undone_at=None)
    return [
        {"people": one.people, "reason": one.reason, "on": timezone.localdate(one.at).isoformat()}
        for one in rows
    ]


def _kinds(conversation: Conversation) -> dict[str, int]:
    """About how many took part in each way; nothing where a way has few."""
    rows = dict(
        Participant.objects.filter(conversation=conversation)
        .order_by("kind")
        .values_list("kind")
        .annotate(people=Count("pk"))
    )
    found = {kind: publication.rounded(many) for kind, many in rows.items()}
    return {} if None in found.values() else {kind: many or 0 for kind, many in found.items()}


def _backgrounds(conversation: Conversation) -> dict[str, dict[str, int]]:
    """How many said where they live and how old they are: each borough and age by itself."""
    said = Background.objects.filter(participant__conversation=conversation)
    boroughs = said.exclude(borough=None).order_by("borough__name").values_list("borough__name")
    ages = said.exclude(age="").order_by("age").values_list("age")
    return {
        "borough": dict(boroughs.annotate(people=Count("pk"))),
        "age": dict(ages.annotate(people=Count("pk"))),
    }
