"""Small problems for tests: by hand, and of any shape."""

import numpy as np
from hypothesis import strategies as st

from secondments.matching.maths.problems import Problem


def a_problem(
    pairs, places, *, experts, borough=None, counted=None, urgent=None, standing=None, **more
):
    """A problem of pairs (expert, row of places, fit); one borough unless they are given."""
    expert, role, fit = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
    rows = len(places)
    borough = np.array(borough or [0] * rows, dtype=np.int64)
    return Problem(
        experts=experts,
        boroughs=tuple(f"B{number}" for number in range(int(borough.max(initial=0)) + 1)),
        places=np.array(places, dtype=np.int64),
        borough=borough,
        counted=np.array(counted or [True] * rows, dtype=bool),
        urgent=np.array(urgent or [False] * rows, dtype=bool),
        expert=expert,
        role=role,
        fit=fit,
        standing=np.array(standing or [False] * len(fit), dtype=bool),
        **more,
    )


def chosen_of(problem, outcome):
    """The chosen pairs, as a set of (expert, row)."""
    return {
        (int(problem.expert[arc]), int(problem.role[arc])) for arc in np.flatnonzero(outcome.chosen)
    }


@st.composite
def problems(draw, most=6):
    """Problems of up to six people and rows of places, in up to three boroughs."""
    experts, rows = draw(st.integers(0, most)), draw(st.integers(1, most))
    ends = st.tuples(st.integers(0, experts - 1), st.integers(0, rows - 1)) if experts else None
    pairs = sorted(draw(st.sets(ends, max_size=20)), key=lambda p: p[::-1]) if experts else []
    fits = draw(st.lists(st.integers(1, 1000), min_size=len(pairs), max_size=len(pairs)))
    flags = st.lists(st.booleans(), min_size=rows, max_size=rows)
    return a_problem(
        [(*pair, fit) for pair, fit in zip(pairs, fits, strict=True)],
        draw(st.lists(st.integers(1, 3), min_size=rows, max_size=rows)),
        experts=experts,
        borough=draw(st.lists(st.integers(0, 2), min_size=rows, max_size=rows)),
        counted=draw(flags),
        urgent=draw(flags),
        standing=draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs))),
    )
