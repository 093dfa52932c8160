"""Ideal membership: claims that follow from equations by multiplying and adding them."""

from __future__ import annotations

import pytest

from symland.evidence import Evidence
from symland.language.build import (
    diag,
    frob2,
    identity,
    inner,
    inv,
    matrix,
    pinv,
    scalar,
    vector,
)
from symland.language.claims import Claim, Eq, Ge, Gt, Le, Lt
from symland.language.families import family
from symland.language.integers import dims, index
from tests.reasoning.test_decide import decided

m, n, p, q = dims("m n p q")
A, B, X, Y = matrix("A", m, n), matrix("B", n, p), matrix("X", n, m), matrix("Y", n, m)
Q, R, S = matrix("Q", n, n), matrix("R", n, n), matrix("S", n, n, symmetric=True)
U, V = matrix("U", m, p), matrix("V", n, p)
u, v, s = vector("u", n), vector("v", n), vector("s", p)
mu = scalar("mu")
W = family("W", n)
l = index("l", 1)
i = index("i", 1, l)
COLUMNS = [Eq(U.T @ U, identity(p)), Eq(V.T @ V, identity(p))]


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(Q @ R @ Q.T, identity(n)), [Eq(Q @ Q.T, identity(n)), Eq(R, Q.T @ Q)]),
        (Eq(Q.T @ R.T, 0), [Eq(R @ Q, 0)]),  # transposed
        (Eq(A @ X @ A, A), [Eq(pinv(A), X)]),
        (Eq((identity(n) - 2 * u @ u.T) @ (identity(n) - 2 * u @ u.T), identity(n)),
         [Eq(frob2(u), 1)]),
        (Eq(inner(u, Q @ v), inner(R.T @ u, v)), [Eq(Q @ v, R @ v)]),
        (Eq(inner(u, v) * A @ Q, 0), [Eq(A @ Q @ u @ v.T, 0), Eq(A @ u, A @ v), Eq(Q, u @ v.T)]),
        (Eq(mu * A @ u, A @ v), [Eq(mu * u, v)]),
        (Eq(U @ diag(s) @ V.T @ V, U @ diag(s)), COLUMNS),
        (Eq(pinv(U @ diag(s) @ V.T) @ U, V @ pinv(diag(s))),
         [*COLUMNS, Eq(pinv(U @ diag(s) @ V.T), V @ pinv(diag(s)) @ U.T)]),
        (Eq(S @ Q.T, 0), [Eq(Q @ S, 0)]),  # a symmetric letter is its own transpose
        (Eq(W[i] @ Q @ W[i].T, identity(n)), [Eq(W[i] @ W[i].T, identity(n)), Eq(Q, identity(n))]),
        (Eq(inv(identity(n) + Q @ R) @ Q, Q @ inv(identity(n) + R @ Q)), []),
        (Eq(pinv(A.T @ A) @ A.T, pinv(A)), []),
    ],
)  # fmt: skip
def test_what_follows(claim: Claim, given: list[Claim]):
    found = decided(claim, hypotheses=tuple(given))
    assert found.evidence is Evidence.CERTIFIED
    assert set(found.used) <= set(given)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(Q @ R, identity(n)), [Eq(R @ Q @ R, R)]),
        (Eq(A, 0), [Eq(mu * A, 0)]),
        (Eq(B, 0), [Eq(A @ B, 0)]),
        (Eq(pinv(A @ B), pinv(B) @ pinv(A)), []),
        (Eq(U @ U.T, identity(m)), COLUMNS),
        (Eq(W[i + 1] @ Q, 0), [Eq(W[i] @ Q, 0)]),
        (Eq(diag(s) @ V.T, 0), [Eq(V @ diag(s), V)]),
    ],
)
def test_what_does_not_follow(claim: Claim, given: list[Claim]):
    assert decided(claim, hypotheses=tuple(given)).evidence is Evidence.UNDECIDED


def test_facts_of_a_step_are_used_before_the_hypotheses():
    claim = Eq(A @ Q @ u, A @ u)
    short, long = Eq(Q @ u, u), Eq(A @ Q, A)
    found = decided(claim, hypotheses=(long,), equations=(short,))
    assert found.used == (short,)


M, T, N = matrix("M", m, n), matrix("T", m, p), matrix("N", n, n)


@pytest.mark.parametrize(
    ("claim", "given", "form"),
    [
        (Eq(M, 0), [Eq(frob2(M), 0)], "definite"),
        (Eq(M, A), [Eq(frob2(M - A), 0)], "definite"),
        (Eq(A @ B, 0), [Eq(frob2(A @ B), 0)], "definite"),
        (Eq(M, 0), [Eq(M.T @ M, 0)], "definite"),
        (Eq(M, 0), [Eq(M @ M.T, 0)], "definite"),
        (Eq(A.T @ T, 0), [Eq(A @ A.T @ T, 0)], "definite"),
        (Eq(u, 0), [Eq(inner(u, u), 0)], "definite"),
        (Eq(Q @ Q.T, identity(n)), [Eq(Q.T @ Q, identity(n))], "square"),
        (Eq(R @ N @ Q, identity(n)), [Eq(Q @ R @ N, identity(n))], "square"),
        (Eq(Q @ R, R @ Q), [Eq(Q @ N, identity(n)), Eq(R, N + N @ N)], "square"),
        (Eq(M, 0), [Eq(mu * M, 0), Gt(mu, 0)], "cancel"),
        (Eq(M, A), [Eq(mu * M, mu * A), Lt(mu, 0)], "cancel"),
    ],
)
def test_conclusions_about_real_matrices(claim: Claim, given: list[Claim], form: str):
    found = decided(claim, hypotheses=tuple(given))
    assert found.evidence is Evidence.CERTIFIED
    assert form in [step["form"] for step in found.certificate["steps"]]  # type: ignore[index]


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(M, 0), [Ge(frob2(M), 0)]),
        (Eq(M, 0), [Le(frob2(M), 1)]),
        (Eq(Q, 0), [Eq(Q @ Q, 0)]),
        (Eq(T.T @ A, 0), [Eq(A.T @ A @ B, 0)]),
        (Eq(A.T @ A, identity(n)), [Eq(A @ A.T, identity(m))]),
        (Eq(M, 0), [Eq(mu * M, 0), Ge(mu, 0)]),
        (Eq(M, 0), [Eq(mu * M, 0), Gt(mu, -1)]),
        (Eq(mu, 0), [Eq(mu * M, 0), Gt(frob2(M), 0)]),
    ],
)
def test_conclusions_that_do_not_follow(claim: Claim, given: list[Claim]):
    assert decided(claim, hypotheses=tuple(given)).evidence is Evidence.UNDECIDED
