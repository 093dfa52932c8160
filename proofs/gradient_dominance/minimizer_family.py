r"""The family of minimizers for any depth (Zhou and Liang 2017, appendix A, (27) to (31)).

All layers are $d \times d$, $l \ge 3$; $N = \Sigma_{XY}^\top \Sigma_{XX}^{-1}$ is any matrix here.
"""

from minimizers import M, Sxx, d, h, least

from symland.prelude import *

l = index("l", 3)
k = index("k", 2, l)
W, C, D = family("W", d), family("C", d), family("C'", d)
U, N = matrix("U", d, d), matrix("N", d, d)

all_C = ForAll(k, invertible(C[k]))
eq_27 = ForAll(k, Eq(chain(W, l, k), U @ C[k]))
eq_28 = ForAll(k, Eq(chain(W, k - 1, 1), inv(C[k]) @ U.T @ N))
eye = identity(d)


@theorem(
    [Eq(W[l], U @ C[l]), Eq(W[l] @ W[l - 1], U @ C[l - 1])], given=[eq_27], ref="gd.prop1.eq29"
)
def last_layers(p):
    """(27) at k = l and k = l - 1."""
    p.calc().eq(U @ C[l], by=eq_27(l))
    p.calc().eq(U @ C[l - 1], by=eq_27(l - 1))


@theorem(Eq(U @ C[l] @ W[l - 1], U @ C[l - 1]), given=[eq_27], ref="gd.prop1.eq30")
def substituted(p):
    """The first equation of (29) in the second."""
    c = p.calc()
    c.eq(W[l] @ W[l - 1], by=eq_27(l))
    c.eq(U @ C[l - 1], by=eq_27(l - 1))


eq_30 = assume(Eq(U @ C[l] @ W[l - 1], U @ C[l - 1]), name="(30)")


@theorem(
    Eq(W[l - 1], inv(C[l]) @ C[l - 1]),
    given=[orthogonal(U), invertible(C[l]), eq_30],
    ref="gd.prop1.step-solve",
)
def solved(p):
    r"""Multiply by $C_l^{-1} U^\top$ from the left."""
    c = p.calc()
    c.eq(inv(C[l]) @ (U.T @ U) @ C[l] @ W[l - 1], by=orthogonal(U))
    c.eq(inv(C[l]) @ U.T @ (U @ C[l] @ W[l - 1]))
    c.eq(inv(C[l]) @ U.T @ U @ C[l - 1], by=eq_30)
    c.eq(inv(C[l]) @ C[l - 1], by=orthogonal(U))


P = chain(W, l, 1)


@theorem(
    Eq(h(P), least),
    given=[invertible(Sxx), assume(Eq(P, M), name="the product of (2) telescopes to M")],
    ref="gd.prop1.rem-suff.value",
)
def attained(p):
    """A family whose product is M attains the least value of the loss."""
    c = p.calc()
    c.eq(h(M), by=Eq(P, M))
    c.eq(least, by=invertible(Sxx))
