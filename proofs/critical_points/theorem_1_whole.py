r"""Theorem 1 as one statement (Zhou and Liang 2018, section 2 and supplement D.3).

The setting of `block_form`: $\Lambda E_i = \sigma_i E_i$ with different $\sigma_i$, one of which is
that of the zero block.  $V = [\mathrm{diag}(V_1, \dots, V_r), 0]$ is the sum of the
$E_i V_i F_i^\top$, where $F_i$ selects $p_i$ columns, none of them twice; their order is that of
the rows of the invertible C.
"""

import block_form as form
import lemma_1
import projector_blocks as spectral_blocks
from block_form import V_, E, F, apart_E, apart_F, i, j, orthonormal_V, r, size_p, unit_E, unit_F
from factors import the_invertible_factor
from shallow_network import A1, A2, X, Y, loss, stationary_1, stationary_2
from theorem_1 import (
    CT,
    L1,
    UV,
    C,
    Lambda,
    Pu,
    U,
    V,
    block_form,
    data,
    each_solves_the_normal_equation,
    eye1,
    eye2,
    first,
    first_layer,
    form_of_the_first_layer,
    gradient_of_the_second_layer,
    output_in_the_basis,
    outside,
    projector_commutes_with_lambda,
    projector_in_the_basis,
    rest,
    second,
    spectral,
    times_the_invertible_factor,
)

from symland.prelude import *

third = Eq(outside @ C.T @ (eye1 - V.T @ V), 0)
no_rest = Eq(outside @ (eye1 - C.T @ V.T @ V @ CT), 0)
output = Eq(A2 @ A1 @ X, A2 @ pinv(A2) @ Y @ pinv(X) @ X)
in_the_basis = Eq(A2 @ A1 @ X, UV @ UV.T @ Y @ pinv(X) @ X)
normal_equation = Eq(A2.T @ A2 @ A1 @ X @ X.T, A2.T @ Y @ X.T)
factored = [spectral, *block_form, invertible(C), second]


@theorem(
    [Eq(A2 @ A1 @ X, A2 @ pinv(A2) @ Y @ pinv(X) @ X), in_the_basis],
    given=[*factored, assume(normal_equation, name="(23)")],
    ref="cp.thm1.output",
)
def output_of_the_network(p):
    r"""(27) from (23), in the basis."""
    shown = p.have(output, by=normal_equation)
    p.calc().eq(output.right, by=normal_equation)
    p.calc().eq(in_the_basis.right, by=[output_in_the_basis, shown])


@theorem(
    And(Eq(grad(loss, A1), 0), Eq(grad(loss, A2), 0)),
    given=[*factored, first, assume(third, name="(3)")],
    ref="cp.thm1.sufficient",
)
def sufficient(p):
    """(1), (2) and (3) make both gradients vanish."""
    solves = p.have(
        Eq(A2.T @ A2 @ first_layer(L1) @ X @ X.T, A2.T @ Y @ X.T),
        by=each_solves_the_normal_equation,
    )
    known = p.have(normal_equation, by=[solves, first])
    basis = p.have(in_the_basis, by=[output_of_the_network, known])
    step = p.calc(grad(loss, A1))
    step.eq(A2.T @ A2 @ A1 @ X @ X.T - A2.T @ Y @ X.T)
    step.eq(0, by=known)
    p.obtain(times_the_invertible_factor.backward)
    step = p.calc(grad(loss, A2))
    step.eq(-(eye2 - UV @ UV.T) @ rest, by=[gradient_of_the_second_layer, basis])
    step.eq(-(outside @ (eye1 - C.T @ V.T @ V @ CT)))
    step.eq(0, by=no_rest)


@theorem(third, given=[*factored, first, stationary_1, stationary_2], ref="cp.thm1.necessary.third")
def third_condition(p):
    """With the forms (1) and (2) the gradient of the second layer vanishes only under (3)."""
    known = p.have(normal_equation, by=stationary_1)
    basis = p.have(in_the_basis, by=[output_of_the_network, known])
    whole = p.have(Eq(grad(loss, A2), -(eye2 - UV @ UV.T) @ rest),
                   by=[gradient_of_the_second_layer, basis])  # fmt: skip
    moved = p.have(Eq(outside @ (eye1 - C.T @ V.T @ V @ CT), -grad(loss, A2)), by=whole)
    gone = p.have(no_rest, by=[moved, stationary_2])
    p.obtain(times_the_invertible_factor.forward, by=gone)
    p.calc().eq(0, by=third)


