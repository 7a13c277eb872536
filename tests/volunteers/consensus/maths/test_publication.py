from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volunteers.consensus.maths import publication
from volunteers.consensus.maths.publication import Tally


@st.composite
def conversations(draw):
    """Votes of people in up to four groups, some in none, on a few statements."""
    people, statements = draw(st.integers(0, 60)), draw(st.integers(1, 4))
    groups = draw(st.integers(1, 4))
    group = np.array(draw(st.lists(st.integers(-1, groups - 1), min_size=people, max_size=people)))
    chance = np.random.default_rng(draw(st.integers(0, 9999)))
    voted = np.argwhere(chance.random((people, statements)) < 0.7)
    value = chance.integers(-1, 2, len(voted)).astype(np.int8)
    return group.astype(int), voted[:, 0], voted[:, 1], value, groups, statements


def counted(found):
    """Tallies of all, of groups, and which groups are large."""
    group, person, statement, value, groups, statements = found
    of_all = publication.tally(statement, value, statements=statements)
    of_groups = publication.tally_groups(
        group, person, statement, value, groups=groups, statements=statements
    )
    sizes = np.bincount(group[group >= 0], minlength=groups)
    return of_all, of_groups, publication.shown_groups(sizes)


@settings(max_examples=60)
@given(conversations())
def test_no_subtraction_of_what_is_shown_leaves_fewer_than_five_people(found):
    of_all, of_groups, large = counted(found)

    shown = publication.shown_cells(of_groups, of_all, large)

    for statement, total in enumerate(of_all.seen):
        cells = of_groups.seen[shown[:, statement], statement].tolist()
        taken = chain.from_iterable(combinations(cells, n) for n in range(len(cells) + 1))
        left = [total - sum(some) for some in taken]
        assert all(cell >= publication.LEAST_GROUP for cell in cells)
        assert not cells or all(one == 0 or one >= publication.LEAST_GROUP for one in left)


@given(conversations())
def test_of_a_statement_with_few_votes_no_group_is_shown(found):
    of_all, of_groups, large = counted(found)

    shown = publication.shown_cells(of_groups, of_all, large)

    assert not shown[:, of_all.seen < publication.LEAST_VOTERS].any()


@given(conversations())
def test_groups_and_the_rest_add_up_to_all(found):
    of_all, of_groups, _ = counted(found)
    group, person, statement, value, _, statements = found
    rest = publication.tally(
        statement[group[person] < 0], value[group[person] < 0], statements=statements
    )

    assert (of_groups.seen.sum(axis=0) + rest.seen).tolist() == of_all.seen.tolist()
    assert (of_groups.agree.sum(axis=0) + rest.agree).tolist() == of_all.agree.tolist()


@given(st.lists(st.tuples(*[st.integers(0, 500)] * 3), min_size=1, max_size=20))
def test_shares_are_whole_and_add_up_to_a_hundred(counts):
    agree, disagree, passed = np.array(counts).T

    found = publication.shares(Tally(agree, disagree, agree + disagree + passed))

    whole = np.where(agree + disagree + passed > 0, 100, 0)
    assert found.min() >= 0
    assert found.sum(axis=0).tolist() == whole.tolist()


@pytest.mark.parametrize(
    ("count", "shown"), [(0, None), (19, None), (20, 20), (24, 20), (25, 25), (1843, 1840)]
)
def test_counts_move_in_steps_of_five_from_twenty_on(count, shown):
    assert publication.rounded(count) == shown


def test_a_group_of_four_is_not_spoken_of():
    assert publication.shown_groups(np.array([4, 5, 0])).tolist() == [False, True, False]


def test_of_many_votes_a_few_without_a_group_hide_nothing():
    of_groups = Tally(*(np.array([[500], [600]]),) * 3)
    of_all = Tally(*(np.array([1103]),) * 3)

    shown = publication.shown_cells(of_groups, of_all, np.array([True, True]))

    assert shown.all()


def test_of_few_votes_a_few_without_a_group_hide_the_smallest_group_too():
    of_groups = Tally(*(np.array([[50], [60]]),) * 3)
    of_all = Tally(*(np.array([113]),) * 3)

    shown = publication.shown_cells(of_groups, of_all, np.array([True, True]))

    assert shown[:, 0].tolist() == [False, True]


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 30)), st.data())
def test_what_people_say_of_themselves_moves_in_steps_of_five(before, data):
    now = data.draw(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 30)))

    found = publication.steady(before, now)

    moved = [now.get(name, 0) - before.get(name, 0) for name in "abcd"]
    came, left = sum(one for one in moved if one > 0), -sum(one for one in moved if one < 0)
    assert found == (now if max(came, left) >= 5 else before)
    assert publication.steady(None, now) == now


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_a_download_sets_no_few_people_apart_by_naming_all_others(sizes):
    named = publication.named_groups(np.array(sizes))

    unnamed = sum(size for size, one in zip(sizes, named, strict=True) if not one)
    assert all(size >= 5 for size, one in zip(sizes, named, strict=True) if one)
    assert unnamed == 0 or unnamed >= 5 or not named.any()


@pytest.mark.parametrize(
    ("sizes", "named"),
    [([30, 20], [1, 1]), ([26, 14, 6, 4], [1, 1, 0, 0]), ([30, 4, 3], [1, 0, 0]), ([9, 3], [0, 0])],
)
def test_whose_members_are_named(sizes, named):
    assert publication.named_groups(np.array(sizes)).tolist() == [bool(one) for one in named]
