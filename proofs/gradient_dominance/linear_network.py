r"""The linear network and its loss (Zhou and Liang 2017, sections 2.1 and 3.1).

The layers are $W_k \in \mathbb R^{d_k \times d_{k-1}}$, $k = 1, \dots, l$, with symbolic $l$; the
paper has $d_k = d$ for all $k$, which is a special case.
"""

from symland.prelude import *

d, m = dims("d[] m")
l = index("l", 1)
k, k2 = index("k", 1, l), index("k'", 1, l)

W, dW = family("W", d), family("dW", d)
X = matrix("X", d[0], m)
Y = matrix("Y", d[l], m)

e = let("e", chain(W, l, 1) @ X - Y)
h = let("h", frob2(e) / 2)


def G(k):
    r"""$G_k(W) = (W_{k-1} \cdots W_1 X)^\top \otimes (W_l \cdots W_{k+1})$, equation (9)."""
    return kron((chain(W, k - 1, 1) @ X).T, chain(W, l, k + 1))


def nabla(value, layer):
    r"""$\nabla_{\mathrm{vec}(W_k)}$ in denominator layout, of a scalar or a column."""
    if value.is_matrix:
        return jacobian(value, layer).T
    return vec(grad(value, layer))


@theorem(Eq(h, tr(e @ e.T) / 2), ref="gd.eq01")
def loss(p):
    r"""$h(W) := \frac12 \|W_l \cdots W_1 X - Y\|_F^2$ $= \frac12 \mathrm{Tr}(e e^\top)$."""


@theorem(Eq(G(k) @ vec(W[k]), vec(chain(W, l, 1) @ X)), ref="gd.eq09")
def network_is_linear_in_each_layer(p):
    r"""$G_k$ fits: $G_k \mathrm{vec}(W_k) = \mathrm{vec}(W_l \cdots W_1 X)$ for all $k$."""


@theorem(
    [
        Eq(G(1), kron(X.T, chain(W, l, 2))),
        Eq(G(l), kron((chain(W, l - 1, 1) @ X).T, identity(d[l]))),
        Eq(at(G(k), k, 1).T @ G(1), kron(X @ X.T, chain(W, l, 2).T @ chain(W, l, 2))),
        Eq(at(at(G(k), k, 1), l, 1), kron(X.T, identity(d[1]))),
    ],
    ref="gd.eq09.boundary",
)
def empty_products_are_identities(p):
    """The products that run from 0 to 1 and from l to l + 1 are the identity."""


stacked_G = block_row(k, G(k))


@theorem(Eq(stacked_G, block_row(k, jacobian(vec(e), W[k]))), ref="gd.def.G")
def stacked_jacobian(p):
    r"""$G := [G_1, \dots, G_l]$ is the Jacobian of $\mathrm{vec}(e)$ by $\mathrm{vec}(W)$."""
