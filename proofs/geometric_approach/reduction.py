r"""The change of variables of the reduction and the gradient flow (section 2.1, after (4)).

$\overline W_1 = W_1 T$ with $T = U_X S_X V_Y$, $\overline W_{H+1} = U_Y^\top W_{H+1}$, and
$\overline W_i = W_i$ for $2 \le i \le H$. The loss of the data differs from the effective loss by
a constant, so both have one gradient flow in the variables $W$. Pushed through the change of
variables it is not the gradient flow in the barred variables: $d\overline W_1/dt$ has the further
factor $T^\top T = V_Y^\top S_X^2 V_Y$, which is the identity only if the data are whitened.
"""

from symland.prelude import *

d = dims("d[]")
H = index("H", 1)
j = index("j", 2, H)
W = family("W", d)
W1, W_out = matrix("W_1", d[1], d[0]), matrix("W_out", d[H + 1], d[H])
U_X, S_X, V_Y = (matrix(name, d[0], d[0]) for name in ("U_X", "S_X", "V_Y"))
U_Y = matrix("U_Y", d[H + 1], d[H + 1])
Sigma_Y = matrix("Sigma_Y", d[H + 1], d[0])
T = let("T", U_X @ S_X @ V_Y)
inner_layers = chain(W, H, 2)
R = U_Y.T @ W_out @ inner_layers  # the barred layers 2 to H + 1
M = let("M", Sigma_Y - R @ (W1 @ T))
L = let("L", frob2(M) / 2)
flow = GradientFlow(L, wrt=(W1, W_out, W))


def upper(j):
    r"""The barred layers above layer j."""
    return U_Y.T @ W_out @ chain(W, H, j + 1)


orthogonal_U_X = assume(Eq(U_X.T @ U_X, identity(d[0])), name="U_X is orthogonal")
orthogonal_U_Y = assume(Eq(U_Y.T @ U_Y, identity(d[H + 1])), name="U_Y is orthogonal")
symmetric_S_X = assume(Eq(S_X.T, S_X), name="S_X is symmetric")


@theorem(
    [
        Eq(ddt(W1 @ T, flow), R.T @ M @ (T.T @ T)),
        Eq(ddt(W[j], flow), upper(j).T @ M @ (chain(W, j - 1, 2) @ W1 @ T).T),
    ],
    ref="geo.red.flow.pushed",
)
def pushed_flow(p):
    r"""$d\overline W_1/dt = -\nabla_{\overline W_1} \overline L \cdot T^\top T$; inner layers keep
    their equations."""


@theorem(
    Eq(ddt(U_Y.T @ W_out, flow), M @ (inner_layers @ W1 @ T).T),
    given=[orthogonal_U_Y],
    ref="geo.red.flow.last",
)
def pushed_flow_of_the_last_layer(p):
    r"""$d\overline W_{H+1}/dt = -\nabla_{\overline W_{H+1}} \overline L$, by $U_Y^\top U_Y = I$."""
    s = p.calc()
    s.eq((U_Y.T @ U_Y) @ M @ (inner_layers @ W1 @ T).T)
    s.eq(M @ (inner_layers @ W1 @ T).T, by=orthogonal_U_Y)


@theorem(
    Eq(T.T @ T, V_Y.T @ S_X @ S_X @ V_Y),
    given=[orthogonal_U_X, symmetric_S_X],
    ref="geo.red.flow.factor",
)
def factor_of_the_data(p):
    r"""$T^\top T = V_Y^\top S_X^2 V_Y$."""
    s = p.calc()
    s.eq(V_Y.T @ S_X.T @ (U_X.T @ U_X) @ S_X @ V_Y)
    s.eq(V_Y.T @ S_X.T @ S_X @ V_Y, by=orthogonal_U_X)
    s.eq(V_Y.T @ S_X @ S_X @ V_Y, by=symmetric_S_X)


diagonal_data = [
    assume(Eq(U_X, identity(d[0])), name="X is diagonal already: U_X = I"),
    assume(Eq(V_Y, identity(d[0])), name="so is the reduced Y: V_Y = I"),
    assume(Eq(U_Y, identity(d[H + 1])), name="and U_Y = I"),
    symmetric_S_X,
]

flow_of_the_reduced_problem = erratum(
    Eq(ddt(W1 @ T, flow), R.T @ M),
    given=diagonal_data,
    ref="geo.red.flow",
    corrected=pushed_flow,
    doc="The gradient flow of (2) in the original variables, seen in the barred ones, is not the "
    "gradient flow of (4), not even for diagonal data: the first layer moves with the factor "
    "V_Y' S_X^2 V_Y. What follows is about the barred flow, a gradient flow in another metric.",
)
