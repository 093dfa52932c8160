r"""The Hessian of the network with one hidden layer (Zhou and Liang 2017, (24) and appendix B).

Derivatives come first; that the residual $e$ vanishes at $W^*$ is used afterwards.  A generic
$\sigma$ is differentiable as often as needed; twice is enough.
$\sigma'(\mathrm{diag}(\mathrm{vec}(W_1 X)))$ is read as in `nonlinear_network`: the diagonal
matrix of the values of $\sigma'$.
"""

from linear_network import nabla
from nonlinear_network import (
    W1,
    W2,
    I_m,
    I_p,
    I_q,
    S,
    X,
    d,
    e,
    g,
    gradient_in_W1,
    hidden,
    m,
    p,
    q,
    slopes,
    step_b,
)

from symland.prelude import *

minimizer = assume(Eq(e, 0), name="zero residual at W*")

# the two blocks of H': the rows of vec(W_1), then those of vec(W_2)
H1t = kron(X, I_p) @ slopes @ kron(I_m, W2.T)
H2t = kron(hidden, I_q)
D1, D2 = matrix("D_1", p, d), matrix("D_2", q, p)

block11, block12 = nabla(nabla(g, W1), W1), nabla(nabla(g, W2), W1)
block21, block22 = nabla(nabla(g, W1), W2), nabla(nabla(g, W2), W2)


@theorem(
    [
        Eq(nabla(vec(e), W1), H1t),
        Eq(nabla(vec(e), W2), H2t),
        Eq(differential(vec(e), {W1: D1, W2: D2}), H1t.T @ vec(D1) + H2t.T @ vec(D2)),
    ],
    ref="gd.def.H",
)
def jacobian_of_the_residual(p):
    r"""$H^\top$ stacks $(X \otimes I)\,\sigma'(\mathrm{diag}(\mathrm{vec}(W_1 X)))
    (I \otimes W_2^\top)$ on $\sigma(W_1 X) \otimes I$.

    So $H = \partial\,\mathrm{vec}(e) / \partial\,\mathrm{vec}(W)$ with
    $\mathrm{vec}(W) = [\mathrm{vec}(W_1); \mathrm{vec}(W_2)]$; the middle factor is read as the
    diagonal matrix of the values of $\sigma'$.
    """


step_22 = nabla(kron(hidden, I_q) @ vec(W2 @ hidden), W2)


@theorem([Eq(block22, step_22), Eq(step_22, H2t @ H2t.T)], ref="gd.appB.hess22")
def second_diagonal_block(p):
    r"""$\nabla_{\mathrm{vec}(W_2)}(\nabla_{\mathrm{vec}(W_2)} g) =
    (\sigma(W_1 X) \otimes I)(\sigma(W_1 X) \otimes I)^\top$, at every $W$."""


to_X = slopes @ kron(X.T, I_p)
hidden_by_W1 = nabla(vec(hidden), W1)
step_11a = nabla(step_b, W1)
step_11b = nabla(vec(W2.T @ e), W1) @ to_X
step_11c = nabla(vec(W2.T @ W2 @ hidden), W1) @ to_X
step_11d = hidden_by_W1 @ nabla(vec(W2.T @ W2 @ S), S) @ to_X
step_11e = kron(X, I_p) @ slopes @ kron(I_m, W2.T @ W2) @ to_X
step_11f = H1t @ H1t.T


@theorem(Eq(block11, step_11a), ref="gd.appB.hess11.a")
def from_the_gradient(p):
    """The first line; it holds at every W."""
    c = p.calc()
    c.eq(step_11a, by=gradient_in_W1)


V = matrix("V", p, m)
frozen = assume(Eq(V, W2.T @ e), name="V is W_2' e, held fixed while sigma' is differentiated")
slopes_term = nabla(kron(X, I_p) @ slopes @ vec(V), W1)


@theorem(Eq(step_11a, slopes_term + step_11b), ref="gd.appB.hess11.b.product", given=[frozen])
def product_rule_in_the_block(p):
    """The rule behind step (i), at every W: sigma' alone is differentiated, then e alone."""


@theorem(Eq(step_11a, zeros(*block11.shape) + step_11b), ref="gd.appB.hess11.b", given=[minimizer])
def slopes_need_no_derivative(p):
    r"""Step (i): the derivative of $\sigma'$ is multiplied by $W_2^\top e = 0$."""


@theorem(Eq(step_11b, step_11c), ref="gd.appB.hess11.c")
def targets_drop_out(p):
    r"""$W_2^\top Y$ does not depend on $W_1$; at every W."""


