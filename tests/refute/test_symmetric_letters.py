"""Letters that are symmetric by their name: bound, hidden, or with a value from a hypothesis.

Every claim is true; none may be refuted because a letter took a value that is not symmetric.
"""

import pytest

from numeric import instance
from numeric.arithmetic import DomainError
from numeric.evaluate import evaluate
from numeric.fields import exact
from numeric.instance import Letter
from symland import (
    And,
    Eq,
    Evidence,
    Exists,
    ForAll,
    Ge,
    Gt,
    activation,
    diag,
    diagonal,
    dims,
    distinct_diagonal,
    identity,
    invertible,
    is_diagonal,
    matrix,
    orthogonal,
    positive_diagonal,
    prove,
    psd,
    scalar,
    symmetric,
    tr,
)
from symland.errors import StatementError
from symland.proof.logic.implied import without_implied
from symland.proof.logic.truth import truth

n = dims("n")
A, B, C, X, Y = (matrix(name, n, n) for name in "ABCXY")
S, x, sigma = symmetric("S", n), scalar("x"), activation("sigma")


@pytest.mark.parametrize("given", [
    [Eq(S @ B, A @ B), Eq(B, identity(n))],
    [Eq(S @ B, A @ B), invertible(B)],
    [Eq(B @ S, B @ A), invertible(B)],
    [Eq(S, A), Eq(A, B + C)],
    [Eq(S @ A, identity(n)), Eq(B @ A, identity(n))],
    [Eq(B @ S @ B, A), orthogonal(B), Eq(B, B.T)],
], ids=str)  # fmt: skip
def test_a_value_by_construction_is_symmetric(given):
    assert prove(Eq(A, A.T), given=given).evidence is not Evidence.REFUTED


def test_what_stands_for_a_symmetric_letter_is_evaluated():
    for entries in ([[1, 2], [2, 3]], [[1, 2], [0, 3]]):
        here = instance(sizes={"n": 2}, letters={"A": entries})
        here.definitions[Letter("matrix", "S")] = A
        if entries[1][0]:
            assert evaluate(S, here, exact)[0, 1] == 2
        else:
            with pytest.raises(DomainError, match="`S` is symmetric, the value that it is given"):
                evaluate(S, here, exact)


@pytest.mark.parametrize("given", [
    [Exists(S, Eq(S, A))],
    [Exists(S, Eq(S @ B, A @ B)), Eq(B, identity(n))],
    [Exists(S, Eq(2 * S, A)), Eq(2 * C, A)],
    [Exists(S, And(Eq(S, A), Eq(S @ B, B @ S)))],
], ids=str)  # fmt: skip
def test_what_exists_is_symmetric(given):
    assert prove(Eq(A, A.T), given=given).evidence is Evidence.UNDECIDED


def test_hypotheses_about_symmetric_letters_are_met():
    """There is S with S S = A; so the search goes on, and finds A = 0, B = 1."""
    found = prove(Eq(A, B), given=[Exists(S, Eq(S @ S, A))])
    assert found.evidence is Evidence.REFUTED


def test_symmetric_matrices_do_not_give_all_values():
    """sigma(S) = Y has no solution for a Y that is not symmetric; every statement follows."""
    onto = ForAll(Y, Exists(S, Eq(Y, sigma(S))))
    here = instance(sizes={"n": 2}, activations={"sigma": (0, 1)})
    assert truth(ForAll(Y, Exists(X, Eq(Y, sigma(X)))), here) is True
    with pytest.raises(StatementError, match="is not decided at an instance"):
        truth(onto, here)
    assert prove(Eq(x, 7), given=[onto]).evidence is Evidence.UNDECIDED


@pytest.mark.parametrize(("claim", "given"), [
    (Ge(x, 0), [Exists(B, And(psd(B), Eq(x, tr(B)))), symmetric(C), Eq(x, tr(C))]),
    (Ge(tr(A), 0), [Exists(B, And(psd(B), Eq(A, B))), Eq(C.T, C), Eq(A, C)]),
    (Gt(x, 0), [Exists(B, And(positive_diagonal(B), Eq(x, tr(B)))), is_diagonal(C), invertible(C),
                Eq(x, tr(C))]),
    (Eq(A, diag(diagonal(A))), [Exists(B, And(distinct_diagonal(B), Eq(A @ B, B @ A))),
                                is_diagonal(C), Eq(A @ C, C @ A)]),
], ids=str)  # fmt: skip
def test_a_property_says_more_than_its_equations(claim, given):
    """C' = C is not what psd(B) says of what exists: that hypothesis is not left out."""
    assert given[0] in without_implied(given)
    assert prove(claim, given=given).evidence is Evidence.UNDECIDED


def test_a_property_that_is_equations_is_said_by_them():
    given = [Exists(B, And(symmetric(B), Eq(A, B))), Eq(C.T, C), Eq(A, C)]
    assert without_implied(given) == tuple(given[1:])
