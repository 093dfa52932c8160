"""Quadratic forms, differentials and time derivatives along gradient flows."""

import pytest

from symland import (
    Eq,
    GradientFlow,
    chain,
    ddt,
    differential,
    evaluate,
    frob2,
    grad,
    hadamard,
    hess,
    hess_form,
    inner,
    inv,
    kron,
    layer_sum,
    prove,
    tr,
    vec,
    zeros,
)
from symland.errors import ExpressionError, SizeError
from symland.evidence import Evidence
from tests.calculus.letters import (
    E2,
    L2,
    V1,
    V2,
    A,
    B,
    C,
    E,
    L,
    M,
    S,
    T,
    W,
    X,
    agree,
    dA,
    dB,
    deep,
    dS,
    dV1,
    dV2,
    flow,
    j,
    l,
    w,
)

DIFFERENTIALS = [
    (A, {A: dA}, "dA"),
    (A.T @ A, {A: dA}, "dA' A + A' dA"),
    (A @ B, {A: dA, B: dB}, "dA B + A dB"),
    (inv(S), {S: dS}, "-S^-1 dS S^-1"),
    (kron(S, T), {S: dS}, "dS (x) T"),
    (hadamard(A, C), {A: dA}, "dA o C"),
    (vec(A), {A: dA}, "vec(dA)"),
    (tr(S), {S: dS}, "tr(dS)"),
    (tr(S) ** 2, {S: dS}, "2 tr(S) tr(dS)"),
    (frob2(A), {A: dA}, "2 <A, dA>"),
    (M, {A: dA}, "0"),
    (E2, {V1: dV1, V2: dV2}, "dV_2 V_1 X + V_2 dV_1 X"),
    (chain(W, l, 1), {W[j]: w[j]}, "W[l..j + 1] w[j] W[j - 1..1]"),
    (chain(W, l, 1), {W: w}, "sum(j=1..l, W[l..j + 1] w[j] W[j - 1..1])"),
]
FORMS = [
    (frob2(A), {A: dA}, "2 |dA|_F^2"),
    (frob2(A) / 2, {A: dA}, "|dA|_F^2"),
    (tr(A @ B), {A: dA}, "0"),
    (L2, {V1: dV1}, "|V_2 dV_1 X|_F^2"),
    (L2, {V2: dV2}, "|dV_2 V_1 X|_F^2"),
    (L2, {V1: dV1, V2: dV2}, "|dV_2 V_1 X + V_2 dV_1 X|_F^2 + 2 <E, dV_2 dV_1 X>"),
    (L, {W[j]: w[j]}, "|W[l..j + 1] w[j] W[j - 1..1] X|_F^2"),
]
VELOCITIES = [
    (V1, "-V_2' E X'"),
    (V2, "-E (V_1 X)'"),
    (E2, "-E (V_1 X)' V_1 X - V_2 V_2' E X' X"),
    (X, "0"),
    (V2.T @ V2 - V1 @ V1.T, "0"),
    (frob2(V1) - frob2(V2), "0"),
]


@pytest.mark.parametrize(("body", "directions", "text"), DIFFERENTIALS)
def test_printed_differential(body, directions, text):
    derivative = differential(body, directions)
    assert str(derivative) == text
    assert agree(derivative)


@pytest.mark.parametrize(("body", "directions", "text"), FORMS)
def test_printed_form(body, directions, text):
    form = hess_form(body, directions)
    assert str(form) == text
    assert agree(form)


@pytest.mark.parametrize(("body", "text"), VELOCITIES)
def test_printed_time_derivative(body, text):
    derivative = ddt(body, flow)
    assert str(derivative) == text
    assert agree(derivative)


def test_the_flow_of_a_network_of_symbolic_depth():
    assert str(ddt(W[j], deep)) == "-W[l..j + 1]' E X' W[j - 1..1]'"
    assert agree(ddt(W[j], deep))
    assert agree(ddt(L, deep))
    inside = [j < l]
    conserved = ddt(W[j + 1].T @ W[j + 1] - W[j] @ W[j].T, deep)
    assert str(evaluate(conserved, inside)) == "0"
    assert agree(conserved, inside)


