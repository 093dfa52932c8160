"""What the kernel says about formulas that have no meaning, as users meet it."""

from __future__ import annotations

from typing import Any

import pytest

from symland.calculus.api import grad
from symland.errors import UndecidedError
from symland.kernel.linear import Context, KernelError, NotDefined
from symland.kernel.poly import ONE, symbol
from symland.kernel.terms import expand
from symland.language.build import frob2, layer_sum, pinv, tr
from symland.language.claims import Eq
from symland.language.families import chain
from symland.language.functions import expm
from symland.language.integers import index
from symland.proof.prove import prove
from symland.reasoning.decide import decide
from symland.reasoning.facts import Facts
from tests.kernel.support import form, raw_of
from tests.strategies import A, W, l, n, nu

N, M = symbol("size", "n"), symbol("size", "m")
k, q = index("k", 1, l), index("q")


def letter(name: str = "A", rows: Any = N, cols: Any = N, *, symmetric: bool = False) -> Any:
    return "letter", name, (), rows, cols, symmetric


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        (chain(W, k, 3), "a product from k down to 3 of W: it does not follow from the ranges"),
        (chain(W, q, k), "a product from q down to k of W: it does not follow"),
        (layer_sum(q, 2, k - 1, tr(W[q])), "a sum over q from 2 to k.*does not follow"),
        (1 / (nu - nu), "division by zero"),
        (grad(tr(expm(A @ A.T) @ A @ A.T), A), "the kernel has no derivative for `expm`"),
    ],
)
def test_errors_of_formulas(expr: Any, message: str):
    with pytest.raises(KernelError, match=message):
        raw_of(expr)


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (("magic", letter()), "does not know the term"),
        ((), "does not know the term"),
        ("A", "does not know the term"),
        (("tr", letter(), letter("B")), "a term tr has 1 parts"),
        (("pinv", ("num", "2"), letter()), "a term pinv has 1 parts"),
        (("zero", N), "a term zero has 2 parts"),
        (("jac", letter(), letter(), letter("B")), "a term jac has 2 parts"),
        (letter("S", N, M, symmetric=True), "the symmetric letter S is not square"),
        (("mul", letter(), letter("B", M, M)), "the sizes differ in a product"),
        (("add", letter(), letter("B", M, M)), "the sizes differ in a sum"),
        (("hadamard", letter(), letter("B", M, M)), "the sizes differ in an entrywise product"),
        (("tr", letter("B", N, M)), "the sizes differ in a trace"),
        (("diag", letter()), "diag needs a vector"),
        (("inverse", letter("B", N, M)), "the inverse of a matrix that is not square"),
        (("power", letter(), 2), "a power of something that is not a scalar"),
        (("grad", letter(), letter()), "the gradient of something that is not a scalar"),
        (("grad", ("tr", letter()), ("mul", letter(), letter())), "with respect to a letter"),
        (("jac", letter(), ("num", "2")), "with respect to a letter or a scalar parameter"),
        (("map", "u", N, letter()), "the function u takes a vector"),
        (("along", ("tr", letter()), ((letter(), letter("B")),), 3), "order 1 or 2"),
        (("segment", "W", (), form(k=2), form(k=1), N, M), "the members of W do not multiply"),
        (("segment", "W", (), form(k=1), form(k=1), N, ONE), "the members of W are vectors"),
    ],
)
def test_errors_of_terms(term: Any, message: str):
    with pytest.raises(KernelError, match=message):
        expand(term, Context())


def test_a_product_that_may_run_backwards_is_not_defined():
    with pytest.raises(NotDefined):
        raw_of(chain(W, k, 3))
    raw_of(chain(W, k, 3), k >= 2)


def test_decide_reports_the_reason_with_the_statement():
    with pytest.raises(UndecidedError, match=r"the kernel cannot take `.*`: a product from k down"):
        decide(Eq(chain(W, k, 3), chain(W, k, 3) + 0 * W[1]), Facts())


def test_prove_reports_instead_of_raising():
    verdict = prove(Eq(tr(pinv(A) @ A), frob2(A)))
    assert not verdict.evidence.is_proof
    one, other = tr(A @ A.T @ expm(A @ A.T)), tr(expm(A @ A.T) @ A @ A.T)
    verdict = prove(Eq(grad(one, A), grad(other, A)))
    assert "no derivative for `expm`" in verdict.explanation


def test_contradictory_hypotheses_are_named():
    with pytest.raises(UndecidedError, match="contradict one another"):
        decide(Eq(n * tr(W[k]), 0), Facts(constraints=(k <= 0,)))
