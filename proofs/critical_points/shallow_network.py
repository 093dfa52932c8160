r"""The shallow linear network (Zhou and Liang 2018, section 2 and supplement, (23) and (24))."""

from symland.prelude import *

d0, d1, d2, m = dims("d_0 d_1 d_2 m")
A1, A2 = matrix("A_1", d1, d0), matrix("A_2", d2, d1)
X, Y = matrix("X", d0, m), matrix("Y", d2, m)
loss = let("L", frob2(A2 @ A1 @ X - Y) / 2)
Sigma = let("Sigma", Y @ pinv(X) @ X @ Y.T)

stationary_1 = assume(Eq(grad(loss, A1), 0), name="(23)")
stationary_2 = assume(Eq(grad(loss, A2), 0), name="(24)")


@theorem(Eq(grad(loss, A1), A2.T @ (A2 @ A1 @ X - Y) @ X.T), ref="cp.eq23")
def gradient_of_the_first_layer(p):
    r"""$\nabla_{A_1} L = A_2^\top (A_2 A_1 X - Y) X^\top$."""


@theorem(Eq(grad(loss, A2), (A2 @ A1 @ X - Y) @ X.T @ A1.T), ref="cp.eq24")
def gradient_of_the_second_layer(p):
    r"""$\nabla_{A_2} L = (A_2 A_1 X - Y) X^\top A_1^\top$."""
