r"""Proposition 1: the value of a critical point (Zhou and Liang 2018, supplement D.4)."""

import block_form
from lemma_1 import P, output_27
from shallow_network import A1, A2, Sigma, X, Y, loss, stationary_1
from theorem_1 import (
    C,
    Lambda,
    Pu,
    U,
    V,
    another_inverse,
    isometry,
    projector_in_the_basis,
    second,
    spectral,
)  # fmt: skip

from symland.prelude import *

total_Y = tr(Y @ Y.T) / 2
fit = P @ Y @ pinv(X) @ X


@theorem(
    Eq(
        loss,
        total_Y - tr(A2 @ A1 @ X @ Y.T) + tr(A2 @ A1 @ X @ X.T @ A1.T @ A2.T) / 2,
    ),
    ref="cp.prop1.s1",
)
def expanded_loss(p):
    """The square written as traces."""


@theorem(
    Eq(loss, total_Y - tr(P @ Sigma) + tr(P @ Sigma @ P) / 2),
    given=[output_27],
    ref="cp.prop1.s2",
)
def loss_by_the_projector(p):
    r"""(27) put in: $L = \frac12 Tr(Y Y^\top) - Tr(P \Sigma) + \frac12 Tr(P \Sigma P)$."""
    square_ = p.have(Eq(fit @ fit.T, P @ Sigma @ P))
    c = p.calc()
    c.eq(total_Y - tr(A2 @ A1 @ X @ Y.T) + tr((A2 @ A1 @ X) @ (A2 @ A1 @ X).T) / 2)
    c.eq(total_Y - tr(fit @ Y.T) + tr(fit @ fit.T) / 2, by=output_27)
    c.eq(total_Y - tr(P @ Sigma) + tr(P @ Sigma @ P) / 2, by=square_)


short_value = total_Y - tr(P @ Sigma) / 2


@theorem(Eq(loss, short_value), given=[output_27], ref="cp.prop1.s3")
def short_loss(p):
    r"""Step (i): $Tr(P \Sigma P) = Tr(P \Sigma)$."""
    c = p.calc()
    c.eq(total_Y - tr(P @ Sigma) + tr(P @ Sigma @ P) / 2, by=loss_by_the_projector)
    c.eq(total_Y - tr(P @ Sigma) + tr((A2 @ pinv(A2) @ A2 @ pinv(A2)) @ Sigma) / 2)
    c.eq(short_value, by=moore_penrose(A2)[0])


@theorem(Eq(loss, total_Y - tr(Pu @ Lambda) / 2), given=[spectral, stationary_1], ref="cp.eq28")
def value_in_the_basis(p):
    r"""$L = \frac12 Tr(Y Y^\top) - \frac12 Tr(P_{col(U^\top A_2)} \Lambda)$, where (23) holds."""
    known = p.have(Eq(A2 @ A1 @ X, P @ Y @ pinv(X) @ X), by=stationary_1)
    turned = p.have(Eq(P, U @ Pu @ U.T), by=projector_in_the_basis)
    c = p.calc()
    c.eq(short_value, by=[short_loss, known])
    c.eq(total_Y - tr(U @ Pu @ U.T @ Sigma) / 2, by=turned)
    c.eq(total_Y - tr(Pu @ U.T @ U @ Lambda @ U.T @ U) / 2, by=Eq(Sigma, U @ Lambda @ U.T))
    c.eq(total_Y - tr(Pu @ Lambda) / 2, by=orthogonal(U))


VC = V @ C


@theorem(Eq(VC @ pinv(VC), V @ V.T), given=[isometry, invertible(C)], ref="cp.prop1.s4.columns")
def column_space(p):
    r"""$P_{col(V C)} = P_{col(V)} = V V^\top$."""
    c = p.calc()
    c.eq((VC @ pinv(VC)).T, by=moore_penrose(VC)[2])
    c.eq((V @ V.T @ V @ C @ pinv(VC)).T, by=isometry)
    c.eq(VC @ pinv(VC) @ V @ V.T, by=moore_penrose(VC)[2])
    c.eq(VC @ pinv(VC) @ VC @ inv(C) @ V.T)
    c.eq(VC @ inv(C) @ V.T, by=moore_penrose(VC)[0])
    c.eq(V @ V.T)


