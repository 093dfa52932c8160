r"""Theorem 2(i), step by step, and the flat direction of Lemma 2 (Zhu et al. 2018, section V)."""

from critical_points import Sig, U, V
from regularised_loss import W1, W2, N, X, Y, d0, d1, d2, f, g, imbalance, mu

from symland.prelude import *

nu = scalar("nu")


@theorem(Ge(g, f), given=[assume(Eq(mu, nu * nu), name="mu = nu^2 >= 0")], ref="oss.thm2i.step1")
def regularised_loss_is_larger(p):
    r"""$g - f = \frac\mu4 |S|^2 \ge 0$; a nonnegative $\mu$ is a square."""
    c = p.calc()
    c.eq(f + frob2(imbalance) * mu / 4)
    c.eq(f + frob2(imbalance) * (nu * nu) / 4, by=Eq(mu, nu * nu))
    c.ge(f, by=square(nu / 2 * imbalance))


svd = [
    assume(Eq(X, U @ Sig @ V.T), name="(10)"), orthogonal(V), orthogonal(U), is_diagonal(Sig),
]  # fmt: skip
f1 = frob2(W2 @ W1 @ U @ Sig - Y @ V) / 2


@theorem(Eq(f, f1 + (frob2(Y) - frob2(Y @ V)) / 2), given=svd[:2], ref="oss.thm2i.step2.corrected")
def loss_in_the_basis(p):
    r"""$f = f_1 + \frac12 (|Y|^2 - |Y V|^2)$, by $V^\top V = I$."""
    T = W2 @ W1 @ U @ Sig
    c = p.calc()
    c.eq(frob2(W2 @ W1 @ U @ Sig @ V.T - Y) / 2, by=svd[0])
    c.eq(tr(T.T @ T @ (V.T @ V)) / 2 - tr(T.T @ Y @ V) + frob2(Y) / 2)
    c.eq(tr(T.T @ T) / 2 - tr(T.T @ Y @ V) + frob2(Y) / 2, by=orthogonal(V))
    c.eq(f1 + (frob2(Y) - frob2(Y @ V)) / 2)


constant_as_printed = erratum(
    Eq(f, f1 + frob2(Y) - frob2(Y @ V)),
    given=svd[:2],
    corrected=loss_in_the_basis,
    ref="oss.thm2i.step2",
    doc="The constant lacks the factor 1/2.",
)

r = dims("r")
P1, Q1 = matrix("P_1", d2, r), matrix("Q_1", d0, r)
Om, root = matrix("Omega", r, r), matrix("Omega_half", r, r)
hats = [
    orthogonal(P1), orthogonal(Q1), invertible(Sig),
    assume(Eq(root @ root, Om), name="root of Omega"), assume(Eq(root.T, root), name="symmetric"),
]  # fmt: skip
W2h, W1h = P1 @ root, root @ Q1.T @ inv(Sig) @ U.T


@theorem(Eq(W2h.T @ W2h - W1h @ X @ X.T @ W1h.T, 0), given=[*svd, *hats], ref="oss.thm2i.step5")
def balanced_factors(p):
    r"""$\hat W_2^\top \hat W_2 - \hat W_1 X X^\top \hat W_1^\top = \Omega - \Omega = 0$."""
    above = p.have(Eq(W2h.T @ W2h, Om), by=hats)
    gram = p.have(Eq(X @ X.T, U @ Sig @ Sig @ U.T), by=svd)
    inner_ = p.have(Eq(inv(Sig) @ U.T @ U @ Sig @ Sig @ U.T @ U @ inv(Sig).T, identity(d0)),
                    by=[orthogonal(U), *is_diagonal(Sig), *invertible(Sig)])  # fmt: skip
    below = p.have(Eq(root @ Q1.T @ Q1 @ root.T, Om), by=hats)
    c = p.calc()
    c.eq(Om - W1h @ X @ X.T @ W1h.T, by=above)
    c.eq(Om - W1h @ (U @ Sig @ Sig @ U.T) @ W1h.T, by=gram)
    c.eq(Om - root @ Q1.T @ (inv(Sig) @ U.T @ U @ Sig @ Sig @ U.T @ U @ inv(Sig).T) @ Q1 @ root.T)
    c.eq(Om - root @ Q1.T @ Q1 @ root.T, by=inner_)
    c.eq(0, by=below)


