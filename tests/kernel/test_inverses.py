"""Inverses of inverses: A comes back, with its factors and on the right side; nothing else does."""

from __future__ import annotations

import pytest

from symland.language.build import diag, identity, inv, kron, matrix
from symland.language.claims import Eq
from symland.language.functions import diagonal, hadamard_power
from symland.language.integers import dims
from tests.kernel.support import is_false, proved

n, r = dims("n r")
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
]


@pytest.mark.parametrize("claim", TRUE, ids=str)
def test_an_inverse_is_undone(claim):
    assert proved(claim)


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_nothing_else_is_undone(claim):
    assert not proved(claim)
    assert is_false(claim)
