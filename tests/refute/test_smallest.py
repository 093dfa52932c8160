"""Classic mistakes: the counterexample that is found is the smallest one, sizes and entries."""

from fractions import Fraction

import pytest

from symland import (
    Eq,
    Ge,
    GradientFlow,
    Le,
    chain,
    commutation,
    ddt,
    dims,
    family,
    frob2,
    grad,
    hadamard,
    hess,
    identity,
    index,
    inv,
    jacobian,
    kron,
    layer_sum,
    let,
    matrix,
    pinv,
    prove,
    scalar,
    tr,
    vec,
)
from symland.evidence import Evidence

k, h, d, n, m, p = dims("k h d n m p")
A, B, C = matrix("A", m, n), matrix("B", n, p), matrix("C", m, n)
S, T, U = matrix("S", n, n), matrix("T", n, n), matrix("U", n, n)
W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
X, Y = matrix("X", d, n), matrix("Y", k, n)
E = let("E", W2 @ W1 @ X - Y)
L = let("L", frob2(E) / 2)
flow = GradientFlow(L, wrt=[W1, W2])
x, y = scalar("x"), scalar("y")

l, s = index("l", 1), index("s", 1)
i, j = index("i", 1, l), index("j", 1, l)
D = dims("D[]")
W, Q = family("W", D), family("Q", n)
X0, Yl = matrix("X", D[0], n), matrix("Y", D[l], n)
deep = frob2(chain(W, l, 1) @ X0 - Yl) / 2
upto_i = layer_sum(s, 1, i, tr(Q[s]))

ONE, ZERO = [[1]], [[0]]
E12, E21 = [[0, 1], [0, 0]], [[0, 0], [1, 0]]
E11, E22, SWAP = [[1, 0], [0, 0]], [[0, 0], [0, 1]], [[0, 1], [1, 0]]
G = "k h d n"


def at(names, *values):
    return dict(zip(names.split(), values, strict=True))


