"""The compiled loops are the same as they are read: run as plain Python they say the same."""

import json
import os
import subprocess
import sys

import numpy as np

from secondments.matching.maths import (
    assign,
    blocking_pairs,
    certify,
    fair_floors,
    repair,
    share,
    stable,
)
from tests.factories.instances import sample_arcs, sample_weeks

SIZES = [(0, 3), (3, 0), (9, 4), (4, 9), (7, 7), (25, 12), (12, 25), (20, 20)]
PLAIN = "from tests.secondments.matching.maths import test_compiled; test_compiled.main()"


def answers(experts, roles, seed):
    """What every function says of one sample market, as plain lists."""
    share_of_pairs = 0.3 + 0.05 * seed
    arcs = sample_arcs(
        experts=experts, roles=roles, share=share_of_pairs, seed=seed, most_places=1 + seed % 3
    )
    expert, role, fit, places = arcs
    places[::5] *= seed % 2  # some roles have no places
    borough = np.arange(roles) % 3
    floors = fair_floors(expert, role, places, borough, experts=experts)
    known = {"borough": borough, "floors": floors}
    free, held = (assign(*arcs, experts=experts, **more) for more in ({}, known))
    certify(held, *arcs, experts=experts, **known)
    stands = free.chosen & (np.arange(len(fit)) % 3 > 0)
    more = {"experts": experts, "bonus": 40, "settled": stands & (expert % 4 == 0)}
    mended = repair(*arcs, stands, **more, role_price=free.role_price // 2)
    ranks = 1 + (7 * expert + role) % 5, 1001 - fit
    calm = stable(expert, role, *ranks, places, experts=experts)
    shared = share(*arcs, **sample_weeks(experts=experts, roles=roles, seed=seed))
    found = {
        "floors": floors,
        "stable": calm,
        "blocking": blocking_pairs(expert, role, *ranks, places, free.chosen, experts=experts),
        "shared": [shared.total, shared.bound],
    }
    for name, answer in (("free", free), ("held", held), ("mended", mended)):
        found |= {
            name: answer.chosen,
            f"{name} experts": answer.expert_price,
            f"{name} roles": answer.role_price,
        }
    return {name: np.asarray(value).tolist() for name, value in found.items()}


def all_answers():
    """What is said of each size, with and without order in the arcs given."""
    return [answers(*size, seed) for seed, size in enumerate(SIZES, start=1)]


def main():
    """Print them, for another process."""
    sys.stdout.write(json.dumps(all_answers()))


def test_the_loops_say_the_same_compiled_and_as_plain_python():
    done = subprocess.run(
        [sys.executable, "-c", PLAIN],
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        timeout=120,
    )

    assert json.loads(done.stdout) == all_answers()
