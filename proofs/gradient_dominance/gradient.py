r"""The gradient of the linear network (Zhou and Liang 2017, equation (8) and appendix B)."""

from linear_network import G, W, X, chain, dW, e, h, k, l, nabla

from symland.prelude import *

half = Fraction(1, 2)


@theorem(Eq(h, half * tr(vec(e).T @ vec(e))), ref="gd.eq90")
def loss_by_vec(p):
    r"""$h(W) = \frac12 \mathrm{vec}(e)^\top \mathrm{vec}(e)$."""


gradient_blocks = block_column(k, nabla(h, W[k]))


@theorem(
    [
        Eq(gradient_blocks, block_row(k, nabla(h, W[k]).T).T),
        Eq(
            differential(h, {W: dW}),
            layer_sum(k, 1, l, inner(nabla(h, W[k]), vec(dW[k]))),
        ),
    ],
    ref="gd.eq91",
)
def stacked_gradient(p):
    r"""The blocks of $\nabla_{\mathrm{vec}(W)} h$ stand in the order of those of $\mathrm{vec}(W)$.

    The second statement says that this stacking is the gradient: its inner product with
    $\mathrm{vec}(dW)$ is the differential of $h$.
    """


step_92 = nabla(half * tr(vec(e).T @ vec(e)), W[k])
step_93 = nabla(vec(e), W[k]) @ vec(e)
step_94 = nabla(vec(chain(W, l, 1) @ X), W[k]) @ vec(e)
step_95 = nabla(G(k) @ vec(W[k]), W[k]) @ vec(e)
step_96 = kron(chain(W, k - 1, 1) @ X, chain(W, l, k + 1).T) @ vec(e)
step_97 = G(k).T @ vec(e)


@theorem([Eq(nabla(h, W[k]), step_92), Eq(step_92, step_93)], ref="gd.eq93")
def by_the_product_rule(p):
    """Equations (92) and (93): the product rule with u = v."""


@theorem(Eq(step_93, step_94), ref="gd.eq94")
def targets_are_constant(p):
    """Equation (94)."""


@theorem(Eq(step_94, step_95), ref="gd.eq95")
def network_by_vec(p):
    """Equation (95), by the rule for vec of a product."""


@theorem(Eq(step_95, step_96), ref="gd.eq96")
def linear_part(p):
    """Equation (96), by the rule for linear maps and the transpose of a Kronecker product."""


@theorem(Eq(step_96, step_97), ref="gd.eq97")
def definition_of_G(p):
    """Equation (97)."""


@theorem(Eq(nabla(h, W[k]), G(k).T @ vec(e)), ref="gd.eq08")
def gradient(p):
    r"""$\nabla_{\mathrm{vec}(W_k)} h(W) = G_k(W)^\top \mathrm{vec}(e)$ for all $k$ and $l$."""
    c = p.calc()
    c.eq(step_93, by=by_the_product_rule, why="product rule")
    c.eq(step_94, by=targets_are_constant, why="Y is constant")
    c.eq(step_95, by=network_by_vec, why="vec of a product")
    c.eq(step_96, by=linear_part, why="derivative of a linear map")
    c.eq(step_97, by=definition_of_G, why="definition of G")
