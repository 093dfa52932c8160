r"""The regularised loss of a shallow linear network (Zhu, Soudry, Eldar, Wakin 2018, section III).

$W_1 \in \mathbb R^{d_1 \times d_0}$, $W_2 \in \mathbb R^{d_2 \times d_1}$, and $X$, $Y$ have $N$
columns.  All sizes and all $\mu$; no rank is supposed.
"""

from symland.prelude import *

d0, d1, d2, N = dims("d_0 d_1 d_2 N")
mu = scalar("mu")
W1, W2 = matrix("W_1", d1, d0), matrix("W_2", d2, d1)
X, Y = matrix("X", d0, N), matrix("Y", d2, N)

residual = W2 @ W1 @ X - Y
imbalance = W2.T @ W2 - W1 @ X @ X.T @ W1.T
f = let("f", frob2(residual) / 2)
rho = let("rho", frob2(imbalance))
g = let("g", frob2(residual) / 2 + mu / 4 * rho)

positive = assume(Gt(mu, 0), name="mu > 0")
full_rank = assume(Eq(X @ X.T @ inv(X @ X.T), identity(d0)), name="X X' is invertible")
balance = assume(Eq(W2.T @ W2, W1 @ X @ X.T @ W1.T), name="balance (11)")


@theorem(
    [
        Eq(f, tr(residual @ residual.T) / 2),
        Eq(f, frob2(W2 @ W1 @ X) / 2 - inner(W2 @ W1 @ X, Y) + frob2(Y) / 2),
    ],
    ref="oss.eq1",
)
def loss(p):
    r"""$f(W_1, W_2) = \frac12 \|W_2 W_1 X - Y\|_F^2$, of degree 4 in the weights."""


@theorem(Eq(g, f + mu / 4 * frob2(imbalance)), ref="oss.eq2")
def regularised_loss(p):
    r"""$g(W_1, W_2) = \frac12 \|W_2 W_1 X - Y\|_F^2 + \frac\mu4 \rho(W_1, W_2)$."""


@theorem(
    Eq(rho, frob2(W2.T @ W2) + frob2(W1 @ X @ X.T @ W1.T) - 2 * frob2(W2 @ W1 @ X)),
    ref="oss.eq3",
)
def regulariser(p):
    r"""$\rho(W_1, W_2) := \|W_2^\top W_2 - W_1 X X^\top W_1^\top\|_F^2$.

    Expanded: $\|W_2^\top W_2\|_F^2 + \|W_1 X X^\top W_1^\top\|_F^2 - 2 \|W_2 W_1 X\|_F^2$.
    """


@theorem(Ge(rho, 0), ref="oss.eq3.nonnegative")
def regulariser_is_nonnegative(p):
    r"""$\rho \ge 0$."""
    c = p.calc()
    c.ge(0, by=square(imbalance))


@theorem(Eq(rho, 0), ref="oss.eq3.zero", given=[balance])
def regulariser_of_balanced_weights(p):
    r"""$\rho = 0$ where $W_2^\top W_2 = W_1 X X^\top W_1^\top$."""
    c = p.calc()
    c.eq(frob2(W2.T @ W2 - W1 @ X @ X.T @ W1.T))
    c.eq(0, by=balance)


u, v = vector("u", d1), vector("v", d1)
unit_u, unit_v = assume(Eq(frob2(u), 1), name="|u| = 1"), assume(Eq(frob2(v), 1), name="|v| = 1")
entry = inner(u, imbalance @ v)


@theorem(Le(entry * entry, rho), ref="oss.eq3.entries", given=[unit_u, unit_v])
def entries_are_bounded(p):
    r"""$\langle u, S v \rangle^2 \le \rho$ for unit vectors, $\rho = \|S\|_F^2$.

    With standard basis vectors: where $\rho = 0$, no square of an entry of S is positive.
    """
    c = p.calc()
    c.eq(2 * entry * entry - entry * entry * frob2(u) * frob2(v), by=[unit_u, unit_v])
    c.le(rho, by=square(imbalance - entry * u @ v.T))


@theorem(Eq(W2.T @ W2, W1 @ X @ X.T @ W1.T), ref="oss.eq3.converse", given=[assume(Eq(rho, 0))])
def only_balanced_weights(p):
    r"""$\rho = 0$ only where $W_2^\top W_2 = W_1 X X^\top W_1^\top$: real squares add up to 0."""
