r"""The residual network, its gradient (Zhou and Liang 2017, equations (3), (11), (12), appendix B).

The parameters are $A_{kq} \in \mathbb R^{d \times d}$, $k = 1, \dots, l$, $q = 1, \dots, r$, with
symbolic $l$ and $r$; $W_k = I + A_{kr} \cdots A_{k1}$ is only an abbreviation.  The number of
samples is $m$, not necessarily $d$.
"""

from symland.prelude import *

d, m = dims("d m")
l, r = index("l", 1), index("r", 1)
k, k2 = index("k", 1, l), index("k'", 1, l)
q, q2 = index("q", 1, r), index("q'", 1, r)

A, dA = family("A", d, d, indices=2), family("dA", d, d, indices=2)
W = let_family("W", k, identity(d) + chain(A[k], r, 1))
X, Y = matrix("X", d, m), matrix("Y", d, m)

e = let("e", chain(W, l, 1) @ X - Y)
f = let("f", frob2(e) / 2)


def G(k):
    r"""$G_k(W) = (W_{k-1} \cdots W_1 X)^\top \otimes (W_l \cdots W_{k+1})$, equation (9)."""
    return kron((chain(W, k - 1, 1) @ X).T, chain(W, l, k + 1))


def Q(k, q):
    r"""$G_k (A_{k(q-1)} \cdots A_{k1})^\top \otimes (A_{kr} \cdots A_{k(q+1)})$, equation (12)."""
    return G(k) @ kron(chain(A[k], q - 1, 1).T, chain(A[k], r, q + 1))


def nabla(value, layer):
    r"""$\nabla_{\mathrm{vec}(A_{kq})}$ in denominator layout, of a scalar or a column."""
    if value.is_matrix:
        return jacobian(value, layer).T
    return vec(grad(value, layer))


V = family("V", d, d)
h = let("h", frob2(chain(V, l, 1) @ X - Y) / 2)


@theorem(
    [
        Eq(f, frob2(chain(W, l, 1) @ X - Y) / 2),
        Eq(W[k], identity(d) + chain(A[k], r, 1)),
    ],
    ref="gd.eq03",
)
def loss(p):
    r"""$f(A) := \frac12 \|W_l \cdots W_1 X - Y\|_F^2$ with $W_k = I + A_{kr} \cdots A_{k1}$."""


@theorem(
    [
        Eq(Q(k, q), jacobian(e, A[k][q])),
        Eq(
            Q(k, q),
            kron(
                (chain(A[k], q - 1, 1) @ chain(W, k - 1, 1) @ X).T,
                chain(W, l, k + 1) @ chain(A[k], r, q + 1),
            ),
        ),
    ],
    ref="gd.eq12",
)
def jacobian_of_the_residual(p):
    r"""$Q_{kq}(A)$ is the Jacobian of $\mathrm{vec}(e)$, by the mixed product one factor."""


stacked_Q = block_row((k, q), Q(k, q))


@theorem(Eq(stacked_Q, block_row((k, q), jacobian(vec(e), A[k][q]))), ref="gd.def.Q")
def stacked_jacobian(p):
    r"""$Q := [Q_{11}, Q_{12}, \dots, Q_{lr}]$ is the Jacobian by $\mathrm{vec}(A)$, k outer."""


half = Fraction(1, 2)
step_102 = nabla(e, A[k][q]) @ vec(e)
through_W = jacobian(W[k], A[k][q]).T @ (G(k).T @ vec(e))
step_104 = kron(chain(A[k], q - 1, 1), chain(A[k], r, q + 1).T) @ G(k).T @ vec(e)
step_105 = Q(k, q).T @ vec(e)


@theorem(
    [Eq(nabla(f, A[k][q]), nabla(half * tr(vec(e).T @ vec(e)), A[k][q])),
     Eq(nabla(half * tr(vec(e).T @ vec(e)), A[k][q]), step_102)],
    ref="gd.eq102",
)  # fmt: skip
def by_the_product_rule(p):
    """Equations (101) and (102): the product rule with u = v."""


# grad by W_k: e as a function of W_k alone, a letter of its own, at the value I + A_kr ... A_k1.
Z = matrix("Z", d, d)
e_at_Z = chain(W, l, k + 1) @ Z @ chain(W, k - 1, 1) @ X - Y
unit = assume(Eq(Z, W[k]), name="Z is the unit W_k")


@theorem(
    Eq(step_102, nabla(W[k], A[k][q]) @ (nabla(e_at_Z, Z) @ vec(e))), ref="gd.eq103", given=[unit]
)
def chain_rule(p):
    r"""Equation (103): $e$ depends on $A_{kq}$ only through $W_k$."""


@theorem(
    [
        Eq(nabla(W[k], A[k][q]) @ (nabla(e_at_Z, Z) @ vec(e)), step_104),
        Eq(nabla(e_at_Z, Z), G(k).T),
    ],
    ref="gd.eq104",
)
def gradient_of_a_unit(p):
    r"""Equation (104), by $\mathrm{vec}(B A_{kq} C) = (C^\top \otimes B) \mathrm{vec}(A_{kq})$."""


@theorem(Eq(step_104, step_105), ref="gd.eq105")
def definition_of_Q(p):
    """Equation (105)."""


@theorem(Eq(nabla(f, A[k][q]), step_105), ref="gd.eq11")
def gradient(p):
    r"""$\nabla_{\mathrm{vec}(A_{kq})} f = Q_{kq}^\top \mathrm{vec}(e)$ for all $k, q, l, r$."""
    c = p.calc()
    c.eq(step_102, by=by_the_product_rule, why="product rule")
    c.eq(step_104, why="chain rule through W_k")
    c.eq(step_105, by=definition_of_Q, why="definition of Q")


@theorem(
    Eq(
        differential(f, {A: dA}),
        layer_sum(k, 1, l, layer_sum(q, 1, r, inner(nabla(f, A[k][q]), vec(dA[k][q])))),
    ),
    ref="gd.def.vecA",
)
def stacked_gradient(p):
    r"""The blocks of $\nabla_{\mathrm{vec}(A)} f$ stand in the order of those of $\mathrm{vec}(A)$.

    The inner product of the stacked gradient with $\mathrm{vec}(dA)$ is the differential of $f$.
    """
