"""Hypotheses of known form hold in every instance that is constructed for them."""

import pytest

from numeric.compare import unmet
from numeric.construct import construct
from numeric.dimensions import Dimensions
from numeric.draw import Random, degenerate, rationals, small_integers
from numeric.evaluate import evaluate
from numeric.fields import SingularError, exact
from numeric.instance import Instance, Letter
from symland import Eq, Ge, Gt, Le, chain, dims, family, frob2, identity, index, inv, matrix, scalar

m, n, r, s = dims("m n r s")
Q, R, A, B = matrix("Q", m, n), matrix("R", m, r), matrix("A", m, n), matrix("B", n, s)
P, S, T, X = matrix("P", n, n), matrix("S", n, n), matrix("T", n, n), matrix("X", n, m)
a, b = scalar("a"), scalar("b")
k = index("k", 1)
W = family("W", n)
I, J = identity(n), identity(r)

GIVEN = {
    "orthonormal columns": [Eq(Q.T @ Q, I)],
    "orthonormal rows": [Eq(I, X @ X.T)],
    "orthogonal to each other": [Eq(Q.T @ Q, I), Eq(R.T @ R, J), Eq(Q.T @ R, 0)],
    "orthogonal, said twice": [Eq(S.T @ S, I), Eq(S @ S.T, I)],
    "singular value decomposition": [Eq(A, Q @ P @ S.T), Eq(Q.T @ Q, I), Eq(S.T @ S, I)],
    "balanced": [Eq(A.T @ A, B @ B.T)],
    "balanced products": [Eq(A.T @ A, S @ B @ B.T @ S.T)],
    "balanced layers": [Eq(W[k + 1].T @ W[k + 1], W[k] @ W[k].T)],
    "projector": [Eq(P @ P, P), Eq(P.T, P)],
    "oblique projector": [Eq(P @ P, P)],
    "symmetric": [Eq(S.T, S)],
    "skew": [Eq(S.T, -S)],
    "inverse": [Eq(S @ T, I), Eq(T @ S, I)],
    "invertible": [Eq(S @ inv(S), I)],
    "Moore-Penrose inverse": [
        Eq(A @ X @ A, A), Eq(X @ A @ X, X), Eq((A @ X).T, A @ X), Eq((X @ A).T, X @ A)],
    "kernel": [Eq(A @ X, 0)],
    "left kernel": [Eq(S.T @ T, 0)],
    "factor in front": [Eq(Q @ S, Q @ T)],
    "factor in the middle": [Eq(A @ S @ B, A @ T @ B)],
    "transposed factor": [Eq(S.T @ B, T @ B)],
    "product of layers": [Eq(chain(W, 3, 1), 0)],
    "bounds": [Ge(a, 3 * b), Gt(b, 0)],
    "bound from above": [Le(a, b)],
}  # fmt: skip


def instance(seed, entries):
    sizes = {"m": 3, "n": 2, "r": 1, "s": 2}
    return Instance(Dimensions(sizes, indices={"k": 1}), source=Random(seed, entries))


@pytest.mark.parametrize("entries", [small_integers(2), degenerate(), rationals(3)],
                         ids=["small", "degenerate", "rational"])  # fmt: skip
@pytest.mark.parametrize("name", GIVEN)
def test_hypotheses_hold(name, entries):
    held = 0
    for seed in range(8):
        try:
            ready, _ = construct(GIVEN[name], instance(seed, entries))
            assert unmet(GIVEN[name], ready, exact) == []
            held += 1
        except SingularError:  # a parameter that has to be invertible is not
            continue
    assert held > 0


def test_values_differ_from_draw_to_draw():
    found = set()
    for seed in range(8):
        ready, _ = construct(GIVEN["orthonormal columns"], instance(seed, small_integers(2)))
        found.add(str(evaluate(Q, ready, exact)))
    assert len(found) > 4


def test_what_cannot_hold_is_left_to_be_checked():
    """Three orthonormal columns in the plane."""
    claims = [Eq(X.T @ X, identity(m))]
    ready, others = construct(claims, instance(0, small_integers()))
    assert others == claims
    assert unmet(others, ready, exact) == claims


def test_given_entries_are_not_changed():
    start = instance(0, small_integers())
    start.letters[Letter("matrix", "S")] = exact.array([[1, 2], [3, 4]])
    ready, others = construct([Eq(S.T @ S, I)], start)
    assert unmet(others, ready, exact) == others


def test_an_inequality_between_equal_formulas():
    """|A B - Y| <= |Q B - Y| holds for A = Q, which is chosen in some instances."""
    Y = matrix("Y", m, s)
    claim = Le(frob2(A @ B - Y), frob2(Q @ B - Y))
    equal = {seed for seed in range(8)
             if construct([claim], instance(seed, small_integers(2)))[0].definitions}  # fmt: skip
    assert 0 < len(equal) < 8
    for seed in equal:
        ready, others = construct([claim], instance(seed, small_integers(2)))
        assert others == [claim]  # which is left to be checked
        assert unmet(others, ready, exact) == []
