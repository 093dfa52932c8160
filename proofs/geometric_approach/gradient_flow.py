r"""The gradient flow of the deep linear network (Chitour, Liao, Couillet 2018, equation (6))."""

from deep_network import H, L, M, P, W, flow, j, w

from symland.prelude import *


def one_variation(j):
    r"""$P_j^1(W, w) = W_{H+1} \cdots W_{j+1} w_j W_{j-1} \cdots W_1$."""
    return P(j + 1, H + 1) @ w[j] @ P(1, j - 1)


@theorem(
    Eq(differential(L, {W: w}), -layer_sum(j, 1, H + 1, tr(one_variation(j) @ M.T))),
    ref="geo.exp1",
)
def first_order_expansion(p):
    r"""$L(W + w) = L(W) - \sum_j \mathrm{tr}(P_j^1(W, w) M^\top) + O(|w|^2)$.

    $L$ is a polynomial, so its expansion to first order is its differential; what remains has terms
    of order two and more only.
    """


@theorem(
    [
        Eq(ddt(W[j], flow), P(j + 1, H + 1).T @ M @ P(1, j - 1).T),
        Eq(grad(L, W[j]), -(P(j + 1, H + 1).T @ M @ P(1, j - 1).T)),
    ],
    ref="geo.eq06",
)
def equations_of_motion(p):
    r"""$dW_j/dt = [(\Pi W)_{j+1}^{H+1}]^\top M [(\Pi W)_1^{j-1}]^\top$ for $1 \le j \le H + 1$."""


@theorem(
    Eq(tr(one_variation(j) @ M.T), inner(w[j], -grad(L, W[j]))),
    ref="geo.eq06.pairing",
)
def variation_by_variation(p):
    r"""The cyclic trace: $\mathrm{tr}(P_j^1 M^\top) = \langle w_j, -\nabla_{W_j} L \rangle$."""
