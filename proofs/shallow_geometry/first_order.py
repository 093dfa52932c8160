r"""Gradients of the regularised loss (Zhu et al. 2018, section V and appendix A, (18) to (21)).

Section V prints gradients of the regulariser and deduces from them that critical points of g are
critical for f.  The gradients and the sum rule are not right as printed; the deduction holds.
"""

from regularised_loss import (
    W1,
    W2,
    N,
    X,
    balance,
    d0,
    d1,
    f,
    full_rank,
    g,
    imbalance,
    mu,
    positive,
    residual,
    rho,
)

from symland.prelude import *


@theorem(
    Eq(grad(g, W1), W2.T @ residual @ X.T - mu * imbalance @ W1 @ X @ X.T),
    ref="oss.eq18",
)
def gradient_in_W1(p):
    r"""$\nabla_{W_1} g = W_2^\top (W_2 W_1 X - Y) X^\top
    - \mu (W_2^\top W_2 - W_1 X X^\top W_1^\top) W_1 X X^\top$."""


@theorem(
    Eq(grad(g, W2), residual @ X.T @ W1.T + mu * W2 @ imbalance),
    ref="oss.eq19",
)
def gradient_in_W2(p):
    r"""$\nabla_{W_2} g = (W_2 W_1 X - Y) X^\top W_1^\top
    + \mu W_2 (W_2^\top W_2 - W_1 X X^\top W_1^\top)$."""


critical_in_W1 = assume(Eq(grad(g, W1), 0), name="(18) vanishes")
critical_in_W2 = assume(Eq(grad(g, W2), 0), name="(19) vanishes")


@theorem(
    Eq(W2.T @ residual @ X.T, mu * imbalance @ W1 @ X @ X.T),
    ref="oss.eq20",
    given=[critical_in_W1],
)
def rearranged(p):
    r"""$W_2^\top (W_2 W_1 X - Y) X^\top =
    \mu (W_2^\top W_2 - W_1 X X^\top W_1^\top) W_1 X X^\top$ where (18) vanishes."""
    c = p.calc()
    c.eq(grad(g, W1) + mu * imbalance @ W1 @ X @ X.T, why="(18)")
    c.eq(mu * imbalance @ W1 @ X @ X.T, by=critical_in_W1)


@theorem(
    [Eq(W2.T @ residual @ X.T, 0), Eq(residual @ X.T @ W1.T, 0)],
    ref="oss.eq21",
    given=[critical_in_W1, critical_in_W2, balance],
)
def critical_points_of_the_loss(p):
    r"""$W_2^\top (W_2 W_1 X - Y) X^\top = 0$ and $(W_2 W_1 X - Y) X^\top W_1^\top = 0$."""
    first = p.calc()
    first.eq(mu * imbalance @ W1 @ X @ X.T, by=rearranged)
    first.eq(0, by=balance)
    second = p.calc()
    second.eq(grad(g, W2) - mu * W2 @ imbalance, why="(19)")
    second.eq(-(mu * W2 @ imbalance), by=critical_in_W2)
    second.eq(0, by=balance)


@theorem(
    [
        Eq(grad(rho, W1), -4 * imbalance @ W1 @ X @ X.T),
        Eq(grad(mu / 4 * rho, W1), -mu * imbalance @ W1 @ X @ X.T),
    ],
    ref="oss.gradrho.W1.corrected",
)
def gradient_of_the_regulariser_in_W1(p):
    r"""$\nabla_{W_1} \rho = -4 (W_2^\top W_2 - W_1 X X^\top W_1^\top) W_1 X X^\top$.

    The regulariser in g is $\frac\mu4 \rho$; its gradient has the factor $-\mu$.
    """


@theorem(
    [
        Eq(grad(rho, W2), 4 * W2 @ imbalance),
        Eq(grad(mu / 4 * rho, W2), mu * W2 @ imbalance),
    ],
    ref="oss.gradrho.W2.corrected",
)
def gradient_of_the_regulariser_in_W2(p):
    r"""$\nabla_{W_2} \rho = 4 W_2 (W_2^\top W_2 - W_1 X X^\top W_1^\top)$, as for $W_1$."""


# The printed gradients begin with W_2 (for W_1) and end with W_1 X X' (for W_2), so they have the
# size of their variable only if d_1 = d_2; the second one contains W_2 X, so d_0 = d_1 besides.
A1, A2 = matrix("W_1", d1, d0), matrix("W_2", d1, d1)
gap = A2.T @ A2 - A1 @ X @ X.T @ A1.T
printed_W1 = -mu * A2 @ gap @ A1 @ X @ X.T

