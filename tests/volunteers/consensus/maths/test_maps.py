"""Opinion maps beside plain loops; what holds whatever people vote."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.volunteers.consensus.maths import plain
from volunteers.consensus.maths import Earlier, opinion_map, place

ENOUGH = settings(max_examples=40, deadline=None)


def mapped(matrix, rejected=None, **more):
    columns, sizes = plain.columns(matrix)
    return opinion_map(*columns, **sizes, moderated=rejected, **more)


def camps(rng, people=60, statements=12, camps=3):
    """People of a few minds, most of whose votes follow from which of them they are."""
    mind = rng.integers(0, camps, people)
    leaning = rng.choice([-1, 1], (camps, statements))
    votes = np.where(rng.random((people, statements)) < 0.85, leaning[mind], 0)
    said = rng.random((people, statements)) < 0.9
    return [
        [int(vote) if spoken else None for vote, spoken in zip(row, heard, strict=True)]
        for row, heard in zip(votes, said, strict=True)
    ]


def same(one, other):
    """Whether two maps are alike to the last bit."""
    arrays = ("position", "group", "axes", "consensus_value", "priority", "centre", "letter")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays) and (
        one.silhouette,
        one.inertia,
        one.representative,
        one.consensus,
        one.division,
    ) == (
        other.silhouette,
        other.inertia,
        other.representative,
        other.consensus,
        other.division,
    )


@ENOUGH
@given(plain.conversations())
def test_components_explain_as_much_as_those_of_the_filled_matrix(conversation):
    matrix, rejected = conversation
    values, _ = plain.components(matrix, rejected)
    truth = np.append(np.maximum(values, 0), (0, 0))[:2]

    found = mapped(matrix, rejected)

    total = max(values.clip(0).sum(), 1e-300)
    assert found.explained * total == pytest.approx(truth, abs=1e-9 * max(1, truth[0]))
    lengths = (found.axes**2).sum(axis=1)
    assert lengths == pytest.approx((truth > 1e-9 * max(1, truth[0])).astype(float), abs=1e-9)


@ENOUGH
@given(plain.conversations())
def test_positions_are_those_of_a_dense_solver_where_it_has_only_one_answer(conversation):
    matrix, rejected = conversation
    values, vectors = plain.components(matrix, rejected)
    values, vectors = np.append(values, (0, 0)), np.vstack((vectors, vectors[:1], vectors[:1]))
    assume(values[0] - values[1] > 1e-3 and values[1] - values[2] > 1e-3)

    found = mapped(matrix, rejected)

    axes = vectors[:2] * np.sign((vectors[:2] * found.axes).sum(axis=1))[:, None]
    truth = plain.positions(matrix, rejected, axes)
    assert found.position == pytest.approx(truth, abs=1e-9 * np.abs(truth).max())


@ENOUGH
@given(plain.conversations())
def test_positions_follow_from_the_axes(conversation):
    matrix, rejected = conversation

    found = mapped(matrix, rejected)

    assert found.position == pytest.approx(
        plain.positions(matrix, rejected, found.axes), abs=1e-12 * len(matrix[0])
    )


@ENOUGH
@given(plain.conversations())
def test_the_largest_loading_of_each_component_is_positive(conversation):
    found = mapped(*conversation)

    assert ((1 + 2e-9) * found.axes.max(axis=1) >= -found.axes.min(axis=1)).all()


@ENOUGH
@given(plain.conversations())
def test_who_has_enough_votes_is_in_a_group_of_at_least_two(conversation):
    matrix, rejected = conversation
    voted = sum(any(row[j] is not None for row in matrix) for j in range(len(rejected)))
    enough = [sum(vote is not None for vote in row) >= max(1, min(7, voted)) for row in matrix]

    found = mapped(matrix, rejected)

    members = enough if sum(enough) > 1 else [False] * len(matrix)
    assert (found.group >= 0).tolist() == members
    assert (found.size >= 2).all()
    assert np.bincount(found.group[found.group >= 0], minlength=found.k).tolist() == list(
        found.size
    )


@ENOUGH
@given(plain.conversations())
def test_lists_and_measures_follow_from_the_groups(conversation):
    matrix, rejected = conversation

    found = mapped(matrix, rejected)

    groups = [np.flatnonzero(found.group == one).tolist() for one in range(found.k)]
    among = groups or [range(len(matrix))]
    every = range(len(rejected))
    assert found.consensus_value == pytest.approx(
        [plain.consensus_value(matrix, among, j) for j in every], rel=1e-12
    )
    assert found.priority == pytest.approx(
        [
            0.0 if rejected[j] else plain.priority(matrix, groups, j, found.extremity[j])
            for j in every
        ],
        rel=1e-12,
    )
    assert [(one.statement, one.direction) for one in found.consensus] == plain.consensus(
        matrix, rejected
    )


@ENOUGH
@given(plain.conversations(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(conversation, chance):
    matrix, rejected = conversation
    (person, statement, vote), sizes = plain.columns(matrix)
    order = list(range(len(person)))
    chance.shuffle(order)
    known = opinion_map(person, statement, vote, **sizes, moderated=rejected)

    found = opinion_map(person[order], statement[order], vote[order], **sizes, moderated=rejected)

    assert same(found, known)


def test_people_of_three_minds_are_three_groups():
    rng = np.random.default_rng(3)
    matrix = camps(rng, people=90)

    found = mapped(matrix)

    assert found.k == 3
    assert found.inertia == pytest.approx(
        plain.inertia(found.position[found.group >= 0], found.group[found.group >= 0])
    )
    assert found.silhouette == pytest.approx(
        plain.silhouette(
            found.position[found.group >= 0], found.group[found.group >= 0], found.centre
        )
    )
    assert found.tried[3] == found.silhouette == max(found.tried.values())


@pytest.mark.parametrize(
    ("matrix", "k"),
    [
        ([[None]], 0),
        ([[1]], 0),
        ([[None, None], [None, None]], 0),
        ([[1], [1], [-1]], 1),
        ([[0] * 9] * 9, 1),
        ([[1] * 9] * 9, 1),
        ([[-1] * 8] * 2, 1),
        ([[1, 1]] * 3 + [[-1, -1]] * 3, 2),
    ],
)
def test_small_and_uniform_conversations_have_a_map(matrix, k):
    found = mapped(matrix)

    assert found.k == k
    assert np.isfinite(found.position).all()
    assert np.isfinite(found.consensus_value).all()
    assert np.isfinite(found.priority).all()


def test_nobody_and_nothing_have_an_empty_map():
    found = opinion_map([], [], [], people=0, statements=0)

    assert (found.k, found.participants, found.position.shape) == (0, 0, (0, 2))


def test_somebody_without_votes_lies_in_the_middle_and_in_no_group():
    matrix = [*camps(np.random.default_rng(1)), [None] * 12]

    found = mapped(matrix)

    assert (found.position[-1].tolist(), found.group[-1]) == ([0.0, 0.0], -1)
    assert found.participants == len(matrix) - 1


@pytest.mark.parametrize(
    ("columns", "complaint"),
    [
        (([0, 1], [0], [1]), "The columns differ in length: person 2, statement 1, vote 1."),
        (([0], [0], [2]), "Row 0: the vote is 2, outside -1..1."),
        (([0, 3], [0, 0], [1, 1]), "Row 1: the person is 3, outside 0..1."),
        (([0], [-1], [1]), "Row 0: the statement is -1, outside 0..1."),
        (([0], [0], [0.5]), "The column “vote” does not hold whole numbers."),
        (([[0]], [[0]], [[1]]), "The column “person” has 2 dimensions instead of 1."),
        (([1, 0, 1], [1, 1, 1], [1, 1, 0]), "Person 1 votes twice on statement 1."),
    ],
)
def test_what_is_no_vote_is_named(columns, complaint):
    with pytest.raises(ValueError, match=r".") as refusal:
        opinion_map(*columns, people=2, statements=2)

    assert str(refusal.value) == complaint


def test_a_rejected_statement_moves_nobody_and_is_on_no_list():
    matrix = camps(np.random.default_rng(5))
    rejected = [True, *[False] * 11]

    found = mapped(matrix, rejected)

    other = [
        [-vote if j == 0 and vote is not None else vote for j, vote in enumerate(row)]
        for row in matrix
    ]
    assert np.array_equal(found.position, mapped(other, rejected).position)
    assert found.axes[:, 0].tolist() == found.statement_position[0].tolist() == [0.0, 0.0]
    listed = [
        *found.consensus,
        *found.division,
        *(one for own in found.representative for one in own),
    ]
    assert 0 not in {one.statement for one in listed}
    assert found.priority[0] == 0


@pytest.mark.parametrize(
    ("before", "complaint"),
    [
        (Earlier(np.zeros(9, int), np.array([0]), np.zeros((2, 1))), "more people or statements"),
        (Earlier(np.zeros(1, int), np.array([0]), np.zeros((2, 9))), "more people or statements"),
        (Earlier(np.array([1]), np.array([0]), np.zeros((2, 1))), "outside -1..0"),
    ],
)
def test_a_map_before_that_does_not_fit_is_refused(before, complaint):
    with pytest.raises(ValueError, match=complaint):
        mapped([[1, 0], [1, 1]], before=before)


def test_marks_of_rejected_statements_have_to_fit():
    with pytest.raises(ValueError, match=r"has shape \(3,\) instead of \(2,\)"):
        mapped([[1, 0]], [True, False, False])


def test_letters_and_sides_stay_when_people_join():
    rng = np.random.default_rng(8)
    matrix = camps(rng, people=120)
    known = mapped(matrix[:80])
    turned = Earlier((known.group + 1) % known.k, np.roll(known.letter, 1) + 3, -known.axes[:, :12])

    found = mapped(matrix, before=turned)

    kept = found.letter[found.group[:80]] == known.letter[known.group] + 3
    assert kept.mean() > 0.95
    assert ((found.axes * turned.axes).sum(axis=1) > 0).all()


def test_the_same_votes_again_change_nothing():
    known = mapped(camps(np.random.default_rng(9)))
    columns = (known.votes.of_person, known.votes)

    found = mapped(camps(np.random.default_rng(9)), before=known.earlier)

    assert columns
    assert same(found, known)


def test_ones_own_place_is_that_on_the_map():
    matrix = camps(np.random.default_rng(4))
    rejected = [False, True, *[False] * 10]
    found = mapped(matrix, rejected)
    own = [(j, vote) for j, vote in enumerate(matrix[7]) if vote is not None]

    lies = place(
        *zip(*own, strict=True),
        axes=found.axes,
        mean=found.mean,
        voted=found.voted,
        zeroed=found.zeroed,
    )

    assert lies == pytest.approx(found.position[7], rel=1e-12)


def test_consensus_of_any_number_of_groups_compares_by_its_mean():
    found = mapped(camps(np.random.default_rng(2)))

    assert found.consensus_mean**found.k == pytest.approx(found.consensus_value)


def test_a_space_that_is_used_up_ends_the_search_for_components():
    matrix = [
        [None, 1, 1, 1, None, -1, None, 1, None],
        [0, 0, None, 0, 0, 0, 0, 1, 1],
        [1, -1, 0, 0, -1, 1, None, 1, 0],
        [0, 1, 1, 0, 0, 1, None, 1, 0],
        [None, -1, None, None, 1, None, 0, 1, 1],
        [0, 1, 0, 0, 1, None, 1, -1, 0],
    ]
    rejected = [False, True, True, True, False, False, False, True, False]

    found = mapped(matrix, rejected)

    truth = plain.positions(matrix, rejected, found.axes)
    assert found.position == pytest.approx(truth, abs=1e-9)
    assert found.axes @ found.axes.T == pytest.approx(np.eye(2), abs=1e-9)
