r"""The deep linear network of symbolic depth: the layers stay balanced, for every residual.

$R = \partial \ell / \partial F$ at $F = W_l \cdots W_1$ is a free matrix.
"""

from symland.prelude import *

d = dims("d[]")
l = index("l", 1)
j = index("j", 1, l - 1)
i, k = index("i", 1, l - 1), index("k", 1, l)
W = family("W", d)
R = matrix("R", d[l], d[0])
F = chain(W, l, 1)
flow = GradientFlow(inner(R, F), wrt=[W])


def C(j):
    r"""$C_j = W_{j+1}^\top W_{j+1} - W_j W_j^\top$."""
    return W[j + 1].T @ W[j + 1] - W[j] @ W[j].T


@theorem(
    Eq(ddt(W[k], flow), -(chain(W, l, k + 1).T @ R @ chain(W, k - 1, 1).T)),
    ref="laws.deep.motion",
)
def motion(p):
    r"""$dW_k/dt = -(W_l \cdots W_{k+1})^\top R (W_{k-1} \cdots W_1)^\top$."""


@theorem(Eq(ddt(C(j), flow), 0), ref="laws.deep")
def balancedness(p):
    r"""$W_{j+1}^\top W_{j+1} - W_j W_j^\top$ is constant for every $j$, at every depth."""


@theorem(
    [
        Eq(ddt(frob2(W[j + 1]) - frob2(W[j]), flow), 0),
        Eq(layer_sum(i, 1, l - 1, tr(C(i))), frob2(W[l]) - frob2(W[1])),
        Eq(ddt(frob2(W[l]) - frob2(W[1]), flow), 0),
    ],
    ref="laws.deep.norms",
)
def norms(p):
    r"""Traces of the laws: all $|W_j|^2$ grow alike."""


decay = scalar("lambda")
decaying = GradientFlow(inner(R, F) + decay / 2 * layer_sum(k, 1, l, frob2(W[k])), wrt=[W])


@theorem(Eq(ddt(C(j), decaying), -2 * decay * C(j)), ref="laws.deep.decay")
def weight_decay(p):
    r"""With weight decay $\frac{\lambda}{2} \sum_k |W_k|^2$: $dC_j/dt = -2 \lambda C_j$."""


eta = scalar("eta")


def G(k):
    r"""The gradient by layer k."""
    return chain(W, l, k + 1).T @ R @ chain(W, k - 1, 1).T


def stepped(k):
    """Layer k after one step."""
    return W[k] - eta * G(k)


@theorem(
    Eq(
        stepped(j + 1).T @ stepped(j + 1) - stepped(j) @ stepped(j).T - C(j),
        eta**2 * (G(j + 1).T @ G(j + 1) - G(j) @ G(j).T),
    ),
    ref="laws.deep.step",
)
def one_step_of_gradient_descent(p):
    r"""$C_j(t+1) - C_j(t) = \eta^2 (G_{j+1}^\top G_{j+1} - G_j G_j^\top)$."""
