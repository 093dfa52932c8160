"""Dense Hessians, blocks, products and quadratic forms against the tree evaluator."""

from __future__ import annotations

import flint
import numpy as np
import pytest

from numeric import (
    evaluate,
    hessian,
    hessian_blocks,
    hvp,
    instance,
    mpmath,
    quadratic_form,
)
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.build import frob2, matrix
from symland.language.derivatives import hessian_node
from symland.language.families import family
from symland.language.integers import dims
from tests.numeric.hessian.networks import (
    DEEP,
    LOSSES,
    SIZES,
    W1,
    X0,
    Y0,
    W,
    entries,
    layers,
)

ARGS = [W, X0, Y0]
CASES = list(LOSSES.values())
many = pytest.mark.parametrize(("loss", "wrt", "args"), CASES, ids=LOSSES)


def reference(loss, wrt, found):
    """The Hessian by exact forward differentiation at 40 digits, block by block."""
    rows = [[evaluate(hessian_node(loss, u, v), found, mpmath(40)) for v in wrt] for u in wrt]
    return np.block([[part.astype(float) for part in row] for row in rows])


def close(found, expected):
    return np.abs(found - expected).max() <= 1e-13 * max(1, np.abs(expected).max())


@many
def test_dense(loss, wrt, args):
    values = entries(args, 1)
    letters = {arg.data[0]: value for arg, value in zip(args, values, strict=True)}
    expected = reference(loss, wrt, instance(sizes=SIZES, letters=letters))
    function = hessian(loss, wrt, args)
    assert close(function(*values), expected)
    out = np.full(expected.shape, np.nan)
    assert function(*values, out=out) is out
    assert close(out, expected)
    assert close(function(*values, out=out), expected), "buffers are reused"
    blocks = hessian_blocks(loss, wrt, args)(*values)
    names = [x.data[0] for x in wrt]
    assert close(np.block([[blocks[u, v] for v in names] for u in names]), expected)


@many
def test_products_and_quadratic_forms(loss, wrt, args):
    values = entries(args, 2)
    whole = hessian(loss, wrt, args)(*values)
    v = np.random.default_rng(3).normal(size=(4, len(whole)))
    product, form = hvp(loss, wrt, args), quadratic_form(loss, wrt, args)
    assert close(product(*values, v[0]), whole @ v[0])
    assert close(product(*values, v), v @ whole)
    assert close(form(*values, v), np.einsum("zi,ij,zj->z", v, whole, v))
    parts = product.parameters(*values).parts(v[0])
    found = product(*values, parts)
    assert [part.shape for part in found] == [part.shape for part in parts]
    assert close(product.parameters(*values).flat(found), whole @ v[0])


@many
def test_batches(loss, wrt, args):
    values = entries(args, 4, batch=(2, 3))
    values[-1] = values[-1][0, 0]  # shared by all
    function = hessian(loss, wrt, args)
    found = function(*values)
    v = np.random.default_rng(5).normal(size=found.shape[:-1])
    products = hvp(loss, wrt, args)(*values, v)
    for place in np.ndindex(2, 3):
        one = function(*(value[place] for value in values[:-1]), values[-1])
        assert close(found[place], one)
        assert close(products[place], one @ v[place])
    out = np.empty_like(found)
    assert (function(*values, out=out) == found).all()


@pytest.mark.parametrize("widths", [(2, 3, 4, 2), (3, 3, 3, 3), (2, 2), (3, 2, 2, 2, 3)])
def test_deep_networks(widths):
    weights, x, y = layers(6, widths=widths)
    depth = len(weights)
    members = {("W", place): layer for place, layer in enumerate(weights, start=1)}
    found = instance(sizes={"d": list(widths), "n": 5}, indices={"l": depth},
                     letters={"X": x, "Y": y}, members=members)  # fmt: skip
    wrt = [W[place] for place in range(1, depth + 1)]
    expected = reference(DEEP, wrt, found)
    function = hessian(DEEP, [W], ARGS)
    assert close(function(weights, x, y), expected)
    part = hessian(DEEP, [W[depth]], ARGS)(weights, x, y)
    assert close(part, expected[-part.shape[0] :, -part.shape[0] :])
    stacked = [np.stack([layer, 2 * layer]) for layer in weights]
    assert close(function(stacked, x, y)[0], expected)


