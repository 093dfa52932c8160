"""Hypotheses that something exists, is least, or takes all values, decided in an instance."""

from fractions import Fraction

import numpy as np
import pytest

from numeric import instance
from numeric.instance import Instance
from symland import (
    Eq,
    Evidence,
    Exists,
    ForAll,
    Ge,
    Gt,
    Le,
    activation,
    dims,
    family,
    frob2,
    identity,
    index,
    matrix,
    prove,
)
from symland.language.expr import as_scalar
from symland.proof.logic.implied import without_implied
from symland.proof.logic.truth import conditions_of, truth

n, m, k = dims("n m k")
W, V = matrix("W", k, n), matrix("V", k, n)
X, Y, Q, T = matrix("X", n, m), matrix("Y", k, m), matrix("Q", n, n), matrix("T", n, n)
x, y, sigma = matrix("x", 1, 1), matrix("y", 1, 1), activation("sigma")
LEAST = ForAll(V, Ge(frob2(V @ X - Y) / 2, frob2(W @ X - Y) / 2))
ONTO = ForAll(y, Exists(x, Eq(sigma(x), y)))


@pytest.mark.parametrize(
    ("W_entries", "expected"), [([[1, 0]], True), ([[0, 0]], None), ([[1, 5]], True)]
)
def test_least_squares(W_entries, expected):
    """X = (1, 0)', Y = 1: the residual is 0 for W_11 = 1 alone."""
    here = instance(sizes={"k": 1, "n": 2, "m": 1},
                    letters={"W": W_entries, "X": [[1], [0]], "Y": [[1]]})  # fmt: skip
    assert truth(LEAST, here) is expected


def test_a_residual_that_remains():
    """X = (1, 1), Y = (0, 2): W = 1 is the mean, and no other value is as good."""
    letters = {"X": [[1, 1]], "Y": [[0, 2]]}
    sizes = {"k": 1, "n": 1, "m": 2}
    for value, expected in ((1, True), (0, None), (2, None)):
        assert truth(LEAST, instance(sizes=sizes, letters={**letters, "W": [[value]]})) is expected
    below = ForAll(V, Le(frob2(W @ X - Y), frob2(V @ X - Y)))
    assert truth(below, instance(sizes=sizes, letters={**letters, "W": [[1]]})) is True


def test_what_is_least_does_not_depend_on_the_bound_letter():
    """|V X - Y|^2 >= |V X|^2 for all V is no lower bound of a number."""
    assert conditions_of((ForAll(V, Ge(frob2(V @ X - Y), frob2(V @ X))),)) is None


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [((0, 1, 0, 1), (1,), True), ((0, 0, 1), (1,), False), ((0, 1), (1, 0, 1), False),
     ((0, 1, 0, 1), (1, 0, 1), True), ((1,), (1,), False), ((0, 0, 0, 0, 1), (1, 0, 1), False)],
)  # fmt: skip
def test_all_values_are_taken(above, below, expected):
    denominators = {"sigma": tuple(map(Fraction, below))} if below[1:] else {}
    here = Instance(activations={"sigma": tuple(map(Fraction, above))}, denominators=denominators)
    assert truth(ONTO, here) is expected


def test_all_matrices_are_values():
    """sigma(T X) is every matrix where sigma is onto and X has full column rank."""
    S = matrix("S", n, m)
    claimed = ForAll(S, Exists(T, Eq(sigma(T @ X), S)))
    for above, entries, expected in (((0, 1), [[1], [0]], True), ((0, 1), [[0], [0]], None),
                                     ((0, 0, 1), [[1], [0]], None)):  # fmt: skip
        here = instance(sizes={"n": 2, "m": 1}, letters={"X": entries},
                        activations={"sigma": above})  # fmt: skip
        assert truth(claimed, here) is expected
    assert conditions_of((ForAll(S, Exists(T, Eq(T @ sigma(X), S))),)) is None
    assert conditions_of((ForAll(Q, Exists(T, Eq(sigma(T @ T), Q))),)) is None


def test_a_function_onto_the_numbers_refutes():
    """It need not be increasing nor odd; that it is bounded below is not possible."""
    value = as_scalar(sigma(x))
    assert prove(Gt(value, 0), given=[ONTO]).evidence is Evidence.REFUTED
    bounded = ForAll(y, Ge(as_scalar(sigma(y)), 0))
    found = prove(Eq(value, 0), given=[ONTO, bounded])
    assert found.evidence is Evidence.UNDECIDED
    assert "none of which satisfies the hypotheses" in found.explanation


def test_what_exists_is_constructed():
    """Some T with Q T = I: Q is invertible, and so need not be the identity."""
    invertible = Exists(T, Eq(Q @ T, identity(n)))
    found = prove(Eq(Q, identity(n)), given=[invertible])
    assert found.evidence is Evidence.REFUTED
    assert found.counterexample.sizes == {"n": 1}
    assert list(found.counterexample.values) == ["Q"]
    assert prove(Eq(Q, 0 * Q), given=[Exists(T, Eq(Q @ T, Q))]).evidence is Evidence.REFUTED


def test_a_square_of_which_no_instance_exists():
    """Q'Q = -I has no solution; nothing is refuted under it."""
    none = Exists(T, Eq(T.T @ T, -identity(n)))
    assert prove(Eq(Q, 0 * Q), given=[none]).evidence is Evidence.UNDECIDED


def test_what_others_speak_of_exists():
    S, R = matrix("S", n, n), matrix("R", n, m)
    says = Exists(T, Eq(Q @ T, T))
    assert without_implied([says, Eq(Q @ S, S)]) == (Eq(Q @ S, S),)
    kept = [says, Eq(S @ Q, S)]
    assert without_implied(kept) == tuple(kept)
    sized = [says, Eq(Q @ R, R)]  # a letter of another size is none
    assert without_implied(sized) == tuple(sized)
    j, F, G = index("j", 1, 3), family("F", n), family("G", n)
    layers = Exists(F, ForAll(j, Eq(F[j] @ Q, Q)))
    at_hand = ForAll(j, Eq(G[j] @ Q, Q))
    assert without_implied([layers, at_hand]) == (at_hand,)


def test_a_minimizer_that_is_not_unique():
    """Two minimizers agree on X, and not elsewhere; the residual of neither is 0."""
    other = ForAll(W, Ge(frob2(W @ X - Y) / 2, frob2(V @ X - Y) / 2))
    found = prove(Eq(W, V), given=[LEAST, other]).counterexample
    assert found is not None
    assert prove(Eq(W @ X, Y), given=[LEAST]).evidence is Evidence.REFUTED
    values = prove(Eq(W @ X, Y), given=[LEAST]).counterexample.values
    gap = np.array(values["W"]) @ np.array(values["X"]) - np.array(values["Y"])
    assert not (gap @ np.array(values["X"]).T).any()
    assert gap.any()
