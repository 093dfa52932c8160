r"""Ranks in the proof of Lemma 2 (Chitour, Liao, Couillet 2018, section 3.1).

The rank of a matrix B is the trace of $B B^\dagger$, the projector on its column space; the
dimension of the kernel of $B^\top$ is the trace of $I - B B^\dagger$, the projector on it.
"""

import block_form as blocks
from lemma_2 import A, R, eq_1, eq_3, n, one_rank, positive, twice, u

from symland.prelude import *

P = R @ pinv(R)
kernel = identity(n) - P
rank = tr(P)


@theorem(
    [
        Iff(Eq(R.T @ u, 0), Eq(kernel @ u, u)),
        Eq(tr(kernel), as_scalar(n) - rank),
        Eq(rank, tr(A @ pinv(A))),
        Ge(rank, 0),
        Le(rank, as_scalar(n)),
    ],
    given=[eq_1, eq_3, positive],
    ref="geo.lem2.s4.corrected",
)
def dimensions(p):
    r"""$\dim \ker R^\top = d_y - r$, and $R$ and $R W_{1,1}$ have the rank r, $0 \le r \le d_y$."""
    one = p.part(1)
    with one.forward() as forth:
        step = forth.calc()
        step.eq(u - P.T @ u, by=moore_penrose(R))
        step.eq(u - pinv(R).T @ (R.T @ u))
        step.eq(u, by=Eq(R.T @ u, 0))
    with one.backward() as back:
        step = back.calc()
        step.eq(R.T @ (kernel @ u), by=Eq(kernel @ u, u))
        step.eq((R - P.T @ R).T @ u)
        step.eq((R - P @ R).T @ u, by=moore_penrose(R))
        step.eq(0, by=moore_penrose(R))
    p.calc().eq(as_scalar(n) - rank)
    p.calc().eq(tr(A @ pinv(A)), by=one_rank)
    step = p.calc()
    step.eq(frob2(P), by=moore_penrose(R))
    step.ge(0, by=square(P))
    step = p.calc()
    step.eq(as_scalar(n) - tr(kernel))
    step.eq(as_scalar(n) - frob2(kernel), by=moore_penrose(R))
    step.le(as_scalar(n), by=square(kernel))


not_less = erratum(
    Lt(tr(kernel), as_scalar(n)),
    given=[twice, eq_1, eq_3],
    corrected=dimensions,
    ref="geo.lem2.s4",
    doc="The dimension $d_y - r$ is less than $d_y$ only for $r > 0$; R = 0 is critical.",
)

Rb, W11, W111, W112, D, r = (
    blocks.Rb, blocks.W11, blocks.W111, blocks.W112, blocks.D, blocks.r,
)  # fmt: skip
fitted = assume(Eq(D, Rb @ W111), name="D_Y = Rb W_111")
projector_ = W11 @ pinv(W11)
smaller = W111 @ pinv(W111)


@theorem(Eq(pinv(W111) @ W111, identity(r)), given=[fitted, invertible(D)], ref="geo.lem2.s10.left")
def left_inverse(p):
    r"""$D_Y^{-1} \bar R$ is a left inverse of $W_{111}$."""
    step = p.calc()
    step.eq(inv(D) @ Rb @ W111 @ pinv(W111) @ W111, by=[fitted, invertible(D)])
    step.eq(inv(D) @ Rb @ W111, by=moore_penrose(W111))
    step.eq(identity(r), by=[fitted, invertible(D)])


@theorem(Eq(Rb @ pinv(Rb), identity(r)), given=[fitted, invertible(D)], ref="geo.lem2.s10.right")
def right_inverse(p):
    r"""$W_{111} D_Y^{-1}$ is a right inverse of $\bar R$."""
    step = p.calc()
    step.eq(Rb @ pinv(Rb) @ Rb @ W111 @ inv(D), by=[fitted, invertible(D)])
    step.eq(Rb @ W111 @ inv(D), by=moore_penrose(Rb))
    step.eq(identity(r), by=[fitted, invertible(D)])


@theorem(
    And(
        Eq(blocks.R @ W112, 0),
        full_row_rank(Rb),
        full_column_rank(W111),
        Eq(tr(smaller), r),
        Ge(tr(projector_), as_scalar(r)),
    ),
    given=[*blocks.basis, blocks.dead, fitted, invertible(D)],
    ref="geo.lem2.s10",
)
def ranks_of_the_blocks(p):
    r"""$R W_{112} = 0$; $\bar R$ and $W_{111}$ have rank r, so $W_{1,1}$ has at least rank r."""
    above = p.have(Eq(blocks.R, blocks.U @ block([[Rb], [zeros(blocks.q, blocks.k)]])),
                   by=[blocks.rows, *orthogonal(blocks.U)])  # fmt: skip
    onto = p.have(Eq(Rb @ pinv(Rb), identity(r)), by=right_inverse)
    one = p.have(Eq(pinv(W111) @ W111, identity(r)), by=left_inverse)
    step = p.calc()
    step.eq(blocks.U @ block([[Rb @ W112], [zeros(blocks.q, blocks.q)]]), by=above)
    step.eq(0, by=blocks.dead)
    row = p.part(2)
    row.witness(pinv(Rb).T @ pinv(Rb))
    for _ in range(2):
        step = row.calc()
        step.eq(Rb @ pinv(Rb), by=moore_penrose(Rb))
        step.eq(identity(r), by=onto)
    column = p.part(3)
    column.witness(pinv(W111) @ pinv(W111).T)
    for _ in range(2):
        step = column.calc()
        step.eq((pinv(W111) @ W111).T, by=moore_penrose(W111))
        step.eq(identity(r), by=one)
    step = p.calc(tr(smaller))
    step.eq(tr(pinv(W111) @ W111))
    step.eq(r, by=one)
    inside = p.have(Eq(W111, W11 @ blocks.U @ selection(0, r, blocks.q)), by=blocks.columns)
    within = p.have(Eq(projector_ @ W111, W111), by=[inside, *moore_penrose(W11)])
    step = p.calc(tr(projector_))
    step.eq(tr(smaller) + frob2(projector_ - smaller),
            by=[within, *moore_penrose(W11), *moore_penrose(W111)])  # fmt: skip
    step.eq(tr(pinv(W111) @ W111) + frob2(projector_ - smaller))
    step.eq(as_scalar(r) + frob2(projector_ - smaller), by=one)
    step.ge(as_scalar(r), by=square(projector_ - smaller))
