"""Suggestions, differences and scope notes: right where they are given, absent where not."""

from functools import cache

import pytest

from numeric.spot import Disagreement, spot_check
from symland import (
    Eq,
    Ge,
    chain,
    commutation,
    dims,
    family,
    frob2,
    grad,
    hadamard,
    identity,
    index,
    inner,
    inv,
    kron,
    let,
    matrix,
    scalar,
    sigmoid,
    tr,
    vec,
)
from symland.errors import SizeError
from symland.kernel.linear import Context
from symland.language.claims import Claim
from symland.proof.judge import Judge
from symland.reasoning.facts import Facts
from symland.refute.difference import difference
from symland.refute.edits import applied, edits, legal_edits

m, n, p = dims("m n p")
A, B, C = matrix("A", m, n), matrix("B", n, p), matrix("C", m, n)
S, T = matrix("S", n, n), matrix("T", n, n)
D = dims("D[]")
l = index("l", 1)
k = index("k", 1, l)
W, Q = family("W", D), family("Q", n)
a, b = scalar("a"), scalar("b")
E = let("E", A @ B - matrix("F", m, p))


@cache
def failure(claim):
    found = Judge().judge(claim, Facts()).failure
    assert found is not None
    return found


# What is written, and the first suggestion.
MENDED = {
    "transpose": (Eq((S @ T).T, T @ S.T), "transpose `T`"),
    "order": (Eq((S @ T).T, S.T @ T.T), "swap the factors `S'` and `T'`"),
    "Kronecker": (Eq(vec(A @ B), kron(A, identity(p)) @ vec(B)), "swap the Kronecker factors"),
    "sign of a term": (Eq(frob2(A - C), frob2(A) + 2 * inner(A, C) + frob2(C)),
             "change the sign of `2 <A, C>`"),
    "factor": (Eq(grad(frob2(A), A), A), "multiply the right side by 2"),
    "number": (Eq(frob2(2 * A), 8 * frob2(A)), "replace the factor 8 by 4"),
    "limit": (Eq(chain(Q, l, k + 1) @ Q[k], chain(Q, l, k + 1)),
              "replace `Q[l..k + 1]` by `Q[l..k]`"),
    "layer": (Eq(Q[l] @ chain(Q, l - 1, k), Q[l - 1] @ chain(Q, l - 1, k)),
              "replace `Q[l - 1]` by `Q[l]`"),
    "commutation": (Eq(vec(A.T), commutation(n, m) @ vec(A)), "transpose `K(n, m)`"),
    "derivative": (Eq(grad(tr(sigmoid(S)), S), hadamard(sigmoid(S), identity(n))), None),
    "term": (Eq(tr(A.T @ C), tr(A @ C.T) + frob2(A)), "drop the term `|A|_F^2`"),
    "inverse": (Eq(inv(S @ T), inv(S) @ inv(T)), "swap the factors `S^-1` and `T^-1`"),
    "inequality": (Ge(2 * frob2(A), 3 * frob2(A)), "drop the factor 3"),
    "no single edit": (Eq(S @ T @ S, S.T @ T @ S.T), None),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_suggestion(name):
    claim, expected = MENDED[name]
    found = failure(claim)
    assert found.code == "SL101"
    assert next((one.text for one in found.help), None) == expected
    assert len(found.help) <= 2


@pytest.mark.parametrize("name", MENDED)
def test_suggestions_hold_on_the_second_road(name):
    claim, _ = MENDED[name]
    for one in failure(claim).help:
        mended = Claim(claim.relation, claim.left, one.expr)
        assert not isinstance(spot_check(mended, instances=3), Disagreement)


def test_a_right_claim_has_no_report():
    assert Judge().judge(Eq(tr(S @ T), tr(T @ S)), Facts()).failure is None


DIFFERENCES = [
    (2 * A + C, A + C, "A"),
    (A @ (C - A).T, A @ C.T, "-A A'"),
    (E @ B.T, A @ B @ B.T, "-F B'"),
    (a * frob2(A), a**2 * frob2(A), "(a - a^2) |A|_F^2"),
    (frob2(2 * A), frob2(A), "3 |A|_F^2"),
    (kron(S, T), kron(T, S), "S (x) T - T (x) S"),
    (tr(S @ T) + tr(S), tr(T @ S), "tr(S)"),
    (vec(A @ B), kron(A, identity(p)) @ vec(B), "vec(A B) - (A (x) I) vec(B)"),
    (A, 0 * A, ""),  # what the sides say already
]


@pytest.mark.parametrize(("left", "right", "expected"), DIFFERENCES)
def test_difference(left, right, expected):
    assert difference(left, right, Context()) == expected


SCOPES = [
    (Eq(vec(A @ B), kron(A, identity(p)) @ vec(B)), "whenever p = 1,"),
    (Eq(kron(S, T), kron(T, S)), "whenever n = 1,"),
    (Eq(grad(frob2(W[k]) + frob2(W[l]), W[l]), 4 * W[l]), "whenever l = k "),
    (Eq(tr(identity(n)), tr(identity(n)) ** 2), "whenever n = 1,"),
]


@pytest.mark.parametrize(("claim", "expected"), SCOPES)
def test_scope(claim, expected):
    (note,) = [one for one in failure(claim).notes if one.startswith("the two sides agree")]
    assert expected in note
    assert " or " not in note


def test_no_scope_where_the_sides_never_agree():
    assert failure(Eq(S @ T, 2 * T @ S)).notes == ()


def test_edits_are_legal_or_ill_sized():
    right = A.T @ C - 2 * (B @ B.T)
    made = {edit.says for edit in edits(right)}
    assert {"swap the factors `A'` and `C`", "drop the term `A' C`",
            "change the sign of `2 B B'`"} <= made  # fmt: skip
    swap = next(e for e in edits(right) if e.says == "swap the factors `A'` and `C`")
    with pytest.raises(SizeError, match="sizes do not match in"):
        applied(right, swap)
    assert all(one.shape == right.shape and one != right for _, one in legal_edits(right))