columns = assume(Eq(A2 @ pinv(A2), UV @ UV.T), name="P_col(A_2) = U V V' U'")


@theorem(
    Exists([C, L1], And(invertible(C), Eq(A2, UV @ C), Eq(A1, first_layer(L1)), third)),
    given=[spectral, *block_form, columns, stationary_1, stationary_2],
    ref="cp.thm1.necessary",
)
def necessary(p):
    """The forms (1) and (2), and (3), of a critical point."""
    B = p.obtain(the_invertible_factor, "B")
    known = p.have(normal_equation, by=stationary_1)
    K = p.obtain(form_of_the_first_layer.of({C: B}), "K", by=known)
    p.obtain(third_condition.of({C: B, L1: K}))
    p.witness(B, K)
    p.calc().eq(UV @ B, by=Eq(A2, UV @ B))
    p.calc().eq(first_layer(K, B), by=Eq(A1, first_layer(K, B)))
    data_K = (eye2 - UV @ UV.T) @ data @ K.T @ B.T @ (eye1 - V.T @ V)
    p.calc().eq(0, by=Eq(data_K, 0))


V_hat = form.V  # the sum of the E_i V_i F_i'
selecting = And(unit_F, apart_F, ForAll(i, Eq(hadamard(F[i], F[i]), F[i])))
spectrum = spectral_blocks.spectrum


def the_form(V):
    """(1), (2) and (3) for V."""
    return And(
        invertible(C),
        Eq(A2, U @ V @ C),
        Eq(A1, inv(C) @ V.T @ U.T @ Y @ pinv(X) + L1 - inv(C) @ V.T @ V @ C @ L1 @ X @ pinv(X)),
        Eq((eye2 - U @ V @ (U @ V).T) @ data @ L1.T @ C.T @ (eye1 - V.T @ V), 0),
    )


critical = And(Eq(grad(loss, A1), 0), Eq(grad(loss, A2), 0))
whole_form = Exists(
    [V_, F, V, C, L1],
    And(orthonormal_V, selecting, Eq(V, V_hat), the_form(V)),
    [size_p[0]],
)


@theorem(
    [Eq(V @ V.T @ V, V), Eq(V @ V.T @ Lambda, Lambda @ V @ V.T)],
    given=[*form.blocks, form.values, form.left_values, Eq(V, V_hat)],
    ref="cp.thm1.block.letter",
)
def consequences_of_the_block_form(p):
    """The two equations of `block_form` for V of block form."""
    step = p.calc()
    step.eq(V_hat @ V_hat.T @ V_hat, by=Eq(V, V_hat))
    step.eq(V_hat, by=form.gram_matrices)
    step.eq(V, by=Eq(V, V_hat))
    step = p.calc()
    step.eq(V_hat @ V_hat.T @ Lambda, by=Eq(V, V_hat))
    step.eq(form.weighted, by=form.commutes_with_lambda)
    step.eq(Lambda @ V_hat @ V_hat.T, by=form.commutes_with_lambda)
    step.eq(Lambda @ V @ V.T, by=Eq(V, V_hat))


@theorem(Implies(whole_form, critical), given=[spectral, *spectrum], ref="cp.thm1.if")
def the_form_is_critical(p):
    """Sufficiency, for every V of block form, every C and every L_1 that satisfy (3)."""
    p.obtain(whole_form)
    p.obtain(consequences_of_the_block_form)
    p.obtain(sufficient)
    p.calc().eq(0, by=Eq(grad(loss, A1), 0))
    p.calc().eq(0, by=Eq(grad(loss, A2), 0))


P = spectral_blocks.P
projecting = [spectral_blocks.commutes, *spectral_blocks.is_projector]
columns_of = E[i] @ V_[i]
spans = layer_sum(i, 1, r, E[i] @ V_[i] @ V_[i].T @ E[i].T)