Z = matrix("Z", r, d1)
rows = assume(Eq(Z @ Z.T, identity(r)), name="orthonormal rows, r <= d_1")
W2z, W1z = W2h @ Z, Z.T @ W1h


@theorem(
    [
        Eq(W2z @ W1z @ U @ Sig, P1 @ Om @ Q1.T),
        Eq(W2z.T @ W2z - W1z @ X @ X.T @ W1z.T, 0),
    ],
    given=[*svd, *hats, rows],
    ref="oss.thm2i.step4.padded",
)
def padded_factors(p):
    r"""$\hat W_2 Z$ and $Z^\top \hat W_1$ with $Z Z^\top = I_r$ have the sizes of $W_2$, $W_1$."""
    c = p.calc()
    c.eq(W2h @ (Z @ Z.T) @ W1h @ U @ Sig)
    c.eq(W2h @ W1h @ U @ Sig, by=rows)
    c.eq(P1 @ Om @ Q1.T, by=[orthogonal(U), *invertible(Sig), Eq(root @ root, Om)])
    c = p.calc()
    c.eq(Z.T @ (W2h.T @ W2h - W1h @ X @ X.T @ W1h.T) @ Z)
    c.eq(0, by=balanced_factors)


factors_as_printed = erratum(
    lambda: [Eq(W2, W2h), Eq(W1, W1h)],
    ref="oss.thm2i.step4",
    corrected=padded_factors,
    doc="The factors have r columns and rows, not $d_1$; they are to be filled up with zeros.",
)

product = assume(Eq(W2 @ W1 @ U @ Sig, P1 @ Om @ Q1.T), name="reduced SVD of the product")


@theorem(
    [
        Eq(W2h @ W1h @ U @ Sig, P1 @ Om @ Q1.T),
        Eq(P1 @ Om @ Q1.T, W2 @ W1 @ U @ Sig),
    ],
    given=[orthogonal(U), *hats, product],
    ref="oss.thm2i.step6",
)
def same_product(p):
    r"""$\hat W_2 \hat W_1 U \Sigma = P_1 \Omega Q_1^\top = W_2 W_1 U \Sigma$."""
    c = p.calc()
    c.eq(P1 @ Om @ Q1.T, by=[orthogonal(U), *invertible(Sig), Eq(root @ root, Om)])
    p.calc().eq(W2 @ W1 @ U @ Sig, by=product)


p_k, q_k, alpha = vector("p_k", d2), vector("q_k", d0), vector("alpha", d1)
T2, T1 = matrix("Wt_2", d2, d1), matrix("Wt_1", d1, d0)
P_s, Q_s, Om_s = matrix("P_s", d2, d1), matrix("Q_s", d0, d1), matrix("Omega_s", d1, d1)


@theorem(
    [Eq(p_k.T @ T2, 0), Eq(T1 @ q_k, 0)],
    given=[
        assume(Eq(T2, P_s @ Om_s), name="chosen columns"),
        assume(Eq(T1, Om_s @ Q_s.T), name="chosen rows"),
        assume(Eq(p_k.T @ P_s, 0), name="p_k is not chosen"),
        assume(Eq(Q_s.T @ q_k, 0), name="q_k is not chosen"),
    ],
    ref=["oss.eq32", "oss.eq35"],
)  # fmt: skip
def unused_pair(p):
    r"""$p_k^\top \tilde W_2 = 0$ and $\tilde W_1 q_k = 0$: orthonormal singular vectors."""
    c = p.calc()
    c.eq(p_k.T @ P_s @ Om_s, by=Eq(T2, P_s @ Om_s))
    c.eq(0, by=Eq(p_k.T @ P_s, 0))
    c = p.calc()
    c.eq(Om_s @ (Q_s.T @ q_k), by=Eq(T1, Om_s @ Q_s.T))
    c.eq(0, by=Eq(Q_s.T @ q_k, 0))


no_sum = Eq(frob2(T2 @ alpha) + frob2(T1.T @ alpha), 0)


@theorem(Le(frob2(T2 @ alpha), 0), given=[no_sum], ref="oss.eq33.first")
def first_part(p):
    """The other square is not negative."""
    c = p.calc()
    c.eq(frob2(T2 @ alpha) + frob2(T1.T @ alpha) - frob2(T1.T @ alpha))
    c.eq(0 - frob2(T1.T @ alpha), by=no_sum)
    c.le(0, by=square(T1.T @ alpha))


