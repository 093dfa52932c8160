"""Abbreviations kept as letters: equal only by name and meaning, differentiated through."""

from __future__ import annotations

import pytest

from symland.calculus.api import grad, hess
from symland.elaborate import context_of, folded, term
from symland.kernel import check
from symland.kernel.linear import Context, KernelError
from symland.language.build import frob2, identity, let, matrix, tr
from symland.language.claims import Eq
from symland.language.expr import Expr
from symland.language.families import chain, family
from symland.language.integers import dims, index
from symland.proof.prove import prove

n, m = dims("n m")
A, B, X = matrix("A", n, n), matrix("B", n, n), matrix("X", n, m)
E = let("E", A @ B @ X)
l, k = index("l", 1), index("k", 1, index("l", 1))
W = family("W", n, n)
P = let("P", chain(W, l, 1))


def equal(left: Expr, right: Expr) -> bool:
    """Whether both sides are equal with their abbreviations kept."""
    return check.equal(term(folded(left)), term(folded(right)), context_of([left, right]))


@pytest.mark.parametrize(("left", "right"), [
    (E.T @ E, E.T @ E),
    (grad(frob2(E) / 2, A), E @ (B @ X).T),
    (grad(tr(E @ X.T), B), (X @ X.T @ A).T),
    (hess(frob2(E) / 2, A), hess(tr(E.T @ E) / 2, A)),
    (grad(tr(P), W[k]), (chain(W, k - 1, 1) @ chain(W, l, k + 1)).T),
    (tr(P @ P), tr((P @ P).T)),
])  # fmt: skip
def test_true_with_the_abbreviation_kept(left, right):
    assert equal(left, right)


@pytest.mark.parametrize(("left", "right"), [
    (E, A @ B @ X),  # true, but not seen as long as E is a letter
    (E, let("F", A @ B @ X)),
    (E, let("E", B @ A @ X)),
    (E.T @ E, E.T @ let("E", B @ A @ X)),
    (grad(frob2(E) / 2, A), grad(frob2(let("E", B @ A @ X)) / 2, A)),
    (grad(tr(E @ X.T), A), 0 * A),
])  # fmt: skip
def test_not_shown_with_the_abbreviation_kept(left, right):
    assert not equal(left, right)


def test_statements_see_through_abbreviations():
    assert prove(Eq(E, A @ B @ X)).evidence.is_proof
    assert prove(Eq(E, let("F", A @ B @ X))).evidence.is_proof


def test_an_explicit_residual_network_is_not_multiplied_out():
    """Six units: written out, the loss alone has 2^12 terms."""
    unit = [matrix(f"A_{k}", n, n) for k in range(6)]
    product = X
    for number, layer in enumerate(unit):
        product = let(f"W_{number}", identity(n) + layer @ layer) @ product
    e = let("e", product)
    assert str(grad(frob2(e) / 2, unit[0])).count("W_") == 10
    assert "W_5 W_4" in str(hess(frob2(e) / 2, unit[0], unit[3]))


def test_ill_formed_abbreviations_are_refused():
    hole = ("hole", "?0", *term(A)[3:5])
    for bad in (("abbreviation", 7, term(A)), ("abbreviation", "E", hole)):
        with pytest.raises(KernelError, match="an abbreviation has a name and no holes"):
            check.equal(bad, bad, Context())
