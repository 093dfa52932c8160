"""Selections and block matrices: the rules are true, identities are found, attacks are refused."""

from __future__ import annotations

from functools import reduce
from operator import matmul

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symland.calculus.block_algebra import block_inverse, blockwise
from symland.kernel.linear import Context, KernelError
from symland.kernel.poly import ONE, ZERO, constant, symbol
from symland.kernel.terms import expand
from symland.language.block_matrix import block, selection, written_out
from symland.language.build import (
    diag,
    frob2,
    hadamard,
    identity,
    inv,
    kron,
    matrix,
    ones,
    tr,
    vector,
    zeros,
)
from symland.language.claims import Eq
from symland.language.functions import diagonal
from symland.language.integers import dims
from symland.proof.properties import invertible, orthogonal
from tests.kernel.support import RANDOM, evidence, is_false, is_tested, proved

m, n, p, q, r = dims("m n p q r")
A, B, C, D = matrix("A", m, p), matrix("B", m, q), matrix("C", n, p), matrix("D", n, q)
M = block([[A, B], [C, D]])
E, F = selection(0, m, n), selection(m, n, 0)
X = matrix("X", m + n, m + n)
S, T, U, V = matrix("S", m, m), matrix("T", m, n), matrix("U", n, m), matrix("V", n, n)
P = block([[S, T], [U, V]])
G = selection(0, m, m)  # blocks of one size: they are not the same block
H = selection(m, m, 0)
flat = block([[A, B, 0], [C, D, 0], [0, 0, identity(r)]])
nested = block([[M, 0], [0, identity(r)]])
v, w = vector("v", m), vector("w", n)

TRUE = [
    Eq(M.T, block([[A.T, C.T], [B.T, D.T]])),
    Eq(M @ M.T, block([[A @ A.T + B @ B.T, A @ C.T + B @ D.T],
                       [C @ A.T + D @ B.T, C @ C.T + D @ D.T]])),
    Eq(frob2(M), frob2(A) + frob2(B) + frob2(C) + frob2(D)),
    Eq(tr(P), tr(S) + tr(V)),
    Eq(hadamard(M, M), block([[hadamard(A, A), hadamard(B, B)], [hadamard(C, C), hadamard(D, D)]])),
    Eq(block([[identity(m), 0], [0, identity(n)]]), identity(m + n)),
    Eq(E @ E.T + F @ F.T, identity(m + n)),
    Eq(block([[E.T @ X @ E, E.T @ X @ F], [F.T @ X @ E, F.T @ X @ F]]), X),
    Eq(tr(X @ X), tr(E.T @ X @ X @ E) + tr(F.T @ X @ X @ F)),
    Eq(E.T @ M @ selection(p, q, 0), B),
    Eq(flat, nested),
    Eq(E.T @ F, zeros(m, n)),
    Eq(G.T @ H, zeros(m, m)),
    Eq(block([[v], [w]]).T @ block([[v], [w]]), v.T @ v + w.T @ w),
    Eq(block([[ones(m, p)], [ones(n, p)]]), ones(m + n, p)),
    Eq(diag(block([[v], [w]])), block([[diag(v), 0], [0, diag(w)]])),
    Eq(diagonal(P), block([[diagonal(S)], [diagonal(V)]])),
    Eq(block([[1, 2], [3, 4]]) @ block([[0, 1], [1, 0]]), block([[2, 1], [4, 3]])),
    Eq(block([[1, 0], [0, 1]]), identity(2)),
    Eq(kron(block([[1, 0], [0, 1]]), A).T, kron(identity(2), A.T)),
]  # fmt: skip

