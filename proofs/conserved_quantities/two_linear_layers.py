r"""Two linear layers: balancedness, and what is left of it under decay, momentum and finite steps.

All statements are for every residual: $R = \partial \ell / \partial F$ at $F = W_2 W_1$ is a free
matrix, constant or not, so they hold for all data and all losses.  `symland invariants` finds them.
"""

from symland.prelude import *

k, h, d, m = dims("k h d m")
W1, W2, R = matrix("W_1", h, d), matrix("W_2", k, h), matrix("R", k, d)
flow = GradientFlow(inner(R, W2 @ W1), wrt=(W1, W2))
Q = let("Q", W2.T @ W2 - W1 @ W1.T)


@theorem(Eq(ddt(Q, flow), 0), ref="laws.linear")
def balancedness(p):
    r"""$W_2^\top W_2 - W_1 W_1^\top$ is constant."""
    c = p.calc()
    c.eq(-(W1 @ R.T @ W2) - W2.T @ R @ W1.T + W2.T @ R @ W1.T + W1 @ R.T @ W2)
    c.eq(0)


X, Y = matrix("X", d, m), matrix("Y", k, m)
squared = frob2(W2 @ W1 @ X - Y) / 2


@theorem(Eq(ddt(Q, GradientFlow(squared, wrt=(W1, W2))), 0), ref="laws.linear.squared")
def balancedness_for_the_squared_loss(p):
    r"""The same for $\frac12 |W_2 W_1 X - Y|^2$."""


decay = scalar("lambda")
decaying = GradientFlow(inner(R, W2 @ W1) + decay / 2 * (frob2(W1) + frob2(W2)), wrt=(W1, W2))


@theorem(Eq(ddt(Q, decaying), -2 * decay * Q), ref="laws.linear.decay")
def weight_decay(p):
    r"""$dQ/dt = -2 \lambda Q$ with weight decay $\frac{\lambda}{2}(|W_1|^2 + |W_2|^2)$."""


eta, beta, gamma = scalar("eta"), scalar("beta"), scalar("gamma")
G1, G2 = let("G_1", W2.T @ R), let("G_2", R @ W1.T)


def balance(W1, W2):
    """W_2' W_2 - W_1 W_1'."""
    return W2.T @ W2 - W1 @ W1.T


@theorem(
    [
        Eq(grad(inner(R, W2 @ W1), W1), G1),
        Eq(grad(inner(R, W2 @ W1), W2), G2),
        Eq(
            balance(W1 - eta * G1, W2 - eta * G2) - balance(W1, W2),
            eta**2 * (G2.T @ G2 - G1 @ G1.T),
        ),
    ],
    ref="laws.linear.step",
)
def one_step_of_gradient_descent(p):
    r"""$Q(t+1) - Q(t) = \eta^2 (G_2^\top G_2 - G_1 G_1^\top)$, where $G_i$ are the gradients."""


V1, V2 = matrix("V_1", h, d), matrix("V_2", k, h)
U1, U2 = let("U_1", beta * V1 - eta * G1), let("U_2", beta * V2 - eta * G2)


@theorem(
    Eq(
        balance(W1 + U1, W2 + U2) - balance(W1, W2),
        beta * (V2.T @ W2 + W2.T @ V2 - V1 @ W1.T - W1 @ V1.T) + U2.T @ U2 - U1 @ U1.T,
    ),
    ref="laws.linear.momentum_step",
)
def one_step_with_momentum(p):
    r"""With $W^+ = W + U$, $U = \beta V - \eta G$: no term of first order in $\eta$ but by $V$."""


heavy_ball = {W1: V1, W2: V2, V1: -gamma * V1 - G1, V2: -gamma * V2 - G2}
turning = V2.T @ W2 - W2.T @ V2 - W1 @ V1.T + V1 @ W1.T


@theorem(Eq(differential(turning, heavy_ball), -gamma * turning), ref="laws.linear.momentum")
def angular_momentum(p):
    r"""With friction $\gamma$, $V_2^\top W_2 - W_2^\top V_2 + V_1 W_1^\top - W_1 V_1^\top$ decays
    like $e^{-\gamma t}$; without friction it is constant (the symmetry $W_1 \to O W_1$)."""


@theorem(
    Eq(
        differential(differential(Q, heavy_ball), heavy_ball),
        2 * (V2.T @ V2 - V1 @ V1.T) - gamma * differential(Q, heavy_ball),
    ),
    ref="laws.linear.momentum_balance",
)
def balance_with_momentum(p):
    r"""$\ddot Q + \gamma \dot Q = 2 (V_2^\top V_2 - V_1 V_1^\top)$: balance is not conserved."""
