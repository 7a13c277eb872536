from itertools import pairwise
from math import hypot, sqrt

from hypothesis import given
from hypothesis import strategies as st

from corps import charts

places = st.tuples(st.integers(0, 30).map(lambda half: half / 2), st.integers(0, 12))


def corners(shape):
    return [tuple(map(float, pair.split(","))) for pair in shape.points.split()]


@given(places, st.floats(20, 400), st.floats(0, 9))
def test_a_hexagon_has_six_equal_sides_and_corners_equally_far_from_its_middle(place, width, gap):
    [shape] = charts.hexagons([place], width=width, gap=gap)

    points = corners(shape)
    sides = [hypot(a - c, b - d) for (a, b), (c, d) in pairwise([*points, points[0]])]
    radii = [hypot(x - shape.x, y - shape.y) for x, y in points]

    side = (width - gap) / sqrt(3)
    assert max(abs(length - side) for length in sides + radii) < 0.3  # points have one decimal


@given(st.lists(places, min_size=1, max_size=40))
def test_the_extent_holds_every_corner(listed):
    width, height = charts.extent(listed)

    points = [point for shape in charts.hexagons(listed) for point in corners(shape)]

    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)


@given(st.sampled_from([(1, 0), (0.5, 1), (-0.5, 1)]), places)
def test_neighbours_are_one_width_apart_whichever_way_they_touch(step, place):
    neighbour = (place[0] + step[0], place[1] + step[1])

    one, other = charts.hexagons([place, neighbour], width=100)

    assert abs(hypot(one.x - other.x, one.y - other.y) - 100) < 0.2


def test_nothing_takes_the_room_of_one():
    assert charts.extent([], width=100) == (100.0, 115.5)


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers(2, 9))
def test_only_nothing_is_at_level_nought_and_the_most_is_at_the_last(value, most, levels):
    value = min(value, most)

    level = charts.level(value, most, levels)

    assert (level == 0) == (value == 0)
    assert level <= levels - 1
    assert most == 0 or charts.level(most, most, levels) == levels - 1


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=33))
def test_more_is_never_at_a_lower_level(values):
    ordered = sorted(values)

    levels = [charts.level(value, ordered[-1]) for value in ordered]

    assert levels == sorted(levels)