@theorem(Eq(step_11c, step_11d), ref="gd.appB.hess11.d")
def composition_in_the_block(p):
    r"""Step (ii), the composition rule with $S = \sigma(W_1 X)$; at every W.

    The second factor is the derivative of a linear map of S, the same at every S.
    """


@theorem(Eq(step_11d, step_11e), ref="gd.appB.hess11.e")
def both_derivatives(p):
    """The derivative of the hidden layer and that of a linear map; at every W."""


@theorem(Eq(step_11e, step_11f), ref="gd.appB.hess11.f")
def symmetric_form(p):
    r"""$(I \otimes W_2^\top W_2) = (I \otimes W_2^\top)(I \otimes W_2^\top)^\top$."""


step_12a = nabla(vec(e), W1) @ kron(hidden.T, I_q)
step_12b = nabla(vec(W2 @ hidden), W1) @ kron(hidden.T, I_q)
step_12b2 = hidden_by_W1 @ nabla(vec(W2 @ S), S) @ kron(hidden.T, I_q)
step_12c = H1t @ kron(hidden.T, I_q)


@theorem(
    [
        Eq(block12, nabla(kron(hidden, I_q) @ vec(e), W1)),
        Eq(nabla(kron(hidden, I_q) @ vec(e), W1), zeros(*block12.shape) + step_12a),
    ],
    ref="gd.appB.hess12.a",
    given=[minimizer],
)
def mixed_block_at_zero_residual(p):
    r"""Step (i): rows $\mathrm{vec}(W_1)$, columns $\mathrm{vec}(W_2)$."""


@theorem(
    [Eq(step_12a, step_12b), Eq(step_12b, step_12b2)],
    ref="gd.appB.hess12.b",
)
def mixed_block_composition(p):
    """Y is constant, then the composition rule; at every W."""


@theorem(Eq(step_12b2, step_12c), ref="gd.appB.hess12.c")
def mixed_block_factors(p):
    r"""$= (X \otimes I)\,\sigma'(\mathrm{diag}(\mathrm{vec}(W_1 X)))
    (I \otimes W_2^\top)(\sigma(W_1 X)^\top \otimes I)$; at every W."""


@theorem(Eq(block21, block12.T), ref="gd.appB.hess21")
def other_mixed_block(p):
    """Second derivatives commute; at every W."""


@theorem(
    [
        Eq(block11, H1t @ H1t.T),
        Eq(block12, H1t @ H2t.T),
        Eq(block21, H2t @ H1t.T),
        Eq(block22, H2t @ H2t.T),
    ],
    ref="gd.appB.hess-assemble",
    given=[minimizer],
)
def four_blocks(p):
    r"""The four blocks of $\nabla^2_{\mathrm{vec}(W)} g(W^*)$ are those of $H^\top H$."""
    first = p.calc()
    first.eq(step_11a, by=from_the_gradient)
    first.eq(step_11b, by=slopes_need_no_derivative)
    first.eq(step_11c, by=targets_drop_out)
    first.eq(step_11d, by=composition_in_the_block)
    first.eq(step_11e, by=both_derivatives)
    first.eq(step_11f, by=symmetric_form)
    mixed = p.calc()
    mixed.eq(step_12a, by=mixed_block_at_zero_residual)
    mixed.eq(step_12b2, by=mixed_block_composition)
    mixed.eq(step_12c, by=mixed_block_factors)
    mixed.eq(H1t @ H2t.T)
    other = p.calc()
    other.eq(block12.T, by=other_mixed_block)
    other.eq((H1t @ H2t.T).T, by=minimizer)
    other.eq(H2t @ H1t.T)
    last = p.calc()
    last.eq(H2t @ H2t.T, by=second_diagonal_block)


@theorem(
    [
        Eq(hess(g, W1, W1), H1t @ H1t.T),
        Eq(hess(g, W1, W2), H1t @ H2t.T),
        Eq(hess(g, W2, W1), H2t @ H1t.T),
        Eq(hess(g, W2, W2), H2t @ H2t.T),
        Eq(hess_form(g, {W1: D1, W2: D2}), frob2(H1t.T @ vec(D1) + H2t.T @ vec(D2))),
    ],
    ref="gd.eq24",
    given=[minimizer],
)
def nonlinear_hessian(p):
    r"""$\nabla^2_{\mathrm{vec}(W)} g(W^*) = H(W^*)^\top H(W^*)$, block by block.

    The last statement says the same of the quadratic form: it is $\|H\,\mathrm{vec}(D)\|^2$.
    """
