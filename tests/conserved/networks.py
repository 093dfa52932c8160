"""Networks whose laws are known, as flows."""

from symland import (
    GradientFlow,
    activation,
    chain,
    dims,
    family,
    frob2,
    identity,
    index,
    leaky_relu,
    matrix,
    scalar,
)

k, h, d, n = dims("k h d n")
W1, W2 = matrix("W_1", h, d), matrix("W_2", k, h)
X, Y, T = matrix("X", d, n), matrix("Y", k, n), matrix("T", k, d)
lam, eta, beta, gamma = (scalar(name) for name in ("lambda", "eta", "beta", "gamma"))
linear_loss = frob2(W2 @ W1 @ X - Y) / 2
linear = GradientFlow(linear_loss, wrt=(W1, W2))

widths = dims("d[]")
l = index("l", 1)
W = family("W", widths)
X0, Yl = matrix("X", widths[0], n), matrix("Y", widths[l], n)
deep = GradientFlow(frob2(chain(W, l, 1) @ X0 - Yl) / 2, wrt=[W])


def hidden(function):
    """The loss |T - tau(W_2 sigma(W_1))|^2 / 2 of section 5 of the geometric-approach paper."""
    outer = activation("tau")
    return GradientFlow(frob2(T - outer(W2 @ function(W1))) / 2, wrt=(W1, W2))


def on_data(function):
    """The loss |W_2 sigma(W_1 X) - Y|^2 / 2."""
    return GradientFlow(frob2(W2 @ function(W1 @ X) - Y) / 2, wrt=(W1, W2))


leaky = leaky_relu(0)

A1, A2 = matrix("A_1", h, d), matrix("A_2", d, h)
B1, B2 = matrix("B_1", h, d), matrix("B_2", d, h)
target = matrix("Y", d, n)
unit = identity(d)
residual = GradientFlow(
    frob2((unit + B2 @ B1) @ (unit + A2 @ A1) @ X - target) / 2, wrt=(A1, A2, B1, B2)
)
A, B = matrix("A", d, d), matrix("B", d, d)
thin_residual = GradientFlow(frob2((unit + B) @ (unit + A) @ X - target) / 2, wrt=(A, B))
