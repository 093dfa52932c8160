"""True statements that the kernel finds: layers, sums, derivatives, inverses, functions."""

from __future__ import annotations

from typing import Any

import pytest

from symland.calculus.api import differential, grad, hess, hess_form, jacobian
from symland.evidence import Evidence
from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inv,
    kron,
    layer_sum,
    matrix,
    ones,
    pinv,
    tr,
    vec,
    vector,
    zeros,
)
from symland.language.claims import Eq
from symland.language.expr import as_scalar
from symland.language.families import chain, family, function
from symland.language.functions import (
    activation,
    det,
    diagonal,
    exp,
    hadamard_power,
    log,
    logdet,
    norm,
    relu,
    sigmoid,
    sqrt,
    step,
    tanh,
)
from symland.language.integers import index
from tests.kernel.support import evidence, proved
from tests.strategies import A, B, G, V, W, d, i, l, m, mu, n, v, w

P, R = family("P", n), family("R", m, n)
X, Y = matrix("X", n, n), matrix("Y", n, n)
D0, DL = matrix("X_0", d[0], n), matrix("Y_0", d[l], n)
k, j, a = index("k", 1, l), index("j", 1, l), index("a", 1, l)
I = identity(n)
u, f = function("u", n, n), function("f", n)
g = activation("g")
w_2 = vector("w_2", n)
E = chain(V, l, 1) @ D0 - DL

STATEMENTS = [
    # layers
    Eq(chain(W, l, k + 1) @ chain(W, k, 1), chain(W, l, 1)),
    Eq(chain(W, k, k), W[k]),
    Eq(chain(W, k - 1, k), I),
    Eq(inv(W[k]) @ W[k] @ W[k - 1], W[k - 1]),
    Eq(grad(tr(chain(W, l, 1)), W[k]), (chain(W, k - 1, 1) @ chain(W, l, k + 1)).T),
    Eq(grad(frob2(E) / 2, V[k]), chain(V, l, k + 1).T @ E @ (chain(V, k - 1, 1) @ D0).T),
    Eq(grad(tr(W[k]), W[k + 1]), 0),
    Eq(grad(frob2(W[k] @ W[j]), W[l + 1]), 0),
    # sums over layers
    Eq(layer_sum(k, 1, l, k), as_scalar(l * (l + 1)) / 2),
    Eq(layer_sum(k, 1, l, tr(W[k] - W[k - 1])), tr(W[l]) - tr(W[0])),
    Eq(layer_sum(k, 1, l, k * tr(W[k])), layer_sum(j, 0, l - 1, (j + 1) * tr(W[j + 1]))),
    Eq(layer_sum(k, 1, l, d[k]), layer_sum(j, 2, l, d[j]) + d[1]),
    Eq(layer_sum(k, 1, 0, tr(W[k])), 0),
    Eq(layer_sum(k, 1, l, layer_sum(j, 1, l, tr(W[k] @ P[j]))),
       tr(layer_sum(k, 1, l, W[k]) @ layer_sum(k, 1, l, P[k]))),
    Eq(layer_sum(a, 1, l, tr(inv(W[a] + W[a + 1]))),
       layer_sum(k, 0, l - 1, tr(inv(W[k + 1] + W[k + 2])))),
    Eq(layer_sum(k, 1, l, tr(W[k])) ** 2,
       layer_sum(k, 1, l, layer_sum(j, 1, l, tr(W[j]) * tr(W[k])))),
    Eq(hadamard_power(layer_sum(k, 1, l, W[k]), 2),
       hadamard(layer_sum(k, 1, l, W[k]), layer_sum(j, 1, l, W[j]))),
    # derivatives of sums and along families
    Eq(grad(layer_sum(k, 1, l, frob2(W[k])), W[j]), 2 * W[j]),
    Eq(grad(layer_sum(k, 1, l, frob2(R[k])), R[k]), 2 * R[k]),
    Eq(grad(layer_sum(k, 1, l, k * tr(W[k])), W[j]), j * I),
    Eq(differential(chain(W, l, 1), {W: P}),
       layer_sum(k, 1, l, chain(W, l, k + 1) @ P[k] @ chain(W, k - 1, 1))),
    Eq(hess_form(layer_sum(k, 1, l, frob2(W[k])), {W: P}), 2 * layer_sum(k, 1, l, frob2(P[k]))),
    # inverses
    Eq(inv(2 * X), inv(X) / 2),
    Eq(inv(X.T), inv(X).T),
    Eq(inv(X @ X.T), inv(X @ X.T).T),
    Eq(tr(inv(X) @ X), n),
    Eq(differential(inv(X), {X: Y}), -inv(X) @ Y @ inv(X)),
    Eq(pinv(A.T), pinv(A).T),
    # Kronecker products, stacking, sizes
    Eq(commutation(n, m) @ kron(A, B) @ commutation(n, B.cols), kron(B, A)),
    Eq(commutation(n, m).T, commutation(m, n)),
    Eq(tr(commutation(n, n)), n),
    Eq(identity(m * n), kron(identity(m), identity(n))),
    Eq(ones(m, n) @ ones(n, m), n * ones(m, m)),
    Eq(diag(ones(n)), I),
    Eq(vec(v @ w.T), kron(w, v)),
    Eq(hess(frob2(A @ w), w, w), 2 * A.T @ A),
    Eq(jacobian(X @ Y, X), kron(Y.T, I)),
    # symmetric letters
    Eq(tr(G @ X), tr(G @ X.T)),
    Eq(G @ G, (G @ G).T),
    # functions
    Eq(jacobian(u(2 * w), w_2), zeros(n, n)),
    Eq(hess(f(w), w, w), hess(f(w), w, w).T),
    Eq(differential(f(X @ w), {w: w_2}), tr(grad(f(X @ w), w).T @ w_2)),
    Eq(tanh.d(X), ones(n, n) - hadamard(tanh(X), tanh(X))),
    Eq(sigmoid.d(X), hadamard(sigmoid(X), ones(n, n) - sigmoid(X))),
    Eq(grad(tr(g(X @ Y) @ X), Y), X.T @ hadamard(g.d(X @ Y), X.T)),
    Eq(relu(X), hadamard(X, step(X))),
    Eq(hadamard(log.d(X), X), ones(n, n)),
    Eq(exp.d(X.T), exp(X).T),
    Eq(norm(A) * norm(A.T), frob2(A)),
    Eq(grad(norm(A), A), A / norm(A)),
    Eq(sqrt(mu) * sqrt(mu), mu),
    Eq(hadamard(hadamard_power(A, -1), A), ones(m, n)),
    Eq(grad(logdet(X), X), inv(X).T),
    Eq(det(X.T), det(X)),
    Eq(diag(diagonal(X)), hadamard(X, I)),
]  # fmt: skip


