r"""(18) is necessary, not sufficient: with two hidden layers it says nothing of $j = 2$ in (15).

Chitour, Liao, Couillet 2018, Lemma 2, item 3.  An instance with $d_y = d_1 = d_2 = 2$ and
$S_Y = \mathrm{diag}(2, 1)$ in the basis of the coordinates ($U = I$, $r = 1$).
"""

from symland.prelude import *

S_Y = block([[2, 0], [0, 1]])
first, second = block([[1], [0]]), block([[0], [1]])
W3, W2, W11, W12 = (matrix(name, 2, 2) for name in ("W_3", "W_2", "W_11", "W_12"))


def equation_18(W3, W2, W11, W12):
    r"""(18) and $W_{H+1,2} Z = 0$, with $D_Y = 2$."""
    return And(
        Eq(first.T @ W3 @ W2 @ (W11 @ first), 2 * identity(1)),
        Eq(W2 @ (W11 @ second), 0),
        Eq(first.T @ W3 @ W2 @ W12, 0),
        Eq(second.T @ W3 @ W2, 0),
    )


def equation_15(W3, W2, W11):
    r"""The last family of (15) at $j = 2$."""
    return Eq(W3.T @ S_Y @ W11.T, W3.T @ (W3 @ W2) @ W11 @ W11.T)


@theorem(
    Exists([W3, W2, W11, W12],
           And(equation_18(W3, W2, W11, W12), Not(equation_15(W3, W2, W11)))),
    ref="geo.lem2.nec",
)  # fmt: skip
def not_critical(p):
    r"""$W_3 = I$, $W_2 = \mathrm{diag}(1, 0)$, $W_{1,1} = \mathrm{diag}(2, 1)$."""
    layers = block([[1, 0], [0, 1]]), block([[1, 0], [0, 0]]), block([[2, 0], [0, 1]])
    p.witness(*layers, zeros(2, 2))
    none = p.part(5)
    supposed = equation_15(*layers)
    step = none.calc(as_scalar(1))
    step.eq(as_scalar(second.T @ supposed.left @ second))
    step.eq(as_scalar(second.T @ supposed.right @ second), by=supposed)
    step.eq(0)
