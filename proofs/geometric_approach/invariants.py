r"""Invariants of the gradient flow (Chitour, Liao, Couillet 2018, Lemma 1, equations (7) and (8)).

All statements are for every layer $j$ and every number $H$ of hidden layers.
"""

from deep_network import H, M, P, W, flow

from symland.prelude import *

j = index("j", 1, H)  # the layers that have a next one
top = index("j", 1, H + 1)
i = index("i", 1, H)

gram_below = W[j] @ W[j].T
gram_above = W[j + 1].T @ W[j + 1]

line_1 = P(top + 1, H + 1).T @ M @ P(1, top - 1).T @ W[top].T + W[top] @ P(1, top - 1) @ M.T @ P(
    top + 1, H + 1
)
line_2 = P(top + 1, H + 1).T @ M @ P(1, top).T + P(1, top) @ M.T @ P(top + 1, H + 1)
inner_line_2 = at(line_2, top, j)
line_3 = W[j + 1].T @ P(j + 2, H + 1).T @ M @ P(1, j).T + P(1, j) @ M.T @ P(j + 2, H + 1) @ W[j + 1]


@theorem(Eq(ddt(W[top] @ W[top].T, flow), line_1), ref="geo.lem1.s1")
def product_rule(p):
    """First line of the proof, for 1 <= j <= H + 1: the product rule and (6)."""


@theorem(Eq(line_1, line_2), ref="geo.lem1.s2")
def absorb_the_layer(p):
    r"""Second line: $W_j (\Pi W)_1^{j-1} = (\Pi W)_1^j$."""


@theorem(Eq(inner_line_2, line_3), ref="geo.lem1.s3")
def split_the_next_layer(p):
    r"""Third line, for $j \le H$: $(\Pi W)_{j+1}^{H+1} = (\Pi W)_{j+2}^{H+1} W_{j+1}$."""


@theorem(Eq(line_3, ddt(gram_above, flow)), ref="geo.lem1.s4")
def next_layer(p):
    """Fourth line: the product rule and (6) at the index j + 1."""


@theorem(Eq(ddt(gram_above - gram_below, flow), 0), ref="geo.lem1.eq07")
def balancedness(p):
    r"""$W_{j+1}^\top W_{j+1} - W_j W_j^\top$ is constant along trajectories, $1 \le j < H + 1$."""
    c = p.calc()
    c.eq(ddt(gram_above, flow) - ddt(gram_below, flow), why="linearity")
    c.eq(line_3 - ddt(gram_below, flow), by=next_layer)
    c.eq(line_3 - inner_line_2, by=[product_rule, absorb_the_layer])
    c.eq(0, by=split_the_next_layer)


def C(j):
    r"""$C_j = W_{j+1}^\top W_{j+1} - W_j W_j^\top$, constant by (7)."""
    return W[j + 1].T @ W[j + 1] - W[j] @ W[j].T


@theorem(Eq(layer_sum(i, top, H, tr(C(i).T)), frob2(W[H + 1]) - frob2(W[top])), ref="geo.lem1.s5")
def telescoping_sum(p):
    r"""Summing the traces of (7), up to transposition, over $l = j, \dots, H$ telescopes.

    The equations that are added concern the matrices with indices $j$ to $H + 1$; that is how the
    printed range is read here (see `range_read_literally` for the other reading).
    """


i_literal = index("i", 1, H + 1)

range_read_literally = erratum(
    Eq(layer_sum(i_literal, top, H + 1, tr(C(i_literal).T)), frob2(W[H + 1]) - frob2(W[top])),
    ref="geo.lem1.s5.range",
    corrected=telescoping_sum,
    doc="Adding (7) itself over the indices j to H + 1 would add an equation about W_(H+2).",
)


@theorem(
    [
        Eq(ddt(frob2(W[top]) - frob2(W[H + 1]), flow), 0),
        Eq(frob2(W[top]), frob2(W[H + 1]) - layer_sum(i, top, H, tr(C(i)))),
    ],
    ref="geo.lem1.eq08",
)
def norms_differ_by_constants(p):
    r"""$|W_j|^2 = |W_{H+1}|^2 + c_j$ with $c_j = -\sum_{l=j}^{H} \mathrm{tr}\, C_l$."""
