"""Equations between Kronecker products and stacked columns, used inside other formulas."""

from __future__ import annotations

import pytest

from symland.language.build import frob2, hadamard, identity, kron, matrix, tr, vec, vector
from symland.language.claims import Eq
from symland.language.integers import dims
from tests.kernel.support import evidence, proved

m, n, p, q, k = dims("m n p q k")
A, C = matrix("A", m, n), matrix("C", m, n)
B, D = matrix("B", p, q), matrix("D", p, q)
X, Y = matrix("X", n, k), matrix("Y", q, k)
S, T, R = matrix("S", m, m), matrix("T", p, p), matrix("R", m, m)
G = matrix("G", n, n, symmetric=True)
u, v = vector("u", m), vector("v", p)
SAME = Eq(kron(A, B), kron(C, D))
IDEMPOTENT = Eq(kron(S, T) @ kron(S, T), kron(S, T))
ZERO = Eq(kron(A, B), 0)

TRUE = [
    (Eq(kron(A, B) @ kron(X, Y), kron(C @ X, D @ Y)), SAME),
    (Eq(kron(A @ X, B @ Y), kron(C @ X, D @ Y)), SAME),
    (Eq(kron(X, Y).T @ kron(A, B).T, kron(C @ X, D @ Y).T), SAME),
    (Eq(kron(B, A), kron(D, C)), SAME),
    (Eq(tr(kron(A @ A.T, B @ B.T)), tr(kron(C @ C.T, D @ D.T))), SAME),
    (Eq(frob2(A) * frob2(B), frob2(C) * frob2(D)), SAME),
    (Eq(kron(A @ G, B), kron(C @ G, D)), SAME),
    (Eq(kron(S @ S @ S, T @ T @ T), kron(S, T)), IDEMPOTENT),
    (Eq(kron(A @ X, B @ Y), 0), ZERO),
    (Eq(A, C), Eq(vec(A), vec(C))),
    (Eq(vec(A @ X), vec(C @ X)), Eq(vec(A), vec(C))),
    (Eq(kron(S, S), kron(R, R)), Eq(vec(S), vec(R))),
    (Eq((u.T @ S @ u) @ (v.T @ T @ v), (u.T @ R @ u) @ (v.T @ v)),
     Eq(kron(S, T), kron(R, identity(p)))),
]  # fmt: skip

# Each would follow if a part of the pattern were taken for the whole, or a leg for another one.
FALSE = [
    (Eq(A, C), SAME),
    (Eq(kron(A, D), kron(C, B)), SAME),
    (Eq(kron(A, B @ Y), kron(C, B @ Y)), SAME),
    (Eq(frob2(A), frob2(C)), SAME),
    (Eq(A @ X, C @ X), SAME),
    (Eq(kron(S, T), kron(S.T, T.T)), IDEMPOTENT),
    (Eq(kron(S @ S, T), kron(S, T)), IDEMPOTENT),
    (Eq(tr(S @ S), tr(S)), IDEMPOTENT),
    (Eq(A, 0), ZERO),
    (Eq(kron(A, A), 0), ZERO),
    (Eq(S, R.T), Eq(vec(S), vec(R))),
    (Eq(hadamard(S, S), S), Eq(kron(S, S), kron(S, identity(m)))),
    (Eq(S, R), Eq(kron(S, T), kron(R, T))),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "given"), TRUE, ids=str)
def test_an_equation_of_several_legs_is_used_where_it_stands(claim, given):
    assert proved(claim, [given])


@pytest.mark.parametrize(("claim", "given"), FALSE, ids=str)
def test_what_does_not_follow_is_not_shown(claim, given):
    assert not proved(claim, [given])


def test_what_is_shown_has_a_certificate():
    assert evidence(TRUE[0][0], [SAME]).value == "certified"
