"""Leading eigenvectors beside a dense solver."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from volunteers.consensus.maths.spectrum import leading


def columns(rng, people, statements, filled=0.3):
    """A sparse matrix of votes of a few minds."""
    mind = rng.normal(size=(people, 3)) @ rng.normal(size=(3, statements))
    votes = np.sign(mind + rng.normal(size=(people, statements)))
    return votes * (rng.random((people, statements)) < filled)


@pytest.mark.parametrize(
    ("people", "statements"), [(40, 3), (9, 30), (300, 80), (200, 260), (4, 4), (1, 5), (5, 1)]
)
def test_vectors_are_those_of_a_dense_solver(people, statements):
    c = columns(np.random.default_rng(people), people, statements)
    values, vectors = np.linalg.eigh(c.T @ c)

    found, squares = leading(csr_array(c), np.ones(statements, dtype=bool))

    truth = np.append(values[::-1], (0, 0))[:2].clip(0)
    assert squares == pytest.approx(truth, rel=1e-12, abs=1e-12 * values[-1])
    for one in range(min(2, people, statements)):
        other = vectors[:, -1 - one]
        assert found[one] * np.sign(found[one] @ other) == pytest.approx(other, abs=1e-9)


def test_two_of_the_same_eigenvalue_are_both_found():
    half = columns(np.random.default_rng(1), 90, 60)
    nothing = np.zeros_like(half)
    c = np.block([[half, nothing], [nothing, half]])

    found, squares = leading(csr_array(c), np.ones(120, dtype=bool))

    assert squares[0] == pytest.approx(squares[1], rel=1e-12)
    assert found @ found.T == pytest.approx(np.eye(2), abs=1e-12)
    assert c.T @ (c @ found.T) == pytest.approx(found.T * squares, abs=1e-9 * squares[0])


def test_close_eigenvalues_are_told_apart():
    sizes = np.concatenate(([3.0, 2.999, 2.998], np.linspace(2.9, 0.1, 197)))

    found, squares = leading(csr_array(np.diag(sizes)), np.ones(200, dtype=bool))

    assert squares == pytest.approx(sizes[:2] ** 2, rel=1e-12)
    assert np.abs(found[:, :2]) == pytest.approx(np.eye(2), abs=1e-7)


def test_nothing_has_no_direction():
    found, squares = leading(csr_array(np.zeros((4, 3))), np.zeros(3, dtype=bool))

    assert (found.tolist(), squares.tolist()) == ([[0.0] * 3] * 2, [0.0, 0.0])


def test_all_in_one_direction_has_no_second():
    c = np.outer(np.arange(1, 6), [1.0, -1, 2])

    found, squares = leading(csr_array(c), np.ones(3, dtype=bool))

    assert squares == pytest.approx([55 * 6, 0], abs=1e-9)
    assert np.abs(found[0]) == pytest.approx(np.array([1, 1, 2]) / 6**0.5)
