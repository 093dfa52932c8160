"""A hundred gradients: each right side by hand, proved equal and checked by central differences.

Sources: the Matrix Cookbook (sections 2 and 5), Magnus and Neudecker, textbook losses.
"""

from __future__ import annotations

import pytest

from symland import (
    Eq,
    arctan,
    cos,
    det,
    diag,
    diagonal,
    exp,
    expm,
    frob2,
    grad,
    hadamard,
    hadamard_div,
    hadamard_power,
    identity,
    inner,
    inv,
    kron,
    log,
    logdet,
    norm,
    ones,
    pinv,
    prove,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    step,
    tanh,
    total,
    tr,
    vec,
)
from tests.calculus.battery.letters import (
    W1,
    W2,
    W3,
    Y3,
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
    V,
    X,
    Y,
    Z,
    a,
    an_instance,
    b,
    c,
    central_differences,
    close,
    m,
    n,
    rho,
    s,
    sigma,
    t,
    u,
    v,
    value,
    x,
)

I, J = identity(n), identity(m)
LINEAR = [  # of the first order in X: Cookbook (69) to (74), (99) to (105)
    (a.T @ x, x, a),
    (x.T @ a, x, a),
    (u.T @ X @ b, X, u @ b.T),
    (b.T @ X.T @ u, X, u @ b.T),
    (a.T @ S @ a, S, a @ a.T),
    (tr(S), S, I),
    (tr(A @ X.T), X, A),
    (tr(X @ B), X, B.T),
    (tr(B @ X), X, B.T),
    (tr(D @ X @ B), X, D.T @ B.T),
    (tr(D @ X @ S @ B), X, D.T @ (S @ B).T),
    (tr(D @ X @ S @ X.T @ F), X, D.T @ F.T @ X @ S.T + F @ D @ X @ S),
    (tr(kron(S, T)), S, tr(T) * I),
    (total(X), X, ones(m, n)),
    (inner(A, X), X, A),
    (inner(vec(X), vec(A)), X, A),
    (tr(hadamard(X, A) @ B), X, hadamard(A, B.T)),
    (tr(diag(x) @ S), x, diagonal(S)),
    (inner(diagonal(S), a), S, diag(a)),
    (u.T @ X @ X.T @ v, X, (u @ v.T + v @ u.T) @ X),
]
QUADRATIC = [  # Cookbook (76) to (88), (106) to (120)
    (x.T @ x, x, 2 * x),
    (x.T @ S @ x, x, (S + S.T) @ x),
    (x.T @ G @ x / 2 - b.T @ x, x, G @ x - b),
    (frob2(X), X, 2 * X),
    (frob2(x - a), x, 2 * (x - a)),
    (frob2(X @ a - u) / 2, X, (X @ a - u) @ a.T),
    (frob2(A @ x - u), x, 2 * A.T @ (A @ x - u)),
    ((u - A @ x).T @ D @ (u - A @ x), x, -A.T @ (D + D.T) @ (u - A @ x)),
    (a.T @ X.T @ D @ X @ b, X, D.T @ X @ a @ b.T + D @ X @ b @ a.T),
    ((X @ b + u).T @ D @ (X @ b + u), X, (D + D.T) @ (X @ b + u) @ b.T),
    (tr(S @ S), S, 2 * S.T),
    (tr(S @ S @ T), S, (S @ T + T @ S).T),
    (tr(X.T @ D @ X), X, (D + D.T) @ X),
    (tr(X @ S @ X.T), X, X @ (S + S.T)),
    (tr(B.T @ X.T @ D @ X @ B), X, D.T @ X @ B @ B.T + D @ X @ B @ B.T),
    (frob2(L @ X @ R - M) / 2, X, L.T @ (L @ X @ R - M) @ R.T),
    (frob2(X @ X.T), X, 4 * X @ X.T @ X),
    (frob2(X.T @ X - I) / 4, X, X @ (X.T @ X - I)),
    (frob2(hadamard(A, X)) / 2, X, hadamard(A, A, X)),
    (frob2(hadamard(A, X - C)) / 2 + s * frob2(X) / 2, X, hadamard(A, A, X - C) + s * X),
    (frob2(kron(A, S)), S, 2 * frob2(A) * S),
    (frob2(kron(S, T) - kron(U, V)) / 2, S, frob2(T) * S - inner(T, V) * U),
    (tr(kron(S, T) @ kron(S, T)), T, 2 * tr(S @ S) * T.T),
    (tr(S) ** 2, S, 2 * tr(S) * I),
    (tr(S) * frob2(S), S, frob2(S) * I + 2 * tr(S) * S),
]
POWERS_AND_INVERSES = [  # Cookbook (57) to (64), (121) to (130)
    (tr(S**3), S, 3 * (S.T) ** 2),
    (tr(S**4) / 4, S, (S**3).T),
    (tr(T @ S**2), S, (T @ S + S @ T).T),
    (a.T @ S**2 @ b, S, a @ (S @ b).T + S.T @ a @ b.T),
    (tr(inv(S)), S, -((inv(S) @ inv(S)).T)),
    (tr(T @ inv(S)), S, -((inv(S) @ T @ inv(S)).T)),
    (a.T @ inv(S) @ b, S, -inv(S).T @ a @ b.T @ inv(S).T),
    (tr(T @ inv(S) @ U), S, -((inv(S) @ U @ T @ inv(S)).T)),
    (tr(inv(S + T)), S, -((inv(S + T) @ inv(S + T)).T)),
    (frob2(inv(S)) / 2, S, -inv(S).T @ inv(S) @ inv(S).T),
    (tr(inv(S) @ T @ inv(S)), S,
     -((inv(S) @ T @ inv(S) @ inv(S) + inv(S) @ inv(S) @ T @ inv(S)).T)),
    (tr(S**-2), S, -2 * ((inv(S) @ inv(S) @ inv(S)).T)),
    (tr(inv(X @ X.T) @ D), X, -inv(X @ X.T) @ (D + D.T) @ inv(X @ X.T) @ X),
    (tr(pinv(X) @ A), X, -(pinv(X).T @ A.T @ pinv(X).T)
     + (J - X @ pinv(X)) @ A @ pinv(X) @ pinv(X).T + pinv(X).T @ pinv(X) @ A @ (I - pinv(X) @ X)),
    (tr(expm(S)), S, expm(S).T),
    (tr(expm(S @ T)), S, (T @ expm(S @ T)).T),
    (tr(inv(kron(S, T))), S, -tr(inv(T)) * (inv(S) @ inv(S)).T),
]  # fmt: skip
DETERMINANTS = [  # Cookbook (46) to (58)
    (det(S), S, det(S) * inv(S).T),
    (det(S @ T), S, det(S @ T) * inv(S).T),
    (logdet(S), S, inv(S).T),
    (logdet(S.T @ S), S, 2 * inv(S).T),
    (logdet(X @ X.T), X, 2 * inv(X @ X.T) @ X),
    (det(X @ X.T), X, 2 * det(X @ X.T) * inv(X @ X.T) @ X),
    (det(X @ S @ X.T), X, det(X @ S @ X.T) * (inv(X @ S @ X.T) @ X @ S + inv(X @ S.T @ X.T)
     @ X @ S.T)),
    (det(S**2), S, 2 * det(S**2) * inv(S).T),
    (det(inv(S)), S, -det(inv(S)) * inv(S).T),
    (logdet(I + x @ x.T), x, 2 * inv(I + x @ x.T) @ x),
    (logdet(kron(S, T)), S, n * inv(S).T),
    (logdet(diag(x)), x, diagonal(inv(diag(x)))),
    (det(S) ** 2, S, 2 * det(S) ** 2 * inv(S).T),
    (log(det(S)), S, inv(S).T),
]  # fmt: skip
NORMS_AND_QUOTIENTS = [  # Cookbook (129) to (133)
    (norm(x), x, x / norm(x)),
    (norm(x - a), x, (x - a) / norm(x - a)),
    (norm(X), X, X / norm(X)),
    (norm(A @ x - u), x, A.T @ (A @ x - u) / norm(A @ x - u)),
    (norm(X) ** 3, X, 3 * norm(X) * X),
    (1 / norm(x), x, -x / norm(x) ** 3),
    (norm(x) * norm(x - a), x, norm(x - a) / norm(x) * x + norm(x) / norm(x - a) * (x - a)),
    ((a.T @ x) / norm(x), x, a / norm(x) - (a.T @ x) / norm(x) ** 3 * x),
    ((x.T @ G @ x) / (x.T @ x), x, 2 / (x.T @ x) * G @ x - 2 * (x.T @ G @ x) / (x.T @ x) ** 2 * x),
    (1 / tr(S), S, -1 / tr(S) ** 2 * I),
    (sqrt(x.T @ x + 1), x, x / sqrt(x.T @ x + 1)),
    (norm(norm(x) * a), x, norm(norm(x) * a) ** -1 * norm(x) * frob2(a) / norm(x) * x),
]
ENTRYWISE = [
    (total(exp(X)), X, exp(X)),
    (total(log(X)), X, hadamard_power(X, -1)),
    (total(sin(X)) + total(cos(X)), X, cos(X) - sin(X)),
    (total(sqrt(X)), X, hadamard_div(ones(m, n), 2 * sqrt(X))),
    (total(hadamard_power(X, 3)), X, 3 * hadamard_power(X, 2)),
    (total(hadamard_div(A, X)), X, -hadamard_div(A, hadamard_power(X, 2))),
    (total(hadamard_div(X, A)), X, hadamard_div(ones(m, n), A)),
    (total(tanh(X)), X, ones(m, n) - hadamard_power(tanh(X), 2)),
    (total(sigmoid(X)), X, hadamard(sigmoid(X), ones(m, n) - sigmoid(X))),
    (total(softplus(X)), X, sigmoid(X)),
    (total(arctan(X)), X, arctan.d(X)),
    (total(relu(X)), X, step(X)),
    (frob2(relu(X)) / 2, X, relu(X)),
    (inner(A, sigma(X)), X, hadamard(A, sigma.d(X))),
    (a.T @ sigma(X.T @ u), X, u @ hadamard(sigma.d(X.T @ u), a).T),
    (frob2(Y - W2 @ sigma(W1 @ Z)) / 2, W2, (W2 @ sigma(W1 @ Z) - Y) @ sigma(W1 @ Z).T),
    (frob2(Y - W2 @ sigma(W1 @ Z)) / 2, W1,
     hadamard(W2.T @ (W2 @ sigma(W1 @ Z) - Y), sigma.d(W1 @ Z)) @ Z.T),
    (frob2(Y3 - W3 @ rho(W2 @ sigma(W1 @ Z))) / 2, W1,
     hadamard(sigma.d(W1 @ Z), W2.T @ hadamard(rho.d(W2 @ sigma(W1 @ Z)),
      W3.T @ (W3 @ rho(W2 @ sigma(W1 @ Z)) - Y3))) @ Z.T),
    (frob2(Y - W2 @ tanh(W1 @ Z)) / 2, W1,
     hadamard(W2.T @ (W2 @ tanh(W1 @ Z) - Y), ones(W1.rows, Z.cols)
      - hadamard(tanh(W1 @ Z), tanh(W1 @ Z))) @ Z.T),
    (frob2(W2.T @ W2 - W1 @ W1.T) / 4, W1, (W1 @ W1.T - W2.T @ W2) @ W1),
]  # fmt: skip
SCALAR_FUNCTIONS = [
    (exp(a.T @ x), x, exp(a.T @ x) * a),
    (log(1 + exp(-(a.T @ x))), x, -exp(-(a.T @ x)) / (1 + exp(-(a.T @ x))) * a),
    (log(total(exp(x))), x, exp(x) / total(exp(x))),
    ((a.T @ exp(x)) / total(exp(x)), x,
     hadamard(a, exp(x)) / total(exp(x)) - (a.T @ exp(x)) / total(exp(x)) ** 2 * exp(x)),
    (exp(-frob2(x - a) / 2), x, -exp(-frob2(x - a) / 2) * (x - a)),
    (log(tr(S @ S)), S, 2 / tr(S @ S) * S.T),
    (tanh(a.T @ x), x, (1 - tanh(a.T @ x) ** 2) * a),
    (sqrt(frob2(X)), X, X / sqrt(frob2(X))),
]  # fmt: skip
SYMMETRIC_LETTERS = [  # the gradient is the symmetric G with df = <G, dS>
    (tr(S @ P), P, (S + S.T) / 2),
    (x.T @ P @ x, P, x @ x.T),
    (a.T @ P @ b, P, (a @ b.T + b @ a.T) / 2),
    (logdet(P), P, inv(P)),
    (tr(inv(P) @ G), P, -inv(P) @ G @ inv(P)),
    (frob2(P) / 2, P, P),
    (tr(P**3), P, 3 * P**2),
    (frob2(S @ P - T) / 2, P, (S.T @ (S @ P - T) + (S @ P - T).T @ S) / 2),
]
SCALAR_LETTERS = [
    (s * frob2(X) + s**2, s, frob2(X) + 2 * s),
    (frob2(A - s * X) / 2, s, -inner(A - s * X, X)),
    (logdet(S + s * I), s, tr(inv(S + s * I))),
    (tr(inv(S + s * T)), s, -tr(inv(S + s * T) @ T @ inv(S + s * T))),
    (exp(s * t) / s, s, exp(s * t) * (t / s - 1 / s**2)),
    (total(sigma(s * X)), s, inner(sigma.d(s * X), X)),
    (norm(x - s * a), s, -(a.T @ (x - s * a)) / norm(x - s * a)),
    (log(s) * c, s, c / s),
]
GRADIENTS = [*LINEAR, *QUADRATIC, *POWERS_AND_INVERSES, *DETERMINANTS, *NORMS_AND_QUOTIENTS,
             *ENTRYWISE, *SCALAR_FUNCTIONS, *SYMMETRIC_LETTERS, *SCALAR_LETTERS]  # fmt: skip
NAMES = [f"{number}-{body}" for number, (body, _, _) in enumerate(GRADIENTS)]


def test_there_are_more_than_a_hundred():
    assert len(GRADIENTS) >= 100
    assert len({(str(body), str(variable)) for body, variable, _ in GRADIENTS}) == len(GRADIENTS)


@pytest.mark.parametrize(("body", "variable", "expected"), GRADIENTS, ids=NAMES)
def test_proved(body, variable, expected):
    assert prove(Eq(grad(body, variable), expected)).evidence.is_proof


@pytest.mark.parametrize(("body", "variable", "expected"), GRADIENTS, ids=NAMES)
def test_by_central_differences(body, variable, expected):
    here = an_instance(1, above_zero=True)
    found = central_differences(body, variable, here)
    assert close(value(expected, here).T.reshape(1, -1), found)


@pytest.mark.parametrize(("body", "variable", "expected"), GRADIENTS, ids=NAMES)
def test_a_readable_formula(body, variable, expected):
    del expected
    formula = grad(body, variable).doit()
    assert not any(node.op in ("grad", "jacobian", "hess") for node in formula.walk())
    assert (formula.rows, formula.cols) == (variable.rows, variable.cols)
