r"""Rules of the Moore-Penrose inverse (Zhou and Liang 2018, supplement, (21) and (22))."""

from symland.prelude import *

m, n = dims("m n")
M = matrix("M", m, n)

left_form = claim(Eq(pinv(M.T @ M) @ M.T, pinv(M)), ref="cp.eq21.left")
right_form = claim(Eq(M.T @ pinv(M @ M.T), pinv(M)), ref="cp.eq21.right")
symmetric_pseudo_inverse = claim(Eq(pinv(M @ M.T), pinv(M @ M.T).T), ref="cp.eq21.symmetric")

absorbed = claim(Eq(pinv(M) @ M @ M.T, M.T), ref="cp.eq22.absorbed")


@theorem(
    [Eq(pinv(M.T @ M) @ M.T, M.T @ pinv(M @ M.T)), Eq(M.T @ pinv(M @ M.T), pinv(M))],
    ref="cp.eq21",
)
def two_forms(p):
    r"""$(M^\top M)^\dagger M^\top = M^\top (M M^\top)^\dagger = M^\dagger$."""
    c = p.calc()
    c.eq(pinv(M), by=left_form)
    c.eq(M.T @ pinv(M @ M.T), by=right_form)
    p.calc().eq(pinv(M), by=right_form)


two_axioms = claim(
    [Eq(M @ pinv(M) @ M, M), Eq(pinv(M) @ M @ pinv(M), pinv(M))],
    ref="cp.eq22",
    doc=r"$M M^\dagger M = M$ and $M^\dagger M M^\dagger = M^\dagger$.",
)
