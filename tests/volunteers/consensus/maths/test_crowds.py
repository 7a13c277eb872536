"""What of a map may be seen by all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from volunteers.consensus.maths import crowd
from volunteers.consensus.maths.crowds import cell_of, middle_of


def inside(point, hull):
    """Whether a point lies in or on a hull that runs against the clock."""
    return all(
        (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax) >= -1e-9
        for (ax, ay), (bx, by) in zip(hull, hull[1:] + hull[:1], strict=True)
    )


@pytest.fixture
def three():
    rng = np.random.default_rng(6)
    position = np.concatenate([rng.normal(at, 0.4, (80, 2)) for at in ((-2, 0), (2, 0), (0, 3))])
    return position, np.repeat([0, 1, 2], 80)


def test_cells_hold_most_people_in_steps_of_five(three):
    found = crowd(*three, groups=3)

    assert (found.people % 5).sum() == 0
    assert found.people.min() >= 5
    assert 0.4 * 240 <= found.people.sum() <= 240
    assert sorted(set(found.group.tolist())) == [0, 1, 2]


def test_hulls_hold_their_cells(three):
    found = crowd(*three, groups=3)

    for middle, group in zip(found.middle, found.group, strict=True):
        assert inside(middle, found.hulls[group])
    assert not inside((2.0, 0.0), found.hulls[0])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_moving_somebody_within_their_cell_changes_nothing(data):
    """So nobody's place can be told from the picture."""
    number = st.floats(-3, 3, width=16)
    position = data.draw(
        arrays(np.float64, st.tuples(st.integers(1, 60), st.just(2)), elements=number)
    )
    group = data.draw(arrays(np.int64, len(position), elements=st.integers(-1, 2)))
    found = crowd(position, group, groups=3)
    column, row = cell_of(position, reach=found.reach, side=found.side)
    middle = middle_of(column, row, reach=found.reach, side=found.side)

    again = crowd(middle, group, groups=3)

    if (again.reach, again.side) == (found.reach, found.side):
        assert again.people.tolist() == found.people.tolist()
        assert again.hulls == found.hulls
    assert (found.people >= 5).all()
    assert [bool(hull) for hull in found.hulls] == [(found.group == one).any() for one in range(3)]


def test_a_group_of_four_is_not_shown():
    position, group = np.zeros((9, 2)), np.array([0] * 5 + [1] * 4)

    found = crowd(position, group, groups=2)

    assert (found.group.tolist(), found.people.tolist()) == ([0], [5])
    assert found.hulls[1] == ()


def test_somebody_far_out_sets_no_scale_and_is_not_seen(three):
    position, group = three
    known = crowd(position, group, groups=3)

    found = crowd(np.vstack((position, [(7, 7)])), np.append(group, 0), groups=3)

    assert found.reach == known.reach
    assert found.hulls == known.hulls


def test_nobody_is_an_empty_picture():
    found = crowd(np.zeros((0, 2)), [], groups=2)

    assert (len(found.people), found.hulls, found.middle.shape) == (0, ((), ()), (0, 2))


@pytest.mark.parametrize(("size", "reach"), [(0.03, 0.1), (0.3, 1.0), (1.1, 5.0), (3.0, 10.0)])
def test_the_scale_is_a_round_number(size, reach):
    found = crowd([(size, 0.0)] * 5, [0] * 5, groups=1)

    assert found.reach == pytest.approx(reach)


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.float64, (20, 2), elements=st.floats(-1, 1, width=32)), st.sampled_from([4, 8, 24])
)
def test_everybody_is_in_the_cell_whose_middle_is_nearest(position, side):
    rows, columns = np.mgrid[0 : side * 2, 0 : side + 2]
    middles = middle_of(columns.ravel(), rows.ravel(), reach=1.0, side=side)

    column, row = cell_of(position, reach=1.0, side=side)

    mine = np.hypot(*(position - middle_of(column, row, reach=1.0, side=side)).T)
    nearest = np.hypot(*(position[:, None] - middles[None]).transpose(2, 0, 1)).min(axis=1)
    assert np.abs(mine - nearest).max() < 1e-9


def test_a_cell_has_six_corners_as_far_from_its_middle_as_each_other(three):
    found = crowd(*three, groups=3)

    corners = np.array(found.corners(0)) - found.middle[0]

    assert np.hypot(*corners.T) == pytest.approx(np.full(6, found.width / np.sqrt(3)))
