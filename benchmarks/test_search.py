"""From a wrong equality to its smallest instance."""

from __future__ import annotations

import pytest

from symland.calculus.api import grad, hess
from symland.language.build import frob2, kron, let, matrix, vec
from symland.language.claims import Eq
from symland.language.integers import dims
from symland.reasoning.decide import Facts
from symland.refute.search import Search, search

k, h, q, d, n = dims("k h q d n")
A, W, B = matrix("A", k, h), matrix("W", h, q), matrix("B", q, d)
X, Y = matrix("X", d, n), matrix("Y", k, n)
E = let("E", A @ W @ B @ X - Y)
L = let("L", frob2(E) / 2)
WRONG = {
    "factor 2": Eq(grad(L, W), 2 * A.T @ E @ (B @ X).T),
    "swapped Kronecker factors": Eq(hess(L, W), kron(A.T @ A, B @ X @ (B @ X).T)),
    "missing commutation matrix": Eq(vec(matrix("S", n, n)), vec(matrix("S", n, n).T)),
}


@pytest.mark.benchmark(group="wrong equality to smallest instance")
@pytest.mark.parametrize("name", WRONG)
def test_search(benchmark, name):
    found = benchmark(lambda: search(WRONG[name], Facts(), Search()))
    assert found.counterexample is not None
