"""What the kernel makes of random formulas has the value that the independent evaluator finds.

Both the networks as expanded and their canonical form are evaluated, at several depths; formulas
contain gradients, Jacobians, Hessian blocks and derivatives along directions and gradient flows.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric import Instance, SingularError, decimals, draw, float64
from symland.elaborate import context_of, term
from symland.kernel.linear import KernelError
from symland.kernel.normal import normalise
from symland.kernel.terms import expand
from symland.language.build import frob2, inv, layer_sum, matrix, tr
from symland.language.derivatives import (
    along_node,
    ddt_node,
    flow_of,
    gradient_node,
    hessian_node,
    jacobian_node,
)
from symland.language.expr import ONE, Expr
from symland.language.families import chain, family, function
from symland.language.functions import activation, arctan, exp, hadamard_power, norm, sigmoid, tanh
from symland.language.integers import index
from tests.kernel.networks import network_value, value_of
from tests.kernel.support import RANDOM, at_depth
from tests.strategies import (
    A,
    B,
    C,
    G,
    S,
    V,
    W,
    d,
    expressions,
    i,
    l,
    m,
    matrices,
    n,
    scalars,
    v,
    w,
)

VARIABLES = (A, B, C, S, v, w, W[i], W[1], W[l], V[i], V[l])
Z, Y = family("Z", n), family("Y", d)
u, f = function("u", n, n), function("f", m)
SMALL = 45


@st.composite
def formulas(draw_: Any) -> Expr:
    """Expressions with inverses and functions among them."""
    kind = draw_(st.integers(0, 5))
    if kind == 0:
        return inv(draw_(matrices(n, n, 1))) @ draw_(matrices(n, 1, 1))
    if kind == 1:
        return f(draw_(matrices(m, 1, 2))) * draw_(scalars(1))
    if kind == 2:
        return u(draw_(matrices(n, 1, 2)))
    if kind == 3:
        inverse = inv(draw_(matrices(n, n, 1)) + W[i])
        return layer_sum(i, 1, l, tr(inverse @ draw_(matrices(n, n, 1))))
    return draw_(expressions(2))


@st.composite
def derivatives(draw_: Any) -> Expr:
    """A derivative of an expression."""
    body = draw_(formulas())
    x, y = draw_(st.sampled_from(VARIABLES)), draw_(st.sampled_from(VARIABLES))
    kind = draw_(st.sampled_from(["first", "second", "along", "twice", "flow", "sum"]))
    if kind == "along" or (body.is_matrix and kind not in ("first", "twice")):
        turned = draw_(st.sampled_from([Z, lambda place: W[place] @ G]))
        return along_node(body, {W: turned, V: Y})
    if kind == "twice":
        return along_node(body, {W: Z, V: Y, A: matrix("D", m, n)}, 2)
    if kind == "first":
        return jacobian_node(body, x) if body.is_matrix else gradient_node(body, x)
    if kind == "second":
        return hessian_node(body, x, y)
    if kind == "flow":
        return ddt_node(body, flow_of("flow", body, [draw_(st.sampled_from([W, V, A]))]))
    return layer_sum(i, 1, l, frob2(gradient_node(body, draw_(st.sampled_from([W[i], W[1]])))))


def check(expr: Expr, seed: int) -> None:
    if sum(1 for _ in expr.walk()) > SMALL:
        return
    context = context_of([expr])
    raw = expand(term(expr), context)
    try:
        normal = normalise(raw, context)
    except KernelError as error:
        assert "more than four nested sums" in str(error)  # noqa: PT017 - the only refusal
        normal = raw
    for depth, place in ((1, 1), (2, 1), (3, 3)):
        compare(expr, (raw, normal), at_depth(depth, place, seed=seed))


def compare(expr: Expr, found: tuple[Any, ...], instance: Instance) -> None:
    try:
        wanted = value_of(expr, instance)
    except SingularError:
        return
    for one in found:
        assert (network_value(one, instance) == wanted).all(), expr


@settings(RANDOM, max_examples=200)
@given(formulas(), st.integers(0, 1000))
def test_formulas_keep_their_value(expr: Expr, seed: int):
    check(expr, seed)


@settings(RANDOM, max_examples=250)
@given(derivatives(), st.integers(0, 1000))
def test_derivatives_have_the_value_of_forward_differentiation(expr: Expr, seed: int):
    check(expr, seed)


SUM = layer_sum(i, 1, l, W[i])
TRACE = layer_sum(i, 1, l, tr(W[i]))
p = index("p", 1, l)


@pytest.mark.parametrize(
    "body",
    [
        tr(chain(W, l, 1)),
        layer_sum(i, 1, l, tr(chain(W, i, 1))),
        layer_sum(i, 1, l, layer_sum(p, 1, i, tr(W[p] @ W[i]))),
        tr(inv(SUM) @ W[1]),
        TRACE * TRACE * tr(W[i]),
        frob2(chain(V, l, i)),
        f(A @ u(SUM @ w)),
    ],
)
def test_second_derivatives_along_all_layers(body: Any):
    check(along_node(body, {W: Z, V: Y}, 2), 3)


@pytest.mark.parametrize(
    "expr",
    [
        arctan.d(TRACE), arctan.d(SUM) @ W[i], tanh(TRACE) * TRACE, exp(SUM), sigmoid.d(SUM),
        activation("g")(SUM @ SUM), norm(SUM), TRACE / norm(W[i]) ** 3,
        hadamard_power(exp(SUM), Fraction(1, 2)), hadamard_power(exp(A @ W[i]), -1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", [0, 1, 2])
def test_entrywise_functions_of_sums(expr: Any, order: int):
    made = along_node(expr, {W: Z, A: matrix("D", m, n)}, order) if order else expr
    context = context_of([made])
    raw = expand(term(made), context)
    found = [raw, normalise(raw, context)] if order < 2 else [raw]
    instance = draw(at_depth(2, 1).dimensions, seed=5, entries=decimals(3))
    wanted = value_of(made, instance, float64)
    for one in found:
        value = network_value(one, instance, float64)
        assert np.allclose(value, wanted, rtol=1e-7, atol=1e-7), made


def test_a_gradient_has_the_shape_of_its_variable():
    assert gradient_node(frob2(A @ w), A).shape == (m, n)
    assert gradient_node(frob2(A @ w), w).shape == (n, ONE)
