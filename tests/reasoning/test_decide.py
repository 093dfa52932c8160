"""How statements are decided: exact, certified under hypotheses, or left open."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from symland.calculus.api import grad
from symland.errors import UndecidedError
from symland.evidence import Evidence
from symland.kernel.certificate import recheck
from symland.language.build import frob2, identity, inner, inv, layer_sum, matrix, tr, zeros
from symland.language.claims import Claim, Eq, Ge, Gt, Le, Lt
from symland.language.families import chain
from symland.reasoning.decide import decide
from symland.reasoning.facts import Decision, Facts, square
from symland.reasoning.inequalities import squares_in
from tests.strategies import A, B, C, G, S, W, i, l, m, mu, n, nu, v, w

X, Y, Q = matrix("X", n, n), matrix("Y", n, n), matrix("Q", n, n)
ORTHOGONAL = Eq(Q.T @ Q, identity(n))


def decided(claim: Claim, **facts: Any) -> Decision:
    try:
        found = decide(claim, Facts(**facts))
    except UndecidedError as error:
        return Decision(Evidence.UNDECIDED, tried=(error.message,))
    if found.evidence.is_proof:
        assert found.certificate is not None
        assert recheck(found.certificate)
    else:
        assert found.certificate is None
        assert found.tried
    return found


def test_equal_canonical_forms_are_exact():
    assert decided(Eq(tr(A @ B @ C), tr(C @ A @ B))).evidence is Evidence.EXACT
    assert decided(Eq(tr(A @ B @ C), tr(A @ B @ C).__mul__(2))).evidence is Evidence.UNDECIDED


def test_hypotheses_are_solved_for_letters():
    found = decided(Eq(X @ Y, Q @ Y), hypotheses=(Eq(X, Q),))
    assert found.evidence is Evidence.CERTIFIED
    assert found.used == (Eq(X, Q),)


def test_an_exact_statement_uses_no_hypothesis():
    assert decided(Eq(tr(X), tr(X.T)), hypotheses=(Eq(X, Q),)).evidence is Evidence.EXACT


def test_equations_are_used_inside_a_formula():
    claim = Eq(tr(X @ Q.T @ Q @ Y), tr(X @ Y))
    assert decided(claim).evidence is Evidence.UNDECIDED
    found = decided(claim, equations=(ORTHOGONAL,))
    assert found.evidence is Evidence.CERTIFIED
    assert found.used == (ORTHOGONAL,)
    assert decided(Eq(claim.right, claim.left), equations=(ORTHOGONAL,)).evidence.is_proof


@pytest.mark.parametrize(
    "claim",
    [
        Eq(tr(X @ Q @ Q @ Y), tr(X @ Y)),  # no transpose
        Eq(tr(Q.T @ X @ Q), tr(X) + 1),
        Eq(Q, identity(n)),
    ],
)
def test_an_equation_is_used_only_where_it_stands(claim: Claim):
    assert decided(claim, equations=(ORTHOGONAL,)).evidence is Evidence.UNDECIDED


def test_an_equation_is_not_used_below_a_derivative():
    claim = Eq(grad(tr(X @ Q.T @ Q), Q), zeros(n, n))
    assert not decided(claim, equations=(ORTHOGONAL,)).evidence.is_proof


def test_an_equation_about_one_layer_is_not_used_for_all():
    known = Eq(W[i] @ W[i].T, identity(n))
    claim = Eq(layer_sum(i, 1, l, tr(W[i] @ W[i].T)), l * n)
    assert not decided(claim, equations=(known,)).evidence.is_proof


def test_an_equation_may_be_used_inside_an_inverse():
    found = decided(Eq(inv(X + Q.T @ Q), inv(X + identity(n))), equations=(ORTHOGONAL,))
    assert found.evidence is Evidence.CERTIFIED


@pytest.mark.parametrize(
    ("claim", "facts"),
    [
        (Ge(frob2(A) + 2 * frob2(S), 0), {}),
        (Le(0, frob2(A)), {}),
        (Ge(tr(A.T @ A), 0), {"squares": (square(A),)}),
        (Ge(frob2(v) + frob2(w) + 2, 2), {}),
        (Ge(frob2(X) + frob2(Y), 2 * inner(X, Y)), {"squares": (square(X - Y),)}),
        (Ge(frob2(X) + frob2(Y), -2 * inner(X, Y)), {"squares": (square(X + Y),)}),
        (Ge(frob2(X) + frob2(Y) / 4, inner(X, Y)), {"squares": (square(X - Y / 2),)}),
        (Ge(mu, nu), {"hypotheses": (Le(nu, mu),)}),
        (Gt(mu, nu), {"hypotheses": (Lt(nu, mu),)}),
        (Gt(mu + frob2(A), nu), {"hypotheses": (Gt(mu, nu),), "squares": (square(A),)}),
        (Ge(mu, nu), {"inequalities": (Ge(mu, nu),)}),
    ],
)
def test_inequalities_that_are_found(claim: Claim, facts: dict[str, Any]):
    assert decided(claim, **facts).evidence.is_proof


@pytest.mark.parametrize(
    ("claim", "facts"),
    [
        (Ge(frob2(A) - frob2(S), 0), {}),
        (Ge(-1 * frob2(A), 0), {}),
        (Le(frob2(A), 0), {}),
        (Gt(frob2(A), 0), {}),
        (Ge(tr(X), 0), {"squares": (square(X),)}),
        (Ge(frob2(X) + frob2(Y), 3 * inner(X, Y)), {"squares": (square(X - Y),)}),
        (Ge(nu, mu), {"hypotheses": (Le(nu, mu),)}),
        (Gt(mu, nu), {"hypotheses": (Ge(mu, nu),)}),
        (Ge(mu, nu + 1), {"hypotheses": (Gt(mu, nu),)}),
        (Ge(frob2(A), tr(A.T @ A) + frob2(S)), {"squares": (-1 * square(S),)}),
    ],
)
def test_inequalities_that_do_not_follow(claim: Claim, facts: dict[str, Any]):
    assert decided(claim, **facts).evidence is Evidence.UNDECIDED


def test_squares_of_a_sum_with_their_factors():
    found = squares_in(3 * frob2(A) + frob2(S) - frob2(G) + tr(X))
    assert [factor for factor, *_ in found] == ["3", "1"]
    assert (Fraction(1, 2) * square(A)).factor == Fraction(1, 2)


def test_what_was_tried_is_listed():
    found = decided(Eq(X, Y), hypotheses=(Eq(X, Q),), equations=(ORTHOGONAL,))
    assert len(found.tried) == 4
    assert "canonical forms" in found.tried[0]


def test_ranges_of_the_scope_are_known():
    claim = Eq(chain(W, i, 3) @ chain(W, 2, 1), chain(W, i, 1))
    assert decided(claim, constraints=(i >= 2,)).evidence is Evidence.EXACT
    assert (m, n) == (A.rows, A.cols)
