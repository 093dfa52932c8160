r"""Lemma 1: critical points of the regularised loss (Zhu et al. 2018, appendix A)."""

from regularised_loss import W1, W2, N, X, Y, d0, d1, d2, f, g, imbalance, mu, residual

from symland.prelude import *

S = imbalance
first = assume(Eq(grad(g, W1), 0), name="(18) vanishes")
second = assume(Eq(grad(g, W2), 0), name="(19) vanishes")
balance = assume(Eq(W2.T @ W2, W1 @ X @ X.T @ W1.T), name="(11)")
A, M = W2.T @ W2, W1 @ X @ X.T @ W1.T
E = residual
regular = nonzero(mu)  # the paper has mu > 0


@theorem(Eq(W2.T @ E @ X.T, mu * S @ W1 @ X @ X.T), given=[first], ref="oss.eq20.rearranged")
def rearranged(p):
    r"""$W_2^\top (W_2 W_1 X - Y) X^\top = \mu S W_1 X X^\top$, S the imbalance."""
    c = p.calc()
    c.eq(grad(g, W1) + mu * S @ W1 @ X @ X.T)
    c.eq(mu * S @ W1 @ X @ X.T, by=first)


@theorem(Eq(S @ M + A @ S, 0), given=[first, second, regular], ref="oss.lem1.step1")
def difference_of_the_two(p):
    r"""$W_2^\top$ (19) minus (18) $W_1^\top$ is $\mu (S M + A S)$; $\mu \ne 0$."""
    c = p.calc()
    c.eq(1 / mu * (W2.T @ grad(g, W2) - grad(g, W1) @ W1.T))
    c.eq(0, by=[first, second])


@theorem(
    [Eq(S @ M + A @ S, A @ A - M @ M), Iff(Eq(S @ M + A @ S, 0), Eq(A @ A, M @ M))],
    ref="oss.lem1.step2",
)
def squares(p):
    r"""$S M + A S = A^2 - M^2$, so the equation says $A^2 = M^2$."""


@theorem(Implies(Eq(A @ A, M @ M), Eq(A, M)), ref="oss.lem1.step3")
def unique_square_root(p):
    r"""$A = W_2^\top W_2$ and $M = (W_1 X)(W_1 X)^\top$ are the psd square roots of $A^2 = M^2$."""
    p.obtain(equal_gram_matrices(W2, (W1 @ X).T), by=Eq(A @ A, M @ M))


@theorem(Eq(A, M), given=[first, second, regular], ref="oss.eq11")
def critical_points_are_balanced(p):
    r"""$W_2^\top W_2 = W_1 X X^\top W_1^\top$ at every critical point of g."""
    zero = p.have(Eq(S @ M + A @ S, 0), by=difference_of_the_two)
    same = p.have(Eq(A @ A, M @ M), by=zero)
    p.obtain(equal_gram_matrices(W2, (W1 @ X).T), by=same)


@theorem(
    [Eq(grad(f, W1), 0), Eq(grad(f, W2), 0)],
    given=[first, second, regular],
    ref="oss.eq13.critical",
)
def critical_for_f(p):
    """Every critical point of g is a critical point of f."""
    balanced = p.have(Eq(S, 0), by=critical_points_are_balanced)
    c = p.calc()
    c.eq(grad(g, W1) + mu * S @ W1 @ X @ X.T)
    c.eq(0, by=[first, balanced])
    c = p.calc()
    c.eq(grad(g, W2) - mu * W2 @ S)
    c.eq(0, by=[second, balanced])


@theorem(Eq(g, f), given=[first, second, regular], ref="oss.lem1.value")
def same_value(p):
    r"""$g(Z) = f(Z)$ at every critical point of g."""
    balanced = p.have(Eq(S, 0), by=critical_points_are_balanced)
    c = p.calc()
    c.eq(f + mu / 4 * frob2(S))
    c.eq(f, by=balanced)