@theorem(
    Exists(V_, And(orthonormal_V, Eq(P, spans)), [size_p[0]]),
    given=[*spectrum, *projecting],
    ref="cp.thm1.s5.family",
)
def one_factor_for_every_block(p):
    r"""$P = \sum_i E_i V_i V_i^\top E_i^\top$, with one choice of $V_i$ for each block."""
    p.obtain(
        projector_factors(i, spectral_blocks.Pi, V_), "V_hat",
        by=spectral_blocks.blocks_are_projectors,
    )  # fmt: skip
    p.obtain(spectral_blocks.factored_projector)
    p.witness(V_)
    p.calc().eq(spans, by=Eq(P, spans))


@theorem(
    [
        ForAll(i, Eq(columns_of.T @ columns_of, identity(size_p[i]))),
        ForAll([i, j], Eq(columns_of.T @ at(columns_of, i, j), 0), where=[j < i]),
    ],
    given=[unit_E, apart_E, orthonormal_V],
    ref="cp.thm1.s6.columns.family",
)
def orthonormal_columns(p):
    """The columns of all $E_i V_i$ are orthonormal."""
    step = p.part(1).calc()
    step.eq(V_[i].T @ (E[i].T @ E[i]) @ V_[i])
    step.eq(V_[i].T @ V_[i], by=unit_E(i))
    step.eq(identity(size_p[i]), by=orthonormal_V(i))
    step = p.part(2).calc()
    step.eq(V_[i].T @ (E[i].T @ E[j]) @ V_[j])
    step.eq(0, by=apart_E(i, j))


@theorem(
    Eq(A2 @ pinv(A2), (U @ V_hat) @ (U @ V_hat).T),
    given=[*form.blocks, Eq(Pu, spans), Eq(A2 @ pinv(A2), U @ Pu @ U.T)],
    ref="cp.thm1.s6.whole",
)
def projector_of_the_block_form(p):
    r"""$P_{col(A_2)} = U V V^\top U^\top$ for V of block form."""
    step = p.calc()
    step.eq(U @ Pu @ U.T, by=Eq(A2 @ pinv(A2), U @ Pu @ U.T))
    step.eq(U @ spans @ U.T, by=Eq(Pu, spans))
    step.eq(U @ (V_hat @ V_hat.T) @ U.T, by=form.gram_matrices)
    step.eq((U @ V_hat) @ (U @ V_hat).T)


def restate(p, V):
    """The equations (2), (1) and (3), which are known here."""
    for known in the_form(V).parts[1:]:
        p.calc().eq(known.right, by=known)


@theorem(Implies(critical, whole_form), given=[spectral, *spectrum], ref="cp.thm1.only_if")
def the_form_of_a_critical_point(p):
    """Necessity: the blocks of the projector on the column space, one factor for each, C and L_1.

    There are at most as many columns as A_2 has, so different ones can be selected for V.
    """
    p.obtain(lemma_1.the_projector_commutes)
    p.obtain(projector_in_the_basis)
    p.obtain(projector_commutes_with_lambda)
    penrose = moore_penrose(U.T @ A2)
    p.obtain(one_factor_for_every_block.of({P: Pu}), "V_hat", by=penrose)
    p.obtain(orthonormal_columns)
    p.obtain(different_coordinates(i, j, columns_of, U.T @ A2, F), "F", by=Eq(Pu, spans))
    p.obtain(consequences_of_the_block_form.of({V: V_hat}))
    p.obtain(projector_of_the_block_form)
    p.obtain(necessary.of({V: V_hat}), "C", "L_1")
    p.witness(V_, F, V_hat, C, L1)
    p.calc().eq(V_hat)
    restate(p, V_hat)


@theorem(Iff(critical, whole_form), given=[spectral, *spectrum], ref="cp.thm1")
def theorem_1(p):
    """The critical points of the shallow linear network, for all data, sizes and multiplicities."""
    with p.forward() as q:
        q.obtain(the_form_of_a_critical_point.forward)
        q.witness(V_, F, V, C, L1)
        q.calc().eq(V_hat, by=Eq(V, V_hat))
        restate(q, V)
    with p.backward() as q:
        q.obtain(the_form_is_critical.forward)
