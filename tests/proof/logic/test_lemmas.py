"""Named lemmas, attacked at random and at the boundary: ranks 0 and full, repeated eigenvalues.

What a lemma says to exist is constructed with NumPy, and its equations are evaluated in floating
point by the little evaluator below, which shares nothing with symland's own.
"""

import numpy as np
import pytest

from symland import (
    balanced_factorization,
    best_approximation,
    coordinate_projector_factor,
    diagonalization_beside,
    dims,
    equal_gram_matrices,
    matrix,
    one_sided_inverse,
    projector_factor,
    rank_factorization,
    same_column_space,
    singular_value_decomposition,
    spectral_theorem,
    vanishing,
)
from symland.proof.logic.statements import Exists, claims_in

m, n, p, r = dims("m n p r")
SIZES = [(1, 1), (2, 3), (3, 2), (4, 4), (5, 3)]
CASES = [(rows, cols, rank, seed) for rows, cols in SIZES for rank in range(min(rows, cols) + 1)
         for seed in range(3)]  # fmt: skip
OPERATIONS = {
    "transpose": lambda a: a.T,
    "inverse": np.linalg.inv,
    "pinv": np.linalg.pinv,
    "diag": lambda a: np.diag(a[:, 0]),
    "diagonal": lambda a: np.diag(a)[:, None],
    "matmul": lambda *a: np.linalg.multi_dot(a),
    "add": lambda *a: sum(a[1:], a[0]),
    "scale": lambda a, b: a * b,
    "frob2": lambda a: np.sum(a * a),
    "hadamard": lambda a, b: a * b,
}


def value(expr, letters):
    if expr.op == "symbol":
        return letters[expr.data[0]]
    if expr.op == "number":
        return float(expr.data)
    if expr.op == "identity":
        return np.eye(size(expr.rows, letters))
    if expr.op == "zeros":
        return np.zeros((size(expr.rows, letters), size(expr.cols, letters)))
    return OPERATIONS[expr.op](*(value(arg, letters) for arg in expr.args))


def size(symbol, letters):
    return letters["sizes"][str(symbol)]


def holds(statement, letters):
    """Whether every equation in a statement holds, up to rounding."""
    body = statement.body if isinstance(statement, Exists) else statement
    found = list(claims_in(body))
    assert found
    return all(np.allclose(value(one.left, letters), value(one.right, letters), atol=1e-7)
               for one in found)  # fmt: skip


def drawn(rows, cols, rank, seed):
    source = np.random.default_rng(seed)
    return source.normal(size=(rows, rank)) @ source.normal(size=(rank, cols))


def sizes(**found):
    return {"sizes": found}


@pytest.mark.parametrize(("rows", "cols", "rank", "seed"), CASES)
def test_decompositions(rows, cols, rank, seed):
    A = drawn(rows, cols, rank, seed)
    U, values, Vt = np.linalg.svd(A)
    S = np.zeros((rows, cols))
    np.fill_diagonal(S, values)
    lemma = singular_value_decomposition(matrix("A", m, n))
    assert holds(lemma.conclusion, {"A": A, "U": U, "S": S, "V": Vt.T} | sizes(m=rows, n=cols))
    B, C = U[:, :rank] * values[:rank], Vt[:rank]
    letters = {"A": A, "B": B, "C": C} | sizes(m=rows, n=cols, r=rank)
    assert holds(rank_factorization(matrix("A", m, n), r).conclusion, letters)


@pytest.mark.parametrize(("rows", "cols", "rank", "seed"), CASES)
def test_symmetric_matrices_and_projectors(rows, cols, rank, seed):
    A = drawn(rows, cols, rank, seed)
    gram = A @ A.T
    values, vectors = np.linalg.eigh(gram)
    letters = {"A": gram, "U": vectors, "D": np.diag(values)} | sizes(n=rows)
    assert holds(spectral_theorem(matrix("A", n, n)).conclusion, letters)
    P = A @ np.linalg.pinv(A)
    V = np.linalg.svd(A)[0][:, :rank]
    letters = {"P": P, "V": V} | sizes(n=rows, r=rank)
    assert holds(projector_factor(matrix("P", n, n), r).conclusion, letters)


@pytest.mark.parametrize(("rows", "cols", "rank", "seed"), CASES)
def test_one_column_space(rows, cols, rank, seed):
    """C maps the row space of A to that of B, and kernel to kernel, as the docstring says."""
    source = np.random.default_rng(seed)
    B = drawn(rows, cols, rank, seed)
    A = B @ source.normal(size=(cols, cols))
    kernels = [np.linalg.svd(one)[2][rank:].T for one in (A, B)]
    C = np.linalg.pinv(B) @ A + kernels[1] @ kernels[0].T
    lemma = same_column_space(matrix("A", m, n), matrix("B", m, n))
    letters = {"A": A, "B": B, "C": C} | sizes(m=rows, n=cols)
    assert all(holds(one, letters) for one in lemma.requires)
    assert holds(lemma.conclusion, letters)
    assert abs(np.linalg.det(C)) > 1e-9


