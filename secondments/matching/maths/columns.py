"""What a round reads: experts, roles and all that lies between them, as columns.

E experts, R roles, S skills, C councils, G employer groups, L clearance levels. A row's number is
its index: expert 7 is row 7 of every expert column. Days are whole numbers on one calendar
(ordinals), both ends included. Days a week are whole numbers of one unit on both sides (half days,
say).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corps.skills.maths import Flags, Ints, Needs

HIGHEST_FIT = 1000


def _same_length(what: str, *columns: ArrayLike) -> None:
    lengths = {len(np.asarray(column)) for column in columns}
    if len(lengths) > 1:
        raise ValueError(f"The columns of {what} differ in length: {sorted(lengths)}.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Experts:
    """People who may be placed, a row each."""

    held: Ints  # (E, S) level 0..4, 0 is not held
    wanted: Flags  # (E, S) skills that they wish to learn
    available_from: Ints  # (E,) first day
    available_until: Ints  # (E,) last day
    days_a_week: Ints  # (E,) the most they can give
    reach: Flags  # (E, C) councils that they will travel to, their own among them
    home: Ints  # (E,) council they live in, -1 where unknown or outside London
    remote: Flags  # (E,) would work remotely
    clearance: Ints  # (E,) level held, 0 is none
    employer: Ints  # (E,) employer's group, -1 where there is none
    consent: Flags  # (E,) the employer has agreed to let them go

    def __post_init__(self) -> None:
        _same_length("Experts", *(getattr(self, column.name) for column in fields(self)))

    def __len__(self) -> int:
        return len(self.home)

    def at(self, rows: Ints) -> Experts:
        """Some of them, in the order given."""
        return Experts(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})


@dataclass(frozen=True, eq=False, kw_only=True)
class Roles:
    """Roles that want somebody, a row each; a role may have several places."""

    council: Ints  # (R,)
    starts: Ints  # (R,) first day
    ends: Ints  # (R,) last day
    days_a_week: Ints  # (R,)
    remote: Flags  # (R,) may be done remotely
    clearance: Ints  # (R,) level needed, 0 is none
    places: Ints  # (R,)
    required: Needs  # of R roles
    desirable: Needs  # of R roles

    def __post_init__(self) -> None:
        _same_length("Roles", *(getattr(self, column.name) for column in fields(self)[:-2]))
        if not len(self.required) == len(self.desirable) == len(self):
            raise ValueError("The needs of Roles differ in length from its columns.")

    def __len__(self) -> int:
        return len(self.council)

    def at(self, rows: Ints) -> Roles:
        """Some of them, in the order given."""
        *plain, _, _ = fields(self)
        return Roles(
            **{column.name: getattr(self, column.name)[rows] for column in plain},
            required=self.required.at(rows),
            desirable=self.desirable.at(rows),
        )


def no_rows(width: int) -> NDArray[np.int64]:
    """An empty table of whole numbers, `width` columns wide."""
    return np.zeros((0, width), dtype=np.int64)


def _renumbered(pairs: Ints, experts: Ints, roles: Ints) -> Ints:
    """Those rows of (expert, role, …) of which both are kept, by their new numbers."""
    found = pairs.astype(np.int64)
    for column, kept in enumerate((experts, roles)):
        number = np.full(max(found[:, column].max(initial=0), kept.max(initial=0)) + 1, -1)
        number[kept] = np.arange(len(kept))
        found[:, column] = number[found[:, column]]
    return found[(found[:, :2] >= 0).all(axis=1)]


@dataclass(frozen=True, eq=False, kw_only=True)
class Relations:
    """What holds between experts, roles and councils."""

    neighbours: Flags  # (C, C) the two councils share a border
    conflict: Flags  # (G, C) the employer's group must keep away from the council
    continuity: Flags  # (E, C) worked well with that council before
    clear_by: Ints  # (L,) first day on which clearance of that level, asked for now, is in place
    excluded: Ints = field(default_factory=lambda: no_rows(2))  # (X, 2) expert, role
    away: Ints = field(default_factory=lambda: no_rows(2))  # (Y, 2) expert, role
    withheld: Ints = field(default_factory=lambda: no_rows(2))  # (Z, 2) expert, role: no consent
    expert_ranks: Ints = field(default_factory=lambda: no_rows(3))  # (P, 3) expert, role, rank
    council_ranks: Ints = field(default_factory=lambda: no_rows(3))  # (Q, 3) expert, role, rank

    def at(self, experts: Ints, roles: Ints) -> Relations:
        """What holds between some of the experts and some of the roles, numbered as given."""
        return replace(
            self,
            continuity=self.continuity[experts],
            excluded=_renumbered(self.excluded, experts, roles),
            away=_renumbered(self.away, experts, roles),
            withheld=_renumbered(self.withheld, experts, roles),
            expert_ranks=_renumbered(self.expert_ranks, experts, roles),
            council_ranks=_renumbered(self.council_ranks, experts, roles),
        )


@dataclass(frozen=True, kw_only=True)
class Points:
    """What each term of the fit is worth; the greatest sum is 1000, the least 1.

    A list of preferences is the rows that one expert (or one role) has among those given: rank 1
    is first, 4 and beyond are later. Who has no list at all counts as `…_none`; who has one, for
    those not on it, as `…_unlisted`.
    """

    eligible: int = 100
    surplus: int = 150
    desirable: int = 250
    expert_first: int = 150
    expert_second: int = 120
    expert_third: int = 90
    expert_later: int = 60
    expert_none: int = 75
    expert_unlisted: int = 0
    council_first: int = 150
    council_second: int = 120
    council_third: int = 90
    council_later: int = 60
    council_none: int = 75
    council_unlisted: int = 0
    home: int = 100
    neighbour: int = 70
    elsewhere: int = 40
    learning: int = 50
    continuity: int = 50

    def __post_init__(self) -> None:
        if self.eligible < 1 or min(vars(self).values()) < 0:
            raise ValueError("“Eligible” is worth 1 point or more, and no term less than 0.")
        if self.greatest() > HIGHEST_FIT:
            raise ValueError(f"The terms add up to {self.greatest()}: {HIGHEST_FIT} is the most.")

    def of_list(self, whose: str) -> tuple[int, ...]:
        """What an `expert`'s or a `council`'s list gives: by rank, to the unlisted, without one."""
        names = ("first", "second", "third", "later", "unlisted", "none")
        return tuple(getattr(self, f"{whose}_{name}") for name in names)

    def greatest(self) -> int:
        """The fit of somebody who has the most points in every term."""
        return (
            self.eligible
            + self.surplus
            + self.desirable
            + max(self.of_list("expert"))
            + max(self.of_list("council"))
            + max(self.home, self.neighbour, self.elsewhere)
            + self.learning
            + self.continuity
        )
