"""Claims as sums of multiples of whole equations, sums over layers and Kronecker products too."""

from __future__ import annotations

import pytest

from symland.evidence import Evidence
from symland.language.build import kron, layer_sum, matrix, tr
from symland.language.claims import Claim, Eq
from symland.language.families import family
from symland.language.integers import dims, index
from tests.reasoning.test_decide import decided

n, m = dims("n m")
r = index("r", 1)
i, k = index("i", 1, r), index("k", 1, r)
E, P, A = family("E", n), matrix("P", n, n), matrix("A", n, n)
before, after = layer_sum(k, 1, i - 1, E[k] @ P), layer_sum(k, i + 1, r, E[k] @ P)
whole = layer_sum(k, 1, r, E[k] @ P)
traces = layer_sum(k, 1, r, tr(E[k]))
product = kron(A, P)


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(whole, before + E[i] @ P - after), [Eq(after, 0)]),
        (Eq(whole, E[i] @ P), [Eq(after, 0), Eq(before, 0)]),
        (Eq(whole, E[i] @ P), [Eq(after + before, 0)]),
        (Eq(whole, E[i] @ P), [Eq(after - 2 * before, 0), Eq(after.T + before.T, 0)]),
        (Eq(2 * traces, 0), [Eq(traces, 0)]),
        (Eq(3 * product, product), [Eq(product, -product)]),
    ],
)
def test_what_follows(claim: Claim, given: list[Claim]):
    assert decided(claim, hypotheses=tuple(given)).evidence is Evidence.CERTIFIED


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(whole, before + E[i] @ P - after), [Eq(before, 0)]),
        (Eq(whole, E[i] @ P), [Eq(after - 2 * before, 0)]),
        (Eq(whole, E[i] @ P), [Eq(after.T, before.T)]),
        (Eq(product, 0), [Eq(kron(A, A), 0)]),
        (Eq(traces, 1), [Eq(2 * traces, 0)]),
    ],
)
def test_what_does_not_follow(claim: Claim, given: list[Claim]):
    assert decided(claim, hypotheses=tuple(given)).evidence is Evidence.UNDECIDED
