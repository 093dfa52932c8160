"""Where a known equation may be used in a formula; the kernel checks what is proposed."""

from __future__ import annotations

from symland.language.build import identity, kron, let, matrix, tr
from symland.language.claims import Eq
from symland.language.expr import Matrix
from symland.reasoning.rewrite import hole, replace, rewritings
from tests.strategies import n

X, Y, Q = matrix("X", n, n), matrix("Y", n, n), matrix("Q", n, n)
ONE = identity(n)


def test_a_subtree_is_replaced_everywhere():
    assert replace(kron(X, Y) + kron(X, X), X, Q) == kron(Q, Y) + kron(Q, Q)


def test_neighbouring_factors_are_replaced():
    assert replace(X @ Q.T @ Q @ Y, Q.T @ Q, ONE) == X @ ONE @ Y
    assert replace(Q.T @ Q, Q.T @ Q, ONE) == ONE
    assert replace(X @ Q @ Q.T @ Y, Q.T @ Q, ONE) == X @ Q @ Q.T @ Y


def test_factors_do_not_overlap():
    assert replace(Q @ Q @ Q, Q @ Q, X) == X @ Q


def test_an_abbreviation_in_which_something_was_replaced_is_opened():
    product = Matrix("matmul", (X @ ONE, Q), None, n, n)
    assert replace(let("E", X @ Y) @ Q, Y, ONE) == product


def test_patterns_have_holes_and_results_do_not():
    (found, *others) = rewritings(tr(X @ Q.T @ Q), [Eq(Q.T @ Q, ONE)])
    assert found.result == tr(X @ ONE)
    assert found.holes == (("?0", 0, 1),)
    assert found.pattern == tr(X @ hole("?0", Q.T @ Q))
    assert others == []


def test_equations_are_used_in_both_directions_and_one_after_the_other():
    first, second = Eq(X, Y), Eq(Y, Q)
    results = {str(one.result) for one in rewritings(tr(X), [first, second])}
    assert results == {"tr(Y)"} or "tr(Q)" in results
    assert [one.result for one in rewritings(tr(Y), [first])] == [tr(X)]


def test_nothing_is_proposed_where_nothing_fits():
    assert rewritings(tr(X), [Eq(Q.T @ Q, ONE)]) == []