# Mistake, claim, sizes, entries, letters that do not matter, left and right side.
FOUND = {
    "factor 1/2 missing": (
        Eq(grad(frob2(A), A), A), at("m n", 1, 1), {"A": ONE}, (), [[2]], [[1]]),
    "factor 1/2 missing in a loss": (
        Eq(grad(frob2(A - C), A), A - C), at("m n", 1, 1), {"A": ZERO, "C": ONE}, (),
        [[-2]], [[-1]]),
    "Kronecker factors swapped": (
        Eq(hess(L, W1), kron(W2.T @ W2, X @ X.T)), at(G, 1, 2, 2, 1),
        {"W_2": [[0, 1]], "X": [[1], [0]]}, ("W_1", "Y"),
        [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
        [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]),
    "commutation matrix missing": (
        Eq(jacobian(S.T, S), identity(n * n)), at("n", 2), {}, ("S",),
        [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]],
        [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
    "commutation matrix transposed": (
        Eq(commutation(2, k) @ kron(matrix("a", 2, 1), matrix("b", k, 1)),
           kron(matrix("a", 2, 1), matrix("b", k, 1))),
        at("k", 2), {"a": [[0], [1]], "b": [[1], [0]]}, (),
        [[0], [1], [0], [0]], [[0], [0], [1], [0]]),
    "residual term forgotten": (
        Eq(hess(L, W1, W2), kron(X @ X.T @ W1.T, W2.T)), at("d h k n", 1, 1, 1, 1),
        {"W_1": ZERO, "X": ONE, "Y": ONE}, ("W_2",), [[-1]], [[0]]),
    "layout of a block": (
        Eq(hess(tr(S @ T @ U @ U.T), S, T), hess(tr(S @ T @ U @ U.T), T, S)), at("n", 2),
        {"U": E22}, ("S", "T"),
        [[0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1]],
        [[0, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]),
    "sign of a gradient": (
        Eq(grad(frob2(A - C) / 2, C), A - C), at("m n", 1, 1), {"A": ZERO, "C": ONE}, (),
        [[1]], [[-1]]),
    "sign of a flow": (
        Eq(ddt(W1, flow), grad(L, W1)), at("h d k n", 1, 1, 1, 1),
        {"W_1": ZERO, "W_2": ONE, "X": ONE, "Y": ONE}, (), [[1]], [[-1]]),
    "invariant with the wrong sign": (
        Eq(ddt(W2.T @ W2 + W1 @ W1.T, flow), 0), at("h k d n", 1, 1, 1, 1),
        {"W_1": ONE, "W_2": ONE, "X": ONE, "Y": ZERO}, (), [[-4]], [[0]]),
    "norm of a sum": (
        Eq(frob2(A + C), frob2(A) + frob2(C)), at("m n", 1, 1), {"A": ONE, "C": ONE}, (),
        [[4]], [[2]]),
    "square of a sum": (
        Eq((x + y) ** 2, x**2 + y**2), {}, {"x": ONE, "y": ONE}, (), [[4]], [[2]]),
    "a square is not a norm": (
        Ge(tr(S @ S), 0), at("n", 2), {"S": [[0, -1], [1, 0]]}, (), [[-2]], [[0]]),
    "pseudo-inverse of a product": (
        Eq(pinv(A @ B), pinv(B) @ pinv(A)), at("p m n", 1, 1, 2),
        {"A": [[1, 1]], "B": [[0], [1]]}, (), [[1]], [[Fraction(1, 2)]]),
    "inverse of a product": (
        Eq(inv(S @ T), inv(S) @ inv(T)), at("n", 2), {"S": [[1, 0], [0, -1]], "T": SWAP}, (),
        [[0, -1], [1, 0]], [[0, 1], [-1, 0]]),
    "dimension of a trace": (Eq(tr(identity(n)), 1), at("n", 2), {}, (), [[2]], [[1]]),
    "linear in place of quadratic": (
        Eq(frob2(2 * A), 2 * frob2(A)), at("m n", 1, 1), {"A": ONE}, (), [[4]], [[2]]),
}  # fmt: skip

# The same for layers: the hypotheses about their order come with the claim.
ORDERED = {
    "i <= j in place of i < j": (
        Eq(grad(upto_i, Q[j]), 0), [i <= j], at("l i j n", 1, 1, 1, 1), {}, ("Q[1]",),
        [[1]], [[0]]),
    "no residual term for two layers": (
        Eq(hess(deep, W[i], W[j]),
           kron(chain(W, i - 1, 1) @ X0 @ (chain(W, j - 1, 1) @ X0).T,
                chain(W, l, i + 1).T @ chain(W, l, j + 1))),
        [i < j], at("l i j n D[0] D[1] D[2]", 2, 1, 2, 1, 1, 1, 1),
        {"W[1]": ZERO, "X": ONE, "Y": ONE}, ("W[2]",), [[-1]], [[0]]),
}  # fmt: skip

# Smaller ones than those that are found: the shrinking of entries stops too early.
SMALLER = {
    "transpose missing": (Eq(grad(tr(S @ T), S), T), {"T": E21}, ("S",)),
    "products commute": (Eq(S @ T, T @ S), {"S": E12, "T": E21}, ()),
    "trace of three factors": (
        Eq(tr(S @ T @ U), tr(T @ S @ U)), {"S": E12, "T": E21, "U": E22}, ()),
    "Hadamard product": (Eq(hadamard(S, T), S @ T), {"S": E12, "T": E21}, ()),
    "Kronecker products commute": (Eq(kron(S, T), kron(T, S)), {"S": E12, "T": E21}, ()),
    "trace of a product": (Eq(tr(S @ T), tr(S) * tr(T)), {"S": E12, "T": E21}, ()),
    "norm of a product": (Eq(frob2(S @ T), frob2(S) * frob2(T)), {"S": E12, "T": E11}, ()),
    "transpose of a product": (Eq((S @ T).T, S.T @ T.T), {"S": E12, "T": E21}, ()),
    "vec: factors swapped": (Eq(vec(S @ T @ U), kron(S, U.T) @ vec(T)), None, ()),
    "vec: wrong transpose": (Eq(vec(S @ T @ U), kron(S.T, U) @ vec(T)), None, ()),
    "every matrix is symmetric": (Eq(S, S.T), {"S": E12}, ()),
}  # fmt: skip


def entries(values):
    return tuple(tuple(Fraction(value) for value in row) for row in values)


@pytest.mark.parametrize("mistake", FOUND)
def test_the_smallest_instance(mistake):
    claim, sizes, values, free, left, right = FOUND[mistake]
    verdict = prove(claim)
    assert verdict.evidence is Evidence.REFUTED
    found = verdict.counterexample
    assert found.sizes == sizes
    assert found.values == {name: entries(value) for name, value in values.items()}
    assert found.free == free
    assert (found.left, found.right) == (entries(left), entries(right))


@pytest.mark.parametrize("mistake", ORDERED)
def test_the_smallest_instance_with_layers(mistake):
    claim, given, sizes, values, free, left, right = ORDERED[mistake]
    found = prove(claim, given=given).counterexample
    assert found is not None
    assert found.sizes == sizes
    assert found.values == {name: entries(value) for name, value in values.items()}
    assert found.free == free
    assert (found.left, found.right) == (entries(left), entries(right))


@pytest.mark.parametrize("mistake", SMALLER)
def test_the_smallest_sizes(mistake):
    claim, _, free = SMALLER[mistake]
    found = prove(claim).counterexample
    assert found is not None
    assert found.sizes == {"n": 2}
    assert found.free == free


def ones_in(found):
    return sum(value != 0 for rows in found.values.values() for row in rows for value in row)


@pytest.mark.parametrize("mistake", SMALLER)
def test_no_entry_could_be_zero(mistake):
    """One entry other than zero in each letter is enough for these."""
    found = prove(SMALLER[mistake][0]).counterexample
    assert ones_in(found) == len(found.values)
    values = SMALLER[mistake][1]
    if values is not None:
        assert sorted(map(str, found.values)) == sorted(values)


def test_wrong_limits_of_a_product_of_layers():
    found = prove(Eq(chain(Q, l, 1) @ Q[1], chain(Q, l, 2) @ Q[1])).counterexample
    assert found.sizes == {"l": 1, "n": 1}
    assert abs(found.values["Q[1]"][0][0]) in (1, 2)
    twice = prove(Eq(chain(Q, l, j) @ chain(Q, j, 1), chain(Q, l, 1))).counterexample
    assert twice.sizes == {"l": 1, "j": 1, "n": 1}
    wrong_end = prove(Eq(grad(tr(chain(Q, l, 1)), Q[j]),
                         (chain(Q, j - 1, 1) @ chain(Q, l, j)).T)).counterexample  # fmt: skip
    assert wrong_end.sizes == {"l": 1, "j": 1, "n": 1}


def test_entries_are_small():
    found = prove(Eq(chain(Q, l, 1) @ Q[1], chain(Q, l, 2) @ Q[1])).counterexample
    assert abs(found.values["Q[1]"][0][0]) == 1


def test_the_pseudo_inverse_of_a_product_of_square_matrices():
    verdict = prove(Eq(pinv(S @ T), pinv(T) @ pinv(S)))
    assert verdict.evidence is Evidence.REFUTED
    assert verdict.counterexample.sizes == {"n": 2}


@pytest.mark.parametrize(
    ("claim", "given", "values"),
    [
        (Ge(frob2(A), 2 * frob2(C)), [Ge(frob2(A), frob2(C))], {"A": ONE, "C": ONE}),
        (Eq(T, 0), [Eq(S, 0)], {"T": ONE}),
        (Eq(grad(frob2(A - C), A), A), [Eq(A, C)], {"A": ONE, "C": ONE}),
    ],
)
def test_instances_under_hypotheses(claim, given, values):
    verdict = prove(claim, given=given)
    assert verdict.evidence is Evidence.REFUTED
    found = verdict.counterexample
    assert len(found.hypotheses) == len(given)
    assert all(text.endswith(" holds") for text in found.hypotheses)
    if values is not None:
        shown = {name: value for name, value in found.values.items() if name in values}
        assert shown == {name: entries(value) for name, value in values.items()}


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Le(x * y, y * y), [Le(x, y)]),
        (Eq(S, T), [Eq(tr(S), tr(T))]),
        (Eq(S @ T, T @ S), [Eq(S, S.T), Eq(T, T.T)]),
    ],
)
def test_hypotheses_that_hold_at_few_points(claim, given):
    assert prove(claim, given=given).evidence is Evidence.REFUTED


def test_the_search_is_deterministic():
    claim = Eq(tr(S @ T @ U), tr(T @ S @ U))
    first, second = prove(claim).counterexample, prove(claim).counterexample
    assert (first.sizes, first.values, first.tries) == (second.sizes, second.values, second.tries)
