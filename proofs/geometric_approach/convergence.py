r"""Identities of section 2.2 and of the critical set $V_0$ for $H = 2$ (equations (24), (25)).

The residual $M = \Sigma_Y - (\Pi W)_1^{H+1}$, the loss $L = \frac12 |M|^2$, for every depth.
"""

from deep_network import H, L, M, P, Sigma_Y, W, flow, j

from symland.prelude import *

whole = P(1, H + 1)
top = W[H + 1]


@theorem(
    Eq(ddt(frob2(top), flow), 2 * tr(Sigma_Y @ whole.T) - 2 * tr(whole @ whole.T)),
    ref="geo.prop1.s1",
)
def growth_of_the_last_layer(p):
    r"""$dg/dt = 2\,\mathrm{tr}(\Sigma_Y [(\Pi W)_1^{H+1}]^\top)
    - 2\,\mathrm{tr}((\Pi W)_1^{H+1} [(\Pi W)_1^{H+1}]^\top)$ for $g = |W_{H+1}|^2$."""


def summand(j):
    """(P_{j+1}^{H+1}) (P_{j+1}^{H+1})' M (P_1^{j-1})' P_1^{j-1}."""
    above, below = P(j + 1, H + 1), P(1, j - 1)
    return above @ above.T @ M @ below.T @ below


@theorem(Eq(ddt(M, flow), -layer_sum(j, 1, H + 1, summand(j))), ref="geo.rem2.s1")
def motion_of_the_residual(p):
    r"""$dM/dt = -\sum_j (\Pi W)_{j+1}^{H+1} [(\Pi W)_{j+1}^{H+1}]^\top M
    [(\Pi W)_1^{j-1}]^\top (\Pi W)_1^{j-1}$."""


total = layer_sum(j, 1, H + 1, tr(M.T @ summand(j)))


@theorem(
    [
        Eq(ddt(L, flow), ddt(tr(M.T @ M), flow) / 2),
        Eq(ddt(tr(M.T @ M), flow), -2 * total),
        Eq(ddt(L, flow), -total),
    ],
    ref="geo.rem2.s2.half",
)
def decay_of_the_loss(p):
    r"""$dL/dt = \frac12 \mathrm{tr}(d(M^\top M)/dt)$, and
    $\mathrm{tr}(d(M^\top M)/dt) = -2 \sum_j \mathrm{tr}(\dots)$."""


loss_as_the_square = erratum(
    Eq(ddt(L, flow), ddt(tr(M.T @ M), flow)),
    ref="geo.rem2.s2",
    corrected=decay_of_the_loss,
    doc="With L = |M|^2 / 2 the first of the two equalities lacks a factor 1/2; the second holds.",
)


convergence = open_entry(
    "convergence of a trajectory cannot be written; the proof needs inequality (9) of Lemma 1, the "
    "comparison of a differential inequality and Lojasiewicz's theorem. Its identity is s1",
    ref="geo.prop1",
)
exponential_rate = open_entry(
    "needs Weyl's inequality for the eigenvalues of W_{j+1}' W_{j+1} and Gronwall's lemma along a "
    "trajectory. Its identities are s1 and s2 (s2 with a factor 1/2 that is not printed)",
    ref="geo.rem2",
)


# -- H = 2: trajectories that converge to a point of V_0 = {(0, W_12, 0, 0)} ------------------

d1, d2, dy, c = dims("d_1 d_2 d_y c")
W11, W12 = matrix("W_11", d1, dy), matrix("W_12", d1, c)
W2, W3 = matrix("W_2", d2, d1), matrix("W_3", dy, d2)
S_Y = matrix("S_Y", dy, dy)
loss = frob2(S_Y - W3 @ W2 @ W11) / 2 + frob2(W3 @ W2 @ W12) / 2
small_flow = GradientFlow(loss, wrt=(W11, W12, W2, W3))
limit11, limit12 = matrix("Wbar_11", d1, dy), matrix("Wbar_12", d1, c)
limit2, limit3 = matrix("Wbar_2", d2, d1), matrix("Wbar_3", dy, d2)

in_V_0 = [
    assume(Eq(limit11, 0), name="the limit lies in V_0: its W_11 is 0"),
    assume(Eq(limit2, 0), name="the limit lies in V_0: its W_2 is 0"),
    assume(Eq(limit3, 0), name="the limit lies in V_0: its W_3 is 0"),
]


def upper(W3, W2):
    """W_3' W_3 - W_2 W_2'."""
    return W3.T @ W3 - W2 @ W2.T


def lower(W2, W11, W12):
    """W_2' W_2 - W_1 W_1' with W_1 = [W_11 W_12]."""
    return W2.T @ W2 - W11 @ W11.T - W12 @ W12.T


@theorem(
    [Eq(ddt(upper(W3, W2), small_flow), 0), Eq(ddt(lower(W2, W11, W12), small_flow), 0)],
    ref="geo.eq24.constant",
)
def balance_for_two_hidden_layers(p):
    r"""(7) at $j = 2$ and $j = 1$ for the split network."""


limit_of_upper = assume(
    Eq(upper(W3, W2), upper(limit3, limit2)), name="a constant of the trajectory has its limit"
)
limit_of_lower = assume(
    Eq(lower(W2, W11, W12), lower(limit2, limit11, limit12)),
    name="a constant of the trajectory has its limit (j = 1)",
)


@theorem(
    [
        Eq(upper(W3, W2), upper(limit3, limit2)),
        Eq(upper(limit3, limit2), 0),
        Eq(upper(W3, W2), 0),
    ],
    given=[*in_V_0, limit_of_upper],
    ref="geo.eq24",
)
def last_layers_are_balanced(p):
    r"""$W_3^\top W_3 - W_2 W_2^\top = \overline W_3^\top \overline W_3
    - \overline W_2 \overline W_2^\top = 0$ along the trajectory.

    That a constant function of $t$ equals its limit is the hypothesis; that it is constant is
    `balance_for_two_hidden_layers`.
    """
    s = p.calc()
    s.eq(upper(limit3, limit2), by=limit_of_upper)
    s = p.calc()
    s.eq(0)
    s = p.calc()
    s.eq(upper(limit3, limit2), by=limit_of_upper)
    s.eq(0)


@theorem(
    Eq(W12 @ W12.T, W2.T @ W2 - W11 @ W11.T + limit12 @ limit12.T),
    given=[*in_V_0, limit_of_lower],
    ref="geo.eq25",
)
def first_layer_from_the_others(p):
    r"""$W_{12} W_{12}^\top = W_2^\top W_2 - W_{11} W_{11}^\top - \overline C$ with
    $\overline C = -\overline W_{12} \overline W_{12}^\top$."""
    s = p.calc()
    s.eq(W2.T @ W2 - W11 @ W11.T - lower(W2, W11, W12))
    s.eq(W2.T @ W2 - W11 @ W11.T - lower(limit2, limit11, limit12), by=limit_of_lower)
    s.eq(W2.T @ W2 - W11 @ W11.T + limit12 @ limit12.T)
