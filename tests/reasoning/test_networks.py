"""Equations used inside traces, Kronecker products, entrywise products, vec and diag."""

from __future__ import annotations

import pytest

from symland.evidence import Evidence
from symland.language.build import (
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    kron,
    matrix,
    pinv,
    scalar,
    tr,
    vec,
    vector,
)
from symland.language.claims import Claim, Eq
from symland.language.functions import diagonal
from symland.language.integers import dims
from tests.reasoning.test_decide import decided

m, n, p, q = dims("m n p q")
A, B, C, D = matrix("A", m, n), matrix("B", n, p), matrix("C", m, n), matrix("D", p, q)
X, Y = matrix("X", n, m), matrix("Y", q, n)
Q, P, N = matrix("Q", n, n), matrix("P", n, n), matrix("N", n, n)
U, V, s = matrix("U", m, p), matrix("V", n, p), vector("s", p)
u, v = vector("u", n), vector("v", n)
a, b = scalar("a"), scalar("b")
I = identity(n)
COLUMNS = [Eq(U.T @ U, identity(p)), Eq(V.T @ V, identity(p))]


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(tr(Q @ P @ N), 0), [Eq(N @ Q, 0)]),  # round the trace
        (Eq(frob2(Q @ B), frob2(B)), [Eq(Q.T @ Q, I)]),
        (Eq(tr(pinv(A) @ A @ pinv(A) @ A), tr(A @ pinv(A))), []),
        (Eq(tr(Q @ P @ N @ N), tr(N @ P @ Q @ N)), [Eq(Q @ P, P @ Q), Eq(N @ P, P @ N)]),
        (Eq(frob2(U @ diag(s) @ V.T), inner(s, s)), COLUMNS),
        (Eq(kron(Q @ P, D), kron(P, D)), [Eq(Q @ P, P)]),
        (Eq(kron(Q.T @ Q, D) @ vec(Y), kron(I, D) @ vec(Y)), [Eq(Q.T @ Q, I)]),
        (Eq(hadamard(A @ Q @ P, C), hadamard(A, C)), [Eq(Q @ P, I)]),
        (Eq(diagonal(Q @ P @ N), diagonal(N)), [Eq(Q @ P, I)]),
        (Eq(vec(A @ Q @ B), 0), [Eq(A @ Q, 0)]),
        (Eq(frob2(u) * A @ P, A @ P), [Eq(inner(u, u), 1)]),
        (Eq(tr(A @ X) * kron(B, D), 2 * kron(B, D)), [Eq(tr(X @ A), 2)]),
        (Eq(inner(u, Q @ P @ v) * kron(B, D), inner(u, v) * kron(B, D)), [Eq(Q @ P @ v, v)]),
        (Eq((a - b) * tr(P.T @ N), 0), [Eq(Q @ P, a * P), Eq(Q.T @ N, b * N)]),  # eigenspaces
        (Eq((a - b) * kron(P.T @ N, D), 0), [Eq(Q @ P, a * P), Eq(Q.T @ N, b * N)]),
        (Eq(frob2(B), frob2(N @ B) + frob2(B - N @ B)), [Eq(N @ N, N), Eq(N.T, N)]),
        (Eq(tr(B.T @ N.T @ N @ B), tr(B @ B.T @ N)), [Eq(N @ N, N), Eq(N.T, N)]),
        (Eq(a * frob2(u) * kron(A @ P, D), kron(A @ P, D)), [Eq(a * inner(u, u) * P, P)]),
    ],
)
def test_what_follows(claim: Claim, given: list[Claim]):
    assert decided(claim, hypotheses=tuple(given)).evidence is Evidence.CERTIFIED


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(tr(Q @ P @ N), 0), [Eq(Q @ N, 0)]),  # the other way round
        (Eq(frob2(Q @ B), frob2(B)), [Eq(Q @ Q, I)]),
        (Eq(kron(Q @ P, D), kron(P, D)), [Eq(P @ Q, P)]),
        (Eq(hadamard(A @ Q @ P, C), hadamard(A, C)), [Eq(Q @ P @ Q, Q)]),
        (Eq(frob2(U @ diag(s) @ V.T), inner(s, s)), COLUMNS[:1]),
        (Eq(tr(Q @ P @ N), tr(Q @ N @ P)), [Eq(Q @ P @ N @ Q, Q)]),
        (Eq(tr(P.T @ N), 0), [Eq(Q @ P, a * P), Eq(Q.T @ N, b * N)]),  # a may be b
        (Eq((a + b) * tr(P.T @ N), 0), [Eq(Q @ P, a * P), Eq(Q.T @ N, b * N)]),
    ],
)
def test_what_does_not_follow(claim: Claim, given: list[Claim]):
    assert decided(claim, hypotheses=tuple(given)).evidence is Evidence.UNDECIDED