@pytest.mark.parametrize(("rows", "cols", "rank", "seed"), CASES)
def test_the_best_approximation(rows, cols, rank, seed):
    """A truncated decomposition, against random and against slightly moved factors."""
    source = np.random.default_rng(seed)
    A = source.normal(size=(rows, cols))
    for inner in (1, max(rank, 1), max(rows, cols) + 1):
        kept = min(inner, rows, cols)
        U, values, Vt = np.linalg.svd(A)
        best = [np.zeros((rows, inner)), np.zeros((inner, cols))]
        best[0][:, :kept], best[1][:kept] = U[:, :kept] * values[:kept], Vt[:kept]
        general = best_approximation(matrix("A", m, n), p).conclusion.body
        others = [[source.normal(size=part.shape) for part in best] for _ in range(5)]
        others += [[part + 1e-2 * source.normal(size=part.shape) for part in best]]
        for other in others:
            letters = dict(zip(("A", "B", "C", "B_1", "C_1"), (A, *best, *other), strict=True))
            assert value(general.body.left, letters) <= value(general.body.right, letters) + 1e-9


@pytest.mark.parametrize(("rows", "cols", "rank", "seed"), CASES)
def test_balanced_factors(rows, cols, rank, seed):
    source = np.random.default_rng(seed)
    for inner in (max(rank, 1), max(rows, cols) + 2):
        B, C = drawn(rows, inner, rank, seed), source.normal(size=(inner, cols))
        U, values, Vt = np.linalg.svd(B @ C)
        count = np.linalg.matrix_rank(B @ C)
        B1, C1 = np.zeros((rows, inner)), np.zeros((inner, cols))
        B1[:, :count] = U[:, :count] * np.sqrt(values[:count])
        C1[:count] = np.sqrt(values[:count])[:, None] * Vt[:count]
        lemma = balanced_factorization(matrix("B", m, p), matrix("C", p, n))
        letters = {"B": B, "C": C, "B_1": B1, "C_1": C1} | sizes(m=rows, n=cols, p=inner)
        assert holds(lemma.conclusion, letters)


@pytest.mark.parametrize("places", [[], [0], [1], [0, 2], [1, 2], [0, 1, 2]])
def test_coordinate_projectors(places):
    P = np.zeros((3, 3))
    P[places, places] = 1
    lemma = coordinate_projector_factor(matrix("P", n, n), r)
    letters = {"P": P, "V": np.eye(3)[:, places]} | sizes(n=3, r=len(places))
    assert holds(lemma.conclusion, letters)
    mixed = np.full((2, 2), 0.5)  # a projector that is not diagonal has no such factor
    assert not np.allclose(mixed, np.diag(np.diag(mixed)))


@pytest.mark.parametrize("values", [[1, 2, 3], [2, 2, 1], [1, 2, 2], [2, 2, 2], [0, 2, 0]])
@pytest.mark.parametrize("seed", range(3))
def test_diagonal_in_one_basis(values, seed):
    """P is symmetric within the blocks of equal values, and so is the basis."""
    S, source = np.diag(np.array(values, float)), np.random.default_rng(seed)
    P, U = np.zeros((3, 3)), np.zeros((3, 3))
    for value_ in set(values):
        places = [place for place, one in enumerate(values) if one == value_]
        part = source.normal(size=(len(places), len(places)))
        inside = np.ix_(places, places)
        P[inside] = part + part.T
        U[inside] = np.linalg.eigh(P[inside])[1]
    lemma = diagonalization_beside(matrix("P", n, n), matrix("S", n, n))
    letters = {"P": P, "S": S, "U": U} | sizes(n=3)
    for needed in lemma.requires[:2]:
        assert all(np.allclose(value(one.left, letters), value(one.right, letters))
                   for one in needed.equations)  # fmt: skip
    assert holds(lemma.requires[2], letters)
    assert holds(lemma.conclusion, letters)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_one_sided_inverse(count):
    A = drawn(count, count, count, 7)
    letters = {"A": A, "B": np.linalg.solve(A, np.eye(count))} | sizes(n=count)
    lemma = one_sided_inverse(matrix("A", n, n), matrix("B", n, n))
    assert holds(lemma.requires[0], letters)
    assert holds(lemma.conclusion, letters)


@pytest.mark.parametrize(("rows", "cols", "rank", "seed"), CASES)
def test_equal_gram_matrices(rows, cols, rank, seed):
    """C'C with the square of B'B is B'B: C is B turned, and B's symmetric root."""
    B = drawn(rows, cols, rank, seed)
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(rows, rows)))[0]
    values, vectors = np.linalg.eigh(B.T @ B)
    root = vectors * np.sqrt(np.clip(values, 0, None)) @ vectors.T
    for C in (turn @ B, root):
        lemma = equal_gram_matrices(matrix("B", m, n), matrix("C", p, n))
        letters = {"B": B, "C": C} | sizes(m=rows, n=cols, p=len(C))
        assert holds(lemma.requires[0], letters)
        assert holds(lemma.conclusion, letters)


def test_other_roots_are_not_gram_matrices():
    """Without the Gram form the conclusion fails: diag(1, -1) and I have one square."""
    one, other = np.diag([1.0, -1.0]), np.eye(2)
    assert np.allclose(one @ one, other @ other)
    assert not np.allclose(one, other)
    lemma = equal_gram_matrices(matrix("B", n, n), matrix("C", n, n))
    assert "B' B" in str(lemma.conclusion)


def test_a_norm_that_is_not_positive():
    lemma = vanishing(matrix("M", m, n))
    zero = {"M": np.zeros((2, 3))} | sizes(m=2, n=3)
    assert value(lemma.requires[0].left, zero) == 0
    assert holds(lemma.conclusion, zero)
    for seed in range(20):
        M = drawn(2, 3, 1, seed)
        assert value(lemma.requires[0].left, {"M": M}) > 0
