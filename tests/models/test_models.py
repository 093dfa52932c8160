"""Every network: gradients, all Hessian blocks, quadratic form and flow, readable and right.

`evaluate` confirms each formula by the kernel's own derivative, `numeric` takes its own.
"""

from __future__ import annotations

from itertools import product

import pytest

from numeric import Skipped, spot_check
from symland import Eq, ddt, evaluate, frob2, grad, hess, hess_form, index, inner, matrix, prove
from symland.language.families import Families, Family, family
from symland.models import (
    deep_linear,
    one_hidden_layer,
    relu_network,
    relu_on_cone,
    residual_linear,
    shallow_linear_balanced,
)

SHALLOW = [one_hidden_layer, relu_on_cone, relu_network, shallow_linear_balanced]
ALL = [deep_linear, residual_linear, *SHALLOW]


def agree(claim, given=(), constraints=()):
    """Whether the evaluator could test the claim and found it true."""
    found = spot_check(claim, given, constraints, seed=3, instances=1)
    assert not isinstance(found, Skipped), found
    return found is None


def member(parameter, net, names=("k", "q")):
    """A letter, or a generic layer of a family."""
    places = [index(name, 1, depth) for name, depth in zip(names, net.depth, strict=False)]
    if isinstance(parameter, Family):
        return parameter[places[0]]
    if isinstance(parameter, Families):
        return parameter[places[0]][places[1]]
    return parameter


def direction(parameter):
    """A velocity for a parameter."""
    if isinstance(parameter, Families):
        return family("dA", parameter.rows, parameter.cols, indices=2)
    if isinstance(parameter, Family):
        return Family("dW", parameter.rows, parameter.cols)
    return matrix(f"d{parameter}", *parameter.shape)


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)
def test_gradients(make):
    net = make()
    for parameter in net.parameters:
        gradient = grad(net.loss, member(parameter, net))
        formula = evaluate(gradient)
        assert "grad" not in str(formula)
        assert agree(Eq(gradient, formula))


@pytest.mark.parametrize("make", SHALLOW, ids=lambda make: make.__name__)
def test_all_hessian_blocks(make):
    net = make()
    for first, second in product(net.parameters, repeat=2):
        block = hess(net.loss, first, second)
        formula = evaluate(block)
        assert "hess" not in str(formula)
        assert agree(Eq(block, formula))


@pytest.mark.parametrize(("make", "orders"), [
    (deep_linear, [lambda k, j: j < k, lambda k, j: k < j]),
    (residual_linear, [lambda k, j: j < k, lambda k, j: k < j]),
])  # fmt: skip
def test_hessian_blocks_of_two_layers(make, orders):
    net = make()
    (parameter,) = net.parameters
    first, second = member(parameter, net), member(parameter, net, ("j", "p"))
    k, j = index("k", 1, net.depth[0]), index("j", 1, net.depth[0])
    for order in orders:
        block = hess(net.loss, first, second)
        formula = evaluate(block, [order(k, j)])
        assert "K(" in str(formula)
        assert agree(Eq(block, formula), (), [order(k, j)])
    own = evaluate(hess(net.loss, first))
    assert agree(Eq(hess(net.loss, first), own))


@pytest.mark.parametrize("make", [deep_linear, *SHALLOW], ids=lambda make: make.__name__)
def test_quadratic_form(make):
    net = make()
    moves = {parameter: direction(parameter) for parameter in net.parameters}
    form = hess_form(net.loss, moves)
    assert agree(Eq(form, evaluate(form)))


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)
def test_the_loss_falls_along_the_flow(make):
    """d/dt L = -(the squared norm of the gradient): for the letters; families give a sum."""
    net = make()
    if net.depth:
        parameter = member(net.parameters[0], net)
        assert prove(Eq(ddt(parameter, net.flow), -grad(net.loss, parameter))).evidence.is_proof
    else:
        slope = -sum((frob2(grad(net.loss, p)) for p in net.parameters[1:]),
                     frob2(grad(net.loss, net.parameters[0])))  # fmt: skip
        assert prove(Eq(ddt(net.loss, net.flow), slope)).evidence.is_proof


def test_the_cone_has_the_loss_and_the_gradients_of_the_relu_network():
    cone, net = relu_on_cone(), relu_network()
    for parameter in cone.parameters:
        claim = Eq(grad(net.loss, parameter), grad(cone.loss, parameter))
        assert prove(claim, given=cone.hypotheses).evidence.is_proof
        assert not prove(claim).evidence.is_proof
    claim = Eq(hess(net.loss, *cone.parameters), hess(cone.loss, *cone.parameters))
    assert prove(claim, given=cone.hypotheses).evidence.is_proof


def test_data_and_depth_are_named():
    net = residual_linear()
    assert [str(letter) for letter in net.data] == ["X", "Y"]
    assert [str(depth) for depth in net.depth] == ["l", "r"]
    assert net.units is not None
    assert prove(Eq(net.loss, inner(net.residual, net.residual) / 2)).evidence.is_proof
