r"""Linear residual networks: each unit keeps its own balance; thin units balance with a shift.

$F = (I + B_2 B_1)(I + A_2 A_1)$ and $F = (I + B)(I + A)$; $R = \partial \ell/\partial F$ is free.
"""

from symland.prelude import *

n, h = dims("n h")
unit = identity(n)
A1, A2 = matrix("A_1", h, n), matrix("A_2", n, h)
B1, B2 = matrix("B_1", h, n), matrix("B_2", n, h)
R = matrix("R", n, n)
flow = GradientFlow(inner(R, (unit + B2 @ B1) @ (unit + A2 @ A1)), wrt=(A1, A2, B1, B2))


@theorem(
    [Eq(ddt(A2.T @ A2 - A1 @ A1.T, flow), 0), Eq(ddt(B2.T @ B2 - B1 @ B1.T, flow), 0)],
    ref="laws.residual",
)
def balance_inside_each_unit(p):
    r"""$A_2^\top A_2 - A_1 A_1^\top$ and $B_2^\top B_2 - B_1 B_1^\top$ are constant."""


across_units = erratum(
    Eq(ddt(B1.T @ B1 - A2 @ A2.T, flow), 0),
    ref="laws.residual.across",
    corrected=balance_inside_each_unit,
    doc="Layers of neighbouring units are not balanced with one another.",
)

l, r = index("l", 1), index("r", 1)
k, q = index("k", 1, l), index("q", 1, r - 1)
place = index("k")
layers = family("A", n, n, indices=2)
W = let_family("W", place, unit + chain(layers[place], r, 1))
deep = GradientFlow(inner(R, chain(W, l, 1)), wrt=[layers])


@theorem(
    Eq(ddt(layers[k][q + 1].T @ layers[k][q + 1] - layers[k][q] @ layers[k][q].T, deep), 0),
    ref="laws.residual.deep",
)
def units_of_any_number_and_depth(p):
    r"""$l$ units $W_k = I + A_{kr} \cdots A_{k1}$: inside each unit neighbouring layers stay
    balanced, $A_{k,q+1}^\top A_{k,q+1} - A_{kq} A_{kq}^\top$ is constant."""


A, B = matrix("A", n, n), matrix("B", n, n)
thin = GradientFlow(inner(R, (unit + B) @ (unit + A)), wrt=(A, B))


@theorem(
    [
        Eq(ddt((unit + B).T @ (unit + B) - (unit + A) @ (unit + A).T, thin), 0),
        Eq(
            (unit + B).T @ (unit + B) - (unit + A) @ (unit + A).T,
            B.T @ B - A @ A.T + B.T + B - A.T - A,
        ),
    ],
    ref="laws.residual.thin",
)
def thin_units(p):
    r"""$B^\top B - A A^\top + B + B^\top - A - A^\top$ is constant, the balance of $I + B$
    and $I + A$."""


without_the_linear_part = erratum(
    Eq(ddt(B.T @ B - A @ A.T, thin), 0),
    ref="laws.residual.thin.squares",
    corrected=thin_units,
    doc="The words of degree two alone are not conserved.",
)
