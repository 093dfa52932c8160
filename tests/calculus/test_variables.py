"""Symmetric letters, scalar letters and pseudo-inverses: printed, and right by the second road."""

import pytest

from symland import (
    GradientFlow,
    ddt,
    differential,
    dims,
    exp,
    frob2,
    grad,
    hess,
    hess_form,
    identity,
    inv,
    jacobian,
    log,
    logdet,
    matrix,
    norm,
    pinv,
    scalar,
    sqrt,
    symmetric,
    tr,
    vector,
)
from tests.calculus.letters import agree

n, m = dims("n m")
A, B, R, Q = matrix("A", n, n), matrix("B", n, n), matrix("R", m, n), matrix("Q", m, n)
S, T, dS, dR = symmetric("S", n), symmetric("T", n), symmetric("dS", n), matrix("dR", m, n)
x, y, mu, nu = vector("x", n), vector("y", n), scalar("mu"), scalar("nu")
fit = GradientFlow(frob2(A - mu * B) / 2, wrt=[mu, A])
nearest = GradientFlow(frob2(S - A) / 2, wrt=[S])
DERIVATIVES = [
    (grad(tr(A @ S), S), "A'/2 + A/2"),
    (grad(x.T @ S @ x, S), "x x'"),
    (grad(x.T @ S @ y, S), "x y'/2 + y x'/2"),
    (grad(tr(S @ S) / 2, S), "S"),
    (grad(logdet(S), S), "S^-1"),
    (grad(tr(S @ T), S), "T"),
    (jacobian(S @ x, S), "(x' (x) I) (I + K(n, n))/2"),
    (jacobian(inv(S), S), "-(S^-1 (x) S^-1) (I + K(n, n))/2"),
    (hess(tr(S @ S) / 2, S), "(I + K(n, n))/2"),
    (hess(x.T @ S @ x, S, x), "x (x) I + I (x) x"),
    (hess(x.T @ S @ x, x, S), "(x' (x) I) (I + K(n, n))"),
    (differential(inv(S), {S: dS}), "-S^-1 dS S^-1"),
    (hess_form(tr(S @ S), {S: dS}), "2 tr(dS dS)"),
    (ddt(tr(S), nearest), "-tr(S - A/2 - A'/2)"),
    (grad(mu**3 * frob2(R), mu), "3 |R|_F^2 mu^2"),
    (grad(exp(mu) * tr(A), mu), "tr(A) exp(mu)"),
    (grad(frob2(A - mu * B) / 2, mu), "-<A - mu B, B>"),
    (grad(logdet(A + mu * identity(n)), mu), "tr((A + mu I)^-1)"),
    (grad(log(mu) / nu, nu), "-log(mu)/nu^2"),
    (grad(log(mu), mu), "1/mu"),
    (grad(sqrt(mu), mu), "mu^(-1/2)/2"),
    (grad(norm(x - mu * y), mu), "-<x - mu y, y>/|x - mu y|_F"),
    (hess(frob2(A - mu * B) / 2, mu), "|B|_F^2 I"),
    (hess(frob2(A - mu * B) / 2, mu, A), "-vec(B)'"),
    (hess(frob2(A - mu * B) / 2, A, mu), "-vec(B)"),
    (hess(mu**2 * nu, mu, nu), "2 mu I"),
    (jacobian(mu * A, mu), "vec(A)"),
    (ddt(mu**2, fit), "2 mu <A - mu B, B>"),
    (grad(tr(pinv(R) @ Q), R),
     "-(R^+)' Q' (R^+)' + (I - R R^+) Q R^+ (R^+)' + (R^+)' R^+ Q (I - R^+ R)"),
    (jacobian(pinv(R), R), "-(R^+)' (x) R^+ + ((I - R R^+)' (x) (R^+ (R^+)')) K(m, n)"
     " + (((R^+)' R^+) (x) (I - R^+ R)) K(m, n)"),
    (differential(pinv(R), {R: dR}),
     "-R^+ dR R^+ + R^+ (R^+)' dR' (I - R R^+) + (I - R^+ R) dR' (R^+)' R^+"),
]  # fmt: skip


@pytest.mark.parametrize(("derivative", "text"), DERIVATIVES)
def test_printed_and_right(derivative, text):
    assert str(derivative) == text
    assert agree(derivative)


@pytest.mark.parametrize(
    "derivative",
    [
        grad(frob2(A @ S - B) / 2, S),
        grad(tr(inv(S) @ A), S),
        hess(tr(S @ S @ S), S),
        hess(logdet(S), S),
        hess_form(tr(S @ S @ S), {S: dS}),
        jacobian(inv(A + mu * B), mu),
        hess(exp(mu * nu), mu, nu),
        grad(norm(pinv(x)), x),
        grad(tr(pinv(R + mu * Q) @ R), mu),
        grad(tr(pinv(R @ A) @ Q), A),
    ],
)
def test_longer_ones_are_right(derivative):
    assert not str(derivative).startswith(("grad(", "hess(", "jacobian("))
    assert agree(derivative)
