r"""Where the residual vanishes, the Hessian of a squared loss is its Gauss-Newton form.

For $f = \tfrac12 \|e\|_F^2$ the Hessian is $J^\top J$ plus the residual times second derivatives,
with $J = \partial\,\mathrm{vec}(e) / \partial\,\mathrm{vec}(W)^\top$.  At a point with $e = 0$
the blocks are $J_U^\top J_V$, the product with a direction is $J^\top J\,\mathrm{vec}(D)$, and
the quadratic form is $\|J\,\mathrm{vec}(D)\|^2$.  Derivatives come first; $e = 0$ is used
afterwards.  These statements are symland's own; the papers use them at their critical points.
"""

from symland.prelude import *

p, q, r, n = dims("p q r n")  # inputs, hidden units, outputs, samples
d = dims("d[]")
l = index("l", 1)
k, k2, j = index("k", 1, l), index("k'", 1, l), index("j", 1, l)

# a network of any depth without activations
W, D = family("W", d), family("D", d)
X, Y = matrix("X", d[0], n), matrix("Y", d[l], n)
e = let("e", chain(W, l, 1) @ X - Y)
h = let("h", frob2(e) / 2)
fits = assume(Eq(e, 0), name="zero residual")


def J(k):
    return kron((chain(W, k - 1, 1) @ X).T, chain(W, l, k + 1))


de = layer_sum(j, 1, l, chain(W, l, j + 1) @ D[j] @ chain(W, j - 1, 1)) @ X
above = layer_sum(j, k + 1, l, chain(W, l, j + 1) @ D[j] @ chain(W, j - 1, k + 1))
below = layer_sum(j, 1, k - 1, chain(W, k - 1, j + 1) @ D[j] @ chain(W, j - 1, 1))


@theorem(
    [Eq(jacobian(e, W[k]), J(k)), Eq(hess(h, W[k], W[k2]), J(k).T @ J(k2))],
    ref="gn.deep-linear.blocks",
    given=[fits],
)
def deep_blocks(p):
    """Every block, for every two layers, equal or not, at every depth."""


@theorem(
    Eq(hvp(h, {W: D}, wrt=W[k]), chain(W, l, k + 1).T @ de @ (chain(W, k - 1, 1) @ X).T),
    ref="gn.deep-linear.product",
    given=[fits],
)
def deep_product(p):
    """The residual stands in two of the three terms."""
    front, back = chain(W, l, k + 1).T, (chain(W, k - 1, 1) @ X).T
    c = p.calc()
    c.eq(above.T @ e @ back + front @ de @ back + front @ e @ X.T @ below.T)
    c.eq(front @ de @ back, by=fits, why="the terms with $e$ vanish")


@theorem(Eq(differential(e, {W: D}), de), ref="gn.deep-linear.differential")
def deep_differential(p):
    """The first-order part of the residual, so the product above is $J^T J D$."""


# one hidden layer with a smooth activation
W1, W2 = matrix("W_1", q, p), matrix("W_2", r, q)
D1, D2 = matrix("D_1", q, p), matrix("D_2", r, q)
Z, T = matrix("X", p, n), matrix("Y", r, n)
sigma = activation("sigma")
u = let("u", W2 @ sigma(W1 @ Z) - T)
g = let("g", frob2(u) / 2)
fitted = assume(Eq(u, 0), name="zero residual")
along = {W1: D1, W2: D2}
du = D2 @ sigma(W1 @ Z) + W2 @ hadamard(sigma.d(W1 @ Z), D1 @ Z)


@theorem(
    [Eq(hess(g, U, V), jacobian(u, U).T @ jacobian(u, V)) for U in (W1, W2) for V in (W1, W2)],
    ref="gn.hidden-layer.blocks",
    given=[fitted],
)
def hidden_blocks(p):
    """All four blocks."""


@theorem(
    [
        Eq(hvp(g, along)[W1], hadamard(sigma.d(W1 @ Z), W2.T @ du) @ Z.T),
        Eq(hvp(g, along)[W2], du @ sigma(W1 @ Z).T),
    ],
    ref="gn.hidden-layer.product",
    given=[fitted],
)
def hidden_product(p):
    """The first-order part of the residual, sent back through the network."""


@theorem(
    [
        Eq(differential(u, along), du),
        Eq(hess_form(g, along), frob2(du)),
        Eq(hess_form(g, along), inner(D1, hvp(g, along)[W1]) + inner(D2, hvp(g, along)[W2])),
    ],
    ref="gn.hidden-layer.form",
    given=[fitted],
)
def hidden_form(p):
    """The quadratic form is the squared norm of the first-order part, hence nonnegative."""


@theorem(Ge(hess_form(g, along), 0), ref="gn.hidden-layer.psd", given=[fitted])
def positive_semidefinite(p):
    """The Hessian is positive semidefinite at every point that fits the data."""
    c = p.calc()
    c.eq(frob2(du), by=hidden_form)
    c.ge(0, by=square(du), why="a squared norm")


# a linear residual network: units of layers with symbolic numbers of both
s, l2, r2 = dims("s"), index("l", 1), index("r", 1)
k3, k4 = index("k", 1, l2), index("k'", 1, l2)
q3, q4 = index("q", 1, r2), index("q'", 1, r2)
A = family("A", s, s, indices=2)
unit = index("k")
U = let_family("W", unit, identity(s) + chain(A[unit], r2, 1))
R, S = matrix("X", s, n), matrix("Y", s, n)
v = let("v", chain(U, l2, 1) @ R - S)
f = let("f", frob2(v) / 2)


def J_residual(k, q):
    before = chain(A[k], q - 1, 1) @ chain(U, k - 1, 1) @ R
    return kron(before.T, chain(U, l2, k + 1) @ chain(A[k], r2, q + 1))


@theorem(
    [
        Eq(jacobian(v, A[k3][q3]), J_residual(k3, q3)),
        Eq(hess(f, A[k3][q3], A[k4][q4]), J_residual(k3, q3).T @ J_residual(k4, q4)),
    ],
    ref="gn.residual.blocks",
    given=[assume(Eq(v, 0), name="zero residual")],
)
def residual_blocks(p):
    """Every block, for every two layers of every two units, equal or not."""
