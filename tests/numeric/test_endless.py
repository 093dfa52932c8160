"""Statements for layers without end, decided in instances that have finitely many."""

import pytest

from numeric import instance
from numeric.endless import places
from numeric.truth import is_endless, truth
from symland import (
    And,
    Eq,
    Evidence,
    ForAll,
    chain,
    dims,
    family,
    identity,
    index,
    matrix,
    prove,
    tr,
)
from symland.proof.logic.truth import conditions_of, decidable

n = dims("n")
W, V, A = family("W", n), family("V", n), family("A", n, n, indices=2)
T, eye = matrix("T", n, n), identity(n)
j, k, q, i = index("j", 2), index("k", 1), index("q", 2), index("i", 1, 3)
IDENTITIES = ForAll(j, Eq(W[j], eye))


def _with(*values, name="W", **letters):
    members = {(name, place): [[value]] for place, value in enumerate(values, start=1)}
    return instance(sizes={"n": 1}, members=members, letters=letters)


@pytest.mark.parametrize(
    ("statement", "values", "expected"),
    [
        (IDENTITIES, (5, 1), True),
        (IDENTITIES, (5, 1, 1, 1), True),
        (IDENTITIES, (1, 1, 2), False),
        (IDENTITIES, (5, 2, 1), False),
        (IDENTITIES, (5,), False),  # W[2], which the instance lacks, is like W[1]
        (ForAll(k, Eq(W[k + 1], W[k])), (3, 3, 3), True),
        (ForAll(k, Eq(W[k + 1], W[k])), (3, 2), False),
        (ForAll(k, Eq(W[k + 2], 2 * W[k])), (0, 0, 0), True),
        (ForAll(k, Eq(W[k + 2], 2 * W[k])), (1, 1, 2, 2), False),  # not beyond the end
        (ForAll(k, Eq(W[k + 1] @ W[k], W[k])), (1, 1), True),
    ],
)
def test_one_family(statement, values, expected):
    assert truth(decidable(statement), _with(*values)) is expected


def test_layers_beyond_the_end_are_like_the_last():
    here = _with(5, 1, 1)
    assert truth(decidable(ForAll(j, Eq(W[j + 1], W[j]))), here) is True
    assert {key.position for key in here.letters} >= {1, 2, 3, 4}
    assert all(entries == 1 for key, entries in here.letters.items() if key.position > 3)


@pytest.mark.parametrize(
    "statement",
    [
        ForAll(k, Eq(chain(W, k, 1), T)),  # another formula for each k
        ForAll(k, Eq(W[k], T), where=[k >= 2]),
        ForAll(k, Eq(T, T)),
        ForAll([k, j], Eq(W[k] @ W[k + j], T)),
        ForAll(index("a"), Eq(W[index("a")], T)),
        And(IDENTITIES, Eq(T, T)),
        ForAll(i, ForAll(k, Eq(W[k + i], T))),
        ForAll(k, ForAll(i, Eq(W[k + i], T))),
    ],
)
def test_what_is_not_tried(statement):
    with pytest.raises(TypeError):
        truth(decidable(statement), _with(1, 1, T=[[1]]))


def test_a_formula_with_the_number_of_the_layer():
    body = Eq(tr(W[k]), k)
    with pytest.raises(TypeError, match="depends on the number"):
        list(places([k], [], body, _with(1, 2)))


def test_two_indices():
    statement = decidable(ForAll([k, q], Eq(A[k][q], eye)))
    members = {("A", unit, layer): [[1 if layer > 1 else 7]] for unit in (1, 2)
               for layer in (1, 2)}  # fmt: skip
    assert truth(statement, instance(sizes={"n": 1}, members=members)) is True
    members["A", 2, 2] = [[3]]
    assert truth(statement, instance(sizes={"n": 1}, members=members)) is False


def test_they_are_decided_last():
    """Another condition may speak of layers that the instance does not have yet."""
    found = conditions_of((IDENTITIES, ForAll(i, Eq(W[i], W[i]))))
    assert [is_endless(decidable(one.statement)) for one in found] == [False, True]


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(W[1], W[2]), [IDENTITIES]),
        (Eq(chain(W, k, 1), eye), [IDENTITIES]),
        (Eq(W[k] @ V[k], V[k]), [ForAll(k, Eq(W[k], T)), ForAll(j, Eq(V[j], eye))]),
        (Eq(W[5], 2 * eye), [IDENTITIES, ForAll(i, Eq(W[i] @ W[i], W[i]))]),
    ],
)
def test_false_claims(claim, given):
    assert prove(claim, given=given).evidence is Evidence.REFUTED


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        (Eq(W[3], eye), [IDENTITIES]),
        (Eq(W[3], 2 * eye), [IDENTITIES, ForAll(k, Eq(W[k], 2 * eye))]),
        (Eq(W[k + 1], eye), [IDENTITIES]),
        (Eq(W[7], eye), [ForAll(k, Eq(W[k + 3], W[k])), IDENTITIES]),
    ],
)
def test_what_follows_is_not_refuted(claim, given):
    assert prove(claim, given=given).evidence is not Evidence.REFUTED
