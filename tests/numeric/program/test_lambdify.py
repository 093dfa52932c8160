"""Arguments, symbolic depth, structure of the programs, and what is refused with which words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest

from numeric import (
    DomainError,
    FieldError,
    SingularError,
    UndecidedError,
    evaluate,
    exact,
    instance,
    lambdify,
)
from numeric.evaluate import TABLE as EVALUATED
from numeric.program.rules import TABLE
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.build import (
    commutation,
    diag,
    frob2,
    identity,
    inv,
    kron,
    layer_sum,
    let,
    matrix,
    pinv,
    scalar,
    tr,
    vec,
    vector,
)
from symland.language.derivatives import (
    along_node,
    gradient_node,
    hessian_node,
    jacobian_node,
)
from symland.language.expr import Matrix, as_scalar
from symland.language.families import chain, family, function, let_family
from symland.language.functions import activation, det, exp, expm, log, logdet, norm, relu, tanh
from symland.language.integers import dims, index

m, n, p = dims("m n p")
A, B, C, S = matrix("A", m, n), matrix("B", n, p), matrix("C", p, m), matrix("S", n, n)
v = vector("v", n)
d = dims("d[]")
l = index("l", 1)
k = index("k", 1, l)
W = family("W", d)
X, Y = matrix("X", d[0], n), matrix("Y", d[l], n)
E = let("E", chain(W, l, 1) @ X - Y)
RANDOM = np.random.default_rng(7)
a, b, c, s = (RANDOM.normal(size=size) for size in ((2, 3), (3, 4), (4, 2), (3, 3)))
layers = [RANDOM.normal(size=size) for size in ((3, 2), (4, 3), (2, 4))]
x, y = RANDOM.normal(size=(2, 5)), RANDOM.normal(size=(2, 5))


def close(found, expected):
    return np.abs(found - expected).max() <= 1e-13 * max(1, np.abs(expected).max())


def test_depth_is_read_from_the_layers():
    f = lambdify([frob2(E) / 2, chain(W, l, 1)], [W, X, Y])
    value, product = f(layers, x, y)
    assert close(product, layers[2] @ layers[1] @ layers[0])
    assert close(value, np.sum((product @ x - y) ** 2) / 2)
    assert close(f(layers[:1], x, layers[0] @ x)[0], 0.0)
    assert close(f({1: layers[0], 2: layers[1]}, x, np.zeros((4, 5)))[1], layers[1] @ layers[0])


def test_layer_indices_are_arguments():
    f = lambdify([gradient_node(frob2(E) / 2, W[k]), layer_sum(k, 1, l, frob2(W[k]))],
                 [W, X, Y, k, l])  # fmt: skip
    slope, squares = f(layers, x, y, 2, 3)
    residual = layers[2] @ layers[1] @ layers[0] @ x - y
    assert close(slope, layers[2].T @ residual @ (layers[0] @ x).T)
    assert close(squares, sum(np.sum(w**2) for w in layers))
    assert f(layers[:2], x, np.zeros((4, 5)), 1, 2)[0].shape == (3, 2)


def test_whole_families_move_along_velocities():
    V = family("V", d)
    moved = lambdify(along_node(chain(W, l, 1), {W: V}), [W, V])
    directions = [RANDOM.normal(size=w.shape) for w in layers]
    step = 1e-6
    ahead, behind = ([w + sign * step * u for w, u in zip(layers, directions, strict=True)]
                     for sign in (1, -1))  # fmt: skip
    difference = (ahead[2] @ ahead[1] @ ahead[0] - behind[2] @ behind[1] @ behind[0]) / (2 * step)
    assert np.abs(moved(layers, directions) - difference).max() < 1e-7


def test_every_operation_of_the_tree_evaluator_is_known():
    assert set(TABLE) >= set(EVALUATED)


def test_residual_networks_with_two_indices():
    units, r = index("L", 1), index("r", 1)
    k, q = index("k", 1, units), index("q", 1, r)
    R = family("A", n, n, indices=2)
    V = let_family("V", k, identity(n) + chain(R[k], r, 1))
    loss = frob2(chain(V, units, 1) @ B) / 2
    f = lambdify([loss, gradient_node(loss, R[k][q])], [R, B, units, r, k, q])
    layers = [[RANDOM.normal(size=(3, 3)) for _ in range(2)] for _ in range(3)]
    found = f(layers, b, 3, 2, 2, 1)
    inside = [np.eye(3) + unit[1] @ unit[0] for unit in layers]
    end = inside[2] @ inside[1] @ inside[0] @ b
    assert close(found[0], np.sum(end**2) / 2)
    assert close(found[1], layers[1][1].T @ inside[2].T @ end @ (inside[0] @ b).T)
    by_place = {(i + 1, j + 1): layer for i, unit in enumerate(layers)
                for j, layer in enumerate(unit)}  # fmt: skip
    assert close(f(by_place, b, 3, 2, 2, 1)[1], found[1])
    with pytest.raises(ExpressionError, match="takes a list of lists of its layers"):
        f(layers[0][0], b, 3, 2, 2, 1)


def test_derivatives_by_symmetric_and_scalar_letters():
    T, mu = matrix("T", n, n, symmetric=True), scalar("mu")
    loss = tr(T @ T @ S) * mu**2 + frob2(T @ B) / 2
    exprs = [gradient_node(loss, T), hessian_node(loss, T, T), gradient_node(loss, mu),
             jacobian_node(T @ S, T), hessian_node(loss, mu, T)]  # fmt: skip
    whole = np.rint(4 * s).astype(int)
    turned, right = whole + whole.T, np.rint(4 * b).astype(int)
    at = instance(sizes={"n": 3, "p": 4}, letters={"T": turned, "S": whole, "B": right},
                  scalars={"mu": 2})  # fmt: skip
    found = lambdify(exprs, [T, S, B, mu], "exact")(turned, whole, right, 2)
    for part, expr in zip(found, exprs, strict=True):
        assert (np.array(part) == evaluate(expr, at, exact)).all(), expr
    with pytest.raises(ExpressionError, match="`T` is symmetric, its entries are not"):
        lambdify(tr(T), [T])(s)


def test_single_entries_are_scalars():
    f = lambdify(as_scalar(v.T @ S @ v) * A, [v, S, A])
    assert close(f(a[0], s, a), (a[0] @ s @ a[0]) * a)


def test_generic_functions_are_given_with_their_derivatives():
    sigma = activation("sigma")
    f = lambdify([sigma(A), gradient_node(frob2(sigma(A)) / 2, A)], [A],
                 functions={"sigma": (np.sin, np.cos)})  # fmt: skip
    assert close(f(a)[0], np.sin(a))
    assert close(f(a)[1], np.sin(a) * np.cos(a))
    with pytest.raises(NamingError, match="the function `sigma` has no value"):
        lambdify(sigma(A), [A])
    second = lambdify(gradient_node(frob2(sigma.d(A)), A), [A], functions={"sigma": (np.sin,)})
    with pytest.raises(NamingError, match="derivative of order 1 of `sigma` is needed"):
        second(a)
    wrong = lambdify(sigma(A), [A], functions={"sigma": (np.sum,)})
    with pytest.raises(
        SizeError, match=r"`sigma` \(order 0\) returned the shape \(\) for \(2, 3\)"
    ):
        wrong(a)


def test_generic_functions_of_vectors():
    u = function("u", n, 2)
    slope = lambdify(gradient_node(frob2(u(v)) / 2, v), [v],
                     functions={"u": (lambda t: s[:2] @ t, lambda _: s[:2])})  # fmt: skip
    assert close(slope(a[0]), (s[:2].T @ s[:2] @ a[0])[:, None])


def test_kronecker_products_stay_apart():
    Z = matrix("Z", p, n)
    big = lambdify([kron(A, C.T) @ vec(Z), tr(kron(A.T @ A, C @ C.T)),
                    vec(A).T @ kron(S, C.T @ B.T @ B @ C) @ vec(A)], [A, B, C, S, Z])  # fmt: skip
    sizes = {"m": 30, "n": 20, "p": 25}
    values = [RANDOM.normal(size=[sizes[str(side)] for side in letter.shape])
              for letter in (A, B, C, S, Z)]  # fmt: skip
    text = big.text(*values)
    assert "(900, 1)" in text  # the result
    assert not any(f", {size})" in text for size in (500, 600, 900))
    found = big(*values)
    u, t, z = values[0], values[2], values[4]
    assert close(found[0], np.kron(u, t.T) @ z.T.reshape(-1, 1))
    assert close(found[1], np.trace(u.T @ u) * np.trace(t @ t.T))


def test_common_parts_are_computed_once_and_chains_by_cost():
    f = lambdify([A @ B @ C @ v2, (A @ B @ C).T, frob2(C @ v2)], [A, B, C, v2])
    text = f.text(a, b, c, np.ones((2, 1)))
    assert text.count("dot(") - text.count("vdot(") == 5
    turned = lambdify(commutation(m, n) @ vec(A), [A])
    assert "embed" not in turned.text(a)
    assert close(turned(a), a.reshape(-1, 1))


v2 = vector("w", m)


def test_quotients_are_solved():
    f = lambdify([inv(S) @ B, A @ inv(S)], [A, B, S])
    assert f.text(a, b, s).count("solve(") == 2
    assert "inverse(" not in f.text(a, b, s)
    assert close(f(a, b, s)[1], a @ np.linalg.inv(s))


def test_rectangular_pseudoinverse_and_exponential():
    assert close(lambdify(pinv(A), [A])(a), np.linalg.pinv(a))
    assert close(lambdify(expm(S - S), [S])(s), np.eye(3))
    assert close(lambdify(pinv(kron(A, B)), [A, B])(a, b), np.linalg.pinv(np.kron(a, b)))


REFUSED = [
    (lambda: lambdify(A @ B, [A, B])(a, c), SizeError,
     "`B` is n x p with n = 3 (read from `A`), but the argument is 4 x 2"),
    (lambda: lambdify(A @ B, [A, B])(a), ExpressionError,
     "2 arguments are expected (A, B), 1 were given"),
    (lambda: lambdify(A @ B, [A]), NamingError, "`B` is not among the arguments"),
    (lambda: lambdify(A @ B, [A, B, A]), NamingError, "`A` is listed twice among the arguments"),
    (lambda: lambdify(A, [A])(a[0]), SizeError, "`A` is a matrix, the argument has 1 axes"),
    (lambda: lambdify(A, [A], "torch"), NamingError, "`torch` is not a backend"),
    (lambda: lambdify(A, [A])([[1.0, np.nan]]), ExpressionError,
     "`A` has entries that are not finite"),
    (lambda: lambdify(A, [A])([[1, 2], [3]]), ExpressionError, "an argument is not an array"),
    (lambda: lambdify(A, [A])([["x"]]), ExpressionError, "the entries of `A` are not real numbers"),
    (lambda: lambdify(A, [A], "exact")([[1.0, np.inf]]), ExpressionError,
     "`A` has the entry inf, which is not a finite rational number"),
    (lambda: lambdify(A, [A], "ball")([[1.0, np.nan]]), ExpressionError,
     "`A` has the entry nan, which is not a finite rational number"),
    (lambda: lambdify(A, [A], "modular")([[0.5]]), ExpressionError,
     "`A` has entries that are not integers or fractions"),
    (lambda: lambdify(inv(S), [S])(np.arange(9.0).reshape(3, 3)), SingularError,
     "a 3 x 3 matrix has no inverse: it is singular (float64)"),
    (lambda: lambdify(inv(S) @ B, [S, B], "exact")(np.ones((3, 3)), b), SingularError,
     "a 3 x 3 matrix has no inverse: it is singular (exact)"),
    (lambda: lambdify(inv(S), [S], "modular")(np.ones((3, 3), dtype=int)), SingularError,
     "a 3 x 3 matrix has no inverse: it is singular modulo 33554393"),
    (lambda: lambdify(inv(S), [S], "mpmath")(np.ones((3, 3))), SingularError, "matrix"),
    (lambda: lambdify(inv(S), [S], "ball", digits=30)(np.ones((3, 3))), UndecidedError,
     "not decided at 30 digits: whether a 3 x 3 matrix is singular"),
    (lambda: lambdify(relu(inv(S) @ S - inv(S) @ S @ S @ inv(S)), [S], "ball", digits=20)(s),
     UndecidedError, "not decided at 20 digits: the sign of an entry of which `relu` is taken"),
    (lambda: lambdify(logdet(S), [S], "ball")(np.ones((3, 3))), UndecidedError,
     "not decided at 50 digits: the logarithm of a determinant that is negative or zero"),
    (lambda: lambdify(log(A), [A])(-np.ones((1, 1))), DomainError,
     "a value is outside the domain or too large (float64)"),
    (lambda: lambdify(exp(A), [A])(np.full((1, 1), 800.0)), DomainError,
     "a value is outside the domain or too large (float64)"),
    (lambda: lambdify(A @ A.T, [A])(np.full((1, 1), 1e200)), DomainError,
     "a value is outside the domain or too large (float64): overflow encountered in multiply"),
    (lambda: lambdify(tanh(A), [A], "exact"), FieldError,
     "`tanh` has no values in the backend `exact`"),
    (lambda: lambdify(norm(A), [A], "modular"), FieldError,
     "`norm` takes a root, which has no value modulo a prime"),
    (lambda: lambdify(logdet(S), [S], "exact"), FieldError,
     "`logdet` has no rational values, as the backend `exact` asks"),
    (lambda: lambdify(Matrix("mystery", (A,), None, m, n), [A]), ExpressionError,
     "`mystery` is not an operation for which code can be generated"),
    (lambda: lambdify("A", [A]), ExpressionError, "an expression is expected, not 'A'"),
    (lambda: lambdify(A, [A @ B]), ExpressionError,
     "an argument is a letter, a family of layers or a layer index, not `A B`"),
    (lambda: lambdify(chain(W, l, 1), [W])([]), ExpressionError,
     "the family `W` takes a list of its layers 1, 2, ... or a dict, not list"),
    (lambda: lambdify(W[k], [W])(layers), NamingError, "the layer index `l` has no value"),
    (lambda: lambdify(W[4], [W])(layers), NamingError, "the layer `W[4]` is not among the"),
    (lambda: lambdify(W[k], [W, k, l])(layers, 3, 2), SizeError,
     "the layer index `k` = 3 is not in its range"),
    (lambda: lambdify(W[k], [W, k, l])(layers, 1.0, 2), ExpressionError,
     "the layer index `k` is a whole number, not 1.0"),
    (lambda: lambdify(chain(W, l, 1), [W])(layers[::-1]), SizeError, "but the argument is"),
    (lambda: lambdify(A - matrix("D", m, n), [A, matrix("D", m, n)])(
        np.ones((2, 2, 3)), np.ones((4, 2, 3))), SizeError,
     "the batch dimensions do not broadcast: `A` (2,), `D` (4,)"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "words"), REFUSED, ids=[case[2] for case in REFUSED])
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in caught.value.message


def test_scalars_and_their_batches():
    mu = scalar("mu")
    f = lambdify([mu * tr(S), S / mu, mu**2 + 1], [S, mu])
    assert [np.shape(part) for part in f(s, 2.0)] == [(), (3, 3), ()]
    found = f(s, np.array([1.0, 2.0]))
    assert [part.shape for part in found] == [(2,), (2, 3, 3), (2,)]
    assert close(found[1][1], s / 2)
    with pytest.raises(DomainError):
        f(s, 0.0)


def test_precision_is_an_argument():
    third = Fraction(1, 3)
    f = lambdify(exp(A), [A], "mpmath", digits=80)
    assert str(f([[third]])[0, 0])[:40] == "1.39561242508608952862812531960258683759"
    g = lambdify(exp(A), [A], "ball", digits=200)
    assert g([[third]])[0, 0].rel_accuracy_bits() > 200 * 3.3
    assert close(lambdify(det(S), [S])(s), np.linalg.det(s))
    assert close(lambdify(diag(v) @ v, [v])(a[0])[:, 0], a[0] ** 2)


def test_threads_do_not_share_buffers():
    f = lambdify([A @ B @ C, tanh(A @ B)], [A, B, C])
    random = np.random.default_rng(11)
    stacks = [[random.normal(size=(40, *part.shape)) for part in (a, b, c)] for _ in range(8)]
    alone = [f(*stack) for stack in stacks]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda stack: f(*stack), stacks * 10))
    for place, found in enumerate(together):
        for part, expected in zip(found, alone[place % 8], strict=True):
            assert (part == expected).all()


def test_results_of_long_batches_are_their_own():
    f = lambdify([A.T, A @ B], [A, B])
    left, right = RANDOM.normal(size=(20_000, 2, 3)), RANDOM.normal(size=(3, 4))
    first = f(left, right)
    kept = [part.copy() for part in first]
    f(2 * left, right)
    assert all((part == copy).all() for part, copy in zip(first, kept, strict=True))
    assert close(first[1], left @ right)


class Halves(np.ndarray):
    """A subclass of arrays, which is converted first."""


def test_arguments_of_every_kind_are_checked_alike():
    """What takes the quick way through the checks, and what does not."""
    m, n = dims("m n")
    A, x = matrix("A", m, n), matrix("x", n, 1)
    f = lambdify(A @ x, [A, x])
    matrices, vectors = np.arange(6.0).reshape(2, 3), np.array([[1.0], [2.0], [3.0]])
    expected = matrices @ vectors
    for a in (
        matrices,
        matrices.tolist(),
        matrices.astype(int),
        matrices.astype(np.float32),
        np.asfortranarray(matrices),
        matrices.view(Halves),
        matrices[:, ::-1][:, ::-1],
    ):
        for b in (vectors, vectors[:, 0], vectors[:, 0].tolist()):
            assert (f(a, b) == expected).all()
    for wrong in (np.nan, np.inf, -np.inf):
        broken = matrices.copy()
        broken[1, 1] = wrong
        for a in (broken, broken.tolist(), np.stack([matrices, broken])):
            with pytest.raises(ExpressionError, match="`A` has entries that are not finite"):
                f(a, vectors)
    large = np.full((2, 3), 1e200)  # their squares overflow
    assert np.isfinite(f(large, vectors)).all()
    with pytest.raises(SizeError, match=r"the batch dimensions \(0,\) hold no instance"):
        f(np.ones((0, 2, 3)), vectors)


def test_a_call_like_the_one_before_is_checked_all_the_same():
    m, n = dims("m n")
    A, B = matrix("A", m, n), matrix("B", n, m)
    f = lambdify([A @ B, tr(A @ B)], [A, B])
    a, b = np.arange(6.0).reshape(2, 3), np.ones((3, 2))
    for _ in range(3):
        found, number = f(a, b)
        assert (found == a @ b).all()
        assert number == 15.0
        assert type(number) is float
    assert f(2 * a, b)[1] == 30.0
    assert f(a.tolist(), b)[1] == 15.0
    assert f(np.stack([a, a]), b)[1].tolist() == [15.0, 15.0]
    assert f(a[:1], b[:, :1])[1] == 3.0
    refused = [
        ((a, b[:2]), SizeError, "with n = 3"),
        ((a,), ExpressionError, "2 arguments are expected"),
        (([a, b],), ExpressionError, "2 arguments are expected"),
        ((a, b * np.nan), ExpressionError, "`B` has entries that are not finite"),
        ((a * 1e200, b * 1e200), DomainError, "outside the domain or too large"),
    ]
    for values, error, words in refused:
        f(a, b)
        with pytest.raises(error, match=words):
            f(*values)
