"""Hypotheses that hold by construction have to be defined, though nothing else uses their letter.

B = C + A^-1 gives B a value; where A has no inverse there is none, and nothing is refuted.
"""

import pytest

from symland import (
    Eq,
    Evidence,
    ForAll,
    Ge,
    Gt,
    activation,
    chain,
    det,
    dims,
    exp,
    family,
    frob2,
    grad,
    identity,
    index,
    inv,
    kron,
    let_family,
    log,
    logdet,
    matrix,
    norm,
    prove,
    scalar,
    sqrt,
    symmetric,
)
from symland.proof.logic.truth import conditions_of

n, m = dims("n m")
A, B, C = (matrix(name, n, n) for name in "ABC")
S, V, unit = symmetric("S", n), family("V", n, n), identity(n)
x, y, z = (scalar(name) for name in "xyz")
l, j = index("l", 1), index("j")


@pytest.mark.parametrize(("claim", "given"), [
    (Gt(det(A) ** 2, 0), [Eq(B, C + inv(A))]),
    (Gt(det(A) ** 2, 0), [Eq(B, grad(logdet(A), A))]),
    (Gt(frob2(A), 0), [Eq(B, grad(norm(A), A))]),
    (Gt(y**2, 0), [Eq(V[2], (1 / y) * unit)]),
    (Gt(y**2, 0), [Eq(V[2], V[1]), Eq(V[1], (1 / y) * unit)]),
    (Eq(A, A.T), [Eq(S, B), Eq(B, C), Eq(kron(A, identity(m)), kron(C, identity(m)))]),
], ids=str)  # fmt: skip
def test_what_a_letter_stands_for_is_defined(claim, given):
    assert prove(claim, given=given).evidence is Evidence.UNDECIDED


@pytest.mark.parametrize(("claim", "square"), [
    (Gt(det(A) ** 2, 0), C - B @ inv(A)),
    (Gt(y**2, 0), (1 / y) * C),
    (Gt(y**2, 0), y * inv(C)),
], ids=str)  # fmt: skip
def test_what_is_least_is_defined(claim, square):
    """|C - B A^-1|^2 >= 0 for all C says nothing where A has no inverse."""
    given = [ForAll(C, Ge(frob2(square), 0 * x))]
    assert prove(claim, given=given).evidence is Evidence.UNDECIDED


@pytest.mark.parametrize(("body", "is_decided"), [
    (unit + V[j], True),
    (A + V[j], True),
    (inv(A) + V[j], False),
    (inv(V[j]), False),
])  # fmt: skip
def test_what_layers_abbreviate_is_defined_where_a_square_is_least(body, is_decided):
    H = let_family("H", j, body)
    least = ForAll(V, Ge(frob2(chain(H, l, 1) @ A), frob2(B)))
    assert (conditions_of((least,)) is not None) is is_decided


def test_generic_functions_are_defined_everywhere_and_logarithms_are_not():
    sigma = activation("sigma")
    for function, is_decided in ((sigma, True), (log, False)):
        least = ForAll(C, Ge(frob2(function(C)), frob2(B)))
        assert (conditions_of((least,)) is not None) is is_decided


def test_values_without_exact_entries_still_refute():
    """sqrt(exp(y)) equals itself, which balls leave open."""
    found = prove(Gt(x, 0), given=[Eq(x, exp(y) - 2), Eq(z, sqrt(exp(y)))])
    assert found.evidence is Evidence.REFUTED
