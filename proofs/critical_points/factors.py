r"""The factor C of $A_2 = U V C$ (Zhou and Liang 2018, supplement D.3, between (26) and (1))."""

from shallow_network import A2, d2
from theorem_1 import C, Pu, U, V, isometry

from symland.prelude import *

t = dims("t")
V_hat = matrix("V_t", d2, t)
in_the_basis = assume(Eq(A2 @ pinv(A2), U @ Pu @ U.T), name="projector in the basis")
factored = assume(Eq(Pu, V_hat @ V_hat.T), name="factored")
UVh = U @ V_hat


@theorem(
    [Eq(A2 @ pinv(A2), U @ V_hat @ V_hat.T @ U.T), Eq(A2 @ pinv(A2), UVh @ pinv(UVh))],
    given=[orthogonal(U), orthogonal(V_hat), in_the_basis, factored],
    ref="cp.thm1.s6",
)
def same_columns(p):
    r"""$P_{col(A_2)} = U \hat V \hat V^\top U^\top$, which is that of $U \hat V$, too."""
    c = p.calc()
    c.eq(U @ Pu @ U.T, by=in_the_basis)
    c.eq(U @ V_hat @ V_hat.T @ U.T, by=factored)
    c = p.calc()
    c.eq(U @ Pu @ U.T, by=in_the_basis)
    c.eq(U @ V_hat @ V_hat.T @ U.T, by=factored)
    c.eq(UVh @ pinv(UVh), by=column_projector)


@theorem(
    Eq(UVh @ V_hat.T @ U.T, UVh @ pinv(UVh)),
    given=[orthogonal(U), orthogonal(V_hat)],
    ref="cp.thm1.s6.columns",
)
def column_projector(p):
    r"""$U \hat V$ has orthonormal columns."""


UV = U @ V
columns = assume(Eq(A2 @ pinv(A2), UV @ UV.T), name="P_col(A_2) = U V V' U'")


@theorem(
    Exists(C, And(invertible(C), Eq(A2, UV @ C))),
    given=[orthogonal(U), isometry, columns],
    ref="cp.thm1.s7",
)
def the_invertible_factor(p):
    r"""There is an invertible $C \in \mathbb R^{d_1 \times d_1}$ with $A_2 = U V C$."""
    own = p.have(Eq(UV @ pinv(UV), UV @ UV.T), by=[isometry, *orthogonal(U)])
    same = p.have(Eq(A2 @ pinv(A2), UV @ pinv(UV)), by=[own, columns])
    F = p.obtain(same_column_space(A2, UV), "F", by=same)
    p.witness(F)
