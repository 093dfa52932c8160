"""Jacobians and Hessian blocks in Kronecker form: by hand, proved, and by central differences."""

from __future__ import annotations

import pytest

from symland import (
    Eq,
    commutation,
    det,
    diag,
    diagonal,
    exp,
    frob2,
    grad,
    hadamard,
    hadamard_power,
    hess,
    identity,
    inv,
    jacobian,
    kron,
    log,
    logdet,
    norm,
    ones,
    prove,
    tanh,
    total,
    tr,
    vec,
)
from tests.calculus.battery.letters import (
    W1,
    W2,
    A,
    B,
    D,
    G,
    L,
    N,
    P,
    R,
    S,
    T,
    X,
    Y,
    Z,
    a,
    an_instance,
    central_differences,
    close,
    h,
    k,
    m,
    n,
    s,
    sigma,
    u,
    value,
    x,
)

I, J = identity(n), identity(m)
K = commutation(n, n)
E = W2 @ W1 @ Z - Y
LOSS = frob2(E) / 2
e = W2 @ sigma(W1 @ Z) - Y
HIDDEN = frob2(e) / 2
SLOPE = diag(vec(sigma.d(W1 @ Z)))
JACOBIANS = [  # Magnus and Neudecker, chapters 8 and 9
    (X, X, identity(m * n)),
    (X.T, X, commutation(m, n)),
    (D @ X, X, kron(I, D)),
    (X @ S, X, kron(S.T, J)),
    (L @ X @ R, X, kron(R.T, L)),
    (B @ X, X, kron(I, B)),
    (X @ X.T, X, (identity(m * m) + commutation(m, m)) @ kron(X, J)),
    (X.T @ X, X, (identity(n * n) + K) @ kron(I, X.T)),
    (S @ S, S, kron(S.T, I) + kron(I, S)),
    (S**3, S, kron((S @ S).T, I) + kron(S.T, S) + kron(I, S @ S)),
    (inv(S), S, -kron(inv(S).T, inv(S))),
    (S @ inv(S + T), S, kron(inv(S + T).T, I) - kron(inv(S + T).T, S @ inv(S + T))),
    (X.T @ u, X, kron(I, u.T)),
    (X @ a, X, kron(a.T, J)),
    (S @ x, x, S),
    (x @ x.T, x, kron(x, I) + kron(I, x)),
    (kron(x, x), x, kron(I, x) + kron(x, I)),
    (hadamard(A, X), X, diag(vec(A))),
    (hadamard_power(X, 3), X, 3 * diag(vec(hadamard_power(X, 2)))),
    (sigma(W1 @ Z), W1, SLOPE @ kron(Z.T, identity(h))),
    (exp(x), x, diag(exp(x))),
    (x / norm(x), x, I / norm(x) - x @ x.T / norm(x) ** 3),
    (exp(x) / total(exp(x)), x, diag(exp(x)) / total(exp(x))
     - exp(x) @ exp(x).T / total(exp(x)) ** 2),
    (tr(S) * T, S, vec(T) @ vec(I).T),
    (diag(x) @ S, x, kron(S.T, I) @ diag(vec(I)) @ kron(ones(n), I)),
    (diagonal(S), S, kron(ones(1, n), I) @ diag(vec(I))),
    (P @ a, P, kron(a.T, I) @ (identity(n * n) + K) / 2),
    (inv(S + s * T), s, -vec(inv(S + s * T) @ T @ inv(S + s * T))),
]  # fmt: skip
HESSIANS = [
    (x.T @ S @ x, x, x, S + S.T),
    (x.T @ G @ x / 2 - a.T @ x, x, x, G),
    (frob2(A @ x - u) / 2, x, x, A.T @ A),
    (frob2(X), X, X, 2 * identity(m * n)),
    (tr(X.T @ D @ X), X, X, kron(I, D + D.T)),
    (tr(X @ S @ X.T), X, X, kron(S + S.T, J)),
    (tr(S @ S), S, S, 2 * K),
    (tr(X @ B), X, B, commutation(n, m)),
    (tr(S @ T @ S), S, T, kron(S, I) @ K + kron(I, S.T) @ K),
    (frob2(L @ X @ R) / 2, X, X, kron(R @ R.T, L.T @ L)),
    (frob2(X @ X.T) / 4, X, X, kron(X.T @ X, J) + kron(X.T, X) @ commutation(m, n)
     + kron(I, X @ X.T)),
    (frob2(X.T @ X - I) / 4, X, X, kron(X.T @ X - I, J) + kron(X.T, X) @ commutation(m, n)
     + kron(I, X @ X.T)),
    (logdet(S), S, S, -kron(inv(S), inv(S).T) @ K),
    (det(S), S, S, det(S) * (vec(inv(S).T) @ vec(inv(S).T).T - kron(inv(S), inv(S).T) @ K)),
    (tr(inv(S)), S, S, kron((inv(S) @ inv(S)), inv(S).T) @ K + kron(inv(S), (inv(S) @ inv(S)).T)
     @ K),
    (norm(x), x, x, I / norm(x) - x @ x.T / norm(x) ** 3),
    (exp(a.T @ x), x, x, exp(a.T @ x) * a @ a.T),
    (log(total(exp(x))), x, x, diag(exp(x)) / total(exp(x))
     - exp(x) @ exp(x).T / total(exp(x)) ** 2),
    (total(exp(X)), X, X, diag(vec(exp(X)))),
    (total(hadamard_power(X, 4)) / 12, X, X, diag(vec(hadamard_power(X, 2)))),
    (total(tanh(X)), X, X, -2 * diag(vec(tanh(X) - hadamard_power(tanh(X), 3)))),
    (LOSS, W1, W1, kron(Z @ Z.T, W2.T @ W2)),
    (LOSS, W2, W2, kron(W1 @ Z @ (W1 @ Z).T, identity(k))),
    (LOSS, W1, W2, kron(Z @ (W1 @ Z).T, W2.T) + kron(Z @ E.T, identity(h)) @ commutation(k, h)),
    (LOSS, W2, W1, kron(W1 @ Z @ Z.T, W2) + commutation(h, k) @ kron(E @ Z.T, identity(h))),
    (HIDDEN, W2, W2, kron(sigma(W1 @ Z) @ sigma(W1 @ Z).T, identity(k))),
    (HIDDEN, W1, W1, kron(Z, identity(h)) @ (SLOPE @ kron(identity(N), W2.T @ W2) @ SLOPE
     + diag(vec(hadamard(sigma.dd(W1 @ Z), W2.T @ e)))) @ kron(Z.T, identity(h))),
    (HIDDEN, W2, W1, (kron(sigma(W1 @ Z), W2) + kron(identity(h), e) @ commutation(h, N))
     @ SLOPE @ kron(Z.T, identity(h))),
    (logdet(P), P, P, -kron(inv(P), inv(P)) @ (identity(n * n) + K) / 2),
    (x.T @ P @ x, P, x, kron(x, I) + kron(I, x)),
    (s**2 * frob2(X) / 2, s, X, 2 * s * vec(X).T),
    (s**2 * frob2(X) / 2, X, s, 2 * s * vec(X)),
    (s**3 * tr(S), s, s, 6 * s * tr(S) * identity(1)),
]  # fmt: skip
COUNTS = {"jacobians": (JACOBIANS, 22), "hessian blocks": (HESSIANS, 25)}