@theorem(
    [
        Eq(loss, total_Y - tr(VC @ pinv(VC) @ Lambda) / 2),
        Eq(VC @ pinv(VC), V @ V.T),
        Eq(loss, total_Y - tr(V.T @ Lambda @ V) / 2),
    ],
    given=[spectral, output_27, isometry, invertible(C), second],
    ref="cp.prop1.s4",
)
def value_by_V(p):
    r"""$P_{col(V C)} = V V^\top$, so $L = \frac12 Tr(Y Y^\top) - \frac12 Tr(V^\top \Lambda V)$."""
    same = p.have(Eq(P, U @ V @ (U @ V).T), by=another_inverse)
    plain = total_Y - tr(V @ V.T @ Lambda) / 2
    c = p.calc()
    c.eq(short_value, by=short_loss)
    c.eq(total_Y - tr(U @ V @ (U @ V).T @ Sigma) / 2, by=same)
    c.eq(total_Y - tr(V @ V.T @ U.T @ U @ Lambda @ U.T @ U) / 2, by=Eq(Sigma, U @ Lambda @ U.T))
    c.eq(plain, by=orthogonal(U))
    c.eq(total_Y - tr(VC @ pinv(VC) @ Lambda) / 2, by=column_space)
    p.calc().eq(V @ V.T, by=column_space)
    c = p.calc()
    c.eq(short_value, by=short_loss)
    c.eq(total_Y - tr(U @ V @ (U @ V).T @ Sigma) / 2, by=same)
    c.eq(total_Y - tr(V @ V.T @ U.T @ U @ Lambda @ U.T @ U) / 2, by=Eq(Sigma, U @ Lambda @ U.T))
    c.eq(total_Y - tr(V.T @ Lambda @ V) / 2, by=orthogonal(U))


blocks = block_form
in_blocks = assume(Eq(V, blocks.V), name="block form")


setting = [
    spectral, isometry, invertible(C), second, in_blocks, *blocks.blocks, blocks.values,
    blocks.left_values,
]  # fmt: skip
value = Eq(loss, (tr(Y @ Y.T) - blocks.fitted) / 2)


@theorem(Eq(loss, total_Y - blocks.fitted / 2), given=[output_27, *setting], ref="cp.prop1.from27")
def value_from_27(p):
    """The value where (27) holds and $A_2$ has the form (2)."""
    c = p.calc()
    c.eq(total_Y - tr(V.T @ Lambda @ V) / 2, by=value_by_V)
    c.eq(total_Y - tr(blocks.V.T @ Lambda @ blocks.V) / 2, by=in_blocks)
    c.eq(total_Y - blocks.fitted / 2, by=blocks.fitted_values)


@theorem(value, given=[stationary_1, *setting], ref="cp.prop1")
def value_of_a_critical_point(p):
    r"""$L = \frac12 (Tr(Y Y^\top) - \sum_i p_i \sigma_i)$; the zero block adds nothing.

    Of the critical point, (23) and the form (2) of $A_2$ are used.
    """
    known = p.have(output_27.statement, by=stationary_1)
    c = p.calc()
    c.eq(total_Y - blocks.fitted / 2, by=[value_from_27, known])
    c.eq((tr(Y @ Y.T) - blocks.fitted) / 2)


k = blocks.i
one_more = blocks.fitted + blocks.sigma(k)


@theorem(
    Eq((tr(Y @ Y.T) - one_more) / 2, (tr(Y @ Y.T) - blocks.fitted) / 2 - blocks.sigma(k) / 2),
    ref="cp.prop1.rem",
)
def one_copy_more(p):
    r"""One copy of $\sigma_k$ more lowers the value by $\sigma_k / 2$."""
