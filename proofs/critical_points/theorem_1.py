r"""The proof of Theorem 1 from $A_2 = U V C$ on (Zhou and Liang 2018, supplement D.3).

Of the block form of V only two consequences are used (see `block_form`): $V V^\top V = V$ and
$V V^\top \Lambda = \Lambda V V^\top$.
"""

from shallow_network import (
    A1,
    A2,
    Sigma,
    X,
    Y,
    d0,
    d1,
    d2,
    loss,
)  # fmt: skip

from symland.prelude import *

U, Lambda = matrix("U", d2, d2), matrix("Lambda", d2, d2)
V, C, R = matrix("V", d2, d1), matrix("C", d1, d1), matrix("R", d1, d1)
L1 = matrix("L_1", d1, d0)
eye2, eye1 = identity(d2), identity(d1)

spectral = eigendecomposition(Sigma, U, Lambda)
isometry = assume(Eq(V @ V.T @ V, V), name="block form")
blocks = assume(Eq(V @ V.T @ Lambda, Lambda @ V @ V.T), name="block form")
block_form = [isometry, blocks]
second = assume(Eq(A2, U @ V @ C), name="(2)")
CT = inv(C).T  # the inverse of C'
UV = U @ V
data = Y @ X.T


def first_layer(free, factor=C):
    """The right side of (1)."""
    back = inv(factor)
    return back @ V.T @ U.T @ Y @ pinv(X) + free - back @ V.T @ V @ factor @ free @ X @ pinv(X)


first = assume(Eq(A1, first_layer(L1)), name="(1)")
normal_equation = assume(Eq(A2.T @ A2 @ A1 @ X @ X.T, A2.T @ Y @ X.T), name="(23)")
output = assume(Eq(A2 @ A1 @ X, A2 @ pinv(A2) @ Y @ pinv(X) @ X), name="(27)")


@theorem(
    Eq(A2 @ pinv(A2), U @ (U.T @ A2) @ pinv(U.T @ A2) @ U.T),
    given=[orthogonal(U)],
    ref="cp.thm1.s1",
)
def projector_in_the_basis(p):
    r"""$P_{col(A_2)} = U P_{col(U^\top A_2)} U^\top$."""


Pu = (U.T @ A2) @ pinv(U.T @ A2)


@theorem(
    Eq(Lambda @ Pu, Pu @ Lambda),
    given=[
        spectral,
        assume(Eq(Sigma @ A2 @ pinv(A2), A2 @ pinv(A2) @ Sigma), name="(26)"),
        assume(Eq(A2 @ pinv(A2), U @ Pu @ U.T), name="previous display"),
    ],
    ref="cp.thm1.s2",
)
def projector_commutes_with_lambda(p):
    r"""$\Lambda P_{col(U^\top A_2)} = P_{col(U^\top A_2)} \Lambda$."""


B = inv(C) @ V.T @ U.T


@theorem(
    [
        Eq(A2 @ B @ A2, A2),
        Eq(B @ A2 @ B, B),
        Eq(A2 @ B, UV @ UV.T),
        Eq(A2 @ pinv(A2), UV @ UV.T),
    ],
    given=[orthogonal(U), isometry, invertible(C), second],
    ref="cp.thm1.s8.inverse",
)
def another_inverse(p):
    r"""$B = C^{-1} V^\top U^\top$ satisfies three of the four equations of Penrose for $A_2$.

    $A_2 B$ is the projector on the column space, so it is $A_2 A_2^\dagger$.
    """
    one = p.calc()
    one.eq(UV @ C @ B @ UV @ C, by=second)
    one.eq(U @ V @ V.T @ (U.T @ U) @ V @ C)
    one.eq(U @ (V @ V.T @ V) @ C, by=orthogonal(U))
    one.eq(U @ V @ C, by=isometry)
    one.eq(A2, by=second)
    two = p.calc()
    two.eq(B @ UV @ C @ B, by=second)
    two.eq(inv(C) @ V.T @ (U.T @ U) @ V @ V.T @ U.T)
    two.eq(inv(C) @ (V @ V.T @ V).T @ U.T, by=orthogonal(U))
    two.eq(B, by=isometry)
    three = p.calc()
    three.eq(UV @ C @ B, by=second)
    three.eq(UV @ UV.T)
    same = p.have(Eq(A2 @ B, UV @ UV.T), by=second)
    turned = p.have(Eq(UV.T @ A2, V.T @ V @ C), by=[second, *orthogonal(U)])
    whole = p.have(Eq(UV @ V.T @ V @ C, A2), by=[second, isometry])
    four = p.calc()
    four.eq((A2 @ pinv(A2)).T, by=moore_penrose(A2))
    four.eq((UV @ V.T @ V @ C @ pinv(A2)).T, by=whole)
    four.eq((UV @ UV.T @ A2 @ pinv(A2)).T, by=turned)
    four.eq(A2 @ pinv(A2) @ UV @ UV.T, by=moore_penrose(A2))
    four.eq(A2 @ pinv(A2) @ A2 @ B, by=same)
    four.eq(A2 @ B, by=moore_penrose(A2))
    four.eq(UV @ UV.T, by=same)


