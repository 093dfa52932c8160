"""An instance refutes only where all of a hypothesis is known to hold in it."""

import pytest

from symland import (
    Eq,
    Evidence,
    Exists,
    ForAll,
    Ge,
    Iff,
    Implies,
    define,
    dims,
    family,
    frob2,
    identity,
    index,
    matrix,
    nonzero,
    positive_diagonal,
    prove,
    psd,
    reduced_svd,
    scalar,
    tr,
)
from symland.proof.properties import EQUATIONAL, MEANINGS

n, r, m = dims("n r m")
k = index("k", 1)
A, S, B = matrix("A", m, n), matrix("S", n, n), matrix("B", m, n)
U, D, V = matrix("U", m, r), matrix("D", r, r), matrix("V", n, r)
W, Z = family("W", n, n), family("Z", n, n)
a = scalar("a")

# each is true under its hypothesis and false without it
TRUE_UNDER = [
    (Ge(tr(A @ S @ A.T), 0), psd(S)),
    (Ge(tr(S), 0), positive_diagonal(S)),
    (Ge(tr(D), 0), reduced_svd(A, U, D, V)),
    (Eq(Z[k], 2 * W[k]), define(Z, k, 2 * W[k])),
    (Eq(W[k], identity(n)), ForAll(k, Eq(W[k], identity(n)))),
    (Eq(A, B), Exists(S, Eq(frob2(S) + frob2(A - B), 0))),
    (Eq(A, B), Implies(Eq(a, a), Eq(A, B))),
    (Eq(A, B), Iff(Eq(a, a), Eq(A, B))),
]


@pytest.mark.parametrize(("claim", "hypothesis"), TRUE_UNDER, ids=str)
def test_a_hypothesis_that_no_instance_is_checked_for_is_not_dropped(claim, hypothesis):
    assert prove(claim).evidence is Evidence.REFUTED
    assert prove(claim, given=[hypothesis]).evidence is not Evidence.REFUTED


def test_what_a_hypothesis_does_not_imply_is_still_refuted_where_it_is_only_equations():
    assert prove(Eq(a, 1), given=[nonzero(a)]).evidence is Evidence.REFUTED


def test_only_properties_that_exist_are_said_to_be_no_more_than_equations():
    assert MEANINGS.keys() > EQUATIONAL
    assert not EQUATIONAL & {"psd", "distinct_diagonal", "positive_diagonal", "reduced_svd"}
