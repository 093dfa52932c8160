"""Equations that are linear in one letter are solved exactly, also where solutions are many."""

import pytest

from numeric.compare import compare, unmet
from numeric.construct.linear import solved_linearly
from numeric.dimensions import Dimensions
from numeric.draw import Random, small_integers
from numeric.fields import exact
from numeric.instance import Instance
from symland import Eq, diag, dims, frob2, grad, hadamard, let, matrix, tr, vector

d, h, k, n = dims("d h k n")
W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
X, Y = matrix("X", d, n), matrix("Y", k, n)
E = let("E", W2 @ W1 @ X - Y)
L = let("L", frob2(E) / 2)
S, T = matrix("S", n, n), matrix("T", n, n)
v = vector("v", n)

GIVEN = {
    "commuting": [Eq(S @ T, T @ S)],
    "normal equations": [Eq(W1 @ X @ X.T, matrix("Z", h, n) @ X.T)],
    "critical point": [Eq(grad(L, W1), 0), Eq(grad(L, W2), 0)],
    "Sylvester": [Eq(S @ T + T @ S, S)],
    "trace": [Eq(tr(S @ T), 1)],
    "diagonal": [Eq(S @ diag(v), diag(v) @ S), Eq(tr(S), 3)],
    "Hadamard": [Eq(hadamard(S, T), S @ S)],
}  # fmt: skip


def start(seed, claims):
    sizes = {"d": 2, "h": 1, "k": 2, "n": 2}
    found = Instance(Dimensions(sizes), source=Random(seed, small_integers(2)))
    for claim in claims:
        compare(claim, found, exact)  # draws the letters
    return found


@pytest.mark.parametrize("name", GIVEN)
def test_equations_hold(name):
    claims, solved = GIVEN[name], 0
    for seed in range(8):
        found = solved_linearly(claims, start(seed, claims))
        if found is not None:
            assert unmet(claims, found, exact) == []
            solved += 1
    assert solved >= 2


def test_a_critical_point_need_not_fit_the_data():
    claims = GIVEN["critical point"]
    found = [solved_linearly(claims, start(seed, claims)) for seed in range(8)]
    assert any(one is not None and not compare(Eq(E, 0), one, exact).holds for one in found)


def test_what_is_not_linear_is_left_alone():
    claims = [Eq(S @ S, S)]
    assert solved_linearly(claims, start(1, claims)) is None


def test_what_has_no_solution():
    claims = [Eq(0 * S, T), Eq(T, T @ T)]
    assert solved_linearly([Eq(0 * tr(S), 1)], start(0, [Eq(tr(S), 1)])) is None
    assert solved_linearly(claims, start(3, claims)) is None