gradient_W1_printed = erratum(
    Eq(grad(frob2(gap), A1), printed_W1),
    ref="oss.gradrho.W1",
    given=[positive, full_rank],
    corrected=gradient_of_the_regulariser_in_W1,
    doc="With rho as in (3): the factor W_2 is superfluous, and -mu should be -4.  (d_1 = d_2.)",
)
gradient_W1_scaled = erratum(
    Eq(grad(mu / 4 * frob2(gap), A1), printed_W1),
    ref="oss.gradrho.W1.scaled",
    given=[positive, full_rank],
    corrected=gradient_of_the_regulariser_in_W1,
    doc="Of (mu/4) rho, the term in g: the factor is right then, W_2 is superfluous still.",
)

B1, B2, XB = matrix("W_1", d1, d1), matrix("W_2", d1, d1), matrix("X", d1, N)
full_rank_B = assume(Eq(XB @ XB.T @ inv(XB @ XB.T), identity(d1)), name="X X' is invertible")
gap_B = B2.T @ B2 - B1 @ XB @ XB.T @ B1.T
printed_W2 = mu * B2 @ (B2.T @ B2 - B2 @ XB @ XB.T @ B1.T) @ B1 @ XB @ XB.T

gradient_W2_printed = erratum(
    Eq(grad(frob2(gap_B), B2), printed_W2),
    ref="oss.gradrho.W2",
    given=[positive, full_rank_B],
    corrected=gradient_of_the_regulariser_in_W2,
    doc="With rho as in (3): W_2 X X' W_1' should be W_1 X X' W_1', the factor W_1 X X' at the end "
    "is superfluous, and mu should be 4.  (d_0 = d_1 = d_2.)",
)
gradient_W2_scaled = erratum(
    Eq(grad(mu / 4 * frob2(gap_B), B2), printed_W2),
    ref="oss.gradrho.W2.scaled",
    given=[positive, full_rank_B],
    corrected=gradient_of_the_regulariser_in_W2,
    doc="Of (mu/4) rho, the term in g: only the factor mu is right then.",
)


@theorem([Eq(grad(rho, W1), 0), Eq(grad(rho, W2), 0)], ref="oss.gradrho.vanish", given=[balance])
def regulariser_is_stationary(p):
    r"""$\nabla_{W_1} \rho = \nabla_{W_2} \rho = 0$ where (11) holds, by the right gradients."""
    first = p.calc()
    first.eq(-4 * imbalance @ W1 @ X @ X.T, by=gradient_of_the_regulariser_in_W1)
    first.eq(0, by=balance)
    second = p.calc()
    second.eq(4 * W2 @ imbalance, by=gradient_of_the_regulariser_in_W2)
    second.eq(0, by=balance)


# Points where (11) can hold, with XX' invertible and f = 0: X = I, W_1 = -W_2, Y = W_2 W_1 X.
XC = matrix("X", d1, d1)
exact_fit = assume(Eq(matrix("Y", d1, d1), B2 @ B1 @ XC), name="Y = W_2 W_1 X, so f = 0 there")
data_is_identity = assume(Eq(XC, identity(d1)), name="X = I")
opposite = assume(Eq(B1, -B2), name="W_1 = -W_2")
balance_B = assume(Eq(B2.T @ B2, B1 @ XC @ XC.T @ B1.T), name="balance (11)")
insertion_printed = erratum(
    Eq(mu * B2 @ (B2.T @ B2 - B2 @ XC @ XC.T @ B1.T) @ B1 @ XC @ XC.T, 0),
    ref="oss.gradrho.vanish.printed",
    given=[positive, data_is_identity, opposite, balance_B, exact_fit],
    corrected=regulariser_is_stationary,
    doc="Inserting (11) into the printed gradient by W_2 does not give 0, not even at a critical "
    "point of g.",
)


@theorem(
    [
        Eq(grad(g, W1), grad(f, W1) + mu / 4 * grad(rho, W1)),
        Eq(grad(g, W2), grad(f, W2) + mu / 4 * grad(rho, W2)),
    ],
    ref="oss.gradg.split.corrected",
)
def gradient_splits(p):
    r"""$\nabla g = \nabla f + \frac\mu4 \nabla \rho$."""


gradient_splits_printed = erratum(
    [
        Eq(grad(g, W1), grad(f, W1) + grad(rho, W1)),
        Eq(grad(g, W2), grad(f, W2) + grad(rho, W2)),
    ],
    ref="oss.gradg.split",
    given=[positive, full_rank],
    corrected=gradient_splits,
    doc="The factor mu/4 of (2) is missing; as printed it holds for mu = 4 only.",
)


@theorem(
    [Eq(grad(f, W1), 0), Eq(grad(f, W2), 0)],
    ref="oss.eq13",
    given=[critical_in_W1, critical_in_W2, balance],
)
def critical_for_the_loss(p):
    r"""$\nabla f(Z) = 0$ at a critical point of g that satisfies (11)."""
    first = p.calc()
    first.eq(W2.T @ residual @ X.T)
    first.eq(0, by=critical_points_of_the_loss)
    second = p.calc()
    second.eq(residual @ X.T @ W1.T)
    second.eq(0, by=critical_points_of_the_loss)
