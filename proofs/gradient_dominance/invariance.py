r"""Invertible changes between layers (Zhou and Liang 2017, section 2.1, before Proposition 1).

If $(W_l, \dots, W_1)$ is replaced by $(W_l C_l, C_l^{-1} W_{l-1} C_{l-1}, \dots, C_2^{-1} W_1)$ the
product of the layers stays the same, hence so does the loss, at every point.
"""

from linear_network import W, d

from symland.prelude import *

l = index("l", 2)
n, place = index("n", 1), index("p")
C = family("C", lambda k: d[k - 1])
V = family("V", d)
inner_layers = define(V, place, inv(C[place + 1]) @ W[place] @ C[place])


@theorem(
    Eq(chain(V, n, 2), inv(C[n + 1]) @ chain(W, n, 2) @ C[2]),
    given=[inner_layers],
    ref="gd.inv.telescoping",
)
def telescoping(p):
    """The inner layers, up to layer n: neighbouring changes cancel (induction over n)."""
    before = p.induct(n, start=1)
    c = p.calc()
    c.eq(V[n + 1] @ chain(V, n, 2))
    c.eq(V[n + 1] @ inv(C[n + 1]) @ chain(W, n, 2) @ C[2], by=before)
    c.eq(
        inv(C[n + 2]) @ W[n + 1] @ C[n + 1] @ inv(C[n + 1]) @ chain(W, n, 2) @ C[2],
        by=inner_layers(n + 1),
    )
    c.eq(inv(C[n + 2]) @ chain(W, n + 1, 2) @ C[2], why="C C^-1 = I")


changed = W[l] @ C[l] @ chain(V, l - 1, 2) @ inv(C[2]) @ W[1]


@theorem(Eq(changed, chain(W, l, 1)), given=[inner_layers], ref="gd.inv")
def product_is_unchanged(p):
    r"""The telescoping identity for every $l \ge 2$; a global minimizer stays one."""
    c = p.calc()
    c.eq(
        W[l] @ C[l] @ inv(C[l]) @ chain(W, l - 1, 2) @ C[2] @ inv(C[2]) @ W[1],
        by=telescoping.at(n, l - 1),
    )
    c.eq(chain(W, l, 1))
