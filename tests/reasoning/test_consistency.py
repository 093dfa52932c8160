"""Hypotheses that contradict each other are found; those that can be satisfied are not accused."""

from fractions import Fraction

import pytest

from symland import Eq, Ge, Gt, Le, Lt, dims, frob2, identity, index, matrix, prove, scalar, tr
from symland.errors import VacuousError
from symland.reasoning.consistency import contradicts

m, n = dims("m n")
A, Q = matrix("A", m, n), matrix("Q", n, n)
a, b = scalar("a"), scalar("b")
j, k = index("j", 1), index("k", 1)
TINY = Fraction(1, 10**12)

IMPOSSIBLE = [
    ([Gt(a, 1), Le(a, 0)], []),
    ([Gt(a, b), Gt(b, a)], []),
    ([Lt(frob2(A), 0)], []),
    ([Eq(frob2(A), -1)], []),
    ([Eq(a, 1), Eq(a, 2)], []),
    ([Eq(a, 1), Gt(a, 2)], []),
    ([Gt(a, 1), Gt(b, 1), Lt(a + b, 1)], []),
    ([Eq(a * a, -1)], []),
    ([Gt(a, 0), Lt(2 * a, 0)], []),
    ([Le(tr(identity(n)), 0)], []),
    ([], [j < k, k < j]),
    ([Eq(Q.T @ Q, identity(n)), Eq(Q, 0)], []),
    ([Eq(Q, 0), Eq(tr(Q), 1)], []),
    ([Eq(Q, 0), Eq(tr(Q), n)], []),
]
POSSIBLE = [
    ([Ge(a, b), Ge(b, a)], []),
    ([Gt(a, 0), Lt(a, TINY)], []),
    ([Gt(frob2(A), 1), Lt(frob2(A), 1 + TINY)], []),
    ([Eq(A, 0)], []),
    ([], [j < k]),
    ([Eq(a * b, -1)], []),
    ([Eq(Q.T @ Q, identity(n)), Eq(Q, Q.T)], []),
    ([Lt(tr(Q), 0), Gt(tr(Q.T @ Q), 0)], []),
    ([Eq(tr(Q), n), Eq(Q, identity(n))], []),
]


@pytest.mark.parametrize(("claims", "constraints"), IMPOSSIBLE, ids=str)
def test_contradictions(claims, constraints):
    assert contradicts(claims, constraints) in (*claims, *constraints)


@pytest.mark.parametrize(("claims", "constraints"), POSSIBLE, ids=str)
def test_no_contradiction(claims, constraints):
    assert contradicts(claims, constraints) is None


def test_prove_refuses_contradictory_hypotheses():
    with pytest.raises(VacuousError, match="no instance satisfies `a <= 0` together"):
        prove(Eq(a, b), given=[Gt(a, 1), Le(a, 0)])