# Each of these looks like a rule above; a rule that is a little too wide would accept it.
FALSE = [
    Eq(M.T, block([[A.T, C.T], [zeros(q, m), D.T]])),
    Eq(frob2(M), frob2(A) + frob2(B) + frob2(C)),
    Eq(G, H),
    Eq(G @ G.T, identity(2 * m)),
    Eq(G @ H.T, zeros(2 * m, 2 * m)),
    Eq(H @ G.T, G @ H.T),
    Eq(E @ E.T @ X, X),
    Eq(E.T @ X @ F, zeros(m, n)),
    Eq(tr(P), tr(S)),
    Eq(block([[S, T], [zeros(n, m), V]]), block([[S, zeros(m, n)], [zeros(n, m), V]])),
    Eq(hadamard(P, P), P @ P),
    Eq(block([[v], [w]]), block([[zeros(m, 1)], [w]])),
    Eq(diag(block([[v], [w]])), block([[diag(v), 0], [0, zeros(n, n)]])),
    Eq(block([[1, 2], [3, 4]]) @ block([[0, 1], [1, 0]]), block([[0, 1], [1, 0]]) @ block(
        [[1, 2], [3, 4]])),
    Eq(tr(E.T @ X @ E), tr(X)),
    Eq(ones(1, m + n) @ block([[v], [w]]), ones(1, m) @ v),
]  # fmt: skip


@pytest.mark.parametrize("claim", TRUE, ids=str)
def test_identities_of_blocks_are_proved_and_hold_in_instances(claim):
    assert proved(claim)
    assert is_tested(claim)


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_false_claims_about_blocks_are_not_accepted(claim):
    assert not proved(claim)
    assert is_false(claim)


def test_numbers_are_not_true_for_blocks_of_another_kind():
    """Vectors and products of one block: equal for m = n only where the sizes say so."""
    assert not proved(Eq(selection(0, m, 2 * m), selection(m, m, m)))
    assert not proved(Eq(selection(0, 1, 2) @ selection(1, 1, 1).T, zeros(3, 3)))
    assert proved(Eq(selection(0, 1, 2).T @ selection(1, 1, 1), zeros(1, 1)))


def test_the_inverse_of_blocks_by_the_schur_complement():
    schur = V - U @ inv(S) @ T
    given_ = [*invertible(S).equations, *invertible(schur).equations]
    assert proved(Eq(P @ block_inverse(P), identity(m + n)), given_)
    assert proved(Eq(inv(P), block_inverse(P)), given_)
    wrong = block([[inv(S), -inv(S) @ T @ inv(schur)], [-inv(schur) @ U @ inv(S), inv(schur)]])
    assert not proved(Eq(P @ wrong, identity(m + n)), given_)


def test_equations_are_used_in_blocks():
    Q = matrix("Q", m + n, m + n)
    known = [*orthogonal(Q).equations, Eq(Q, block([[S, T], [0, V]]))]
    assert proved(Eq(S.T @ S, identity(m)), known)
    assert proved(Eq(S @ S.T + T @ T.T, identity(m)), known)
    assert not proved(Eq(V.T @ V, identity(n)), [Eq(Q, block([[S, T], [0, V]]))])
    assert not proved(Eq(T, zeros(m, n)), [Eq(P @ P, P)])


@given(st.data())
@settings(RANDOM, max_examples=12)
def test_random_products_agree_with_the_evaluator(data):
    """A product of blocks, selections and letters, and what `blockwise` makes of it."""
    square = [P, X, E @ S @ E.T, F @ U @ E.T, block([[identity(m), T], [0, V]]),
              block([[0, T], [U, 0]]), P.T, E @ E.T]  # fmt: skip
    factors = data.draw(st.lists(st.sampled_from(square), min_size=2, max_size=3))
    whole = reduce(matmul, factors)
    claim = Eq(whole, blockwise(whole))
    assert proved(claim)
    assert is_tested(claim)
    other = data.draw(st.sampled_from(square))
    if is_false(Eq(whole, blockwise(whole @ other))):
        assert not proved(Eq(whole, blockwise(whole @ other)))


def test_written_out_means_the_same():
    assert proved(Eq(written_out(M), M))
    assert evidence(Eq(written_out(block([[zeros(m, p)], [zeros(n, p)]])), 0)).is_proof


@pytest.mark.parametrize("sizes", [
    (ZERO, ZERO, ONE),  # nothing selected
    (symbol("size", "m") - ONE, ONE, ONE),  # perhaps fewer than no rows before
    (symbol("index", "k"), ONE, ONE),  # a layer index may be negative
    (constant(-1), ONE, ONE),
])  # fmt: skip
def test_hostile_selections_are_refused(sizes):
    with pytest.raises(KernelError):
        expand(("selection", *sizes), Context(frozenset()))
