"""Entrywise functions, powers and determinants as graph nodes: each knows its rate of change.

A function y of x is the integral of its rate, y' = rate(x) x'.  The rate is made of nodes, often of
y itself (tanh' = 1 - tanh^2), which gives both the series of y and the gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce

from numeric.entrywise import is_generic, is_piecewise
from numeric.flow.graph import Graph, Node
from numeric.instance import Instance
from symland.errors import ExpressionError
from symland.language.functions import Activation

MINUS = Fraction(-1)


def entrywise(graph: Graph, activation: Activation, arg: Node, instance: Instance) -> Node:
    """A function of every entry; one with a kink or jump has no series and raises."""
    if is_generic(activation):
        if activation.name in instance.denominators:
            raise ExpressionError(f"`{activation}` is a quotient, it is not integrated as a series")
        coefficients = instance.activation(activation.name)
        for _ in range(activation.order):
            coefficients = tuple(degree * c for degree, c in enumerate(coefficients))[1:]
        return _horner(graph, coefficients, arg)
    if is_piecewise(activation):
        raise ExpressionError(f"`{activation}` has a kink at 0, where a flow has no Taylor series",
                              help="integrate a smooth function, such as softplus")  # fmt: skip
    if activation.parameter is not None and activation.name == "power":
        return _power(graph, arg, activation.parameter, activation.order)
    if activation.name not in FUNCTIONS:
        raise ExpressionError(f"`{activation}` cannot be integrated as a series")
    found = FUNCTIONS[activation.name](graph, arg)
    for _ in range(activation.order):
        found = rate_of(graph, found, arg)
    return found


def rate_of(graph: Graph, node: Node, arg: Node) -> Node:
    """The derivative, entry by entry, of a node that is a function of each entry of `arg`."""
    if node is arg:
        return graph.filled(1, arg.shape)
    if node.op == "constant":
        return graph.filled(0, node.shape)
    if node.op == "scale":
        return graph.scale(node.data, rate_of(graph, node.args[0], arg))
    inner = [rate_of(graph, one, arg) for one in node.args]
    if node.op == "add":
        return graph.add(*inner)
    if node.op == "hadamard":
        left, right = node.args
        return graph.add(graph.hadamard(inner[0], right), graph.hadamard(left, inner[1]))
    if node.op == "reciprocal":
        square = graph.hadamard(node, node)
        return graph.scale(MINUS, graph.hadamard(inner[0], square))
    if node.op == "integral":
        return graph.hadamard(inner[0], node.data.node)
    raise ExpressionError(f"`{node.op}` is not entrywise")


def power(graph: Graph, arg: Node, exponent: Fraction) -> Node:
    """x^p for every entry; where p is no integer, all must be positive."""
    return _power(graph, arg, exponent, 0)


def _power(graph: Graph, arg: Node, exponent: Fraction, order: int) -> Node:
    factor = Fraction(1)
    for step in range(order):
        factor *= exponent - step
    rest = exponent - order
    if not factor:
        return graph.filled(0, arg.shape)
    return graph.scale(factor, _single_power(graph, arg, rest))


def _single_power(graph: Graph, arg: Node, exponent: Fraction) -> Node:
    if exponent.denominator == 1:
        base = arg if exponent >= 0 else graph.reciprocal(arg)
        return reduce(graph.hadamard, [base] * abs(int(exponent)), graph.filled(1, arg.shape))

    def rate(value: Node) -> Node:
        return graph.scale(exponent, graph.hadamard(value, graph.reciprocal(arg)))

    return _integral(graph, arg, ("power", exponent), rate)


def determinant(graph: Graph, arg: Node) -> Node:
    """det A, with d det A = det A tr(A^-1 dA)."""

    def rate(value: Node) -> Node:
        turned = graph.transpose(graph.inverse(arg))
        return graph.hadamard(graph.spread(value, arg.shape), turned)

    return _of_matrix(graph, arg, "det", rate)


def log_determinant(graph: Graph, arg: Node) -> Node:
    """log det A, with d log det A = tr(A^-1 dA)."""
    return _of_matrix(graph, arg, "logdet", lambda _: graph.transpose(graph.inverse(arg)))


def _of_matrix(graph: Graph, arg: Node, name: str, rate: Callable[[Node], Node]) -> Node:
    """The sum of an integral over all entries; the integral starts with the value, spread out."""
    inside = graph.integral(arg, (name, None))
    value = graph.total(inside)
    if inside.data.node is None:
        inside.data.node = rate(value)
    return value


def _integral(
    graph: Graph, arg: Node, function: tuple[str, Fraction | None], rate: Callable[[Node], Node]
) -> Node:
    found = graph.integral(arg, function)
    if found.data.node is None:
        found.data.node = rate(found)
    return found


def _minus_square(graph: Graph, first: Node, value: Node) -> Node:
    """first - value^2."""
    return graph.add(first, graph.scale(MINUS, graph.hadamard(value, value)))


def _exp(graph: Graph, arg: Node) -> Node:
    return _integral(graph, arg, ("exp", None), lambda value: value)


def _log(graph: Graph, arg: Node) -> Node:
    return _integral(graph, arg, ("log", None), lambda _: graph.reciprocal(arg))


def _sin(graph: Graph, arg: Node) -> Node:
    found = graph.integral(arg, ("sin", None))
    if found.data.node is None:
        found.data.node = cosine = graph.integral(arg, ("cos", None))
        cosine.data.node = graph.scale(MINUS, found)
    return found


def _cos(graph: Graph, arg: Node) -> Node:
    return rate_of(graph, _sin(graph, arg), arg)


def _tanh(graph: Graph, arg: Node) -> Node:
    one = graph.filled(1, arg.shape)
    return _integral(graph, arg, ("tanh", None), lambda value: _minus_square(graph, one, value))


def _sigmoid(graph: Graph, arg: Node) -> Node:
    return _integral(
        graph, arg, ("sigmoid", None), lambda value: _minus_square(graph, value, value)
    )


def _softplus(graph: Graph, arg: Node) -> Node:
    return _integral(graph, arg, ("softplus", None), lambda _: _sigmoid(graph, arg))


def _arctan(graph: Graph, arg: Node) -> Node:
    below = graph.add(graph.filled(1, arg.shape), graph.hadamard(arg, arg))
    return _integral(graph, arg, ("arctan", None), lambda _: graph.reciprocal(below))


def _horner(graph: Graph, coefficients: tuple[Fraction, ...], arg: Node) -> Node:
    """c_0 + c_1 x + c_2 x^2 + ..."""
    total = graph.filled(0, arg.shape)
    for number in reversed(coefficients):
        total = graph.add(graph.hadamard(total, arg), graph.filled(number, arg.shape))
    return total


FUNCTIONS: dict[str, Callable[[Graph, Node], Node]] = {
    "exp": _exp,
    "log": _log,
    "sin": _sin,
    "cos": _cos,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "arctan": _arctan,
}
