"""Jacobians and Hessian blocks in Kronecker form, at any point."""

import pytest

from symland import (
    Eq,
    chain,
    commutation,
    evaluate,
    frob2,
    grad,
    hadamard,
    hess,
    identity,
    inv,
    jacobian,
    kron,
    prove,
    tr,
    vec,
)
from symland.errors import UndecidedError
from symland.evidence import Evidence
from symland.kernel.linear import KernelError
from tests.calculus.letters import (
    E2,
    L2,
    L3,
    V1,
    V2,
    W1,
    W2,
    W3,
    A,
    B,
    C,
    E,
    G,
    L,
    M,
    S,
    T,
    W,
    X,
    a,
    agree,
    d,
    h,
    i,
    j,
    k,
    l,
    m,
    n,
    x,
)

JACOBIANS = [
    (A, A, "I"),
    (A.T, A, "K(m, n)"),
    (vec(A), A, "I"),
    (vec(A.T), A, "K(m, n)"),
    (A @ M, M, "I (x) A"),
    (M @ B, M, "B' (x) I"),
    (C @ M @ B, M, "B' (x) C"),
    (S @ S, S, "S' (x) I + I (x) S"),
    (A @ A.T, A, "A (x) I + (I (x) A) K(m, n)"),
    (A.T @ A, A, "(A' (x) I) K(m, n) + I (x) A'"),
    (S @ x, x, "S"),
    (x @ x.T, x, "x (x) I + I (x) x"),
    (inv(S), S, "-(S^-1)' (x) S^-1"),
    (hadamard(A, C), A, "diag(vec(C))"),
    (tr(S) * T, S, "vec(T) vec(I)'"),
    (A, M, "0"),
    (E2, V1, "X' (x) V_2"),
    (E2, V2, "(V_1 X)' (x) I"),
    (E, W[j], "(W[j - 1..1] X)' (x) W[l..j + 1]"),
    (E, W[1], "X' (x) W[l..2]"),
    (E, W[l], "(W[l - 1..1] X)' (x) I"),
    (chain(W, l, j), W[j], "I (x) W[l..j + 1]"),
]
BLOCKS = [
    (tr(x.T @ S @ x), x, x, "S + S'"),
    (tr(x.T @ G @ x) / 2, x, x, "G"),
    (tr(A @ B), A, B, "K(n, m)"),
    (tr(A @ B), B, A, "K(m, n)"),
    (tr(S @ S), S, S, "2 K(n, n)"),
    (frob2(A @ A.T) / 4, A, A, "(A' A) (x) I + (A' (x) A) K(m, n) + I (x) (A A')"),
    (L2, V1, V1, "(X X') (x) (V_2' V_2)"),
    (L2, V2, V2, "(V_1 X X' V_1') (x) I"),
    (L2, V1, V2, "((X E') (x) I) K(k, h) + (X X' V_1') (x) V_2'"),
    (L2, V2, V1, "(V_1 X X') (x) V_2 + (I (x) (E X')) K(h, d)"),
    (L3, W1, W1, "(X X') (x) ((W_3 W_2)' W_3 W_2)"),
    (L3, W2, W2, "(W_1 X X' W_1') (x) (W_3' W_3)"),
    (L3, W3, W3, "(W_2 W_1 X X' W_1' W_2') (x) I"),
    (L3, W1, W2, "((X E' W_3) (x) I) K(q, h) + (X X' W_1') (x) ((W_3 W_2)' W_3)"),
    (L3, W1, W3, "((X E') (x) W_2') K(k, q) + (X X' W_1' W_2') (x) (W_3 W_2)'"),
    (L3, W2, W3, "((W_1 X E') (x) I) K(k, q) + (W_1 X X' W_1' W_2') (x) W_3'"),
    (L3, W3, W1, "(W_2 W_1 X X') (x) (W_3 W_2) + (W_2 (x) (E X')) K(h, d)"),
    (L, W[j], W[j], "(W[j - 1..1] X X' W[j - 1..1]') (x) (W[l..j + 1]' W[l..j + 1])"),
    (L, W[1], W[1], "(X X') (x) (W[l..2]' W[l..2])"),
    (L, W[l], W[l], "(W[l - 1..1] X X' W[l - 1..1]') (x) I"),
]
LOWER = (
    "((W[i - 1..1] X E' W[l..j + 1]) (x) W[j - 1..i + 1]') K(D[j], D[j - 1])"
    " + (W[i - 1..1] X X' W[j - 1..1]') (x) (W[l..i + 1]' W[l..j + 1])"
)
UPPER = (
    "(W[j - 1..1] X X' W[i - 1..1]') (x) (W[l..j + 1]' W[l..i + 1])"
    " + (W[j - 1..i + 1] (x) (W[l..j + 1]' E X' W[i - 1..1]')) K(D[i], D[i - 1])"
)


