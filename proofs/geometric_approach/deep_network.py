r"""The deep linear network after reduction (Chitour, Liao, Couillet 2018, sections 2.1 and 2.2).

There are $H \ge 0$ hidden layers; $W_j \in \mathbb R^{d_j \times d_{j-1}}$ for
$j = 1, \dots, H + 1$ and $(\Pi W)_a^b = W_b \cdots W_a$, the identity where $b < a$.
"""

from symland.prelude import *

d, m = dims("d[] m")
H = index("H", 0)
j = index("j", 1, H + 1)
W, w = family("W", d), family("w", d)

X, Y = matrix("X", d[0], m), matrix("Y", d[H + 1], m)
Y_hat = let("Yhat", chain(W, H + 1, 1) @ X)
full_loss = let("L", frob2(Y - Y_hat) / 2)

Sigma_Y = matrix("Sigma_Y", d[H + 1], d[0])
M = let("M", Sigma_Y - chain(W, H + 1, 1))
L = let("L", frob2(M) / 2)
flow = GradientFlow(L, wrt=[W])


def P(a, b):
    r"""$(\Pi W)_a^b$."""
    return chain(W, b, a)


@theorem(
    [
        Eq(full_loss, frob2(Y - chain(W, H + 1, 1) @ X) / 2),
        Eq(full_loss, tr((Y - Y_hat).T @ (Y - Y_hat)) / 2),
    ],
    ref="geo.eq02",
)
def loss_on_the_data(p):
    r"""$L(W) = \frac12 |Y - \hat Y|^2 = \frac12 |Y - W_{H+1} \cdots W_1 X|^2$."""


@theorem(
    [Eq(M, Sigma_Y - P(1, H + 1)), Eq(L, tr(M @ M.T) / 2)],
    ref="geo.eq05",
)
def residual(p):
    r"""$M = \Sigma_Y - (\Pi W)_1^{H+1}$, of size $d_y \times d_x$, and $L = \frac12 |M|^2$."""
