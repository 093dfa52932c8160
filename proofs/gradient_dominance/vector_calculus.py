r"""Derivatives in denominator layout (Zhou and Liang 2017, appendix B, equations (88) and (89)).

$(\nabla_x u)_{ij} = \partial u_j / \partial x_i$, the transpose of the Jacobian.
"""

from symland.prelude import *

n, p, q = dims("n p q")
x, y, dx = vector("x", n), vector("y", p), vector("dx", n)
f = function("f", n)
u, w = function("u", n, p), function("w", n, p)
v, g = function("v", n, p), function("g", p, q)
A = matrix("A", p, n)


def nabla(value, at):
    r"""$\nabla_x u$ in denominator layout."""
    return jacobian(value, at).T


@theorem(
    [
        Eq(differential(f(x), {x: dx}), inner(grad(f(x), x), dx)),
        Eq(differential(u(x), {x: dx}), nabla(u(x), x).T @ dx),
    ],
    ref="gd.eq88",
)
def gradient_is_a_column(p):
    r"""$\nabla_x f$ is the column of partial derivatives: $df = \langle \nabla_x f, dx \rangle$.

    With $dx$ a standard basis vector $e_i$ this is $(\nabla_x f)_i = \partial f / \partial x_i$.
    """


at_v = assume(Eq(y, v(x)), name="the derivative of g is taken at y = v(x)")


@theorem(Eq(nabla(g(v(x)), x), nabla(v(x), x) @ nabla(g(y), y)), ref="gd.eq89.chain", given=[at_v])
def chain_rule(p):
    """The first rule of (89), for all differentiable v and g (the paper calls g there u)."""


@theorem(
    Eq(
        grad(inner(u(x), w(x)), x),
        nabla(u(x), x) @ w(x) + nabla(w(x), x) @ u(x),
    ),
    ref="gd.eq89.product",
)
def product_rule(p):
    """The second rule of (89)."""


@theorem(Eq(nabla(A @ x, x), A.T), ref="gd.eq89.linear")
def linear_rule(p):
    """The third rule of (89)."""