@theorem(
    Eq(A2.T @ A2 @ first_layer(L1) @ X @ X.T, A2.T @ Y @ X.T),
    given=[orthogonal(U), isometry, invertible(C), second],
    ref="cp.thm1.s8.solves",
)
def each_solves_the_normal_equation(p):
    r"""Each matrix of the form (1) solves (23)."""
    three = p.have(Eq(A2 @ B @ A2, A2), by=another_inverse)
    projector_ = p.have(Eq(A2 @ pinv(A2), A2 @ B), by=another_inverse)
    form = p.have(Eq(first_layer(L1), B @ Y @ pinv(X) + L1 - B @ A2 @ L1 @ X @ pinv(X)), by=second)
    c = p.calc()
    c.eq(A2.T @ A2 @ (B @ Y @ pinv(X) + L1 - B @ A2 @ L1 @ X @ pinv(X)) @ X @ X.T, by=form)
    c.eq(A2.T @ A2 @ B @ Y @ pinv(X) @ X @ X.T + A2.T @ A2 @ L1 @ X @ X.T
         - A2.T @ A2 @ L1 @ X @ pinv(X) @ X @ X.T, by=three)  # fmt: skip
    c.eq(A2.T @ (A2 @ B) @ Y @ X.T, by=moore_penrose(X))
    c.eq(A2.T @ Y @ X.T, by=[projector_, *moore_penrose(A2)])


@theorem(
    Exists(L1, Eq(A1, first_layer(L1))),
    given=[orthogonal(U), isometry, invertible(C), second, normal_equation],
    ref="cp.thm1.s8.corrected",
)
def form_of_the_first_layer(p):
    r"""(1) all the same: every solution of (23) has this form."""
    projector_ = p.have(Eq(A2 @ pinv(A2), A2 @ B), by=another_inverse)
    shown = p.have(Eq(A2 @ A1 @ X, A2 @ pinv(A2) @ Y @ pinv(X) @ X), by=normal_equation)
    moved = p.have(Eq(inv(C) @ V.T @ V @ C, B @ A2), by=[second, *orthogonal(U)])
    two = p.have(Eq(B @ A2 @ B, B), by=another_inverse)
    p.witness(A1)
    d = p.calc()
    d.eq(B @ Y @ pinv(X) + A1 - B @ Y @ pinv(X))
    d.eq(B @ Y @ pinv(X) + A1 - B @ (A2 @ B) @ Y @ pinv(X), by=two)
    d.eq(B @ Y @ pinv(X) + A1 - B @ (A2 @ pinv(A2)) @ Y @ pinv(X), by=projector_)
    d.eq(B @ Y @ pinv(X) + A1 - B @ (A2 @ pinv(A2) @ Y @ pinv(X) @ X) @ pinv(X),
         by=moore_penrose(X))  # fmt: skip
    d.eq(B @ Y @ pinv(X) + A1 - B @ A2 @ A1 @ X @ pinv(X), by=shown)
    d.eq(first_layer(A1), by=moved)


pseudo_inverse_as_printed = erratum(
    Eq(pinv(U @ V @ C), inv(C) @ V.T @ U.T),
    given=[orthogonal(U), isometry, invertible(C)],
    corrected=form_of_the_first_layer,
    ref="cp.thm1.s8",
    doc="The fourth equation of Penrose fails, unless C'C commutes with V'V.",
)


@theorem(
    [
        Eq(A2 @ A1 @ X, A2 @ pinv(A2) @ Y @ pinv(X) @ X),
        Eq(A2 @ pinv(A2) @ Y @ pinv(X) @ X, UV @ UV.T @ Y @ pinv(X) @ X),
    ],
    given=[orthogonal(U), isometry, invertible(C), second, output],
    ref="cp.thm1.s9",
)
def output_in_the_basis(p):
    r"""$A_2 A_1 X = P_{col(A_2)} Y X^\dagger X = U V (U V)^\top Y X^\dagger X$."""
    p.calc().eq(A2 @ pinv(A2) @ Y @ pinv(X) @ X, by=output)
    p.calc().eq(UV @ UV.T @ Y @ pinv(X) @ X, by=another_inverse)


