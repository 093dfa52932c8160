"""Every operation of the expression language against values computed by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from numeric import ball, evaluate, exact, float64, instance, modular, mpmath
from numeric.evaluate import TABLE
from numeric.operations import commutation as commutation_matrix
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.block_matrix import block, selection
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
    pinv,
    scalar,
    tr,
    vec,
    vector,
    zeros,
)
from symland.language.expr import Matrix, as_scalar
from symland.language.families import chain, family, function, let_family
from symland.language.functions import activation, det, diagonal, total
from symland.language.integers import dims, index
from tests.numeric.samples import ENTRIES, SMALL, A, B, S, fractions, plain

mu = scalar("mu")
m = dims("m")
i = index("i", 1)
w = vector("w", 2)
C = family("C", 2, 2)
Q = family("Q", 2, 2, indices=2)
LAYERS = {
    ("Q", 1, 2): [[1, 0], [2, 0]],
    ("Q", 2, 2): [[1, 1], [0, 0]],
    ("C", 1): [[1, 1], [0, 1]],
    ("C", 2): [[1, 0], [2, 1]],
    ("C", 3): [[0, 1], [1, 0]],
}
HERE = instance(
    sizes={"m": 3},
    letters={**ENTRIES, "w": [1, -2]},
    members=LAYERS,
    scalars={"mu": Fraction(1, 2)},
    functions={
        ("u", 2, 1): ([[1]], [[1, 2]], [[0, 1, 0, 0]]),
        ("f", 2, 2): ([[0], [1]], [[1, 0], [0, 3]]),
    },
    activations={"sigma": (7, 1, -1, Fraction(2, 3))},
)

CASES = {
    "number": (as_scalar(Fraction(2, 3)), [["2/3"]]),
    "size": (as_scalar(2 * m + 1), [[7]]),
    "symbol": (mu, [["1/2"]]),
    "member": (C[2], [[1, 0], [2, 1]]),
    "chain": (chain(C, 3, 1), [[2, 3], [1, 1]]),
    "defined": (chain(let_family("D", i, C[i] @ Q[i][2]), 2, 1), [[5, 0], [10, 0]]),
    "identity": (identity(m), [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    "zeros": (zeros(1, m), [[0, 0, 0]]),
    "ones": (ones(m, 1), [[1], [1], [1]]),
    "selection": (selection(1, 2, 1), [[0, 0], [1, 0], [0, 1], [0, 0]]),
    "block": (block([[w, 0], [5, 6]]), [[1, 0], [-2, 0], [5, 6]]),
    "commutation": (commutation(2, 2), [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]),
    "let": (let("T", A @ B), [[5, 7], [14, 13]]),
    "add": (A + B.T - A, [[1, 2, 0], [0, -1, 3]]),
    "mul": (mu * tr(S) * mu, [["5/4"]]),
    "power": (mu**3, [["1/8"]]),
    "scale": (mu * S, [[1, "1/2"], [0, "3/2"]]),
    "matmul": (B @ A @ B, [[5, 7], [-4, 1], [42, 39]]),
    "kron": (kron(S, w.T), [[2, -4, 1, -2], [0, 0, 3, -6]]),
    "hadamard": (hadamard(A, A, B.T), [[1, 8, 0], [0, -25, 108]]),
    "transpose": (A.T, [[1, 4], [2, 5], [3, 6]]),
    "inverse": (S.inv, [["1/2", "-1/6"], [0, "1/3"]]),
    "pinv": (pinv(w), [["1/5", "-2/5"]]),
    "vec": (vec(A), [[1], [4], [2], [5], [3], [6]]),
    "diag": (diag(w), [[1, 0], [0, -2]]),
    "trace": (tr(S), [[5]]),
    "scalar": (as_scalar(ones(1, 2) @ A @ ones(3)) / 2, [["21/2"]]),
    "frob2": (frob2(A), [[91]]),
    "inner": (inner(A, B.T), [[18]]),
    "sum": (layer_sum(i, 1, 3, i * C[i]), [[3, 4], [7, 3]]),
    "entrywise": (activation("sigma").d(A), [[1, 5, 13], [25, 41, 61]]),
    "det": (det(S), [[6]]),
    "total": (total(A), [[21]]),
    "diagonal": (diagonal(S), [[2], [3]]),
    "matpower": (S**-2, [["1/4", "-5/36"], [0, "1/9"]]),
    "apply": (function("u", 2)(w), [[1 + (1 - 4) + (1 * -2)]]),
}


@pytest.mark.parametrize("op", CASES)
def test_value_by_hand(op):
    expr, expected = CASES[op]
    assert op == expr.op or op in {node.op for node in expr.walk()}
    assert plain(evaluate(expr, HERE, exact)) == fractions(expected)


def test_every_operation_of_the_language_has_a_case():
    rounded = {"norm", "logdet", "expm"}  # in test_functions
    assert set(CASES) | rounded | {"grad", "jacobian", "hess", "along"} == set(TABLE)


@pytest.mark.parametrize("field", [modular(), float64, mpmath(20), ball(20)], ids=str)
@pytest.mark.parametrize("op", CASES)
def test_fields_agree_with_exact_values(op, field):
    expr, expected = CASES[op]
    found = evaluate(expr, HERE, field)
    assert found.shape == (len(expected), len(expected[0]))
    difference = field.subtract(found, field.array(np.array(fractions(expected), dtype=object)))
    assert field.is_zero(difference) or float(field.size(difference)) < 1e-14


def test_vector_valued_function():
    found = evaluate(function("f", 2, 2)(w), HERE, exact)
    assert plain(found) == fractions([[1], [-5]])


def test_function_of_degree_three_uses_all_its_coefficients():
    u = function("u", 1)
    here = instance(letters={"t": [2]}, functions={("u", 1, 1): ([[1]], [[1]], [[1]], [[1]])})
    assert plain(evaluate(u(vector("t", 1)), here, exact)) == [[15]]


def test_negative_powers():
    assert plain(evaluate(mu**-2, HERE, exact)) == [[4]]
    assert plain(evaluate(mu**0, HERE, exact)) == [[1]]


def test_chain_of_no_layers_is_the_identity():
    d, k = dims("d[]"), index("k", 1)
    W = family("W", d)
    here = instance(sizes={"d": {0: 2, 1: 3}}, indices={"k": 1})
    assert plain(evaluate(chain(W, k, k + 1), here, exact)) == plain(exact.identity(3))
    assert plain(evaluate(chain(W, k - 1, 1), here, exact)) == plain(exact.identity(2))


def test_chain_of_fewer_than_no_layers_is_an_error():
    k = index("k")
    with pytest.raises(SizeError, match="a product from 0 down to 2 has fewer than no factors"):
        evaluate(chain(C, k, 2), instance(indices={"k": 0}), exact)


def test_empty_sum_is_zero_and_a_shorter_one_is_an_error():
    k = index("k")
    total = layer_sum(i, 2, k, C[i])
    assert plain(evaluate(total, instance(indices={"k": 1}), exact)) == fractions([[0, 0], [0, 0]])
    with pytest.raises(SizeError, match="a sum from 2 to 0 has fewer than no terms"):
        evaluate(total, instance(indices={"k": 0}), exact)


def test_nested_sums_with_bounds_that_depend_on_the_outer_index():
    j = index("j", 1)
    total = layer_sum(i, 1, 3, layer_sum(j, 1, i, as_scalar(10 * i + j)))
    expected = sum(10 * a + b for a in range(1, 4) for b in range(1, a + 1))
    assert plain(evaluate(total, HERE, exact)) == [[expected]]


def test_sum_over_a_chain_with_moving_ends():
    total = layer_sum(i, 1, 3, chain(C, 3, i + 1) @ C[i] @ chain(C, i - 1, 1))
    three = 3 * evaluate(chain(C, 3, 1), HERE, exact)
    assert plain(evaluate(total, HERE, exact)) == plain(three)


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_commutation_swaps_vec_of_a_matrix_and_its_transpose(rows):
    values = exact.array(np.arange(2 * rows).reshape(rows, 2))
    swapped = commutation_matrix(exact, rows, 2) @ values.T.reshape(-1, 1)
    assert (swapped == values.reshape(-1, 1)).all()


def test_generic_function_is_the_same_at_every_place():
    here = instance(letters={"x": [1, 2], "y": [1, 2]}, functions=HERE.functions)
    u = function("u", 2)
    assert plain(evaluate(u(vector("x", 2)) - u(vector("y", 2)), here, exact)) == [[0]]


def test_unknown_operation_is_an_error():
    with pytest.raises(ExpressionError, match="`frobnicate` is not an operation that can be"):
        evaluate(Matrix("frobnicate", (A,), None, A.rows, A.cols), SMALL, exact)


def test_unknown_option_of_a_letter_is_an_error():
    odd = Matrix("symbol", (), ("A", ("orthogonal",)), A.rows, A.cols)
    with pytest.raises(ExpressionError, match="`A` has options that are not known: orthogonal"):
        evaluate(odd, SMALL, exact)


def test_only_expressions_are_evaluated():
    with pytest.raises(ExpressionError, match="an expression is expected, not 3"):
        evaluate(3, SMALL, exact)


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (matrix("Z", 2, 2), "`Z` has no value in this instance"),
        (C[7], r"`C\[7\]` has no value in this instance"),
        (identity(dims("q")), "the size `q` has no value in this instance"),
        (identity(dims("e[]")[3]), r"the size `e\[3\]` has no value in this instance"),
        (C[index("p")], "the layer index `p` has no value in this instance"),
        (function("g", 2)(w), "the function `g` has no value in this instance"),
    ],
)
def test_missing_values_are_named(expr, message):
    with pytest.raises(NamingError, match=message):
        evaluate(expr, HERE, exact)


def test_sizes_of_entries_are_checked():
    with pytest.raises(SizeError, match="`A` is 2 x 3 in this instance, its entries are 3 x 2"):
        evaluate(A, instance(letters={"A": np.zeros((3, 2), int)}), exact)


def test_sizes_are_positive():
    with pytest.raises(SizeError, match="the size `m - 3` is 0 in this instance"):
        evaluate(identity(m - 3), HERE, exact)


def test_symmetric_entries_are_checked():
    letter = matrix("S", 2, 2, symmetric=True)
    with pytest.raises(ExpressionError, match="`S` is symmetric, its entries are not"):
        evaluate(letter, SMALL, exact)