def test_other_arithmetics():
    weights, x, y = layers(7)
    integers = [[np.rint(4 * part).astype(int) for part in weights], *(
        np.rint(4 * part).astype(int) for part in (x, y))]  # fmt: skip
    exact = hessian(DEEP, [W], ARGS, "exact")(*integers)
    floats = exact.astype(float)
    assert close(hessian(DEEP, [W], ARGS)(*integers), floats)
    v = np.arange(len(floats))
    assert (hvp(DEEP, [W], ARGS, "exact")(*integers, v) == exact @ v).all()
    assert quadratic_form(DEEP, [W], ARGS, "exact")(*integers, v) == v @ exact @ v
    modular = hessian(DEEP, [W], ARGS, "modular")(*integers)
    prime = 33554393
    assert all(int(a.p) % prime == b for a, b in zip(exact.flat, modular.flat, strict=True))
    balls = hessian(DEEP, [W], ARGS, "ball", digits=30)(*integers)
    with flint.ctx.workdps(60):
        assert all(a.contains(b) for a, b in zip(balls.flat, exact.flat, strict=True))


def test_the_hessian_is_symmetric_and_written_once():
    weights, x, y = layers(8, widths=(3, 3, 3, 3))
    function = hessian(DEEP, [W], ARGS)
    found = function(weights, x, y)
    assert close(found, found.T)
    key, _ = function.arguments.flat([weights, x, y])
    text = function.program(key).code.program.text
    assert text.count("matmul(") == 1
    assert "kron" not in text


m, n = dims("m n")
A, S = matrix("A", m, n), matrix("S", m, m, symmetric=True)
REFUSED = [
    (lambda: hessian(A, [A], [A]), ExpressionError, "the loss is a scalar, not `A`"),
    (lambda: hessian(frob2(A), A, [A]), ExpressionError, "`wrt` is a list of at least one letter"),
    (lambda: hessian(frob2(A), [], [A]), ExpressionError, "`wrt` is a list of at least one letter"),
    (lambda: hessian(frob2(A), [A @ A.T], [A]), ExpressionError,
     "a derivative is taken with respect to a letter or a member"),
    (lambda: hessian(frob2(A), [W1], [A]), NamingError,
     "`W_1` of `wrt` is not among the arguments"),
    (lambda: hessian(frob2(A), [family("V", m, n)], [A]), NamingError,
     "`V` of `wrt` is not among the arguments"),
    (lambda: hessian(frob2(A), [A, A], [A])(np.eye(2)), ExpressionError,
     "`A` occurs twice in `wrt`"),
    (lambda: hessian(DEEP, [W[7]], ARGS)(*layers(1)), NamingError,
     "the layer `W[7]` of `wrt` is not among the arguments"),
    (lambda: hessian(frob2(S), [S], [S]),
     ExpressionError, "`S` is symmetric; its entries are not independent parameters"),
    (lambda: hessian(frob2(A), [A], [A])(np.eye(2), out=np.eye(3)), SizeError,
     "`out` must be a C-contiguous float64 array of shape (4, 4), not float64 of shape (3, 3)"),
    (lambda: hessian(frob2(A), [A], [A], "exact")([[1]], out=np.eye(1)), ExpressionError,
     "`out` is for the NumPy backend"),
    (lambda: hessian(frob2(A), [A], [A])([[np.nan]]), ExpressionError,
     "`A` has entries that are not finite"),
    (lambda: hvp(frob2(A), [A], [A])(np.eye(2), np.ones(3)), SizeError,
     "the direction `v` has 3 entries, the parameters 4"),
    (lambda: hvp(frob2(A), [A], [A])(np.eye(2), [np.eye(3)]), SizeError,
     "the direction `v` is a list of matrices of the sizes of A 2 x 2"),
    (lambda: hvp(frob2(A), [A], [A])(np.eye(2)), ExpressionError,
     "2 arguments are expected (A and the direction), 1 were given"),
    (lambda: hvp(frob2(A), [A], [A])(np.eye(2), np.full(4, np.nan)), ExpressionError,
     "has entries that are not finite"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), REFUSED, ids=[case[2] for case in REFUSED])
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in caught.value.message
