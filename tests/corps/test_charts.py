from decimal import Decimal
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


money = st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(money, max_size=40))
def test_an_axis_holds_nought_and_every_value_in_a_few_round_steps(values):
    found = charts.axis(values)

    steps = {one.value - other.value for one, other in pairwise(found.ticks)}
    [step] = steps
    assert found.low <= min([0, *values]) <= max([0, *values]) <= found.high
    assert (found.ticks[0].value, found.ticks[-1].value) == (found.high, found.low)
    assert Decimal(0) in {tick.value for tick in found.ticks}
    assert step.scaleb(-step.adjusted()) in {1, 2, Decimal("2.5"), 5}
    assert 2 <= len(found.ticks) <= 6


def test_an_axis_of_savings_reads_well():
    found = charts.axis([Decimal("35000000")])

    assert [tick.value for tick in found.ticks] == [
        Decimal(value) for value in (40_000_000, 30_000_000, 20_000_000, 10_000_000, 0)
    ]
    assert [tick.y for tick in found.ticks] == [0, 25, 50, 75, 100]


@given(st.lists(money, min_size=1, max_size=40))
def test_more_stands_higher_in_the_picture_and_all_of_it_within(values):
    upright = charts.axis(values)

    heights = [upright.y(value) for value in sorted(values)]

    assert heights == sorted(heights, reverse=True)
    assert all(0 <= height <= 100 for height in heights)


@given(st.lists(st.none() | money, min_size=1, max_size=60))
def test_a_line_has_a_dot_for_each_value_in_the_middle_of_its_slot(values):
    found = charts.line(values, charts.axis(filter(None, values)))

    known = [at for at, value in enumerate(values) if value is not None]
    assert [x for x, _ in found.dots] == [charts.across(at, len(values)) for at in known]
    assert len(found.line.split()) == len(known)
    assert len(found.area.split()) == (len(known) + 2 if known else 0)


@given(st.integers(1, 500), st.integers(1, 30))
def test_names_below_an_axis_are_no_more_than_asked_for_and_evenly_apart(slots, most):
    named = charts.spread(slots, most)

    assert named[0] == 0
    assert 1 <= len(named) <= most
    assert len({after - before for before, after in pairwise(named)}) <= 1


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=6))
def test_the_parts_of_a_bar_lie_end_to_end_and_fill_it(parts):
    found = charts.bars(parts, sum(parts))

    assert all(abs(a.x + a.width - b.x) < 0.01 for a, b in pairwise(found))
    assert sum(parts) == 0 or abs(found[-1].x + found[-1].width - 100) < 0.01


def test_a_part_below_nought_takes_no_room():
    assert charts.bars([Decimal(-5), Decimal(5)], Decimal(10)) == [
        charts.Bar(0, 0),
        charts.Bar(0, 50),
    ]
