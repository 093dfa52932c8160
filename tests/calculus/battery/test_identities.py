"""Identities that must be proved, false statements that must be refuted, facts about flows.

What needs reasoning with inverses inside sums, or with hypotheses, is a strict xfail as long as the
prover does not reach it.
"""

from __future__ import annotations

import pytest

from numeric import Disagreement, Skipped, spot_check
from symland import (
    Eq,
    Evidence,
    GradientFlow,
    commutation,
    ddt,
    det,
    diag,
    diagonal,
    dims,
    family,
    frob2,
    grad,
    hadamard,
    hadamard_div,
    hadamard_power,
    hess,
    identity,
    index,
    inner,
    inv,
    jacobian,
    kron,
    logdet,
    matrix,
    norm,
    ones,
    orthogonal,
    pinv,
    prove,
    total,
    tr,
    vec,
)
from tests.calculus.battery.letters import (
    W1,
    W2,
    A,
    B,
    C,
    D,
    F,
    G,
    L,
    M,
    P,
    R,
    S,
    T,
    U,
    X,
    Y,
    Z,
    m,
    n,
    p,
    s,
    sigma,
    u,
    x,
    y,
)

I, J = identity(n), identity(m)
Q = matrix("Q", n, n)
KRONECKER = [  # Magnus and Neudecker, chapter 2 and section 3.7
    Eq(kron(D, S) @ kron(F, T), kron(D @ F, S @ T)),
    Eq(kron(A, B).T, kron(A.T, B.T)),
    Eq(kron(A + C, B), kron(A, B) + kron(C, B)),
    Eq(kron(kron(A, B), M), kron(A, kron(B, M))),
    Eq(kron(s * A, B), kron(A, s * B)),
    Eq(tr(kron(S, D)), tr(S) * tr(D)),
    Eq(inv(kron(S, D)), kron(inv(S), inv(D))),
    Eq(frob2(kron(A, B)), frob2(A) * frob2(B)),
    Eq(norm(kron(A, u)) ** 2, frob2(A) * frob2(u)),
    Eq(kron(x, y.T), x @ y.T),
    Eq(kron(x, y), vec(y @ x.T)),
    Eq(commutation(m, p) @ kron(L @ A, D) @ commutation(n, m), kron(D, L @ A)),
    Eq(commutation(m, n).T, commutation(n, m)),
    Eq(commutation(n, m) @ commutation(m, n), identity(m * n)),
    Eq(tr(commutation(n, n)), n),
]
VEC_AND_TRACE = [
    Eq(vec(L @ X @ R), kron(R.T, L) @ vec(X)),
    Eq(vec(D @ X), kron(I, D) @ vec(X)),
    Eq(vec(X @ S), kron(S.T, J) @ vec(X)),
    Eq(commutation(m, n) @ vec(X), vec(X.T)),
    Eq(vec(hadamard(A, X)), diag(vec(A)) @ vec(X)),
    Eq(vec(u @ x.T), kron(x, u)),
    Eq(inner(vec(A), vec(X)), tr(A.T @ X)),
    Eq(tr(A @ B @ D), tr(D @ A @ B)),
    Eq(tr(S.T), tr(S)),
    Eq(tr(A @ X.T @ D @ F), vec(A.T).T @ kron(J, X.T) @ vec(D @ F)),
    Eq(tr(hadamard(A, C).T @ X), tr(A.T @ hadamard(C, X))),
    Eq(frob2(X), vec(X).T @ vec(X)),
    Eq(frob2(A + C), frob2(A) + 2 * inner(A, C) + frob2(C)),
    Eq(tr((S + T) ** 2), tr(S**2) + 2 * tr(S @ T) + tr(T**2)),
    Eq((S + T) ** 2, S @ S + S @ T + T @ S + T @ T),
    Eq(x.T @ hadamard(S, T) @ y, tr(diag(x) @ S @ diag(y) @ T.T)),
    Eq(diagonal(A @ B), hadamard(A, B.T) @ ones(n)),
    Eq(hadamard(u @ x.T, A), diag(u) @ A @ diag(x)),
    Eq(total(A), ones(1, m) @ A @ ones(n)),
    Eq(hadamard_div(hadamard(A, X), X), A),
    Eq(hadamard(hadamard_power(X, 2), hadamard_power(X, -1)), X),
]
INVERSES = [
    Eq(S @ inv(S), I),
    Eq(inv(inv(S)), S),
    Eq(inv(S @ T), inv(T) @ inv(S)),
    Eq(inv(S).T, inv(S.T)),
    Eq(S**-2, inv(S @ S)),
    Eq(inv(2 * S), inv(S) / 2),
    Eq(inv(x.T @ x) * (x.T @ x), 1),
    Eq(inv(S) @ S @ T, T),
    Eq(logdet(S.T), logdet(S)),
    Eq(det(S.T), det(S)),
    Eq(pinv(A.T), pinv(A).T),
    Eq((x.T @ G @ x) / (x.T @ x) * (x.T @ x), x.T @ G @ x),
]
PROVER = [  # push-through, Woodbury and their kin: sums inside inverses
    Eq(B @ inv(J + A @ B), inv(I + B @ A) @ B),
    Eq(inv(S) + inv(T), inv(S) @ (S + T) @ inv(T)),
    Eq(inv(I + B @ A), I - B @ inv(J + A @ B) @ A),
    Eq(S @ inv(S + T) @ T, T @ inv(S + T) @ S),
    Eq(A @ pinv(A) @ A, A),
    Eq(pinv(pinv(A)), A),
    Eq(pinv(A.T @ A) @ A.T, pinv(A)),
    Eq(inv(S + T), inv(S) - inv(S) @ inv(inv(S) + inv(T)) @ inv(S)),
    Eq(inv(S + B @ A), inv(S) - inv(S) @ B @ inv(J + A @ inv(S) @ B) @ A @ inv(S)),
    Eq(inv(I + S) + inv(I + inv(S)), I),
]
OPEN = {
    Eq(det(S @ T), det(S) * det(T)): "the determinant of a product",
    Eq(det(inv(S)) * det(S), 1): "the determinant of an inverse",
    Eq(det(J + A @ B), det(I + B @ A)): "Sylvester's determinant theorem",
    Eq(logdet(S @ S), 2 * logdet(S)): "logdet of a product",
}
IDENTITIES = [*KRONECKER, *VEC_AND_TRACE, *INVERSES]
FALSE = [  # each of them a mistake that one makes
    Eq(A, C),
    Eq(S, S.T),
    Eq(S @ T, T @ S),
    Eq(kron(S, T), kron(T, S)),
    Eq(vec(S @ T @ U), kron(S, U.T) @ vec(T)),
    Eq(vec(S), vec(S.T)),
    Eq(inv(S + T), inv(S) + inv(T)),
    Eq(inv(S @ T), inv(S) @ inv(T)),
    Eq(tr(S @ T), tr(S) * tr(T)),
    Eq(tr(S @ T @ U), tr(T @ S @ U)),
    Eq((S + T) ** 2, S @ S + 2 * S @ T + T @ T),
    Eq(det(S + T), det(S) + det(T)),
    Eq(det(2 * S), 2 * det(S)),
    Eq(frob2(S @ T), frob2(S) * frob2(T)),
    Eq(grad(x.T @ S @ x, x), 2 * S @ x),
    Eq(grad(frob2(A @ x - u), x), A.T @ (A @ x - u)),
    Eq(grad(tr(inv(S)), S), -inv(S @ S)),
    Eq(hess(tr(S @ S), S), 2 * identity(n * n)),
    Eq(jacobian(S.T, S), identity(n * n)),
    Eq(hadamard(S, T), S @ T),
    Eq(diag(diagonal(S)), S),
    Eq(pinv(S) @ S, I),
]
E2 = W2 @ W1 @ Z - Y
LOSS = frob2(E2) / 2
flow = GradientFlow(LOSS, wrt=[W1, W2])
decay = GradientFlow(LOSS + s * (frob2(W1) + frob2(W2)) / 2, wrt=[W1, W2])
BALANCE = W2.T @ W2 - W1 @ W1.T
fit = GradientFlow(frob2(A @ x - u) / 2, wrt=[x])
inner_flow = GradientFlow(x.T @ G @ x / 2, wrt=[x])
near = GradientFlow(frob2(P - S) / 2, wrt=[P])
f = W2 @ sigma(W1 @ Z) - Y
hidden = GradientFlow(frob2(f) / 2, wrt=[W2])
l = index("l", 1)
dd, N = dims("d[] N")
W = family("W", dd)
FLOWS = [
    Eq(ddt(BALANCE, flow), 0),
    Eq(ddt(W1, flow), -W2.T @ E2 @ Z.T),
    Eq(ddt(LOSS, flow), -frob2(grad(LOSS, W1)) - frob2(grad(LOSS, W2))),
    Eq(ddt(BALANCE, decay), -2 * s * BALANCE),
    Eq(ddt(frob2(W1), flow), -2 * inner(E2, W2 @ W1 @ Z)),
    Eq(ddt(frob2(W1) - frob2(W2), flow), 0),
    Eq(ddt(x, fit), -A.T @ (A @ x - u)),
    Eq(ddt(frob2(A @ x - u), fit), -2 * frob2(A.T @ (A @ x - u))),
    Eq(ddt(x.T @ x, inner_flow), -2 * (x.T @ G @ x)),
    Eq(ddt(P, near), (S + S.T) / 2 - P),
    Eq(ddt(f, hidden), -f @ sigma(W1 @ Z).T @ sigma(W1 @ Z)),
    Eq(ddt(E2, flow), -(W2 @ W2.T @ E2 @ Z.T @ Z + E2 @ Z.T @ W1.T @ W1 @ Z)),
    Eq(ddt(tr(BALANCE @ BALANCE), decay), -4 * s * tr(BALANCE @ BALANCE)),
]


def test_there_are_enough():
    assert len(IDENTITIES) + len(PROVER) + len(OPEN) >= 40
    assert len(FALSE) >= 14
    assert len(FLOWS) >= 11


@pytest.mark.parametrize("claim", [*IDENTITIES, *PROVER, *FLOWS], ids=str)
def test_proved(claim):
    assert prove(claim).evidence.is_proof


@pytest.mark.parametrize("claim", OPEN, ids=str)
def test_open(claim, request):
    request.applymarker(pytest.mark.xfail(strict=True, reason=OPEN[claim]))
    assert prove(claim).evidence.is_proof


@pytest.mark.parametrize("claim", [*IDENTITIES, *PROVER, *OPEN, *FLOWS], ids=str)
def test_true_by_the_second_road(claim):
    found = spot_check(claim, instances=2)
    assert not isinstance(found, Disagreement | Skipped)


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_refuted(claim):
    verdict = prove(claim)
    assert verdict.evidence is Evidence.REFUTED
    assert verdict.counterexample is not None


def test_rotations_keep_norms():
    assert prove(Eq(tr(A.T @ A @ Q @ Q.T), frob2(A)), given=[orthogonal(Q)]).evidence.is_proof