@theorem(
    [Eq(W2.T @ E @ X.T, 0), Eq(E @ X.T @ W1.T, 0)],
    given=[first, second, balance],
    ref="oss.eq21.stationary",
)
def stationary(p):
    r"""$W_2^\top (W_2 W_1 X - Y) X^\top = 0$ and $(W_2 W_1 X - Y) X^\top W_1^\top = 0$."""
    balanced = p.have(Eq(S, 0), by=balance)
    c = p.calc()
    c.eq(grad(g, W1) + mu * S @ W1 @ X @ X.T)
    c.eq(0, by=[first, balanced])
    c = p.calc()
    c.eq(grad(g, W2) - mu * W2 @ S)
    c.eq(0, by=[second, balanced])


U, Sig, V = matrix("U", d0, d0), matrix("Sigma", d0, d0), matrix("V", N, d0)
L, Pi, R = matrix("L", d2, d2), matrix("Pi", d2, d1), matrix("R", d1, d1)
svd_X = reduced_svd(X, U, Sig, V)  # (10)
svd_W2 = full_svd(W2, L, Pi, R)
W2t, W1t = W2 @ R, R.T @ W1 @ U @ Sig
Yt = Y @ V


@theorem(
    [Eq(W2t, L @ Pi), Eq(W2, W2t @ R.T), Eq(W1, R @ W1t @ inv(Sig) @ U.T)],
    given=[svd_X, svd_W2],
    ref="oss.eq22",
)
def rotated_weights(p):
    r"""$\tilde W_2 = W_2 R = L \Pi$, $\tilde W_1 = R^\top W_1 U \Sigma$, and back."""


@theorem(
    [Eq(W1t @ W1t.T, W2t.T @ W2t), Eq(W2t.T @ W2t, Pi.T @ Pi)],
    given=[svd_X, svd_W2, balance],
    ref="oss.eq23",
)
def rotated_balance(p):
    r"""$\tilde W_1 \tilde W_1^\top = \tilde W_2^\top \tilde W_2 = \Pi^\top \Pi$."""
    gram = p.have(Eq(X @ X.T, U @ Sig @ Sig.T @ U.T), by=svd_X)
    c = p.calc()
    c.eq(R.T @ W1 @ (U @ Sig @ Sig.T @ U.T) @ W1.T @ R)
    c.eq(R.T @ W1 @ X @ X.T @ W1.T @ R, by=gram)
    c.eq(R.T @ W2.T @ W2 @ R, by=balance)
    c = p.calc()
    c.eq((L @ Pi).T @ (L @ Pi), by=rotated_weights)
    c.eq(Pi.T @ Pi, by=orthogonal(L))


e_i, e_j = vector("e_i", d1), vector("e_j", d1)
balance_t = assume(Eq(W1t @ W1t.T, Pi.T @ Pi), name="(23)")


@theorem(
    [
        Eq((W1t.T @ e_i).T @ (W1t.T @ e_j), 0),
        Eq((W1t.T @ e_i).T @ (W1t.T @ e_i), (Pi @ e_i).T @ (Pi @ e_i)),
    ],
    given=[
        balance_t, is_diagonal(Pi.T @ Pi), basis_vector(e_i), basis_vector(e_j),
        assume(Eq(e_i.T @ e_j, 0), name="i and j differ"),
    ],
    ref="oss.lem1.step4",
)  # fmt: skip
def orthogonal_columns(p):
    r"""The columns of $\tilde W_1^\top$ are orthogonal, of the lengths of those of $\Pi$.

    Those lengths may be zero: "an orthogonal matrix, possibly with zero columns".
    """
    D = Pi.T @ Pi
    c = p.calc()
    c.eq(e_i.T @ D @ e_j, by=balance_t)
    c.eq(e_i.T @ diag(diagonal(D)) @ e_j, by=is_diagonal(D))
    c.eq(e_i.T @ diag(e_j) @ diagonal(D))
    c.eq(e_i.T @ e_j @ e_j.T @ diagonal(D), by=basis_vector(e_j))
    c.eq(0, by=Eq(e_i.T @ e_j, 0))
    p.calc().eq((Pi @ e_i).T @ (Pi @ e_i), by=balance_t)


