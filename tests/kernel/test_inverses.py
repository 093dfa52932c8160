"""Inverses of inverses: A comes back, with its factors and on the right side; nothing else does."""

from __future__ import annotations

import pytest

from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inv,
    kron,
    matrix,
    tr,
    vector,
)
from symland.language.claims import Eq
from symland.language.functions import det, diagonal, hadamard_power, relu, step
from symland.language.integers import dims
from tests.kernel.support import is_false, proved

n, r = dims("n r")
D, x, y = matrix("D", r, r), vector("x", n), vector("y", n)
A, B, S = matrix("A", n, n), matrix("B", n, n), matrix("S", n, n, symmetric=True)
TRUE = [
    Eq(inv(inv(A)), A),
    Eq(inv(inv(A.T)), A.T),
    Eq(inv(inv(S)), S),
    Eq(inv(inv(A).T @ B), inv(B) @ A.T),
    Eq(inv(3 * inv(A)), A / 3),
    Eq(inv(inv(A + 2 * B)), A + 2 * B),
    Eq(inv(5 * inv(A + 2 * B).T), (A + 2 * B).T / 5),
    Eq(inv(inv(inv(A) + B)), inv(A) + B),
    Eq(inv(-inv(A + B.T)) + A, -B.T),
    Eq(inv(kron(A, D)), kron(inv(A), inv(D))),
    Eq(inv(kron(A, 3 * D).T), kron(inv(A).T, inv(D).T) / 3),
    Eq(
        inv(kron(A, D) @ commutation(n, r) @ kron(D, A) @ commutation(r, n)),
        kron(inv(A) @ inv(A), inv(D) @ inv(D)),
    ),
    Eq(inv(kron(A @ B, D)) @ kron(A, identity(r)), kron(inv(B), inv(D))),
    Eq((x.T @ x) / (x.T @ x), 1),
    Eq((x.T @ A @ y) * frob2(x) / (y.T @ A.T @ x) ** 2, frob2(x) / (x.T @ A @ y)),
    Eq(1 / (3 * tr(A) * tr(B)), 1 / tr(A) / tr(B) / 3),
    Eq(hadamard_power(2 * x @ y.T, -2), hadamard_power(x, -2) @ hadamard_power(y, -2).T / 4),
    Eq(hadamard_power(hadamard(A, B), -1), hadamard(hadamard_power(A, -1), hadamard_power(B, -1))),
    Eq(hadamard(relu(A), step(A)), relu(A)),
    Eq(det(A) ** 2 / det(A), det(A)),
]
FALSE = [
    Eq(inv(inv(A).T), A),
    Eq(inv(inv(A + 2 * B)), A + B),
    Eq(inv(2 * inv(A + B)), 2 * (A + B)),
    Eq(inv(inv(A + B).T), A + B),
    Eq(inv(diag(diagonal(inv(A)))), A),
    Eq(inv(diag(diagonal(inv(A)))), diag(diagonal(A))),
    Eq(inv(hadamard_power(inv(A), 2)), hadamard_power(A, 2)),
    Eq(kron(inv(inv(A).T), identity(n)), kron(identity(n), A.T)),
    Eq(inv(kron(A, B)), kron(inv(B), inv(A))),
    Eq(inv(kron(A, B) + kron(B, A)), kron(inv(A), inv(B)) + kron(inv(B), inv(A))),
    Eq(inv(kron(A, B) @ commutation(n, n)), kron(inv(A), inv(B))),
    Eq((x.T @ x) / (x.T @ x), n),
    Eq((x.T @ x) / (x.T @ y), 1),
    Eq((x.T @ x) * (y.T @ y) / (x.T @ y) ** 2, 1),
    Eq(1 / (tr(A) + tr(B)), 1 / tr(A) + 1 / tr(B)),
    Eq(hadamard_power(A @ B, -1), hadamard_power(A, -1) @ hadamard_power(B, -1)),
    Eq(hadamard(step(A), step(A.T)), step(A)),
]


@pytest.mark.parametrize("claim", TRUE, ids=str)
def test_an_inverse_is_undone(claim):
    assert proved(claim)


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_nothing_else_is_undone(claim):
    assert not proved(claim)
    assert is_false(claim)