def test_the_loss_decreases_along_its_flow():
    speed = frob2(grad(L2, V1)) + frob2(grad(L2, V2))
    assert prove(Eq(ddt(L2, flow), -speed)).evidence is Evidence.EXACT
    deep_speed = layer_sum(j, 1, l, frob2(grad(L, W[j])))
    assert prove(Eq(ddt(L, deep), -deep_speed)).evidence is Evidence.EXACT


def test_the_form_is_the_hessian_in_the_direction():
    form = inner(vec(dV1), hess(L2, V1) @ vec(dV1))
    assert prove(Eq(hess_form(L2, {V1: dV1}), form)).evidence is Evidence.EXACT
    mixed = (
        form
        + 2 * inner(vec(dV1), hess(L2, V1, V2) @ vec(dV2))
        + inner(vec(dV2), hess(L2, V2) @ vec(dV2))
    )
    assert prove(Eq(hess_form(L2, {V1: dV1, V2: dV2}), mixed)).evidence is Evidence.EXACT
    wrong = mixed - inner(vec(dV1), hess(L2, V1, V2) @ vec(dV2))
    assert prove(Eq(hess_form(L2, {V1: dV1, V2: dV2}), wrong)).evidence is Evidence.REFUTED


def test_the_differential_is_the_gradient_in_the_direction():
    pairing = inner(grad(L2, V1), dV1) + inner(grad(L2, V2), dV2)
    assert prove(Eq(differential(L2, {V1: dV1, V2: dV2}), pairing)).evidence is Evidence.EXACT
    whole = layer_sum(j, 1, l, inner(grad(L, W[j]), w[j]))
    assert prove(Eq(differential(L, {W: w}), whole)).evidence is Evidence.EXACT


@pytest.mark.parametrize(
    "derivative",
    [
        hess_form(tr(S @ S), {S: dS}),
        hess_form(tr(inv(S)), {S: dS}),
        hess_form(tr(A @ B), {A: dA, B: dB}),
        hess_form(L, {W: w}),
        hess_form(frob2(A) ** 2, {A: dA}),
        differential(L2, {V1: dV1, V2: dV2}),
        differential(L, {W: w}),
        differential(E, {W: w}),
        differential(hadamard(A, A), {A: dA}),
        ddt(L2, flow),
        ddt(V1.T @ V1, flow),
        ddt(inner(V1 @ X, V1 @ X), flow),
        ddt(E2, GradientFlow(L2, wrt=[V1])),
    ],
)
def test_long_results_are_right(derivative):
    assert agree(derivative)


def test_numbers_come_first():
    assert str(differential(L2, {V1: dV1})) == "<E, V_2 dV_1 X>"


@pytest.mark.parametrize(
    ("derivative", "text"),
    [
        (hess_form(tr(S @ S), {S: dS}), "2 tr(dS dS)"),
        (hess_form(tr(A @ B), {A: dA, B: dB}), "2 tr(dA dB)"),
    ],
)
def test_results_are_tidy(derivative, text):
    assert str(derivative) == text


def test_only_one_layer_moves_with_a_flow_of_one_layer():
    alone = GradientFlow(L2, wrt=[V1])
    assert str(ddt(V2, alone)) == "0"
    assert str(ddt(V1, alone)) == str(ddt(V1, flow))


def test_wrong_directions():
    with pytest.raises(SizeError, match="a velocity has the size of its variable"):
        differential(A, {A: dB})
    with pytest.raises(ExpressionError, match="with respect to a letter or a member"):
        differential(A, {A @ B: zeros(A.rows, A.rows)})
    with pytest.raises(ExpressionError, match="at least one variable in `wrt`"):
        GradientFlow(L2, wrt=[])
    with pytest.raises(ExpressionError, match="may not contain its variables"):
        prove(Eq(hess_form(frob2(A), {A: A}), 2 * frob2(A)))
    with pytest.raises(ExpressionError, match="needs a scalar to differentiate"):
        GradientFlow(E2, wrt=[V1])