@pytest.mark.parametrize("claim", STATEMENTS)
def test_a_true_statement_is_found(claim: Any):
    assert proved(claim)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(grad(frob2(Y - X), Y), 0), [Eq(Y, X)]),
        (Eq(Y, X.T), [Eq(Y.T, X)]),
        (Eq(Y, X / 2), [Eq(2 * Y, X)]),
        (Eq(X, G), [Eq(Y, X), Eq(Y, G)]),
        (Eq(inv(Y + G), inv(X + G)), [Eq(Y, X)]),
        (Eq(u(Y @ w), u(X @ w)), [Eq(Y, X)]),
        (Eq(jacobian(u(Y @ w), w), jacobian(u(X @ w), w)), [Eq(Y, X)]),
        (Eq(tr(inv(Y + layer_sum(k, 1, l, W[k]))), tr(inv(W[k] + layer_sum(j, 1, l, W[j])))),
         [Eq(Y, W[k])]),
        (Eq(R[k] @ w, A @ w), [Eq(R[k], A)]),
        (Eq(E.T @ E, 0), [Eq(DL, chain(V, l, 1) @ D0)]),
        (Eq(grad(tr(chain(W, l, 1)), W[1]), chain(W, l, 2).T), [l >= 3]),
    ],
)  # fmt: skip
def test_a_statement_is_found_under_its_hypotheses(claim: Any, given: list[Any]):
    assert proved(claim, given)


@pytest.mark.parametrize(
    "claim",
    [
        Eq(grad(frob2(R[k]), R[j]), grad(tr(R[k] @ R[k].T), R[j])),
        Eq(grad(tr(W[k] @ P[j]), W[j]), grad(tr(P[j] @ W[k]), W[j])),
        Eq(hess(tr(W[k] @ W[j]), W[i], W[1]), hess(tr(W[j] @ W[k]), W[i], W[1])),
    ],
)
def test_the_order_of_two_layers_is_decided_by_cases(claim: Any):
    assert proved(claim)


INCOMPLETE = [
    Eq(grad(frob2(R[k]), R[l]), grad(tr(R[k] @ R[k].T), R[l])),
    Eq(W[k + 1] @ W[k] @ inv(W[k]), W[k + 1]),
    Eq(inv(chain(W, l, k + 1)) @ chain(W, l, 1), chain(W, k, 1)),
    Eq(inv(mu * X), inv(X) / mu),
    Eq(inv(X @ Y), inv(Y) @ inv(X)),
    Eq(inv(inv(X)), X),
    Eq(inv(kron(X, Y)), kron(inv(X), inv(Y))),
    Eq(tr(X) / tr(X), 1),
    Eq(layer_sum(a, 1, l, layer_sum(k, 1, a, tr(W[a] @ P[k]))),
       layer_sum(k, 1, l, layer_sum(a, k, l, tr(W[a] @ P[k])))),
    Eq(layer_sum(a, 1, l, layer_sum(k, 1, l, (a - k) * tr(W[a]) * tr(W[k]))), 0),
    Eq(grad(layer_sum(a, 1, l, layer_sum(k, 1, a, tr(W[k]))), W[j]), (l - j + 1) * I),
    Eq(grad(layer_sum(k, 1, l, tr(R[2 * k] @ R[2 * k].T)), R[2 * j]), 2 * R[2 * j]),
    Eq(commutation(m, n) + commutation(n, m), commutation(n, m) + commutation(m, n)),
    Eq(hadamard(relu(X), relu(X)), hadamard(X, relu(X))),
    Eq(det(X @ Y), det(X) * det(Y)),
    Eq(hadamard_power(4 * X, -1), hadamard_power(X, -1) / 4),
]  # fmt: skip


@pytest.mark.parametrize("claim", INCOMPLETE)
def test_what_is_true_and_not_always_found_ends_without_a_crash(claim: Any):
    assert evidence(claim) in (Evidence.EXACT, Evidence.UNDECIDED)
