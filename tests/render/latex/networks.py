"""Losses of networks whose derivatives the tests typeset, with the variables of each."""

from __future__ import annotations

from symland import (
    activation,
    chain,
    dims,
    family,
    frob2,
    index,
    inv,
    leaky_relu,
    let,
    logdet,
    matrix,
    relu,
    scalar,
    tanh,
    tr,
    vector,
)
from symland.models import relu_on_cone, residual_linear, shallow_linear_balanced

k, h, d, n = dims("k h d n")
q = dims("q")
mu = scalar("mu")
X, Y = matrix("X", d, n), matrix("Y", k, n)
W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
V1, V2, V3 = matrix("W_1", h, d), matrix("W_2", q, h), matrix("W_3", k, q)
sigma = activation("sigma")
S, A = matrix("S", n, n), matrix("A", n, n)
w, b = vector("w", n), vector("b", n)

sizes, l = dims("d[]"), index("l", 1)
i, j = index("k", 1, l), index("j", 1, l)
W = family("W", sizes)
residual = let("e", chain(W, l, 1) @ matrix("X", sizes[0], n) - matrix("Y", sizes[l], n))
side = dims("s")
SIX = [matrix(f"W_{number}", side, side) for number in range(1, 7)]
six = SIX[5] @ SIX[4] @ SIX[3] @ SIX[2] @ SIX[1] @ SIX[0] @ matrix("X", side, n)


def hidden(f):
    """One hidden layer."""
    return let("e", W2 @ f(W1 @ X) - Y)


units, balanced, cone = residual_linear(), shallow_linear_balanced(), relu_on_cone()
unit, layer = index("k", 1, units.depth[0]), index("q", 1, units.depth[1])

NETWORKS = {
    "two linear layers": (let("L", frob2(let("E", W2 @ W1 @ X - Y)) / 2), (W1, W2)),
    "written out": (frob2(W2 @ W1 @ X - Y) / 2, (W1, W2)),
    "three linear layers": (frob2(let("E", V3 @ V2 @ V1 @ X - Y)) / 2, (V1, V2, V3)),
    "six linear layers": (let("L", frob2(let("E", six - matrix("Y", side, n))) / 2), tuple(SIX)),
    "generic activation": (let("g", frob2(hidden(sigma)) / 2), (W1, W2)),
    "written out activation": (frob2(W2 @ sigma(W1 @ X) - Y) / 2, (W1, W2)),
    "tanh": (frob2(hidden(tanh)) / 2, (W1, W2)),
    "relu": (frob2(hidden(relu)) / 2, (W1, W2)),
    "leaky relu": (frob2(hidden(leaky_relu(2))) / 2, (W1, W2)),
    "balanced": (
        frob2(let("E", W2 @ W1 @ X - Y)) / 2
        + mu / 4 * frob2(W2.T @ W2 - W1 @ X @ X.T @ W1.T),
        (W1, W2),
    ),
    "log det": (logdet(A) + tr(S @ inv(A)), (A,)),
    "vector": (frob2(S @ w - b) / 2 + mu * tr(w @ w.T), (w,)),
    "any depth": (let("h", frob2(residual) / 2), (W[i],)),
    "residual": (units.loss, (units.parameters[0][unit][layer],)),
    "balanced, as in the models": (balanced.loss, balanced.parameters),
    "on a cone": (cone.loss, cone.parameters),
}  # fmt: skip
