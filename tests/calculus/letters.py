"""Letters and losses that the tests of the calculus share, and the check by the second road."""

from numeric import Skipped, spot_check
from symland import (
    Eq,
    GradientFlow,
    chain,
    dims,
    evaluate,
    family,
    frob2,
    function,
    index,
    let,
    matrix,
    scalar,
    vector,
)

k, h, q, d, n, m = dims("k h q d n m")
D = dims("D[]")
mu = scalar("mu")

A, B, C = matrix("A", m, n), matrix("B", n, m), matrix("C", m, n)
S, T, M = matrix("S", n, n), matrix("T", n, n), matrix("M", n, n)
G = matrix("G", n, n, symmetric=True)
a, x = vector("a", n), vector("x", n)
u, f = function("u", n, m), function("f", n)
dA, dB, dS = matrix("dA", m, n), matrix("dB", n, m), matrix("dS", n, n)

# Two layers and three: L = |W_2 W_1 X - Y|^2 / 2 and L = |W_3 W_2 W_1 X - Y|^2 / 2.
X, Y = matrix("X", d, n), matrix("Y", k, n)
V1, V2 = matrix("V_1", h, d), matrix("V_2", k, h)
dV1, dV2 = matrix("dV_1", h, d), matrix("dV_2", k, h)
E2 = let("E", V2 @ V1 @ X - Y)
L2 = let("L", frob2(E2) / 2)
W1, W2, W3 = matrix("W_1", h, d), matrix("W_2", q, h), matrix("W_3", k, q)
E3 = let("E", W3 @ W2 @ W1 @ X - Y)
L3 = let("L", frob2(E3) / 2)
flow = GradientFlow(L2, wrt=[V1, V2])

# A network of symbolic depth l.
l = index("l", 1)
i, j = index("i", 1, l), index("j", 1, l)
W, w = family("W", D), family("w", D)
X0, Yl = matrix("X", D[0], n), matrix("Y", D[l], n)
E = let("E", chain(W, l, 1) @ X0 - Yl)
L = let("L", frob2(E) / 2)
deep = GradientFlow(L, wrt=[W])


def agree(derivative, constraints=()):
    """Whether `numeric`, which differentiates on its own, finds the readable formula right."""
    formula = evaluate(derivative, constraints)
    found = spot_check(Eq(derivative, formula), (), constraints, seed=1, instances=3)
    assert not isinstance(found, Skipped), found
    return found is None