in_the_basis = assume(Eq(A2 @ A1 @ X, UV @ UV.T @ Y @ pinv(X) @ X), name="previous display")


@theorem(
    [
        Eq(A2 @ A1 @ X @ X.T @ A1.T, UV @ UV.T @ Y @ pinv(X) @ X @ X.T @ A1.T),
        Eq(UV @ UV.T @ Y @ pinv(X) @ X @ X.T @ A1.T, UV @ UV.T @ data @ A1.T),
    ],
    given=[in_the_basis],
    ref="cp.thm1.s10",
)
def first_chain_lines_1_and_2(p):
    r"""$A_2 A_1 X X^\top A_1^\top = U V (U V)^\top Y X^\top A_1^\top$."""


line_3 = (
    UV @ UV.T @ Sigma @ UV @ CT
    + UV @ UV.T @ data @ L1.T
    - UV @ UV.T @ data @ L1.T @ C.T @ V.T @ V @ CT
)
rest = data @ L1.T @ (eye1 - C.T @ V.T @ V @ CT)
line_4 = U @ V @ V.T @ Lambda @ V @ CT + UV @ UV.T @ rest
line_5 = U @ Lambda @ V @ CT + UV @ UV.T @ rest

first_chain_line_3 = claim(
    Eq(UV @ UV.T @ data @ A1.T, line_3), given=[invertible(C), first], ref="cp.thm1.s11"
)
first_chain_line_4 = claim(Eq(line_3, line_4), given=[spectral, invertible(C)], ref="cp.thm1.s12")
first_chain_line_5 = claim(
    [Eq(V @ V.T @ Lambda @ V, Lambda @ V), Eq(line_4, line_5)],
    given=[*block_form, invertible(C)],
    ref="cp.thm1.s13",
)


@theorem(
    [
        Eq(data @ A1.T, Sigma @ UV @ CT + rest),
        Eq(Sigma @ UV @ CT + rest, U @ Lambda @ V @ CT + rest),
    ],
    given=[spectral, invertible(C), first],
    ref="cp.thm1.s14",
)
def second_chain(p):
    r"""$Y X^\top A_1^\top$ in the same form, without the projector."""


@theorem(
    Eq(grad(loss, A2), -(eye2 - UV @ UV.T) @ rest),
    given=[spectral, *block_form, invertible(C), in_the_basis, first],
    ref="cp.thm1.s15",
)
def gradient_of_the_second_layer(p):
    r"""$\nabla_{A_2} L = -(I - U V (U V)^\top) Y X^\top L_1^\top (I - C^\top V^\top V C^{-\top})$.

    So it vanishes only where the right side does.
    """
    c = p.calc()
    c.eq(A2 @ A1 @ X @ X.T @ A1.T - data @ A1.T)
    c.eq(UV @ UV.T @ data @ A1.T - data @ A1.T, by=first_chain_lines_1_and_2)
    c.eq(line_3 - data @ A1.T, by=first_chain_line_3)
    c.eq(line_4 - data @ A1.T, by=first_chain_line_4)
    c.eq(line_5 - data @ A1.T, by=first_chain_line_5)
    c.eq(-(eye2 - UV @ UV.T) @ rest, by=second_chain)


outside = (eye2 - UV @ UV.T) @ data @ L1.T


@theorem(
    Iff(
        Eq(outside @ (eye1 - C.T @ V.T @ V @ CT), 0),
        Eq(outside @ C.T @ (eye1 - V.T @ V), 0),
    ),
    given=[invertible(C)],
    ref="cp.thm1.s16",
)
def times_the_invertible_factor(p):
    r"""Multiply by $C^\top$ on the right, and back."""
    given, wanted = (
        Eq(outside @ (eye1 - C.T @ V.T @ V @ CT), 0),
        Eq(outside @ C.T @ (eye1 - V.T @ V), 0),
    )
    with p.forward() as q:
        c = q.calc()
        c.eq(outside @ (eye1 - C.T @ V.T @ V @ CT) @ C.T)
        c.eq(0, by=given)
    with p.backward() as q:
        c = q.calc()
        c.eq(outside @ C.T @ (eye1 - V.T @ V) @ CT)
        c.eq(0, by=wanted)


@theorem(
    [
        Eq(eye2 - UV @ UV.T, eye2 - UV @ pinv(UV)),
        Eq(eye1 - V.T @ V, eye1 - pinv(V) @ V),
    ],
    given=[orthogonal(U), isometry],
    ref="cp.thm1.s17",
)
def the_projectors(p):
    r"""$I - U V (U V)^\top = P_{col(U V)^\perp}$ and $I - V^\top V = P_{\ker V}$."""
