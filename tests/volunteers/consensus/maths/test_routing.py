"""What is asked next."""

import numpy as np
import pytest

from volunteers.consensus.maths import draw_statement, routing_weights


def test_statements_are_weighed_by_priority_and_new_ones_as_one():
    found = routing_weights([3, 0, 6], [True, True, False, True])

    assert found == pytest.approx([3 / 5, 1 / 5, 0, 1 / 5])


def test_as_many_are_drawn_as_their_weight_says():
    chances = (np.arange(1000) + 0.5) / 1000

    drawn = [draw_statement([3, 0, 6], [True, True, False, True], chance) for chance in chances]

    assert np.bincount(drawn).tolist() == [600, 200, 0, 200]


@pytest.mark.parametrize("chance", [0, 0.5, 1 - 2**-53])
def test_what_is_not_eligible_is_never_drawn(chance):
    assert draw_statement([1e9, 1, 1e9], [False, True, False], chance) == 1


def test_where_nothing_is_left_nothing_is_asked():
    assert draw_statement([], [], 0.5) is None
    assert draw_statement([1, 2], [False, False], 0.5) is None
    assert routing_weights([1], [False]).tolist() == [0]


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="2 priorities for 1 statements"):
        routing_weights([1, 2], [True])
    with pytest.raises(ValueError, match="The chance is 1"):
        draw_statement([1], [True], 1)
