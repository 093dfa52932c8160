"""Layers with two indices, and layers that abbreviate others: the kernel against the evaluator."""

from __future__ import annotations

from typing import Any

import pytest

from symland.calculus.api import GradientFlow, ddt, differential, grad, hess, hess_form
from symland.elaborate import context_of, term
from symland.evidence import Evidence
from symland.kernel import check
from symland.kernel.linear import Context, KernelError, Linear, variable
from symland.kernel.poly import symbol
from symland.language.build import frob2, identity, inv, layer_sum, matrix, tr, zeros
from symland.language.claims import Eq
from symland.language.families import chain, family, let_family
from symland.language.integers import dims, index
from symland.proof.prove import prove
from tests.kernel.support import is_tested, proved

n, N = dims("n N")
r, l = index("r", 1), index("l", 1)
k, j = index("k", 1, l), index("j", 1, l)
q, p = index("q", 1, r), index("p", 1, r)
A, dA, V = family("A", n, n, indices=2), family("dA", n, n, indices=2), family("V", n, n)
C = matrix("C", n, n)
W = let_family("W", k, identity(n) + chain(A[k], r, 1))
U = let_family("U", k, C @ V[k] + V[k].T)
X, Y = matrix("X", n, N), matrix("Y", n, N)
loss = frob2(chain(W, l, 1) @ X - Y) / 2
shared = tr(chain(U, l, 1))
flow = GradientFlow(loss, wrt=[A])
BAR = chain(W, l, k + 1).T @ (chain(W, l, 1) @ X - Y) @ (chain(W, k - 1, 1) @ X).T

TRUE = [
    Eq(grad(loss, A[k][q]), chain(A[k], r, q + 1).T @ BAR @ chain(A[k], q - 1, 1).T),
    Eq(W[k], identity(n) + chain(A[k], r, 1)),
    Eq(chain(W, 2, 1), (identity(n) + chain(A[2], r, 1)) @ (identity(n) + chain(A[1], r, 1))),
    Eq(chain(W, l, k + 1) @ W[k] @ chain(W, k - 1, 1), chain(W, l, 1)),
    Eq(tr(inv(W[1])), tr(inv(identity(n) + chain(A[1], r, 1)))),
    Eq(differential(W[k], {A: dA}),
       layer_sum(p, 1, r, chain(A[k], r, p + 1) @ dA[k][p] @ chain(A[k], p - 1, 1))),
    Eq(differential(W[k], {A[k]: dA[k]}), differential(W[k], {A: dA})),
    Eq(differential(W[2], {A[1]: dA[1]}), 0),
    Eq(ddt(A[k][p], flow), -grad(loss, A[k][p])),
    Eq(grad(shared, C), layer_sum(j, 1, l, (V[j] @ chain(U, j - 1, 1) @ chain(U, l, j + 1)).T)),
    Eq(hess_form(tr(chain(W, 3, 1)), {A: dA}), hess_form(tr(W[3] @ W[2] @ W[1]), {A: dA})),
    Eq(hess_form(tr(chain(U, 2, 1)), {C: Y @ X.T}), 2 * tr(Y @ X.T @ V[2] @ Y @ X.T @ V[1])),
]  # fmt: skip
FALSE = [
    Eq(grad(loss, A[k][q]), chain(A[k], q - 1, 1).T @ BAR @ chain(A[k], r, q + 1).T),
    Eq(grad(loss, A[k][q]), grad(loss, A[k][p])),
    Eq(grad(loss, A[k][q]), grad(loss, A[j][q])),
    Eq(grad(loss, A[k][q]), zeros(n, n)),
    Eq(A[k][q], A[j][q]),
    Eq(A[1][2], A[2][1]),
    Eq(chain(A[k], r, 1), chain(A[j], r, 1)),
    Eq(chain(A[1], r, q + 1) @ chain(A[2], q, 1), chain(A[1], r, 1)),
    Eq(W[k], chain(A[k], r, 1)),
    Eq(W[k], identity(n) + chain(A[j], r, 1)),
    Eq(chain(W, l, 1), identity(n) + chain(A[l], r, 1)),
    Eq(grad(shared, C), (V[l] @ chain(U, l - 1, 1)).T),
    Eq(grad(tr(chain(W, l, 1)), A[k][q]), grad(tr(W[k]), A[k][q])),
    Eq(differential(W[k], {A: dA}), chain(dA[k], r, 1)),
    Eq(differential(chain(W, l, 1), {A[1]: dA[1]}), differential(chain(W, l, 1), {A: dA})),
    Eq(ddt(tr(W[k]), flow), 0),
    Eq(hess_form(tr(chain(W, l, 1)), {A: dA}), 0),
]


@pytest.mark.parametrize("claim", TRUE, ids=str)
def test_a_true_statement_is_proved_and_the_evaluator_agrees(claim: Any):
    assert proved(claim)
    assert is_tested(claim)


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_a_false_statement_is_not_accepted_and_has_an_instance(claim: Any):
    assert not proved(claim)
    assert prove(claim).evidence is Evidence.REFUTED


def test_hessian_blocks_of_the_residual_network():
    """All orders of the units and layers at once, as the kernel's own cases."""
    outer = A[j][p]
    assert proved(Eq(hess(loss, A[k][q], outer), hess(loss, outer, A[k][q]).T))
    assert not proved(Eq(hess(loss, A[k][q], outer), hess(loss, outer, A[k][q])))


def test_a_family_may_be_one_letter_in_two_meanings_only_if_they_agree():
    """The same name with another meaning is another matrix, whose derivative is another one."""
    other = let_family("W", k, identity(n) + 2 * chain(A[k], r, 1))
    assert not check.equal(term(W[k]), term(other[k]), context_of([W[k]]))
    assert not check.equal(term(chain(W, l, 1)), term(chain(other, l, 1)), context_of([W[l]]))
    assert not check.equal(term(W[2] @ other[1]), term(chain(W, 2, 1)), context_of([W[2]]))


SIZE = symbol("size", "n", ())
GENERIC = variable("#")


def layers(meaning: Any) -> Any:
    return "defined", "W", variable("k"), variable("k"), SIZE, SIZE, meaning


def letter(place: Linear) -> Any:
    return "letter", "B", (place,), SIZE, SIZE, False


def test_the_generic_layer_cannot_be_captured():
    """A hole, an index or a hypothesis that names the layer `#` does not reach the bound one."""
    hole = ("hole", "?0", SIZE, SIZE)
    pattern, sides = layers(hole), {"?0": (letter(GENERIC), letter(variable("i")))}
    with pytest.raises(KernelError, match="filled with the index"):
        check.congruent(pattern, sides, layers(letter(GENERIC)), layers(letter(variable("i"))),
                        Context())  # fmt: skip
    with pytest.raises(KernelError, match="a hypothesis about the generic layer"):
        check.equal(letter(GENERIC), letter(variable("k")), Context(frozenset({GENERIC})))


def test_ill_formed_layers_are_refused():
    wide = ("letter", "B", (GENERIC,), SIZE, symbol("size", "m", ()), False)
    with pytest.raises(KernelError, match="the layers W and what they abbreviate differ"):
        check.equal(layers(wide), layers(wide), Context())
    with pytest.raises(KernelError, match="an abbreviation of layers"):
        check.equal(("grad", ("tr", layers(letter(GENERIC))), layers(letter(GENERIC))),
                    ("eye", SIZE), Context())  # fmt: skip
