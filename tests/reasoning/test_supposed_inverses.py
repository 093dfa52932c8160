"""Inverses of which only a hypothesis speaks, such as B B^-1 = I, which reads 0 = 0 by itself."""

from __future__ import annotations

import pytest

from symland.evidence import Evidence
from symland.kernel.certificate import recheck
from symland.kernel.encoding import encode
from symland.language.build import identity, inv, matrix
from symland.language.claims import Claim, Eq
from symland.language.integers import dims
from tests.reasoning.test_decide import decided

m, n = dims("m n")
A, C, B, D = matrix("A", m, n), matrix("C", m, n), matrix("B", n, n), matrix("D", n, n)
INVERTIBLE = [Eq(B @ inv(B), identity(n)), Eq(inv(B) @ B, identity(n))]


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(A, 0), [Eq(A @ B, 0)]),
        (Eq(A, C), [Eq(A @ B, C @ B)]),
        (Eq(A @ C.T, 0), [Eq(A @ B, 0)]),
        (Eq(B @ D, D @ B), [Eq(B @ D @ B, B @ B @ D)]),
    ],
)
def test_what_follows_with_the_inverse_and_not_without(claim: Claim, given: list[Claim]):
    found = decided(claim, hypotheses=(*given, *INVERTIBLE))
    assert found.evidence is Evidence.CERTIFIED
    assert set(found.used) & set(INVERTIBLE)
    assert recheck(encode(found.certificate))
    assert decided(claim, hypotheses=tuple(given)).evidence is Evidence.UNDECIDED


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(A, 0), [Eq(A @ D, 0)]),
        (Eq(B @ D, D @ B), [Eq(B @ D @ D, D @ B @ D)]),
    ],
)
def test_what_does_not_follow(claim: Claim, given: list[Claim]):
    assert decided(claim, hypotheses=(*given, *INVERTIBLE)).evidence is Evidence.UNDECIDED
