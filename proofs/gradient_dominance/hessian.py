r"""The Hessian of the linear network at a global minimizer (Zhou and Liang 2017, section 4.1).

Derivatives come first; that the residual $e$ vanishes at $W^*$ is used afterwards.  In
denominator layout $\nabla_{\mathrm{vec}(W_{k'})}(\nabla_{\mathrm{vec}(W_k)} h)$ has rows
$\mathrm{vec}(W_{k'})$.
All statements are for every $k, k'$, equal or not, and every depth.
"""

from linear_network import G, W, d, e, h, k, k2, l, m, nabla, stacked_G

from symland.prelude import *

minimizer = assume(Eq(e, 0), name="zero residual at W*")
e0 = matrix("e_0", d[l], m)
frozen = assume(Eq(e0, e), name="e_0 is the residual, held fixed while G_k is differentiated")

block = nabla(vec(grad(h, W[k])), W[k2])
tensor_term = nabla(G(k).T @ vec(e0), W[k2])
gauss_newton_term = nabla(vec(e), W[k2]) @ G(k)


@theorem(Eq(block, nabla(G(k).T @ vec(e), W[k2])), ref="gd.eq98")
def derivative_of_the_gradient(p):
    """Equation (98); it holds at every W."""


@theorem(Eq(block, tensor_term + gauss_newton_term), ref="gd.eq99", given=[frozen])
def product_rule(p):
    r"""Equation (99), at every W: $(\nabla G_k)\,\mathrm{vec}(e)$ differentiates $G_k$ alone."""


@theorem(
    [
        Eq(tensor_term, 0),
        Eq(tensor_term + gauss_newton_term, zeros(*block.shape) + G(k2).T @ G(k)),
    ],
    ref="gd.eq100",
    given=[frozen, minimizer],
)
def first_term_vanishes(p):
    """Equation (100): the residual is zero at a global minimizer."""


@theorem(Eq(block, G(k2).T @ G(k)), ref="gd.eq17", given=[minimizer])
def hessian_block(p):
    r"""$\nabla_{\mathrm{vec}(W_{k'})}(\nabla_{\mathrm{vec}(W_k)} h(W^*)) = G_{k'}^\top G_k$."""
    c = p.calc()
    c.eq(nabla(G(k).T @ vec(e), W[k2]), by=derivative_of_the_gradient)
    c.eq(G(k2).T @ G(k), by=minimizer, why="only the derivative of e survives where e = 0")


@theorem(
    Eq(block_grid(k, k2, hess(h, W[k], W[k2])), stacked_G.T @ stacked_G),
    ref="gd.eq18",
    given=[minimizer],
)
def whole_hessian(p):
    r"""$\nabla^2_{\mathrm{vec}(W)} h(W^*) = G^\top G$, block by block."""


# The text below (17) calls its right side the (k, k')-th block of the Hessian.
side = dims("d")
U, Xs, Ys = family("W", side), matrix("X", side, side), matrix("Y", side, side)
es = let("e", chain(U, l, 1) @ Xs - Ys)
hs = let("h", frob2(es) / 2)


def square_G(k):
    return kron((chain(U, k - 1, 1) @ Xs).T, chain(U, l, k + 1))


@theorem(
    Eq(hess(hs, U[k], U[k2]), square_G(k).T @ square_G(k2)), ref="gd.eq17.block", given=[Eq(es, 0)]
)
def block_in_place(p):
    r"""The block in row k and column k' of the Hessian is $G_k^\top G_{k'}$."""


name_of_the_block = erratum(
    Eq(hess(hs, U[k], U[k2]), square_G(k2).T @ square_G(k)),
    ref="gd.eq17.name",
    given=[Eq(es, 0)],
    corrected=block_in_place,
    doc="The text calls the right side of (17) the (k, k')-th block; it is the (k', k)-th.",
)
