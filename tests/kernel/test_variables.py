"""The kernel's own derivative: symmetric letters, scalar letters, pseudo-inverses."""

from __future__ import annotations

from typing import Any

import pytest

from symland.calculus.api import GradientFlow, ddt, differential, grad, hess, jacobian
from symland.elaborate import context_of, term
from symland.errors import ExpressionError
from symland.kernel import check
from symland.kernel.linear import Context, KernelError
from symland.language.build import (
    commutation,
    frob2,
    identity,
    inner,
    inv,
    kron,
    layer_sum,
    matrix,
    pinv,
    scalar,
    tr,
    vec,
    vector,
)
from symland.language.claims import Eq
from symland.language.derivatives import along_node
from symland.language.families import family
from symland.language.functions import activation, det, exp, log, logdet, sqrt, total
from symland.language.integers import dims, index
from tests.kernel.support import evidence, is_false, is_tested, proved

n, m = dims("n m")
A, B, R = matrix("A", n, n), matrix("B", m, n), matrix("R", m, n)
S, T = matrix("S", n, n, symmetric=True), matrix("T", n, n, symmetric=True)
x, y = vector("x", n), vector("y", n)
mu, nu = scalar("mu"), scalar("nu")
l = index("l", 1)
k = index("k", 1, l)
W = family("W", n)
sigma = activation("sigma")
I, K = identity(n * n), commutation(n, n)
P = pinv(R)
flow = GradientFlow(frob2(S - A) / 2, wrt=[S])
scalar_flow = GradientFlow(frob2(A - mu * S) / 2, wrt=[mu])
TRUE = [
    Eq(grad(tr(A @ S), S), (A + A.T) / 2),
    Eq(grad(tr(T @ S), S), T),
    Eq(grad(tr(S @ S @ S), S), 3 * S @ S),
    Eq(grad(logdet(S), S), inv(S)),
    Eq(grad(det(S), S), det(S) * inv(S)),
    Eq(grad(x.T @ S @ y, S), (x @ y.T + y @ x.T) / 2),
    Eq(grad(tr(sigma(S) @ A), S), grad(tr(sigma(S) @ A.T), S)),
    Eq(jacobian(S, S), (I + K) / 2),
    Eq(jacobian(A @ S, S), kron(identity(n), A) @ (I + K) / 2),
    Eq(hess(tr(S @ S) / 2, S), (I + K) / 2),
    Eq(hess(logdet(S), S), -kron(inv(S), inv(S)) @ (I + K) / 2),
    Eq(ddt(S, flow), (A + A.T) / 2 - S),
    Eq(ddt(tr(S), flow), tr(A) - tr(S)),
    Eq(differential(inv(S), {S: T}), -inv(S) @ T @ inv(S)),
    Eq(grad(mu**3 * tr(A), mu), 3 * mu**2 * tr(A)),
    Eq(grad(nu / mu, mu), -nu / mu**2),
    Eq(grad(log(mu), mu), 1 / mu),
    Eq(grad(sqrt(mu) ** 2, mu), 1 + 0 * mu),
    Eq(grad(exp(mu * nu) * mu, mu), exp(mu * nu) * (1 + mu * nu)),
    Eq(grad(frob2(A - mu * S), mu), -2 * inner(A - mu * S, S)),
    Eq(grad(frob2(A - mu * S), mu), ddt(-2 * mu, scalar_flow)),
    Eq(grad(layer_sum(k, 1, l, mu * tr(W[k])), mu), layer_sum(k, 1, l, tr(W[k]))),
    Eq(grad(total(sigma(mu * A)), mu), inner(sigma.d(mu * A), A)),
    Eq(hess(mu * tr(A @ A) / 2, A, mu), vec(A.T)),
    Eq(hess(mu**2 * nu, mu, nu), 2 * mu * identity(1)),
    Eq(jacobian(inv(A + mu * S), mu), -vec(inv(A + mu * S) @ S @ inv(A + mu * S))),
    Eq(grad(tr(P @ B), R), -(P.T @ B.T @ P.T) + (identity(m) - R @ P) @ B @ P @ P.T
       + P.T @ P @ B @ (identity(n) - P @ R)),
    Eq(grad(nu, mu), 0),
]  # fmt: skip
FALSE = [
    Eq(grad(tr(A @ S), S), A.T),
    Eq(grad(tr(A @ S), S), A + A.T),
    Eq(grad(tr(S @ S), S), S),
    Eq(grad(logdet(S), S), 2 * inv(S)),
    Eq(jacobian(S, S), I),
    Eq(hess(tr(S @ S) / 2, S), I),
    Eq(jacobian(A @ S, S), kron(identity(n), A)),
    Eq(ddt(S, flow), A - S),
    Eq(grad(mu**3 * tr(A), mu), mu**2 * tr(A)),
    Eq(grad(nu / mu, mu), nu / mu**2),
    Eq(grad(mu * tr(mu * A), mu), tr(mu * A)),
    Eq(grad(frob2(A - mu * S), mu), 2 * inner(A - mu * S, S)),
    Eq(grad(layer_sum(k, 1, l, mu * tr(W[k])), mu), tr(W[l])),
    Eq(grad(tr(sigma(mu * A)), mu), tr(sigma.d(mu * A))),
    Eq(hess(mu * tr(A @ A) / 2, A, mu), vec(A)),
    Eq(grad(tr(P @ B), R), -(P.T @ B.T @ P.T)),
    Eq(ddt(mu, scalar_flow), 0),
]


@pytest.mark.parametrize("claim", TRUE, ids=str)
def test_true(claim: Any):
    assert proved(claim)
    assert is_tested(claim)


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_false(claim: Any):
    assert not proved(claim)
    assert is_false(claim)


def test_a_symmetric_letter_moves_in_symmetric_directions():
    node = along_node(tr(S @ T), {S: A})
    with pytest.raises(KernelError, match="S moves in a direction that is not"):
        check.equal(term(node), term(tr(A @ T)), context_of([node]))
    with pytest.raises(ExpressionError, match="moves in symmetric directions; `A` is not"):
        differential(tr(S @ T), {S: A})
    assert proved(Eq(along_node(tr(S @ T), {S: A + A.T}), 2 * tr(A @ T)))


def test_what_is_no_variable():
    for wrong in (term(mu * nu), term(2 * mu), term(mu + nu), ("num", "2")):
        with pytest.raises(KernelError):
            check.equal(("grad", term(mu), wrong), ("num", "1"), Context())


def test_a_rank_that_drops_to_nothing_is_refused():
    claim = Eq(grad(tr(pinv(R) @ B), R), 0)
    assert not evidence(claim, [Eq(R, 0)]).is_proof
