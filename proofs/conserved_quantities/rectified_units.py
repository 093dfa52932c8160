r"""One hidden layer of ReLUs or leaky ReLUs: each unit keeps its balance, for every selection.

$D$ is any selection of the subdifferential at $A = W_1 X + b 1^\top$: it satisfies
$\sigma(A) = D \circ A$, also where entries of $A$ are 0.  $R = \partial \ell / \partial F$ is free.
"""

from symland.prelude import *

k, h, d, n = dims("k h d n")
W1, W2, b = matrix("W_1", h, d), matrix("W_2", k, h), vector("b", h)
X, R, D = matrix("X", d, n), matrix("R", k, n), matrix("D", h, n)
A = let("A", W1 @ X + b @ ones(n).T)
back = let("B", hadamard(D, W2.T @ R))
motion = {W2: -(R @ hadamard(D, A).T), W1: -(back @ X.T), b: -(back @ ones(n))}
unit_balance = diagonal(W2.T @ W2 - W1 @ W1.T - b @ b.T)


@theorem(Eq(differential(unit_balance, motion), 0), ref="laws.relu")
def balance_of_each_unit(p):
    r"""$|(W_2)_{\cdot j}|^2 - |(W_1)_{j \cdot}|^2 - b_j^2$ is constant for every unit $j$."""


flow = GradientFlow(inner(R, W2 @ relu(A)), wrt=(W1, W2, b))


@theorem(Eq(ddt(unit_balance, flow), 0), ref="laws.relu.step")
def balance_with_the_usual_derivative(p):
    r"""The same with $\sigma' = \mathrm{step}$."""


whole_matrix = erratum(
    Eq(differential(W2.T @ W2 - W1 @ W1.T - b @ b.T, motion), 0),
    ref="laws.relu.matrix",
    corrected=balance_of_each_unit,
    doc="Off the diagonal nothing is conserved: two units see different samples.",
)