@pytest.mark.parametrize("kind", COUNTS)
def test_there_are_enough(kind):
    table, wanted = COUNTS[kind]
    assert len(table) >= wanted


@pytest.mark.parametrize(("body", "variable", "expected"), JACOBIANS, ids=str)
def test_jacobian_proved(body, variable, expected):
    assert prove(Eq(jacobian(body, variable), expected)).evidence.is_proof


@pytest.mark.parametrize(("body", "variable", "expected"), JACOBIANS, ids=str)
def test_jacobian_by_central_differences(body, variable, expected):
    here = an_instance(2, above_zero=True)
    assert close(value(expected, here), central_differences(body, variable, here))


@pytest.mark.parametrize(("body", "variable", "expected"), JACOBIANS, ids=str)
def test_jacobian_has_a_readable_formula(body, variable, expected):
    formula = jacobian(body, variable).doit()
    assert formula.shape == expected.shape
    assert not any(node.op in ("grad", "jacobian", "hess") for node in formula.walk())


@pytest.mark.parametrize(("body", "first", "second", "expected"), HESSIANS, ids=str)
def test_hessian_proved(body, first, second, expected):
    assert prove(Eq(hess(body, first, second), expected)).evidence.is_proof


@pytest.mark.parametrize(("body", "first", "second", "expected"), HESSIANS, ids=str)
def test_hessian_by_central_differences(body, first, second, expected):
    """Differences of the gradient, which the battery of gradients checks by differences."""
    here = an_instance(3, above_zero=True)
    found = central_differences(grad(body, first), second, here)
    assert close(value(expected, here), found)


@pytest.mark.parametrize(("body", "first", "second", "expected"), HESSIANS, ids=str)
def test_hessian_has_a_readable_formula(body, first, second, expected):
    formula = hess(body, first, second).doit()
    assert formula.shape == expected.shape
    assert not any(node.op in ("grad", "jacobian", "hess") for node in formula.walk())
