"""An undecided statement: what is left of it, and a hypothesis that would close it."""

import pytest

from symland.evidence import Evidence
from symland.language.build import identity, matrix, pinv
from symland.language.claims import Eq
from symland.language.integers import dims
from symland.proof.judge import Judge
from symland.reasoning.facts import Facts

m, n, p = dims("m n p")
A, B = matrix("A", m, n), matrix("B", n, p)
P, Q = matrix("P", n, n), matrix("Q", n, n)


def failure_of(claim, *given):
    """What is said of a statement that is not searched for counterexamples."""
    judgement = Judge().judge(claim, Facts(tuple(given)), refute=False)
    assert judgement.evidence is Evidence.UNDECIDED
    return judgement.failure


def test_what_is_left_over():
    failure = failure_of(Eq(Q @ A.T @ A @ B, A.T @ A @ P @ B), Eq(A @ B, 0))
    assert failure.difference == "-A' A P B"
    assert "a complete basis does not reduce it to 0" in failure.tried


@pytest.mark.parametrize(
    ("claim", "given", "closing"),
    [
        (Eq(B, 0), Eq(A @ B, 0), "Eq(pinv(A) @ A, identity(n))"),
        (Eq(Q @ P.T, P.T @ Q), Eq(Q @ P, P @ Q), "symmetric(Q)"),
        (Eq(P @ Q @ P, Q), Eq(P @ P, identity(n)), "Eq(P @ Q, Q @ P)"),
    ],
)
def test_a_hypothesis_that_closes_it(claim, given, closing):
    failure = failure_of(claim, given)
    assert [one.replacement for one in failure.help] == [closing]
    assert failure.help[0].checked


def test_no_hypothesis_is_invented():
    claim = Eq(pinv(A @ B), 2 * pinv(A @ B))
    assert failure_of(claim).help == ()
