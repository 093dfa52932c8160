"""Families with two indices and abbreviated layers: how they are made, shown and refused."""

from __future__ import annotations

import pytest

from symland import (
    at,
    chain,
    dims,
    evaluate,
    family,
    frob2,
    grad,
    hess,
    identity,
    index,
    latex,
    let,
    let_family,
    matrix,
    prove,
    tr,
)
from symland.errors import ExpressionError, NamingError, SizeError
from symland.language.claims import Eq
from symland.language.families import PLACE, unfolded
from symland.language.integers import Atom, symbol
from symland.language.notation.python import python

n, m = dims("n m")
d = dims("d[]")
r, l = index("r", 1), index("l", 1)
k, q = index("k", 1, l), index("q", 1, r)
A = family("A", n, n, indices=2)
W = let_family("W", k, identity(n) + chain(A[k], r, 1))
X, Y = matrix("X", n, m), matrix("Y", n, m)
e = let("e", chain(W, l, 1) @ X - Y)


def test_shown_as_on_paper():
    gradient = grad(frob2(e) / 2, A[k][q])
    assert str(gradient) == ("A[k][r..q + 1]' W[l..k + 1]' e X' W[k - 1..1]' A[k][q - 1..1]'")
    assert latex(A[k][q + 1]) == "A_{k,q+1}"
    assert latex(chain(A[k], r, 1)) == r"A_{k,r} \cdots A_{k,1}"
    assert latex(W[k]) == "W_k"
    assert python(chain(A[k], r, q)) == "chain(A[k], r, q)"
    assert python(W[k] @ A[1][2]) == "W[k] @ A[1][2]"


def test_hessian_blocks_are_readable_once_the_order_of_the_layers_is_known():
    other = index("q'", 1, r)
    block = evaluate(hess(frob2(e) / 2, A[k][other], A[k][q]), [other < q])
    assert str(block).startswith("((A[k][q' - 1..1] W[k - 1..1] X e' W[l..k + 1] A[k][r..q + 1])")


def test_indices_are_replaced_in_units_layers_and_meanings():
    assert at(A[k][q], k, 2) == A[2][q]
    assert at(chain(A[k], r, 1), r, 1) == A[k][1]
    assert at(W[k], k, 3) == W[3]
    assert unfolded(at(W[k], r, 1)) == identity(n) + A[k][1]
    assert at(W[PLACE], PLACE, k) == W[k]


def test_an_index_is_not_captured_by_the_layers_of_an_abbreviation():
    U = let_family("U", k, A[q][1] @ A[k][1])
    with pytest.raises(ExpressionError, match="`#` would be captured by the layers of `U`"):
        at(U[2], q, PLACE)
    sized = family("C", d[q], n)
    with pytest.raises(ExpressionError, match=r"the sizes of `C\[k\]` depend on `q`, too"):
        let_family("V", q, sized[q])


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: chain(A, r, 1), ExpressionError, r"give the unit, `chain\(A\[k\], r, 1\)`"),
        (lambda: family("A", n, n, indices=3), ExpressionError, "one index or two, not 3"),
        (lambda: let_family("W", n, X), ExpressionError, "a layer index is expected"),
        (lambda: let_family("W", k, tr(X @ X.T)), ExpressionError, "needs a matrix"),
        (lambda: let_family("W 1", k, X), NamingError, "`W 1` is not a name"),
        (lambda: chain(let_family("Z", k, X), 2, 1), SizeError, "the members of `Z` do not mult"),
        (lambda: grad(frob2(e), W[k]), ExpressionError, "with respect to a letter or a member"),
        (lambda: family("A", n)[k] + A[k][1] @ X, SizeError, "sizes do not match"),
    ],
)
def test_a_mistake_is_named(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


def test_one_name_does_not_stand_for_two_families():
    single = family("A", n, n)
    with pytest.raises(NamingError, match="the name `A` stands for two things"):
        prove(Eq(single[1], A[1][1]))
    other = let_family("W", k, 2 * chain(A[k], r, 1))
    with pytest.raises(NamingError, match="layers that abbreviate"):
        prove(Eq(W[1], other[1]))


def test_layers_that_do_not_multiply_are_abbreviations_all_the_same():
    Z = let_family("Z", k, A[k][1] @ X)
    assert prove(Eq(Z[k], A[k][1] @ X)).evidence.is_proof
    assert str(grad(tr(Z[k] @ Y.T), A[k][1])) == "Y X'"


def test_sizes_of_abbreviated_layers_follow_the_layer():
    V = family("V", d)
    U = let_family("U", k, 2 * V[k])
    assert chain(U, l, 1).shape == (d[l], d[0])
    assert prove(Eq(chain(U, 3, 1), 8 * chain(V, 3, 1))).evidence.is_proof
    assert symbol(Atom("index", "#")) == PLACE


def test_an_abbreviation_of_an_abbreviation_at_another_layer():
    """V[k] has A[k - 1], though both meanings are written at the generic layer."""
    inner = let_family("U", k, 2 * A[k][1])
    outer = let_family("V", k, inner[k - 1])
    gradient = grad(tr(outer[3] @ X @ Y.T), A[2][1])
    assert prove(Eq(gradient, 2 * Y @ X.T)).evidence.is_proof
    assert str(gradient) == "2 Y X'"
    loss = tr(chain(outer, l, 1) @ X @ Y.T)
    assert "grad" in str(grad(loss, A[k][1]))  # not known which layers; never a wrong formula
