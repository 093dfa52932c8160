r"""An orthogonal U that is adapted to the kernel of $R^\top$, in Lemma 2.

Chitour, Liao, Couillet 2018, section 3.1.  At a critical point the projector $P = R R^\dagger$
commutes with $S_Y$.  The columns of $U = [U_1\ U_2]$ are orthonormal bases of the ranges of P and
$I - P$; r and q are the ranks.
"""

from lemma_2 import (
    W11,
    A,
    R,
    S,
    diagonal_if_distinct,
    eq_1,
    eq_3,
    k,
    n,
    positive,
    symmetric_product,
)

from symland.prelude import *

r, q = dims("r q")
P = R @ pinv(R)
B = matrix("B", n, n)
U1, U2, Rb = matrix("U_1", n, r), matrix("U_2", n, q), matrix("Rb", r, k)
D, E = matrix("D_Y", r, r), matrix("E_Y", q, q)
N = matrix("N", k, r)
U = block([[U1, U2]])
orthogonal_U = And(Eq(U.T @ U, identity(r + q)), Eq(U @ U.T, identity(n)))
adapted = And(
    orthogonal_U,
    Eq(U.T @ R, block([[Rb], [zeros(q, k)]])),
    Eq(Rb @ N, identity(r)),
    Eq(U.T @ S @ U, block([[D, 0], [0, E]])),
)


@theorem(Eq(P @ S, S @ P), given=[eq_1, eq_3, positive], ref="geo.lem2.2.commutes")
def the_projector_commutes(p):
    r"""$S_Y R = A R = R W_{1,1} R$, so $P S_Y P = S_Y P$, which is symmetric."""
    same = p.have(Eq(A, A.T), by=symmetric_product)
    turned = p.have(Eq(S @ R, A.T @ R), by=[eq_1, *is_diagonal(S)])
    inside = p.have(Eq(S @ R, R @ W11 @ R), by=[turned, same])
    stays = p.have(Eq(P @ S @ P, S @ P), by=[inside, *moore_penrose(R)])
    step = p.calc()
    step.eq((S @ P).T, by=[*is_diagonal(S), *moore_penrose(R)])
    step.eq((P @ S @ P).T, by=stays)
    step.eq(P @ S @ P, by=[*is_diagonal(S), *moore_penrose(R)])
    step.eq(S @ P, by=stays)


columns_1 = assume(Eq(P, U1 @ U1.T), name="U_1 spans the range of R")
columns_2 = assume(Eq(identity(n) - P, U2 @ U2.T), name="U_2 spans the kernel of R'")
commuting_P = assume(Eq(P @ S, S @ P), name="P commutes with S_Y")


def facts_of(first, second):
    """The equations of an adapted basis, for the columns that span range and kernel."""
    whole = block([[first, second]])
    return [
        Eq(whole.T @ whole, identity(r + q)),
        Eq(whole @ whole.T, identity(n)),
        Eq(whole.T @ R, block([[first.T @ R], [zeros(q, k)]])),
        Eq(first.T @ R @ (pinv(R) @ first), identity(r)),
        Eq(whole.T @ S @ whole, block([[first.T @ S @ first, 0], [0, second.T @ S @ second]])),
    ]


def choose(p, first, second):
    """Name the basis as the one that exists."""
    p.obtain(blocks_of_the_basis)
    p.witness(
        first, second, first.T @ R, pinv(R) @ first, first.T @ S @ first, second.T @ S @ second
    )
    for fact in facts_of(first, second):
        p.calc().eq(fact.right, by=fact)


@theorem(
    And(*facts_of(U1, U2)),
    given=[orthogonal(U1), orthogonal(U2), columns_1, columns_2, commuting_P],
    ref="geo.lem2.2.blocks",
)
def blocks_of_the_basis(p):
    r"""The columns of $U_1$ and $U_2$ are orthogonal, and P separates them."""
    first = p.have(Eq(P @ U1, U1), by=[columns_1, orthogonal(U1)])
    second = p.have(Eq(P @ U2, 0), by=[columns_2, orthogonal(U2)])
    symmetric_P = p.have(Eq(P.T, P), by=moore_penrose(R))
    apart = p.have(Eq(U1.T @ U2, 0), by=[first, second, symmetric_P])
    below = p.have(Eq(U2.T @ R, 0), by=[second, symmetric_P, *moore_penrose(R)])
    mixed = p.have(Eq(U1.T @ S @ U2, 0), by=[first, second, symmetric_P, commuting_P])
    other = p.have(Eq(U2.T @ S @ U1, 0), by=[first, second, symmetric_P, commuting_P])
    p.calc().eq(identity(r + q), by=[orthogonal(U1), orthogonal(U2), apart])
    step = p.calc()
    step.eq(U1 @ U1.T + U2 @ U2.T)
    step.eq(identity(n), by=[columns_1, columns_2])
    p.calc().eq(block([[U1.T @ R], [zeros(q, k)]]), by=below)
    p.calc().eq(identity(r), by=[first, orthogonal(U1)])
    p.calc().eq(block([[U1.T @ S @ U1, 0], [0, U2.T @ S @ U2]]), by=[mixed, other])


@theorem(
    Exists([U1, U2, Rb, N, D, E], adapted, [r, q]),
    given=[eq_1, eq_3, positive],
    ref="geo.lem2.2.corrected",
)
def a_basis_exists(p):
    r"""There is an orthogonal U with $U^\top R = [\bar R; 0]$, where $\bar R$ has a right inverse.

    $U^\top S_Y U$ is $\mathrm{diag}(D_Y, E_Y)$, which need not be $S_Y$.
    """
    p.obtain(the_projector_commutes)
    first = p.obtain(projector_factor(P, r), "U_1", by=moore_penrose(R))
    second = p.obtain(projector_factor(identity(n) - P, q), "U_2", by=moore_penrose(R))
    choose(p, first, second)


zero_one = Eq(hadamard(U, U), U)


@theorem(
    Exists([U1, U2, Rb, N, D, E], And(adapted, zero_one), [r, q]),
    given=[eq_1, eq_3, positive, distinct_diagonal(S)],
    ref="geo.lem2.5.corrected",
)
def a_permutation_exists(p):
    r"""If the entries of $S_Y$ are distinct, P is diagonal, and U may be a permutation matrix."""
    p.obtain(the_projector_commutes)
    p.obtain(diagonal_if_distinct.of({B: P}), by=Eq(P @ S, S @ P))
    rest, by = identity(n) - P, [*is_diagonal(P), *moore_penrose(R)]
    first = p.obtain(coordinate_projector_factor(P, r), "U_1", by=by)
    second = p.obtain(coordinate_projector_factor(rest, q), "U_2", by=by)
    choose(p, first, second)
    p.calc().eq(block([[first, second]]),
                by=[Eq(hadamard(one, one), one) for one in (first, second)])  # fmt: skip