@theorem(Le(frob2(T1.T @ alpha), 0), given=[no_sum], ref="oss.eq33.second")
def second_part(p):
    """The other square is not negative."""
    c = p.calc()
    c.eq(frob2(T2 @ alpha) + frob2(T1.T @ alpha) - frob2(T2 @ alpha))
    c.eq(0 - frob2(T2 @ alpha), by=no_sum)
    c.le(0, by=square(T2 @ alpha))


@theorem([Eq(T2 @ alpha, 0), Eq(T1.T @ alpha, 0)], given=[no_sum], ref="oss.eq33")
def kernel_vector(p):
    r"""$\tilde W_2 \alpha = 0$ and $\tilde W_1^\top \alpha = 0$."""
    p.obtain(vanishing(T2 @ alpha), by=first_part)
    p.obtain(vanishing(T1.T @ alpha), by=second_part)


R, X_1 = matrix("R", d1, d1), matrix("X_1", d0, N)
W2r, W1r = T2 @ R, R.T @ T1 @ inv(Sig) @ U.T
Delta2, Delta1 = p_k @ alpha.T @ R, R.T @ alpha @ q_k.T @ inv(Sig) @ U.T
no_left = assume(Eq(T2 @ alpha, 0), name="(33), first equation")
no_right = assume(Eq(T1.T @ alpha, 0), name="(33), second equation")


@theorem(
    [
        Eq(W2r @ Delta1, T2 @ alpha @ q_k.T @ inv(Sig) @ U.T),
        Eq(W2r @ Delta1, 0),
        Eq(Delta2 @ W1r, p_k @ alpha.T @ R @ W1r),
        Eq(p_k @ alpha.T @ R @ W1r, p_k @ alpha.T @ T1),
        Eq(p_k @ alpha.T @ T1, 0),
        Eq(frob2((W2r @ Delta1 + Delta2 @ W1r) @ X_1), 0),
    ],
    given=[orthogonal(R), invertible(Sig), no_left, no_right],
    ref="oss.eq34",
)
def product_does_not_move(p):
    r"""$W_2 \Delta_1 = \tilde W_2 \alpha q_k^\top \Sigma^{-1} U^\top = 0$, $\Delta_2 W_1 = 0$.

    The fourth equation, printed without $\Sigma^{-1} U^\top$, holds because both sides are 0.
    """
    left = p.have(Eq(W2r @ Delta1, T2 @ alpha @ q_k.T @ inv(Sig) @ U.T), by=orthogonal(R))
    none = p.have(Eq(T2 @ alpha @ q_k.T @ inv(Sig) @ U.T, 0), by=no_left)
    right = p.have(Eq(p_k @ alpha.T @ T1, 0), by=no_right)
    turned = p.have(Eq(Delta2 @ W1r, p_k @ alpha.T @ T1 @ inv(Sig) @ U.T), by=orthogonal(R))
    gone = p.have(Eq(p_k @ alpha.T @ T1 @ inv(Sig) @ U.T, 0), by=no_right)
    p.calc().eq(T2 @ alpha @ q_k.T @ inv(Sig) @ U.T, by=left)
    p.calc().eq(T2 @ alpha @ q_k.T @ inv(Sig) @ U.T, by=left).eq(0, by=none)
    p.calc().eq(p_k @ alpha.T @ R @ W1r)
    c = p.calc()
    c.eq(Delta2 @ W1r)
    c.eq(p_k @ alpha.T @ T1 @ inv(Sig) @ U.T, by=turned)
    c.eq(0, by=gone)
    c.eq(p_k @ alpha.T @ T1, by=right)
    p.calc().eq(0, by=right)
    c = p.calc()
    c.eq(frob2((T2 @ alpha @ q_k.T @ inv(Sig) @ U.T + Delta2 @ W1r) @ X_1), by=left)
    c.eq(frob2(Delta2 @ W1r @ X_1), by=none)
    c.eq(frob2(p_k @ alpha.T @ T1 @ inv(Sig) @ U.T @ X_1), by=turned)
    c.eq(0, by=gone)
