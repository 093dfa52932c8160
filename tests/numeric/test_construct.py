"""Hypotheses that hold by construction."""

from __future__ import annotations

from fractions import Fraction

import pytest

from numeric import Cycle, Dimensions, Letter, compare, construct, draw, evaluate, exact, modular
from numeric.construct import solve
from symland.language.build import frob2, inv, let, matrix, scalar, tr
from symland.language.claims import Eq, Gt, Lt
from symland.language.derivatives import gradient_node
from symland.language.expr import as_scalar
from symland.language.families import chain
from symland.language.integers import dims
from tests.numeric.samples import LOSS, A, B, E, S, W, X, Y, k, l

HERE = draw(Dimensions({"n": 2}, {"d": Cycle((2, 3, 4))}, {"l": 3, "k": 2, "j": 1}), seed=2)
Z = matrix("Z", 2, 2)
G = matrix("G", 2, 2, symmetric=True)
mu, nu = scalar("mu"), scalar("nu")
RESIDUAL = let("E", E)


@pytest.mark.parametrize(
    ("hypothesis", "letter"),
    [
        (Eq(Y, chain(W, l, 1) @ X), "Y"),
        (Eq(chain(W, l, 1) @ X, Y), "Y"),
        (Eq(E, 0), "Y"),
        (Eq(RESIDUAL, 0), "Y"),
        (Eq(3 * RESIDUAL / 2, 0), "Y"),
        (Eq(Y.T, X.T @ chain(W, l, 1).T), "Y"),
        (Eq(A @ B - 2 * Z.T, S @ S), "Z"),
        (Eq(Z, Z @ S + A @ B + S), None),
        (Eq(Z, 0), "Z"),
        (Eq(W[k], W[k]), None),
        (Eq(Z, S @ Z), None),
        (Eq(Z @ S, S @ Z), None),
        (Eq(Z.T @ Z, S), "S"),
        (Eq(mu * Z, S), "S"),
        (Eq(mu, tr(S)), "mu"),
        (Eq(frob2(S) - 3 * mu, 1 + nu * nu), "mu"),
        (Eq(mu * nu, as_scalar(1)), None),
        (Eq(mu, as_scalar(Fraction(1, 2))), "mu"),
        (Eq(mu, 0), "mu"),
        (Eq(G, A @ A.T), "G"),
        (Eq(G, A @ B), None),
        (Eq(matrix("C", X.rows, W[1].rows), W[1].T), "C"),
        (Gt(mu, 0), None),
    ],
    ids=str,
)
def test_solved_for_a_letter(hypothesis, letter):
    found, others = construct([hypothesis], HERE)
    if letter is None:
        assert others == [hypothesis]
        assert solve(hypothesis, HERE) is None
    else:
        assert [key.name for key in found.definitions] == [letter]
        assert not others
        for field in (exact, modular()):
            assert compare(hypothesis, found, field).holds


def test_member_of_a_family():
    U = matrix("U", W[k].rows, 1)
    V = matrix("V", W[k].cols, 1)
    found, others = construct([Eq(W[k], U @ V.T)], HERE)
    assert list(found.definitions) == [Letter("member", "W", 2)]
    assert not others
    assert (evaluate(W[2], found, exact) == evaluate(U @ V.T, found, exact)).all()


def test_definitions_may_use_each_other_but_not_in_a_circle():
    first, second, third = Eq(Z, S @ S), Eq(S, A @ B), Eq(A, (Z @ A))
    found, others = construct([first, second, third], HERE)
    assert [key.name for key in found.definitions] == ["Z", "S"]
    assert others == [third]
    assert compare(first, found, exact).holds
    assert compare(Eq(Z, A @ B @ A @ B), found, exact).holds


def test_circle_is_broken_at_another_letter():
    found, others = construct([Eq(Z, S), Eq(S, Z)], HERE)
    assert [key.name for key in found.definitions] == ["Z"]
    assert others == [Eq(S, Z)]


def test_defined_letter_does_not_move_with_what_defines_it():
    found, _ = construct([Eq(E, 0)], HERE)
    gradient = evaluate(gradient_node(LOSS, W[k]), found, exact)
    assert exact.is_zero(gradient)
    moved = evaluate(gradient_node(frob2(Y), W[k]), found, exact)
    assert exact.is_zero(moved)
    assert not exact.is_zero(evaluate(gradient_node(frob2(E + Y), W[k]), found, exact))


def test_constraints_that_hold_are_not_left():
    m = dims("n")
    found, others = construct([Lt(k, l), Lt(l, k), Gt(m, 1)], HERE)
    assert others == [Lt(l, k)]
    assert not found.definitions


def test_singular_definition_of_a_symmetric_letter():
    hypothesis = Eq(G, inv(matrix("N", 2, 1) @ matrix("N", 2, 1).T))
    assert construct([hypothesis], HERE)[1] == [hypothesis]
