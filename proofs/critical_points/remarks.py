r"""Remarks after Theorem 1, and Proposition 1 (Zhou and Liang 2018, section 2, supplement D.4).

Of the block form of V, $V V^\top V = V$ and $V V^\top \Lambda = \Lambda V V^\top$ are used.
"""

from shallow_network import A1, A2, Sigma, X, Y, d0, d1, d2, loss
from theorem_1 import (
    L1,
    UV,
    C,
    R,
    U,
    V,
    block_form,
    each_solves_the_normal_equation,
    first_layer,
    form_of_the_first_layer,
    isometry,
    second,
    spectral,
)  # fmt: skip

from symland.prelude import *


def gradients(first, second_layer):
    r"""$\nabla_{A_1} L$ and $\nabla_{A_2} L$, (23) and (24)."""
    error = second_layer @ first @ X - Y
    return second_layer.T @ error @ X.T, error @ X.T @ first.T


def third(free, factor=C):
    """The left side of (3)."""
    return (identity(d2) - UV @ UV.T) @ Y @ X.T @ free.T @ factor.T @ (identity(d1) - V.T @ V)


before = gradients(A1, A2)
after = gradients(inv(R) @ A1, A2 @ R)


@theorem(
    [
        Eq((A2 @ R) @ (inv(R) @ A1), A2 @ A1),
        Iff(And(Eq(before[0], 0), Eq(before[1], 0)), And(Eq(after[0], 0), Eq(after[1], 0))),
        Eq(first_layer(inv(R) @ L1, C @ R), inv(R) @ first_layer(L1)),
        Eq(UV @ C @ R, (UV @ C) @ R),
        Eq(third(inv(R) @ L1, C @ R), third(L1)),
    ],
    given=[invertible(C), invertible(R)],
    ref="cp.thm1.remC",
)
def invariance_under_an_invertible_factor(p):
    r"""$(A_1, A_2) \mapsto (R^{-1} A_1, A_2 R)$ keeps the product, and critical points.

    In (1) to (3) C becomes C R and $L_1$ becomes $R^{-1} L_1$.
    """
    q = p.part(2)
    zero = [Eq(before[0], 0), Eq(before[1], 0)]
    zero_after = [Eq(after[0], 0), Eq(after[1], 0)]
    with q.forward() as f:
        c = f.calc()
        c.eq(R.T @ before[0])
        c.eq(0, by=zero[0])
        c = f.calc()
        c.eq(before[1] @ inv(R).T)
        c.eq(0, by=zero[1])
    with q.backward() as f:
        c = f.calc()
        c.eq(inv(R).T @ after[0])
        c.eq(0, by=zero_after[0])
        c = f.calc()
        c.eq(after[1] @ R.T)
        c.eq(0, by=zero_after[1])


@theorem(
    Iff(Eq(grad(loss, A1), 0), Exists(L1, Eq(A1, first_layer(L1)))),
    given=[orthogonal(U), isometry, invertible(C), second],
    ref="cp.thm1.remL1",
)
def free_solutions(p):
    r"""For fixed $A_2$ the solutions of (23) are exactly the matrices (1), over all $L_1$."""
    with p.forward() as q:
        gained = q.obtain(form_of_the_first_layer, "K")
        q.witness(gained)
    with p.backward() as q:
        K = q.obtain(Exists(L1, Eq(A1, first_layer(L1))), "K")
        c = q.calc()
        c.eq(A2.T @ A2 @ A1 @ X @ X.T - A2.T @ Y @ X.T)
        c.eq(A2.T @ A2 @ first_layer(K) @ X @ X.T - A2.T @ Y @ X.T, by=Eq(A1, first_layer(K)))
        c.eq(0, by=each_solves_the_normal_equation.of({L1: K}))


simple_first = assume(Eq(A1, inv(C) @ V.T @ U.T @ Y @ pinv(X)), name="(1) with L_1 = 0")


@theorem(
    [
        Eq(first_layer(zeros(d1, d0)), inv(C) @ V.T @ U.T @ Y @ pinv(X)),
        Eq(third(zeros(d1, d0)), 0),
        Eq(grad(loss, A1), 0),
        Eq(grad(loss, A2), 0),
    ],
    given=[spectral, *block_form, invertible(C), simple_first, second],
    ref="cp.thm1.rem0",
)
def without_a_free_part(p):
    r"""$L_1 = 0$ makes (3) hold, and $(C^{-1} V^\top U^\top Y X^\dagger, U V C)$ is critical."""
    back = inv(C) @ V.T @ U.T @ Y @ pinv(X)
    product = p.have(Eq(A2 @ A1, UV @ UV.T @ Y @ pinv(X)), by=[simple_first, second])
    turned = p.have(Eq(A2.T @ UV @ UV.T, A2.T), by=[second, isometry, *orthogonal(U)])
    commute = p.have(Eq(UV @ UV.T @ Sigma, Sigma @ UV @ UV.T), by=[spectral, block_form[1]])
    p.calc().eq(back)
    p.calc().eq(0)
    c = p.calc()
    c.eq(A2.T @ (A2 @ A1) @ X @ X.T - A2.T @ Y @ X.T)
    c.eq(A2.T @ UV @ UV.T @ Y @ pinv(X) @ X @ X.T - A2.T @ Y @ X.T, by=product)
    c.eq(A2.T @ UV @ UV.T @ Y @ X.T - A2.T @ Y @ X.T, by=moore_penrose(X))
    c.eq(0, by=turned)
    c = p.calc()
    c.eq((A2 @ A1) @ X @ X.T @ A1.T - Y @ X.T @ A1.T)
    c.eq(UV @ UV.T @ Y @ pinv(X) @ X @ X.T @ A1.T - Y @ X.T @ A1.T, by=product)
    c.eq(UV @ UV.T @ Y @ X.T @ A1.T - Y @ X.T @ A1.T, by=moore_penrose(X))
    c.eq(UV @ UV.T @ Y @ X.T @ back.T - Y @ X.T @ back.T, by=simple_first)
    c.eq(UV @ UV.T @ Y @ pinv(X) @ X @ Y.T @ U @ V @ inv(C).T
         - Y @ pinv(X) @ X @ Y.T @ U @ V @ inv(C).T, by=moore_penrose(X))  # fmt: skip
    c.eq((UV @ UV.T @ Sigma - Sigma) @ UV @ inv(C).T)
    c.eq((Sigma @ UV @ UV.T - Sigma) @ UV @ inv(C).T, by=commute)
    c.eq(Sigma @ (U @ V @ V.T @ V - U @ V) @ inv(C).T, by=orthogonal(U))
    c.eq(0, by=isometry)


alpha, beta = scalar("alpha"), scalar("beta")
D = matrix("D", d1, d1)


linear_in_C = claim(
    Eq(third(L1, alpha * C + beta * D), alpha * third(L1, C) + beta * third(L1, D)),
    ref="cp.thm1.remlin",
    doc="For fixed V and $L_1$, (3) is a linear equation in C.",
)
