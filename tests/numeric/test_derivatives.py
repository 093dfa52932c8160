"""Derivative nodes against exact differences of polynomials and against formulas by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from numeric import (
    CoincidenceError,
    Cycle,
    Dimensions,
    Letter,
    draw,
    evaluate,
    exact,
    instance,
    modular,
    mpmath,
    requirements,
)
from numeric.operations import commutation as commutation_matrix
from symland.errors import ExpressionError
from symland.language.build import (
    frob2,
    inner,
    inv,
    kron,
    layer_sum,
    matrix,
    pinv,
    tr,
    vec,
    vector,
)
from symland.language.derivatives import (
    along_node,
    ddt_node,
    flow_of,
    gradient_node,
    hessian_node,
    jacobian_node,
)
from symland.language.expr import Matrix, Scalar, as_scalar
from symland.language.families import chain, function
from symland.language.integers import index
from tests import strategies as random_terms
from tests.numeric.samples import (
    LOSS,
    A,
    B,
    E,
    S,
    W,
    X,
    derivative_at_zero,
    j,
    k,
    l,
    moved,
    plain,
    unit,
)

VARIABLES = [random_terms.A, random_terms.S, random_terms.W[2]]
DEEP = draw(Dimensions({"n": 2}, {"d": Cycle((2, 3, 1))}, {"l": 3, "k": 2, "j": 1}), seed=5)
FLAT = draw(Dimensions(), seed=4)


def same(left, right, found):
    return plain(evaluate(left, found, exact)) == plain(evaluate(right, found, exact))


def differences(body, variable, found, degree):
    """d vec(body) / d vec(variable)' by exact differences."""
    name = variable.data[0] if variable.op == "symbol" else variable.data[0].name
    kind = "matrix" if variable.op == "symbol" else "member"
    position = found.dimensions.value(variable.data[1]) if kind == "member" else 0
    letter, shape = Letter(kind, name, position), found.shape(variable)
    evaluate(body, found, exact)
    evaluate(variable, found, exact)  # draws the entries
    columns = [
        derivative_at_zero(
            lambda step, at=at: evaluate(
                body, moved(found, letter, unit(shape, at[0], at[1]), step), exact
            ),
            degree,
            1,
        )
        for at in [(row, col) for col in range(shape[1]) for row in range(shape[0])]
    ]
    return np.stack([column.T.reshape(-1) for column in columns], axis=1)


@pytest.mark.parametrize(
    ("body", "variable"),
    [
        (A @ B @ A, A),
        (kron(A, B), A),
        (tr(A @ B) ** 2 * (A.T @ A), A),
        (vec(A @ B) @ vec(S).T, B),
        (chain(W, l, 1), W[k]),
        (chain(W, l, k + 1), W[k]),
        (layer_sum(index("i"), 1, l, chain(W, index("i"), 1).T @ chain(W, index("i"), 1)), W[k]),
    ],
)
def test_jacobian_is_the_exact_difference(body, variable):
    found = DEEP if "chain" in {node.op for node in body.walk()} else FLAT
    expected = differences(body, variable, found, 4)
    assert plain(evaluate(jacobian_node(body, variable), found, exact)) == plain(expected)


def test_gradient_has_the_shape_of_its_variable():
    found = evaluate(gradient_node(LOSS, W[k]), DEEP, exact)
    shape = DEEP.shape(W[k])
    assert found.shape == shape == (1, 3)
    assert plain(vec_of(found).T) == plain(differences(LOSS, W[k], DEEP, 2))


def vec_of(values):
    return values.T.reshape(-1, 1)


def test_gradient_of_the_deep_loss_is_the_known_formula():
    formula = chain(W, l, k + 1).T @ E @ (chain(W, k - 1, 1) @ X).T
    for place in (1, 2, 3):
        found = draw(
            Dimensions({"n": 2}, {"d": Cycle((2, 3, 4))}, {"l": 3, "k": place}), seed=place
        )
        assert same(gradient_node(LOSS, W[k]), formula, found)
        assert same(gradient_node(LOSS, W[place]), formula, found)


def test_gradient_by_hand():
    here = instance(letters={"S": [[2, 1], [0, 3]]})
    assert plain(evaluate(gradient_node(tr(S @ S), S), here, exact)) == [[4, 0], [2, 6]]


def test_gradient_of_what_does_not_move_is_zero():
    assert plain(evaluate(gradient_node(frob2(B), A), FLAT, exact)) == [[0] * 3] * 2
    assert plain(evaluate(hessian_node(tr(A @ B), A, A), FLAT, exact)) == [[0] * 6] * 6
    assert plain(evaluate(along_node(tr(S), {A: A}), FLAT, exact)) == [[0]]


