"""Groups in the plane: as good as many starts find, nobody alone, steady."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.volunteers.consensus.maths import plain
from volunteers.consensus.maths import grouping, plane


def clouds(rng, sizes, apart=4.0):
    """People around as many places as there are sizes."""
    return np.concatenate(
        [
            rng.normal((apart * np.cos(turn), apart * np.sin(turn)), 1.0, (size, 2))
            for size, turn in zip(sizes, np.arange(len(sizes)) * 2.4, strict=True)
        ]
    )


def least_inertia(points, k, starts=50):
    """The best of some starts with points drawn at random, settled by the simplest loop."""
    rng, found = np.random.default_rng(0), np.inf
    for _ in range(starts):
        centre = points[rng.choice(len(points), k, replace=False)]
        for _ in range(100):
            far = ((points[:, None] - centre) ** 2).sum(axis=2)
            label = far.argmin(axis=1)
            own = [points[label == one] for one in range(k)]
            moved = np.array([some.mean(axis=0) if len(some) else (0, 0) for some in own])
            if np.array_equal(moved, centre):
                break
            centre = moved
        found = min(found, far.min(axis=1).sum())
    return found


@pytest.mark.parametrize("sizes", [(60, 30), (40, 40, 40), (90, 20, 20, 50), (30,) * 5, (150,)])
def test_groups_are_as_close_as_the_best_of_fifty_starts(sizes):
    points = clouds(np.random.default_rng(len(sizes)), sizes)

    found, _ = grouping.groups(points)

    assert found.inertia <= 1.001 * least_inertia(points, found.k)
    assert found.inertia == pytest.approx(plain.inertia(points, found.label))
    assert found.silhouette == pytest.approx(plain.silhouette(points, found.label, found.centre))


def test_many_people_are_as_close_as_few():
    points = clouds(np.random.default_rng(1), (10_000, 7_000, 5_000), apart=5.0)

    found, tried = grouping.groups(points)

    assert (found.k, max(tried, key=tried.get)) == (3, 3)
    assert found.inertia <= 1.001 * least_inertia(points, 3, starts=2)


@settings(max_examples=60, deadline=None)
@given(arrays(np.float64, st.tuples(st.integers(1, 40), st.just(2)), elements=st.integers(-3, 3)))
def test_nobody_is_alone_in_a_group(points):
    found, tried = grouping.groups(points)

    assert found.size.sum() == len(points)
    assert found.size.min() >= min(2, len(points))
    assert found.k <= min(5, 2 + len(points) // 12)
    assert found.k == 1 or found.k in tried
    assert found.inertia == pytest.approx(plain.inertia(points, found.label), abs=1e-9)


def test_somebody_far_from_everybody_joins_the_nearest():
    points = np.vstack((clouds(np.random.default_rng(2), (10, 10), apart=6.0), [(500, 500)]))

    found, _ = grouping.groups(points)

    assert (found.k, found.size.min()) == (2, 10)


def test_several_people_far_apart_leave_nobody_alone():
    far = [(300, 0), (0, 300), (-300, 0), (0, -300), (900, 900)]
    points = np.vstack((clouds(np.random.default_rng(2), (12, 12), apart=6.0), far))

    found, _ = grouping.groups(points)

    assert found.size.min() > 1


@pytest.mark.parametrize("many", [1, 2, 3])
def test_too_few_people_are_one_group(many):
    found, tried = grouping.groups(np.arange(2.0 * many).reshape(many, 2))

    assert (found.k, found.silhouette, tried) == (1, 0.0, {})


def test_the_number_of_groups_changes_only_where_it_is_clearly_better():
    points = clouds(np.random.default_rng(3), (40, 40, 40))
    three, tried = grouping.groups(points)
    two = (points[:, 0] > points[:, 0].mean()).astype(np.int64)

    assert grouping.groups(points, three.label)[0].k == 3
    assert tried[3] - tried[2] >= grouping.CLEARLY
    assert grouping.groups(points, two)[0].k == 3


def test_a_number_of_groups_that_is_almost_as_good_stays():
    points = np.random.default_rng(0).normal(size=(60, 2))
    best, tried = grouping.groups(points)
    others = {k: s for k, s in tried.items() if 0 < best.silhouette - s < grouping.CLEARLY}
    k = max(others, key=others.get)
    before = np.arange(60) % k

    found, _ = grouping.groups(points, before)

    assert (found.k, best.k == k) == (k, False)


def test_letters_follow_the_people():
    points = clouds(np.random.default_rng(4), (50, 30, 20), apart=8.0)
    found, _ = grouping.groups(points)
    truth = np.repeat([0, 1, 2], (50, 30, 20))

    first, letters = grouping.in_order(found, None, None)
    later, kept = grouping.in_order(found, 2 - truth, np.array([4, 0, 1]))

    assert letters.tolist() == [0, 1, 2]
    assert first.label.tolist() == truth.tolist()
    assert kept[later.label].tolist() == np.array([4, 0, 1])[2 - truth].tolist()
    assert sorted(kept.tolist()) == kept.tolist()


@pytest.mark.parametrize(
    ("before", "letters", "kept"),
    [
        ([0] * 100, [2], [2, 0, 1]),  # one became three: the largest part keeps its letter
        ([0] * 50 + [1] * 30 + [2] * 10 + [3] * 10, [0, 1, 2, 3], [0, 1, 2]),
        ([-1] * 100, [0, 1], [2, 3, 4]),  # nobody is known any more: no letter means another
    ],
)
def test_letters_of_groups_that_come_and_go(before, letters, kept):
    points = clouds(np.random.default_rng(4), (50, 30, 20), apart=8.0)
    found, _ = grouping.groups(points)

    ordered, own = grouping.in_order(found, np.array(before), np.array(letters))

    by_size = own[np.argsort(-ordered.size)]
    assert by_size.tolist() == kept


def test_a_single_person_moves_where_that_lessens_the_inertia():
    points = np.array([(0.0, 0), (0, 0), (5, 0), (9, 0), (9, 0), (9, 0), (9, 0)])

    label = plane.exchange(points, np.array([0, 0, 0, 1, 1, 1, 1]), 2)

    assert label.tolist() == [0, 0, 1, 1, 1, 1, 1]
