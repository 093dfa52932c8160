r"""The Hessian of the residual network at a global minimizer (Zhou and Liang 2017, (21), (22)).

Derivatives come first; that the residual $e$ vanishes at $A^*$ is used afterwards.  The paper has
$m = d$ here, a special case.  All statements are for every $k, q$ and $k', q'$, equal or not.
"""

from residual_network import (
    A,
    Q,
    d,
    dA,
    e,
    f,
    k,
    k2,
    l,
    m,
    nabla,
    q,
    q2,
    r,
    stacked_Q,
)

from symland.prelude import *

minimizer = assume(Eq(e, 0), name="zero residual at A*")
e0 = matrix("e_0", d, m)
frozen = assume(Eq(e0, e), name="e_0 is the residual, held fixed while Q_kq is differentiated")

block = nabla(vec(grad(f, A[k][q])), A[k2][q2])
tensor_term = nabla(Q(k, q).T @ vec(e0), A[k2][q2])
gauss_newton_term = nabla(vec(e), A[k2][q2]) @ Q(k, q)


@theorem(Eq(block, nabla(Q(k, q).T @ vec(e), A[k2][q2])), ref="gd.eq107")
def derivative_of_the_gradient(p):
    """Equations (106) and (107); they hold at every A."""


@theorem(Eq(block, tensor_term + gauss_newton_term), ref="gd.eq108.corrected", given=[frozen])
def product_rule(p):
    """Equation (108), at every A, with $Q_{kq}$ where the paper prints $Q_k$ (a slip)."""


# Printed is Q_k, a symbol of the linear network.  Here it can only be [Q_k1 ... Q_kr], which has r
# times as many columns as the block; for r = 2, with u = (1, 0) and v = (0, 1):
u, v = matrix("u", 1, 2), matrix("v", 1, 2)
Q_k = kron(u, Q(k, 1)) + kron(v, Q(k, 2))

product_rule_printed = erratum(
    lambda: Eq(block, tensor_term + nabla(vec(e), A[k2][q2]) @ Q_k),
    ref="gd.eq108",
    corrected=product_rule,
    doc="The second term has Q_k(A*) for Q_kq(A*); the sizes fit for r = 1 only.",
)


@theorem(
    [
        Eq(tensor_term, 0),
        Eq(tensor_term + gauss_newton_term, zeros(*block.shape) + Q(k2, q2).T @ Q(k, q)),
    ],
    ref="gd.eq109",
    given=[frozen, minimizer],
)
def first_term_vanishes(p):
    """Equation (109): the residual is zero at a global minimizer."""


@theorem(Eq(block, Q(k2, q2).T @ Q(k, q)), ref="gd.eq21", given=[minimizer])
def hessian_block(p):
    r"""$\nabla_{A_{k'q'}}(\nabla_{A_{kq}} f(A^*)) = Q_{k'q'}^\top Q_{kq}$, all vectorized."""


@theorem(
    Eq(block_grid((k, q), (k2, q2), hess(f, A[k][q], A[k2][q2])), stacked_Q.T @ stacked_Q),
    ref="gd.eq22",
    given=[minimizer],
)
def whole_hessian(p):
    r"""$\nabla^2_{\mathrm{vec}(A)} f(A^*) = Q(A^*)^\top Q(A^*)$, block by block."""


square_term = frob2(layer_sum(k, 1, l, layer_sum(q, 1, r, Q(k, q) @ vec(dA[k][q]))))
second_order = differential(differential(e, {A: dA}), {A: dA})


@theorem(Eq(hess_form(f, {A: dA}), square_term + inner(e, second_order)), ref="gd.eq22.form")
def quadratic_form(p):
    r"""$\nabla^2 f(A)[dA, dA] = \|Q(A) \mathrm{vec}(dA)\|^2 + \langle e, d^2 e \rangle$ at every A.

    At a global minimizer the second term vanishes, which leaves the Gauss-Newton form.
    """