line_1 = W2t.T @ (W2t @ W1t - Yt)
line_2 = (W2t @ W1t - Yt) @ W1t.T
zero_1 = assume(Eq(W2.T @ E @ X.T, 0), name="(21), first equation")
zero_2 = assume(Eq(E @ X.T @ W1.T, 0), name="(21), second equation")


@theorem(
    [Eq(line_1 @ Sig @ U.T, R.T @ W2.T @ E @ X.T), Eq(line_1 @ Sig @ U.T, 0)],
    given=[svd_X, orthogonal(R), zero_1],
    ref="oss.eq24a",
)
def first_line(p):
    r"""$\tilde W_2^\top (\tilde W_2 \tilde W_1 - Y V) \Sigma U^\top
    = R^\top W_2^\top (W_2 W_1 X - Y) X^\top = 0$."""
    same = p.have(Eq(line_1 @ Sig @ U.T, R.T @ W2.T @ E @ X.T), by=[svd_X, orthogonal(R)])
    p.calc().eq(R.T @ W2.T @ E @ X.T, by=same)
    c = p.calc()
    c.eq(R.T @ W2.T @ E @ X.T, by=same)
    c.eq(0, by=zero_1)


@theorem(
    [
        Eq((W2t @ W1t - Yt) @ Sig @ U.T @ W1.T @ R, E @ X.T @ W1.T @ R),
        Eq((W2t @ W1t - Yt) @ Sig @ U.T @ W1.T @ R, 0),
    ],
    given=[svd_X, orthogonal(R), zero_2],
    ref="oss.eq24b.read",
)
def second_line(p):
    r"""$(\tilde W_2 \tilde W_1 - Y V) \Sigma U^\top W_1^\top R
    = (W_2 W_1 X - Y) X^\top W_1^\top R = 0$."""
    same = p.have(
        Eq((W2t @ W1t - Yt) @ Sig @ U.T @ W1.T @ R, E @ X.T @ W1.T @ R), by=[svd_X, orthogonal(R)]
    )
    p.calc().eq(E @ X.T @ W1.T @ R, by=same)
    c = p.calc()
    c.eq(E @ X.T @ W1.T @ R, by=same)
    c.eq(0, by=zero_2)


printed_second_line = erratum(
    Eq((W2t @ W1t - Yt) @ Sig @ U.T @ W1t.T, E @ X.T @ W1.T @ R),
    given=[svd_X, orthogonal(R)],
    corrected=second_line,
    ref="oss.eq24b",
    doc=r"Printed is $\tilde W_1^\top$ in the place of $W_1^\top R$; the size is the same.",
)


@theorem(
    [Eq(line_1, 0), Eq(line_2, 0)],
    given=[svd_X, orthogonal(R), zero_1, zero_2],
    ref="oss.eq25",
)
def rotated_equations(p):
    r"""$\tilde W_2^\top (\tilde W_2 \tilde W_1 - \tilde Y) = 0$ and
    $(\tilde W_2 \tilde W_1 - \tilde Y) \tilde W_1^\top = 0$."""
    c = p.calc()
    c.eq(line_1 @ Sig @ (U.T @ U) @ inv(Sig), by=svd_X)
    c.eq(line_1 @ Sig @ U.T @ U @ inv(Sig))
    c.eq(0, by=first_line)
    c = p.calc()
    c.eq((W2t @ W1t - Yt) @ Sig.T @ U.T @ W1.T @ R)
    c.eq((W2t @ W1t - Yt) @ Sig @ U.T @ W1.T @ R, by=svd_X)
    c.eq(0, by=second_line)