def test_coinciding_layers_are_one_matrix():
    both = frob2(W[k]) + tr(W[j].T @ W[j])
    same_place = draw(Dimensions({}, {"d": Cycle((2, 3))}, {"k": 2, "j": 2, "l": 2}))
    apart = draw(Dimensions({}, {"d": Cycle((2, 3))}, {"k": 2, "j": 1, "l": 2}))
    assert same(gradient_node(both, W[k]), 4 * W[k], same_place)
    assert same(gradient_node(both, W[k]), 2 * W[k], apart)


def test_hessian_rows_belong_to_the_first_variable_and_columns_to_the_second():
    form = tr(A.T @ S @ B.T)
    found = evaluate(hessian_node(form, A, B), FLAT, exact)
    mixed = evaluate(jacobian_node(gradient_node(form, A), B), FLAT, exact)
    assert found.shape == (6, 6)
    assert plain(found) == plain(mixed)
    entries = evaluate(S, FLAT, exact)  # form = sum a_pi s_pq b_iq
    assert found[2 * 1 + 0, 3 * 1 + 1] == entries[0, 1]  # a_01, b_11
    assert found[2 * 1 + 0, 3 * 1 + 0] == 0  # a_01, b_01


def test_hessian_blocks_are_transposed_to_each_other():
    assert same(hessian_node(LOSS, W[k], W[j]), hessian_node(LOSS, W[j], W[k]).T, DEEP)


def test_hessian_of_a_square_is_the_known_kronecker_product():
    V = matrix("V", 2, 3)
    formula = kron(B @ B.T, S.T @ S)
    assert same(hessian_node(frob2(S @ V @ B) / 2, V, V), formula, FLAT)


def test_hessian_of_a_trace_of_a_square_is_the_commutation_matrix():
    found = evaluate(hessian_node(tr(S @ S) / 2, S, S), FLAT, exact)
    assert plain(found) == plain(commutation_matrix(exact, 2, 2))


def test_hessian_is_the_jacobian_of_the_gradient_at_every_depth():
    nodes = hessian_node(LOSS, W[k], W[j]), jacobian_node(gradient_node(LOSS, W[k]), W[j])
    assert same(*nodes, DEEP)


def test_third_derivatives_by_nesting():
    C, D = matrix("C", 2, 2), matrix("D_0", 2, 2)
    once = inner(gradient_node(tr(S @ S @ S), S), C)
    twice = inner(gradient_node(once, S), D)
    assert same(gradient_node(twice, S), 3 * (C @ D + D @ C).T, FLAT)


def test_inverse_and_powers():
    z = tr(S @ S) ** -1
    assert same(gradient_node(z, S), -2 * tr(S @ S) ** -2 * S.T, FLAT)
    assert same(gradient_node(tr(inv(S) @ A @ B), S), -(inv(S) @ A @ B @ inv(S)).T, FLAT)
    second = hessian_node(tr(inv(S)), S, S)
    assert same(second, jacobian_node(-(inv(S) @ inv(S)).T, S), FLAT)


def test_generic_function_has_derivatives_up_to_order_three():
    u, x = function("u", 2), vector("x", 2)
    gradient = gradient_node(u(x), x)
    assert plain(vec_of(evaluate(gradient, FLAT, exact)).T) == plain(differences(u(x), x, FLAT, 3))
    second = jacobian_node(gradient, x)
    assert same(second, hessian_node(u(x), x, x), FLAT)
    third = evaluate(jacobian_node(vec(second), x), FLAT, exact)
    assert plain(third) == plain(differences(second, x, FLAT, 3))
    assert (third != 0).all()


def test_chain_rule_of_a_vector_valued_function():
    f, x = function("f", 2, 3), vector("x", 2)
    inside = jacobian_node(f(S @ x), x)
    assert plain(evaluate(inside, FLAT, exact)) == plain(differences(f(S @ x), x, FLAT, 3))


def test_pseudoinverse_of_what_does_not_move_is_allowed():
    assert same(gradient_node(inner(pinv(A), B), B), pinv(A), FLAT)


def test_along_one_and_two_times():
    direction, moves = matrix("D", 2, 3), Letter("matrix", "A")
    body = frob2(A @ B @ A)
    for order in (1, 2):
        node = along_node(body, {A: direction}, order)
        evaluate(body, FLAT, exact)
        step = evaluate(direction, FLAT, exact)
        expected = derivative_at_zero(
            lambda t, step=step: evaluate(body, moved(FLAT, moves, step, t), exact), 4, order
        )
        assert plain(evaluate(node, FLAT, exact)) == plain(expected)


def test_along_several_letters_at_once():
    node = along_node(tr(A @ B), {A: A, B: 3 * B})
    assert same(node, 4 * tr(A @ B), FLAT)


