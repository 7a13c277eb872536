"""What each borough may count on: leximin of the places that can be filled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corps.skills.maths import Ints
from secondments.matching.maths.assignment import boroughs_of, put_in_order


def fair_floors(
    expert: Ints, role: Ints, places: Ints, borough: Ints, *, experts: int
) -> NDArray[np.int64]:
    """Return the least filled places of each borough, (boroughs,): the lowest number is as high as
    it can be, then the next lowest, and so on (leximin). Exact, and together they are as many
    places as can be filled at all.

    expert, role  (A,) an arc a row
    places        (roles,) those that count: each borough's own first N
    borough       (roles,) index of its borough; there are as many as the highest says
    experts       how many there are

    What boroughs can have together is a polymatroid, so it is exact to give one place more,
    round after round, to every borough that can take it without loss to another, and to leave out
    for good who once could not (Federgruen and Groenevelt, 1986). Ties fall by the boroughs' order.
    """
    from secondments.matching.maths.compiled import floors
    from secondments.matching.maths.compiled import market as loops

    places, borough = (np.asarray(column, dtype=np.int64) for column in (places, borough))
    lines = put_in_order(expert, role, np.ones(len(np.asarray(role))), places, experts)
    market = loops.Market(lines.start, lines.expert, lines.role, lines.fit, places)
    many = int(borough.max()) + 1 if len(borough) else 0
    owed = boroughs_of(borough, np.zeros(many, dtype=np.int64), len(places))
    floors.raise_lowest(market, owed, experts)
    return owed.got
