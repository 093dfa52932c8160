"""Random expressions of matching sizes, polynomial in their letters, for property tests.

`matrices(rows, cols)` and `scalars()` draw expressions over the sizes m, n, k (and 1), of the
given depth at most.  All letters are in `LETTERS`, by name.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    kron,
    layer_sum,
    let,
    matrix,
    ones,
    scalar,
    tr,
    vec,
    vector,
    zeros,
)
from symland.language.expr import Expr, Matrix, Scalar, as_scalar
from symland.language.families import chain, family
from symland.language.integers import Int, dims, index, integer

m, n, k = dims("m n k")
d = dims("d[]")
ONE = integer(1)
SIZES: tuple[Int, ...] = (m, n, k)
l = index("l", 1)
i = index("i", 1, l)
A, B, C, S = matrix("A", m, n), matrix("B", n, k), matrix("C", k, m), matrix("S", m, m)
G = matrix("G_1", n, n, symmetric=True)
v, w = vector("v", m), vector("w", n)
W = family("W", n)  # square layers, so that W[i] is n x n
V = family("V", d)  # V[i] is d[i] x d[i-1]
mu, nu = scalar("mu"), scalar("nu")
E = let("E", A @ B - C.T)

MATRICES = (A, B, C, S, G, v, w, E)
LETTERS: dict[str, Any] = {
    "m": m, "n": n, "k": k, "d": d, "l": l, "i": i, "A": A, "B": B, "C": C, "S": S, "G_1": G,
    "v": v, "w": w, "W": W, "V": V, "mu": mu, "nu": nu, "E": E,
}  # fmt: skip
COEFFICIENTS = [Fraction(*pair) for pair in ((2, 1), (-1, 1), (1, 2), (-1, 3), (3, 2), (-5, 1))]
_LEAF_PATHS: dict[tuple[Int, Int], Matrix] = {
    (n, k): B, (n, ONE): w, (k, ONE): C @ v, (k, k): C @ A @ B, (ONE, ONE): v.T @ v,
    (m, k): A @ B, (n, n): G, (m, m): S, (m, n): A, (k, m): C, (m, ONE): v,
}  # fmt: skip


def matrices(rows: Int | int, cols: Int | int, depth: int = 3) -> st.SearchStrategy[Matrix]:
    """Matrices of one size, both sides out of m, n, k and 1."""
    return _matrix(integer(rows), integer(cols), depth)


def scalars(depth: int = 3) -> st.SearchStrategy[Scalar]:
    """Numbers that depend on the letters."""
    return _scalar(depth)


def any_matrices(depth: int = 3) -> st.SearchStrategy[Matrix]:
    """Matrices of any of these sizes."""
    side = st.sampled_from((*SIZES, ONE))
    return st.tuples(side, side).flatmap(lambda shape: matrices(*shape, depth))


def expressions(depth: int = 3) -> st.SearchStrategy[Expr]:
    """Scalars and matrices, Kronecker products and stacked columns included."""
    return st.one_of(scalars(depth), any_matrices(depth), _stacked(depth), _kronecker(depth))


def leaves(rows: Int, cols: Int) -> list[Matrix]:
    """Letters, transposed letters and constants of one size, the frequent ones repeated."""
    found = [letter for letter in MATRICES if letter.shape == (rows, cols)]
    found += [letter.T for letter in MATRICES if letter.shape == (cols, rows)]
    path = _LEAF_PATHS.get((rows, cols))
    found.append(_LEAF_PATHS[cols, rows].T if path is None else path)
    if rows == cols:
        found.append(identity(rows))
    if rows == cols == n:
        found += [W[i], W[1], W[i - 1].T, chain(W, l, 1), chain(W, i, 2).T]
    return found * 3 + [zeros(rows, cols), ones(rows, cols)]  # constants are the exception


Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def _matrix(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    if depth <= 0:
        return draw(st.sampled_from(leaves(rows, cols)))
    rules = [*_MATRIX_RULES, *([_draw_diag, _draw_kron_one] if rows == cols else [])]
    return draw(st.sampled_from(rules))(draw, rows, cols, depth - 1)


def _draw_leaf(draw: Draw, rows: Int, cols: Int, _depth: int) -> Matrix:
    return draw(st.sampled_from(leaves(rows, cols)))


def _draw_product(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    middle = draw(st.sampled_from((*SIZES, ONE)))
    return draw(_matrix(rows, middle, depth)) @ draw(_matrix(middle, cols, depth))


def _draw_sum(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    return draw(_matrix(rows, cols, depth)) + draw(_matrix(rows, cols, depth))


def _draw_difference(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    return draw(_matrix(rows, cols, depth)) - draw(_matrix(rows, cols, depth))


def _draw_transpose(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    return draw(_matrix(cols, rows, depth)).T


def _draw_hadamard(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    return hadamard(draw(_matrix(rows, cols, depth)), draw(_matrix(rows, cols, depth)))


def _draw_multiple(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    return draw(_factors(depth)) * draw(_matrix(rows, cols, depth))


def _draw_layer_sum(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    return layer_sum(i, draw(st.sampled_from([1, 2])), l, draw(_matrix(rows, cols, depth)))


def _draw_diag(draw: Draw, rows: Int, _cols: Int, depth: int) -> Matrix:
    return diag(draw(_matrix(rows, ONE, depth)))


def _draw_kron_one(draw: Draw, rows: Int, cols: Int, depth: int) -> Matrix:
    return kron(draw(_matrix(ONE, ONE, depth)), draw(_matrix(rows, cols, depth)))


_MATRIX_RULES = (
    _draw_leaf,
    _draw_product,
    _draw_product,
    _draw_sum,
    _draw_difference,
    _draw_transpose,
    _draw_hadamard,
    _draw_multiple,
    _draw_layer_sum,
)


@st.composite
def _stacked(draw: Draw, depth: int) -> Matrix:
    """A column of m n entries: vec(A), K(n, m) vec(A'), (B' (x) A) vec(X)."""
    found = draw(_matrix(m, n, depth - 1))
    kind = draw(st.sampled_from(["vec", "commutation", "kron"]))
    if kind == "vec":
        return vec(found)
    if kind == "commutation":
        return commutation(n, m) @ vec(found.T)
    right, left = draw(_matrix(k, n, depth - 2)), draw(_matrix(m, k, depth - 2))
    return kron(right.T, left) @ vec(draw(_matrix(k, k, depth - 2)))


@st.composite
def _kronecker(draw: Draw, depth: int) -> Matrix:
    """A square matrix of m n rows."""
    return kron(draw(_matrix(m, m, depth - 1)), draw(_matrix(n, n, depth - 1)))


def _factors(depth: int) -> st.SearchStrategy[Scalar]:
    return st.one_of(st.sampled_from([as_scalar(value) for value in COEFFICIENTS]), _scalar(depth))


@st.composite
def _scalar(draw: Draw, depth: int) -> Scalar:
    if depth <= 0:
        return draw(st.sampled_from([mu, nu, as_scalar(n), as_scalar(2 * m * n), as_scalar(m + 1)]))
    return draw(st.sampled_from(_SCALAR_RULES))(draw, depth - 1)


def _draw_parameter(draw: Draw, _depth: int) -> Scalar:
    return draw(_scalar(0))


def _draw_trace(draw: Draw, depth: int) -> Scalar:
    side = draw(st.sampled_from(SIZES))
    return tr(draw(_matrix(side, side, depth)))


def _draw_kronecker_trace(draw: Draw, depth: int) -> Scalar:
    return tr(draw(_kronecker(depth)))


def _draw_frob2(draw: Draw, depth: int) -> Scalar:
    return frob2(draw(any_matrices(depth)))


def _draw_inner(draw: Draw, depth: int) -> Scalar:
    if draw(st.booleans()):
        return inner(draw(_stacked(depth)), draw(_stacked(depth)))
    rows, cols = draw(st.sampled_from(SIZES)), draw(st.sampled_from((*SIZES, ONE)))
    return inner(draw(_matrix(rows, cols, depth)), draw(_matrix(rows, cols, depth)))


def _draw_deep(draw: Draw, _depth: int) -> Scalar:
    return frob2(chain(V, l, draw(st.sampled_from([ONE, i, i + 1]))))


def _draw_scalar_sum(draw: Draw, depth: int) -> Scalar:
    left, right = draw(_scalar(depth)), draw(_scalar(depth))
    return left + right if draw(st.booleans()) else left - right


def _draw_scalar_product(draw: Draw, depth: int) -> Scalar:
    return draw(_factors(depth)) * draw(_scalar(depth))


def _draw_power(draw: Draw, depth: int) -> Scalar:
    return draw(_scalar(depth)) ** draw(st.sampled_from([2, 3]))


def _draw_scalar_layer_sum(draw: Draw, depth: int) -> Scalar:
    return layer_sum(i, 1, l, draw(_scalar(depth)))


_SCALAR_RULES = (
    _draw_parameter,
    _draw_trace,
    _draw_kronecker_trace,
    _draw_frob2,
    _draw_inner,
    _draw_deep,
    _draw_scalar_sum,
    _draw_scalar_product,
    _draw_power,
    _draw_scalar_layer_sum,
)