def test_along_of_order_two_is_the_hessian_form():
    P = matrix("P", 2, 3)
    node = along_node(frob2(A @ B), {A: P}, 2)
    form = tr(vec(P).T @ hessian_node(frob2(A @ B), A, A) @ vec(P))
    assert same(node, form, FLAT)


def test_whole_family_moves_with_one_velocity_per_layer():
    product = chain(W, l, 1)
    node = along_node(product, {W: lambda place: place_times(place)})
    total = sum(range(1, DEEP.dimensions.indices["l"] + 1))
    assert same(node, total * product, DEEP)


def place_times(place):
    """The velocity place * W[place]."""
    return as_scalar(place) * W[place]


def test_second_derivative_along_a_family():
    product = chain(W, 2, 1)
    assert same(along_node(product, {W: lambda place: W[place]}, 2), 2 * product, DEEP)


def test_gradient_flow_conserves_balancedness():
    flow = flow_of("flow", LOSS, [W])
    balance = W[2].T @ W[2] - W[1] @ W[1].T
    assert not (evaluate(ddt_node(balance, flow), DEEP, exact) != 0).any()
    assert (evaluate(ddt_node(W[1], flow), DEEP, exact) != 0).any()


def test_loss_decreases_along_its_gradient_flow_by_the_squared_gradient():
    flow = flow_of("flow", LOSS, [W])
    squares = layer_sum(index("i"), 1, l, frob2(gradient_node(LOSS, W[index("i")])))
    assert same(ddt_node(LOSS, flow), -squares, DEEP)


def test_second_time_derivative_along_a_flow_follows_the_velocity():
    flow = flow_of("flow", tr(S @ S) / 2, [S])  # dS/dt = -S'
    once = ddt_node(S, flow)
    assert same(once, -S.T, FLAT)
    assert same(ddt_node(once, flow), S, FLAT)


def test_derivative_of_a_time_derivative():
    flow = flow_of("flow", frob2(S) / 2, [S])
    assert same(gradient_node(ddt_node(frob2(S), flow), S), -4 * S, FLAT)


def test_one_matrix_has_one_velocity():
    node = along_node(tr(W[k] @ W[k].T), {W[k]: W[k], W[j]: W[j]})
    found = draw(Dimensions({}, {"d": Cycle((2, 3))}, {"k": 2, "j": 2, "l": 2}))
    with pytest.raises(CoincidenceError, match="is given two velocities in this instance"):
        evaluate(node, found, exact)
    node = along_node(tr(W[k] @ W[k].T), {W[k]: W[k], W: W})
    with pytest.raises(CoincidenceError, match=r"`W\[2\]` moves in two ways: alone and with all"):
        evaluate(node, found, exact)


def test_order_of_a_derivative_along_a_direction():
    with pytest.raises(ExpressionError, match="a derivative of order 3 along a direction is not"):
        evaluate(Scalar("along", (tr(S), S, S), (1, 3)), FLAT, exact)


@pytest.mark.parametrize("field", [modular(), mpmath(20)], ids=str)
def test_other_fields_differentiate_alike(field):
    node = hessian_node(LOSS, W[k], W[j])
    right = field.array(evaluate(node, DEEP, exact))
    difference = field.subtract(evaluate(node, DEEP, field), right)
    assert float(field.size(difference)) < 1e-30


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    random_terms.expressions(2),
    st.sampled_from([random_terms.A, random_terms.S, random_terms.W[2]]),
)
def test_random_expressions_move_as_their_exact_differences(body, variable):
    found = draw(Dimensions({"m": 2, "n": 3, "k": 1}, {"d": Cycle((2, 1))}, {"l": 2, "i": 1}))
    step = evaluate(variable, found, exact)
    kind = "matrix" if variable.op == "symbol" else "member"
    name = variable.data[0] if kind == "matrix" else variable.data[0].name
    letter = Letter(kind, name, 2 if kind == "member" else 0)
    expected = derivative_at_zero(
        lambda t: evaluate(body, moved(found, letter, step, t), exact), degree_bound(body), 1
    )
    node = along_node(body, {variable: variable})
    assert plain(evaluate(node, found, exact)) == plain(expected)
    assert requirements(node).letters.keys() >= requirements(body).letters.keys()


def degree_bound(body: Matrix | Scalar) -> int:
    """The total degree in all letters."""
    inside = [degree_bound(arg) for arg in body.args]
    if body.op in ("mul", "scale", "matmul", "kron", "hadamard", "inner"):
        return sum(inside)
    if body.op == "frob2":
        return 2 * inside[0]
    if body.op == "power":
        return abs(body.data) * inside[0]
    if body.op == "chain":
        return 2
    return 1 if body.op in ("symbol", "member") else max(inside, default=0)