@pytest.mark.parametrize(("body", "variable", "text"), JACOBIANS)
def test_printed_jacobian(body, variable, text):
    derivative = jacobian(body, variable)
    assert str(derivative) == text
    assert derivative.shape == derivative.doit().shape
    assert agree(derivative)


@pytest.mark.parametrize(("body", "first", "second", "text"), BLOCKS)
def test_printed_block(body, first, second, text):
    block = hess(body, first, second)
    assert str(block) == text
    assert block.shape == (first.rows * first.cols, second.rows * second.cols)
    assert agree(block)


@pytest.mark.parametrize(("body", "first", "second"), [case[:3] for case in BLOCKS])
def test_a_block_is_the_transpose_of_its_mirror_image(body, first, second):
    mirrored = Eq(hess(body, first, second), hess(body, second, first).T)
    assert prove(mirrored).evidence is Evidence.EXACT
    formulas = Eq(evaluate(mirrored.left), evaluate(mirrored.right))
    assert prove(formulas).evidence is Evidence.EXACT


@pytest.mark.parametrize(("first", "second", "text"), [(W[i], W[j], LOWER), (W[j], W[i], UPPER)])
def test_blocks_of_two_layers_at_symbolic_depth(first, second, text):
    block = hess(L, first, second)
    assert str(evaluate(block, [i < j])) == text
    assert agree(block, [i < j])


def test_blocks_of_two_layers_are_symmetric_whatever_their_order():
    assert prove(Eq(hess(L, W[i], W[j]), hess(L, W[j], W[i]).T)).evidence is Evidence.EXACT


@pytest.mark.parametrize(
    ("term", "evidence"),
    [
        (kron(X @ E2.T, identity(h)) @ commutation(k, h), Evidence.EXACT),
        (commutation(d, h) @ kron(identity(h), X @ E2.T), Evidence.EXACT),
        (kron(X @ E2.T, identity(h)), Evidence.REFUTED),
        (commutation(h, d) @ kron(X @ E2.T, identity(h)), Evidence.REFUTED),
    ],
)
def test_the_place_of_the_commutation_matrix(term, evidence):
    gauss_newton = kron(X @ X.T @ V1.T, V2.T)
    assert prove(Eq(hess(L2, V1, V2), gauss_newton + term)).evidence is evidence


def test_the_block_is_the_jacobian_of_the_gradient():
    for first, second in ((V1, V2), (V2, V1), (V1, V1)):
        left = Eq(hess(L2, first, second), jacobian(grad(L2, first), second))
        assert prove(left).evidence is Evidence.EXACT
        assert str(left.left) == str(left.right)
    assert prove(Eq(hess(L2, V1), hess(L2, V1, V1))).evidence is Evidence.EXACT


def test_the_order_of_layers_has_to_be_known():
    with pytest.raises(UndecidedError, match="whether layer j is one of the layers") as caught:
        evaluate(hess(L, W[i], W[j]))
    assert caught.value.code == "SL102"
    assert "`index(name, low, high)`, or a hypothesis" in caught.value.help
    with pytest.raises(UndecidedError, match="whether the layers i and j are the same") as caught:
        evaluate(grad(frob2(W[i]), W[j]))
    assert caught.value.help == "say so in the hypotheses, for example `i < j`"
    assert str(hess(L, W[i], W[j])) == "hess(L, W[i], W[j])"
    assert str(evaluate(grad(frob2(W[i]), W[j]), [i < j])) == "0"


def test_the_jacobian_stacks_columns():
    derivative = evaluate(jacobian(C @ M @ B, M))
    assert prove(Eq(vec(C @ M @ B), derivative @ vec(M))).evidence is Evidence.EXACT
    assert prove(Eq(vec(A.T), evaluate(jacobian(A.T, A)) @ vec(A))).evidence is Evidence.EXACT
    assert jacobian(a, x).shape == (n, n)
    assert jacobian(A, A).shape == (m * n, m * n)


def test_a_derivative_that_the_kernel_cannot_take_is_printed_as_written(monkeypatch):
    def refused(_):
        raise KernelError("legs of composite size are split in two ways")

    from symland import dims, matrix, vector

    A, v = matrix("A", *dims("m n")), vector("v", dims("n"))
    found = jacobian(A @ v, v)
    monkeypatch.setattr("symland.calculus.api.evaluate", refused)
    assert str(found) == "jacobian(A v, v)"
