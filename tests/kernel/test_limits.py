"""Depth of nesting and sizes of powers: nothing grows without bound, nothing is guessed."""

from __future__ import annotations

import pytest

from symland.calculus.api import differential, grad
from symland.elaborate import context_of, term
from symland.evidence import Evidence
from symland.kernel.linear import KernelError
from symland.kernel.terms import expand
from symland.language.build import frob2, layer_sum, matrix, scalar, tr
from symland.language.claims import Eq
from symland.language.derivatives import along_parts
from symland.language.families import family
from symland.language.functions import tanh
from symland.language.integers import dims, index
from symland.proof.prove import prove

n = dims("n")
X = matrix("X", n, n)


def test_deep_nesting_has_names_of_one_length():
    made = X
    for _ in range(12):
        made = tanh(X @ made)
    assert prove(Eq(made, made + 0 * X)).evidence is Evidence.EXACT
    assert prove(Eq(made, tanh(made))).evidence is not Evidence.EXACT


def test_large_powers_are_refused():
    with pytest.raises(KernelError, match="a power beyond 64"):
        expand(term(scalar("mu") ** 65), context_of([]))


def test_a_variable_does_not_move_with_two_velocities():
    node = differential(tr(X), {X: X})
    body, (variable,), (speed,), order = along_parts(node)
    twice = ("along", term(body), ((term(variable), term(speed)),) * 2, order)
    with pytest.raises(KernelError, match="a variable moves with two velocities"):
        expand(twice, context_of([]))


def test_the_index_of_a_sum_is_not_that_of_the_variable():
    depth = index("l", 1)
    k = index("k", 1, depth)
    W, V = family("W", n), family("V", n)
    moved = differential(layer_sum(k, 1, depth, tr(W[k])), {W[k]: V[k]})
    assert prove(Eq(moved, tr(V[k]))).evidence is Evidence.EXACT
    assert prove(Eq(moved, layer_sum(k, 1, depth, tr(V[k])))).evidence is not Evidence.EXACT


def test_layers_that_the_hypotheses_make_one():
    d = dims("d[]")
    square = family("R", lambda k: d[k], lambda k: d[k])
    depth = index("l", 1)
    j, k = index("j", 1, depth), index("k", 1, depth)
    claim = Eq(grad(frob2(square[j]), square[k]), grad(frob2(square[j]), square[k]))
    assert prove(claim, given=[j <= k]).evidence is Evidence.EXACT
