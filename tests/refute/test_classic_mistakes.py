"""Mistakes that papers make under hypotheses: the smallest instance, which keeps them all."""

from fractions import Fraction

import pytest

from symland import (
    Eq,
    Ge,
    Gt,
    Le,
    chain,
    det,
    diag,
    diagonal,
    dims,
    exp,
    family,
    frob2,
    grad,
    hadamard,
    hess,
    identity,
    index,
    inner,
    inv,
    layer_sum,
    matrix,
    norm,
    ones,
    orthogonal,
    pinv,
    prove,
    scalar,
    sigmoid,
    step,
    symmetric,
    tanh,
    tr,
    vector,
)
from symland.evidence import Evidence

m, n, p, r = dims("m n p r")
A, B, C = matrix("A", m, n), matrix("B", n, p), matrix("C", m, n)
S, T, P = matrix("S", n, n), matrix("T", n, n), matrix("P", n, n)
Q, R = matrix("Q", m, n), matrix("R", m, r)
v, x, y = vector("v", n), vector("x", n), vector("y", n)
a, b = scalar("a"), scalar("b")
l, s = index("l", 1), index("s", 1)
j, k = index("j", 1, l), index("k", 1, l)
V = family("V", n)
X, Y = matrix("X", m, n), matrix("Y", p, n)
U = matrix("U", p, m)
E = U @ X - Y

# Mistake: claim, hypotheses, the sizes of the smallest instance.
MISTAKES = {
    "j and k instead of j < k": (
        Eq(layer_sum(s, 1, l, layer_sum(index("t"), 1, l, tr(V[s]))), layer_sum(s, 1, l, tr(V[s]))),
        [], {"l": 2, "n": 1}),
    "j = k forgotten": (Eq(grad(tr(V[j].T @ V[k]), V[j]), V[k]), [], {"l": 1, "j": 1, "k": 1,
                                                                     "n": 1}),
    "transpose missing": (Eq(grad(tr(S @ T), S), T), [], {"n": 2}),
    "limits of a product": (
        Eq(grad(tr(chain(V, l, 1)), V[k]), (chain(V, k, 1) @ chain(V, l, k + 1)).T), [],
        {"l": 1, "k": 1, "n": 1}),
    "pseudo-inverse without rank": (Eq(pinv(A) @ A, identity(n)), [], {"m": 1, "n": 1}),
    "smallest singular value without rank": (
        Ge(frob2(A @ B), a * frob2(B)), [Gt(a, 0), Eq(a, frob2(A))], {"m": 1, "n": 2, "p": 1}),
    "repeated eigenvalues": (
        Eq(S, diag(diagonal(S))), [Eq(S @ diag(v), diag(v) @ S)], {"n": 2}),
    "boundary of a ReLU cone": (Eq(step(A) + step(-A), ones(m, n)), [], {"m": 1, "n": 1}),
    "rows of an isometry": (Eq(Q @ Q.T, identity(m)), list(orthogonal(Q)), {"m": 2, "n": 1}),
    "orthogonal matrices commute": (
        Eq(S @ T, T @ S), [*orthogonal(S), *orthogonal(T)], {"n": 2}),
    "determinant of an orthogonal matrix": (Eq(det(S), 1), list(orthogonal(S)), {"n": 1}),
    "product of symmetric matrices": (
        Eq(S @ T, (S @ T).T), [*symmetric(S), *symmetric(T)], {"n": 2}),
    "projectors commute": (
        Eq(P @ S, S @ P), [Eq(P @ P, P), *symmetric(P), Eq(S @ S, S), *symmetric(S)], {"n": 2}),
    "a projector is an orthogonal one": (Eq(P, P.T), [Eq(P @ P, P)], {"n": 2}),
    "a critical point is a minimum": (
        Eq(E, 0), [Eq(E @ X.T, 0)], {"p": 1, "m": 1, "n": 1}),
    "balanced layers are equal": (
        Eq(V[2], V[1].T), [Eq(V[2].T @ V[2], V[1] @ V[1].T)],
        {"n": 1}),
    "kernel": (Eq(S @ T, 0), [Eq(T @ S, 0)], {"n": 2}),
    "the trace of a square": (Ge(tr(S @ S), 0), [], {"n": 2}),
    "traces of products": (
        Le(tr(S @ T), tr(S) * tr(T)), [*symmetric(S), *symmetric(T)], {"n": 2}),
    "trace against norm": (Le(tr(S), norm(S)), [], {"n": 2}),
    "submultiplicative the wrong way": (Ge(frob2(A @ B), frob2(A) * frob2(B)), [],
                                        {"m": 1, "n": 2, "p": 1}),
    "Cauchy-Schwarz without squares": (Le(inner(A, C), frob2(A)), [], {"m": 1, "n": 1}),
    "slope of the sigmoid": (
        Eq(sigmoid.d(A), sigmoid(A) - hadamard(sigmoid(A), A)), [], {"m": 1, "n": 1}),
    "slope of tanh": (Eq(tanh.d(A), ones(m, n) - tanh(A)), [], {"m": 1, "n": 1}),
    "exponential of a sum": (Eq(exp(A + C), exp(A) + exp(C)), [], {"m": 1, "n": 1}),
    "Hessian of a bilinear form": (Eq(hess(tr(S @ T), S, T), identity(n * n)), [], {"n": 2}),
    "inverse of a sum": (Eq(inv(S + T), inv(S) + inv(T)), [], {"n": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_smallest_sizes(name):
    claim, given, sizes = MISTAKES[name]
    verdict = prove(claim, given=given)
    assert verdict.evidence is Evidence.REFUTED, verdict.explanation
    found = verdict.counterexample
    assert found.sizes == sizes
    assert len(found.hypotheses) == len(given)


ONE, ZERO = ((Fraction(1),),), ((Fraction(0),),)
ENTRIES = {
    "pseudo-inverse without rank": {"A": ZERO},
    "boundary of a ReLU cone": {"A": ZERO},
    "determinant of an orthogonal matrix": {"S": ((Fraction(-1),),)},
    "repeated eigenvalues": {"v": ((Fraction(0),), (Fraction(0),))},
    "a critical point is a minimum": {"X": ZERO, "Y": ONE},
    "exponential of a sum": {"A": ZERO, "C": ZERO},
}


@pytest.mark.parametrize("name", ENTRIES)
def test_smallest_entries(name):
    claim, given, _ = MISTAKES[name]
    found = prove(claim, given=given).counterexample
    shown = {letter: found.values[letter] for letter in ENTRIES[name]}
    assert shown == ENTRIES[name]
